"""The distances that a layered drawing keeps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spacing:
    """Free space between the parts of a drawing, in px.

    Attributes:
        card_px: between two cards of a layer, or between a card and an edge that passes it.
        trunk_px: between two edges that pass a layer side by side.
        layer_px: between two layers.
        part_px: between two parts of the graph that nothing joins.
        parallel_px: between parallel edges; less where many would spread over `spread_px`.
        spread_px: the most that parallel edges of one pair of cards take up side by side.
    """

    card_px: float = 32.0
    trunk_px: float = 20.0
    layer_px: float = 48.0
    part_px: float = 64.0
    parallel_px: float = 12.0
    spread_px: float = 24.0
