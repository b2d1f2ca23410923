"""The distances that a layered drawing keeps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spacing:
    """Free space between the parts of a drawing, in px.

    Attributes:
        card_px: between two cards of a layer, or between a card and an edge that passes it.
        trunk_px: between two edges that pass a layer side by side.
        layer_px: between two layers.
        port_px: between a layer and the points where edges enter or leave a frame beside it, where
            they go straight down; up to ``layer_px`` where they do not.
        part_px: between two parts of the graph that nothing joins.
        parallel_px: between parallel edges; less where many would spread over ``spread_px``.
        spread_px: the most that parallel edges of one pair of cards take up side by side.
        frame_px: between a frame and what is in it.
        under_title_px: between the title of a frame and what is in it.
    """

    card_px: float = 32.0
    trunk_px: float = 20.0
    layer_px: float = 48.0
    port_px: float = 8.0
    part_px: float = 64.0
    parallel_px: float = 12.0
    spread_px: float = 24.0
    frame_px: float = 12.0
    under_title_px: float = 8.0
