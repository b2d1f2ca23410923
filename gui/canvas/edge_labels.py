"""The places of the labels of edges: beside cards, not on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from gui.canvas.metrics import MeasuredFont
from gui.canvas.scene import Scene
from gui.theme import SPACE_4, SPACE_8, SPACE_12

LABEL_REACH_PX = 144.0
"""The horizontal reach of a label from its edge."""
LABEL_HEIGHT_PX = 18.0
WIDE_PX = 200.0
"""The width of the longest text that is shown in full."""

_NARROW_PX = LABEL_REACH_PX - 2 * SPACE_12
"""The width that longer texts are cut to, and all those that are beside their edges."""
_SHARE = 0.42
"""The usual place of a label, as a share of its edge."""
_SHARES = sorted((n / 100 for n in range(6, 96, 4)), key=lambda share: abs(share - _SHARE))
_MARGIN_PX = 2.0
"""The least distance of a label from a card."""
_MANY_EDGES = 12
"""Of more edges to one card, the labels are placed one by one."""
_MAX_PLACED = 1024


class LabelPlace(NamedTuple):
    """A label and its place.

    Attributes:
        text: what is shown of the label.
        width: that of its pill, in px.
        share: the place on the edge (0 to 1).
        aside: the distance of the pill's middle from there, to the right.
    """

    text: str
    width: float
    share: float
    aside: float

    def pill(self, at: QPointF) -> QRectF:
        """The rectangle of the label at a point of its edge."""
        left = at.x() + self.aside - self.width / 2
        return QRectF(left, at.y() - LABEL_HEIGHT_PX / 2, self.width, LABEL_HEIGHT_PX)


class EdgeLabels:
    """Places the labels of a scene's edges.

    Args:
        point_of: returns the point after a share of an edge.
    """

    def __init__(
        self, scene: Scene, font: MeasuredFont, point_of: Callable[[int, float], QPointF]
    ) -> None:
        self._scene, self._font, self._point_of = scene, font, point_of
        self._placed = lru_cache(_MAX_PLACED)(self._find_places)
        self._areas: dict[int, QRectF] = {}

    def place(self, edge: int) -> LabelPlace | None:
        """The present label of an edge; None for none."""
        edges = self._sent_together(edge)
        labels = tuple(map(self._scene.source.edge_label, edges))
        return self._placed(edges, labels).get(edge)

    def area(self, edge: int) -> QRectF:
        """The area of an edge's present label and of all those that it had before."""
        self.place(edge)  # which notes its area
        return self._areas.get(edge, QRectF())

    def usual_area(self, edge: int) -> QRectF:
        """The area of a label of any text at its usual place."""
        aside = LABEL_REACH_PX if self._scene.twins[edge] else WIDE_PX / 2 + SPACE_8
        at, above = self._point_of(edge, _SHARE), LABEL_HEIGHT_PX / 2
        return QRectF(at, at).adjusted(-aside, -above, aside, above)

    @cached_property
    def _by_user(self) -> tuple[np.ndarray, np.ndarray]:
        """All edges in the order of their users, and for each user its first place in it."""
        users = self._scene.edges[:, 1]
        order = np.argsort(users, kind="stable")
        return order, np.searchsorted(users[order], np.arange(self._scene.card_count + 1))

    def _sent_together(self, edge: int) -> tuple[int, ...]:
        """The edges to the user of an edge: one node sends along all of them."""
        order, starts = self._by_user
        first, end = starts[self._scene.edges[edge, 1] :][:2].tolist()
        return tuple(order[first:end].tolist()) if end - first <= _MANY_EDGES else (edge,)

    def _find_places(
        self, edges: tuple[int, ...], labels: tuple[str, ...]
    ) -> dict[int, LabelPlace]:
        """Place labels one after the other, each off the cards and off those before it."""
        places: dict[int, LabelPlace] = {}
        pills: list[QRectF] = []
        for edge, label in zip(edges, labels):
            if not label:
                continue
            place = places[edge] = self._find_place(edge, label, pills)
            pills.append(place.pill(self._point_of(edge, place.share)))
            self._areas[edge] = self._areas.get(edge, QRectF()).united(pills[-1])
        return places

    def _find_place(self, edge: int, label: str, taken: list[QRectF]) -> LabelPlace:
        """The first place that is free; the usual one where none is."""
        bounds = self._scene.bounds()
        for place in self._candidates(edge, label):
            pill = place.pill(self._point_of(edge, place.share))
            around = pill.adjusted(-_MARGIN_PX, -_MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
            is_inside = place.share == _SHARE or bounds.contains(pill)
            if is_inside and not (
                len(self._scene.cards_in(around)) or any(map(around.intersects, taken))
            ):
                return place
        return next(self._shortened(edge, label, _SHARES[:1]))

    def _candidates(self, edge: int, label: str) -> Iterator[LabelPlace]:
        """The places of a label on its edge, the best first; then those beside its edge."""
        width = self._font.width(label)
        if _NARROW_PX < width <= WIDE_PX and not self._scene.twins[edge]:
            yield from (LabelPlace(label, _pill_width(width), share, 0.0) for share in _SHARES)
        yield from self._shortened(edge, label, _SHARES)

    def _shortened(self, edge: int, label: str, shares: list[float]) -> Iterator[LabelPlace]:
        """The places of a text of limited width."""
        text = self._font.elided(label, Qt.TextElideMode.ElideRight, _NARROW_PX)
        width = _pill_width(self._font.width(text))
        beside, twin = width / 2 + SPACE_4, float(self._scene.twins[edge])
        for aside in (twin * beside,) if twin else (0.0, beside, -beside):
            yield from (LabelPlace(text, width, share, aside) for share in shares)


def _pill_width(text_width: float) -> float:
    return text_width + 2 * SPACE_8 - 2
