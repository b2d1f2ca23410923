"""The least distances between neighbours of a layer, and the nearest places that keep them."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.layout.card_graph import BoolArray, FloatArray, IntArray
from engine.layout.spacing import Spacing
from engine.layout.virtual import Layering


@dataclass(frozen=True)
class Rows:
    """The nodes row by row from left to right, and the distances between their centres.

    Attributes:
        order: (N,): the nodes, sorted by layer and place.
        layer: (N,): the layers of ``order``.
        offset: (N,), in px: the least distance of each of ``order`` from the first of its row.
        spot: (N,): where in ``order`` each node is.
    """

    order: IntArray
    layer: IntArray
    offset: FloatArray
    spot: IntArray

    @classmethod
    def from_layers(cls, layering: Layering, layers: list[list[int]], spacing: Spacing) -> Self:
        """Line up ``layers``, the nodes of each layer from left to right."""
        order = np.array([node for layer in layers for node in layer], np.int64)
        layer = layering.layer[order]
        width = layering.widths[order]
        thin = width == 0
        free = np.where(thin[1:] & thin[:-1], spacing.trunk_px, spacing.card_px)

        distance = np.zeros(len(order))
        distance[1:] = (width[1:] + width[:-1]) / 2 + free
        travelled = np.cumsum(distance)
        starts_row = np.diff(layer, prepend=-1) > 0
        first = np.maximum.accumulate(np.where(starts_row, np.arange(len(order)), 0))
        return cls(order, layer, travelled - travelled[first], np.argsort(order))

    def separated(self, wanted: FloatArray, held: BoolArray | None = None) -> FloatArray:
        """Places near ``wanted`` (N,), in px by node, that keep order and distances in every row.

        Nodes in ``held`` (N,) keep their wanted places, which must agree with each other. Pushing
        the other nodes only to the right gives one set of allowed places, pushing them only to
        the left another; halfway between the two is allowed as well.
        """
        if not len(wanted):
            return wanted
        # Without the distances, allowed means: never falling within a row. Rows are moved apart
        # farther than any of them reaches, so that one running maximum serves them all.
        loose = wanted[self.order] - self.offset
        apart = self.layer * (np.ptp(loose) + 1)
        loose = loose + apart
        if held is not None:
            is_held = held[self.order]
            least = np.maximum.accumulate(np.where(is_held, loose, -np.inf))
            most = np.minimum.accumulate(np.where(is_held, loose, np.inf)[::-1])[::-1]
            loose = np.clip(loose, least, most)
        pushed_right = np.maximum.accumulate(loose)
        pushed_left = np.minimum.accumulate(loose[::-1])[::-1]
        places = ((pushed_right + pushed_left) / 2 - apart + self.offset)[self.spot]
        return places if held is None else np.where(held, wanted, places)
