"""Free places on layers, between the nodes that are already placed."""

from collections.abc import Sequence

from engine.layout.spacing import Spacing


class Room:
    """The taken places of every layer; nodes keep their distances from these."""

    def __init__(self, layer_count: int, spacing: Spacing) -> None:
        self._spacing = spacing
        self._taken: list[list[tuple[float, float]]] = [[] for _ in range(layer_count)]

    def take(self, layer: int, x: float, width_px: float) -> None:
        """Note a node with its middle at ``x`` of a layer."""
        self._taken[layer].append((x, width_px))

    def nearest(self, layers: Sequence[int], x: float, width_px: float) -> float:
        """The place nearest to ``x`` that is free for a node on all ``layers``."""
        blocked = [
            (other - reach, other + reach)
            for layer in layers
            for other, width in self._taken[layer]
            for reach in (self._distance(width_px, width),)
        ]
        right = left = x
        for start, end in sorted(blocked):
            if start < right < end:
                right = end
        for start, end in sorted(blocked, key=lambda span: span[1], reverse=True):
            if start < left < end:
                left = start
        return right if right - x <= x - left else left

    def _distance(self, width_px: float, other_px: float) -> float:
        """The least distance of the middles of two neighbours, in px."""
        are_lines = not width_px and not other_px
        free = self._spacing.trunk_px if are_lines else self._spacing.card_px
        return (width_px + other_px) / 2 + free
