"""The places of the labels of edges: beside cards, not on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from gui.canvas.box_index import touches
from gui.canvas.curves import length, point_at, share_below
from gui.canvas.metrics import MeasuredFont, frame_title_size
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
_FAR_PX = 320.0
"""Of an edge that is higher, the label is near the user, whose node sends: there it is in sight."""
_FAN = 6
"""Of more labels at one card, each is near the card at the other end, as the edges soon meet."""
_SHARES = np.arange(6, 96, 4) / 100
_MARGIN_PX = 2.0
"""The least distance of a label from a card."""
_MANY_EDGES = 128
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
        points_of: returns points of the whole line of an edge. Shapes: -> (k, 2).
    """

    def __init__(
        self, scene: Scene, font: MeasuredFont, points_of: Callable[[int], np.ndarray]
    ) -> None:
        self._scene, self._font, self._points_of = scene, font, points_of
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
        points, above = self._points_of(edge), LABEL_HEIGHT_PX / 2
        at = QPointF(*point_at(points, _usual_share(points, is_in_fan=False)).tolist())
        return QRectF(at, at).adjusted(-aside, -above, aside, above)

    @cached_property
    def _by_user(self) -> tuple[np.ndarray, np.ndarray]:
        """All edges in the order of their users, and for each user its first place in it."""
        users = self._scene.edges[:, 1]
        order = np.argsort(users, kind="stable")
        return order, np.searchsorted(users[order], np.arange(self._scene.card_count + 1))

    @cached_property
    def _titles(self) -> np.ndarray:
        """The areas of the titles of frames. Shapes: -> (f, 4)."""
        frames = self._scene.frames
        sizes = np.array([frame_title_size(title) for title in frames.titles]).reshape(-1, 2)
        corners = frames.boxes[:, :2]
        return np.concatenate((corners, corners + sizes), axis=1)

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
        pills = np.zeros((0, 4))
        is_in_fan = len(labels) - labels.count("") > _FAN
        for edge, label in zip(edges, labels):
            if not label:
                continue
            usual = _usual_share(self._points_of(edge), is_in_fan=is_in_fan)
            place, pill = self._find_place(edge, label, usual, pills)
            places[edge] = place
            pills = np.concatenate((pills, pill[None]))
            area = QRectF(QPointF(*pill[:2]), QPointF(*pill[2:]))
            self._areas[edge] = self._areas.get(edge, QRectF()).united(area)
        return places

    def _find_place(
        self, edge: int, label: str, usual: float, taken: np.ndarray
    ) -> tuple[LabelPlace, np.ndarray]:
        """The first place that is free, or else the one where least is hidden; and its pill.

        Shapes: taken (k, 4) -> (4,).
        """
        points, bounds = self._points_of(edge), self._scene.bounds()
        shares = np.concatenate(([usual], _SHARES[np.argsort(np.abs(_SHARES - usual))]))
        at = point_at(points, shares).T
        things = np.concatenate((self._things_near(edge), taken))
        least, found = np.inf, (LabelPlace("", 0.0, usual, 0.0), np.zeros(4))
        for text, width, aside in self._candidates(edge, label):
            pills = _pills(at, width, aside)
            hidden = _hidden(pills, things)
            is_outside = (pills[:, 0] < bounds.left()) | (pills[:, 2] > bounds.right())
            hidden[is_outside & (shares != usual)] = np.inf
            best = int(hidden.argmin())
            if hidden[best] < least:
                least = hidden[best]
                found = LabelPlace(text, width, float(shares[best]), aside), pills[best]
            if not least:
                break
        return found

    def _things_near(self, edge: int) -> np.ndarray:
        """The cards and titles that a label of an edge could hide. Shapes: -> (k, 4)."""
        around = LABEL_REACH_PX + _MARGIN_PX
        near = self._scene.edge_rect(edge).adjusted(-around, -around, around, around)
        titles = self._titles[touches(self._titles, near)]
        return np.concatenate((self._scene.card_boxes[self._scene.cards_in(near)], titles))

    def _candidates(self, edge: int, label: str) -> Iterator[tuple[str, float, float]]:
        """The texts of a label, with the widths of their pills and their distances from the edge.

        The best come first: on the edge, then beside it.
        """
        width, twin = self._font.width(label), float(self._scene.twins[edge])
        if _NARROW_PX < width <= WIDE_PX and not twin:
            yield label, _pill_width(width), 0.0
        text = self._font.elided(label, Qt.TextElideMode.ElideRight, _NARROW_PX)
        width = _pill_width(self._font.width(text))
        for aside in _asides(width, twin):
            yield text, width, aside


def _usual_share(points: np.ndarray, *, is_in_fan: bool) -> float:
    """The usual place of a label on the line of an edge, as a share of it. Shapes: (k, 2)."""
    if points[-1, 1] - points[0, 1] > _FAR_PX:
        return max(_SHARE, 1 - (1 - _SHARE) * _FAR_PX / length(points))
    if is_in_fan:
        return min(_SHARE, share_below(points, LABEL_HEIGHT_PX / 2 + 2 * _MARGIN_PX))
    return _SHARE


def _asides(width: float, twin: float) -> list[float]:
    """The distances of a label from its edge, the best first.

    Those of parallel edges stand side by side in the same order, as far as they are near.
    """
    beside = width / 2 + SPACE_4
    if not twin:
        return [0.0, beside, -beside]
    outwards = beside if twin > 0 else -beside
    farther = outwards * (1 + 2 * np.arange(1, LABEL_REACH_PX // width))
    reached = farther[np.abs(farther) + width / 2 <= LABEL_REACH_PX]
    return [twin * beside, outwards, *reached.tolist()]


def _pills(at: np.ndarray, width: float, aside: float) -> np.ndarray:
    """The rectangles of a label at points of its edge. Shapes: at (k, 2) -> (k, 4)."""
    half = np.array([width, LABEL_HEIGHT_PX]) / 2
    middles = at + np.array([aside, 0.0])
    return np.concatenate((middles - half, middles + half), axis=1)


def _hidden(pills: np.ndarray, things: np.ndarray) -> np.ndarray:
    """How much each pill hides of some things, in square px; 0 for what is free.

    Shapes: pills (k, 4), things (j, 4) -> (k,).
    """
    upper = np.maximum(pills[:, None, :2], things[:, :2] - _MARGIN_PX)
    lower = np.minimum(pills[:, None, 2:], things[:, 2:] + _MARGIN_PX)
    hidden: np.ndarray = np.maximum(lower - upper, 0).prod(axis=2).sum(axis=1)
    return hidden


def _pill_width(text_width: float) -> float:
    return text_width + 2 * SPACE_8 - 2
