"""The scene of the canvas as plain data: places and states of cards and edges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from engine.record.state import CardStatus
from gui.canvas.box_index import BoxIndex
from gui.canvas.curves import curve_points, distance
from gui.canvas.shapes import grown

MORE = "…"
"""What stands for the numbers that there is no room for."""


class CardKind(IntEnum):
    """The role of a card's tensor in the graph, whatever the cursor."""

    LEAF = 0
    CONSTANT = 1
    RESULT = 2
    OUTPUT = 3
    FOLDED = 4  # a folded frame


@dataclass(frozen=True, eq=False)
class Numbers:
    """A value or a gradient, abbreviated to the room on a card.

    Attributes:
        texts: at most four numbers as printed, then "…" where there are more; empty
            for a gradient that has not arrived.
        heat: float (rows, columns) in [-1, 1], or not finite; None where there are not several
            numbers.
        warning: "nan" or "inf" where some of the numbers are, and the texts do not say so.
    """

    texts: tuple[str, ...]
    heat: np.ndarray | None = None
    warning: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Numbers) or self.texts != other.texts:
            return False
        if self.warning != other.warning:
            return False
        if self.heat is None or other.heat is None:
            return self.heat is other.heat
        return np.array_equal(self.heat, other.heat, equal_nan=True)

    def __hash__(self) -> int:
        return hash(self.texts)


@dataclass(frozen=True)
class CardFace:
    """Everything that a card shows at the cursor.

    Attributes:
        title: its name in the script, or its op, in full.
        symbol: the op's symbol; empty where there is no op.
        shape: as printed, e.g. "(4,)".
        value: its numbers.
        gradient: None where there can be no gradient.
        badge: contributions arrived and awaited, e.g. "1/2"; empty for none.
        kind, state: see ``CardKind`` and ``CardStatus``.
        is_detached: whether it was cut off from what it was computed from.
        is_stale: whether the tensor was changed in place since, in a later card.
        op: the operation as the script calls it, for screen readers.
    """

    title: str
    symbol: str
    shape: str
    value: Numbers
    gradient: Numbers | None
    badge: str
    kind: CardKind
    state: CardStatus
    is_detached: bool = False
    is_stale: bool = False
    op: str = ""


class CardSource(Protocol):
    """Provides the contents of cards and edges; called only for visible ones."""

    def face(self, card: int) -> CardFace:
        """The face of ``card`` at the cursor."""

    def stamps(self, cards: np.ndarray) -> np.ndarray:
        """A number for each of some cards: while it stays the same, so does the card's face.

        Shapes: cards (k,), int -> (k,), int.
        """

    def edge_label(self, edge: int) -> str:
        """The contribution that crossed ``edge``; empty for none."""


@dataclass(frozen=True, eq=False)
class SceneFrames:
    """The frames around cards, outer before inner ones.

    Attributes:
        boxes: float (f, 4): left, top, right and bottom of each, in px.
        titles: what is written on each.
    """

    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))
    titles: Sequence[str] = ()

    def rect(self, frame: int) -> QRectF:
        left, top, right, bottom = self.boxes[frame]
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    def around(self, point: QPointF) -> int | None:
        """The innermost frame around a point; None where there is none."""
        left, top, right, bottom = self.boxes.T
        is_around = (left <= point.x()) & (point.x() <= right)
        is_around &= (top <= point.y()) & (point.y() <= bottom)
        around = np.flatnonzero(is_around)
        return int(around[-1]) if len(around) else None


@dataclass(frozen=True)
class CardHit:
    """The card under a point, and where it is in the scene."""

    card: int
    rect: QRectF


@dataclass(frozen=True)
class EdgeHit:
    """The edge nearest to a point, and how far away it is, in scene pixels."""

    edge: int
    distance_px: float


@dataclass(eq=False, kw_only=True)
class Scene:
    """A laid-out graph of n cards and m edges; only its two state arrays ever change.

    Attributes:
        source: provides the contents of cards and edges.
        x, y: float (n,), centres of the cards, in px.
        widths, heights: float (n,), in px.
        kinds: uint8 (n,), a CardKind each.
        edges: int (m, 2), source and user of each.
        route_starts, route_points: int (m + 1,) and float (p, 2): edge e runs down through
            ``route_points[route_starts[e]:route_starts[e + 1]]``.
        card_states: uint8 (n,), a CardStatus each; agrees with ``source.face(card).state``.
        edge_states: uint8 (m,), an EdgeStatus each.
        cut_reasons: what cut an edge, e.g. "detach".
        frames: those around cards.
        segments: float (s, 4), the straight pieces of all routes: x, y, x, y.
        segment_edges: int (s,), the edge of each.
        card_boxes, edge_boxes: float (n, 4) and (m, 4): left, top, right, bottom. The curve of
            an edge stays inside its box.
        twins: float (m,), the position of an edge among those of the same source and user:
            0 when it is the only one, otherwise from -1 (leftmost) to 1.
    """

    source: CardSource
    x: np.ndarray
    y: np.ndarray
    widths: np.ndarray
    heights: np.ndarray
    kinds: np.ndarray
    edges: np.ndarray
    route_starts: np.ndarray
    route_points: np.ndarray
    card_states: np.ndarray
    edge_states: np.ndarray
    cut_reasons: Mapping[int, str] = field(default_factory=dict)
    frames: SceneFrames = field(default_factory=SceneFrames)
    segments: np.ndarray = field(init=False, repr=False)
    segment_edges: np.ndarray = field(init=False, repr=False)
    card_boxes: np.ndarray = field(init=False, repr=False)
    edge_boxes: np.ndarray = field(init=False, repr=False)
    twins: np.ndarray = field(init=False, repr=False)
    _card_index: BoxIndex = field(init=False, repr=False)
    _segment_index: BoxIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        centres = np.stack((self.x, self.y), axis=1)
        halves = np.stack((self.widths, self.heights), axis=1) / 2
        self.card_boxes = np.concatenate((centres - halves, centres + halves), axis=1)
        self.segments, self.segment_edges = _segments(self.route_starts, self.route_points)
        ends = self.segments[:, :2], self.segments[:, 2:]
        segment_boxes = np.concatenate((np.minimum(*ends), np.maximum(*ends)), axis=1)
        self.edge_boxes = _route_boxes(self.route_starts, self.route_points)
        self._card_index = BoxIndex(self.card_boxes)
        self._segment_index = BoxIndex(segment_boxes)
        self.twins = _twins(self.edges)

    @property
    def card_count(self) -> int:
        return len(self.x)

    @property
    def edge_count(self) -> int:
        return len(self.edges)

    def bounds(self) -> QRectF:
        """The smallest rectangle around all cards and frames; null when there are none."""
        return QRectF(self._bounds)

    @cached_property
    def _bounds(self) -> QRectF:
        """Cached, as each move of the view needs it."""
        if not self.card_count:
            return QRectF()
        boxes = np.concatenate((self.card_boxes, self.frames.boxes))
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    def card_rect(self, card: int) -> QRectF:
        left, top, right, bottom = self.card_boxes[card]
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    def size(self, card: int) -> tuple[float, float]:
        """Width and height of a card."""
        return float(self.widths[card]), float(self.heights[card])

    def route(self, edge: int) -> np.ndarray:
        """The points that an edge runs through. Shapes: -> (k, 2)."""
        points: np.ndarray = self.route_points[
            self.route_starts[edge] : self.route_starts[edge + 1]
        ]
        return points

    def edge_rect(self, edge: int) -> QRectF:
        """The smallest rectangle around an edge's route."""
        left, top, right, bottom = self.edge_boxes[edge]
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    def cards_in(self, rect: QRectF) -> np.ndarray:
        """Cards that touch ``rect``, ascending. Shapes: -> (k,)."""
        return self._card_index.touching(rect)

    def segments_in(self, rect: QRectF) -> np.ndarray:
        """Pieces of routes that touch ``rect``, ascending. Shapes: -> (k,)."""
        return self._segment_index.touching(rect)

    def edges_in(self, rect: QRectF) -> np.ndarray:
        """Edges that may touch ``rect``, ascending. Shapes: -> (k,)."""
        edges = self.segment_edges[self.segments_in(rect)]  # those of an edge follow each other
        is_other = np.ones(len(edges), np.bool_)
        np.not_equal(edges[1:], edges[:-1], out=is_other[1:])
        found: np.ndarray = edges[is_other]
        return found

    def card_at(self, point: QPointF) -> CardHit | None:
        """The card under a point; the last made where cards overlap."""
        found = self.cards_in(QRectF(point, point))
        if not len(found):
            return None
        card = int(found[-1])
        return CardHit(card, self.card_rect(card))

    def edge_at(self, point: QPointF, reach_px: float = 6.0) -> EdgeHit | None:
        """The edge nearest to a point, if any is within ``reach_px`` of it."""
        around = grown(QRectF(point, point), reach_px)
        target = (point.x(), point.y())
        hits = (
            EdgeHit(edge, distance(curve_points(self.route(edge)), target))
            for edge in self.edges_in(around).tolist()
        )
        near = [hit for hit in hits if hit.distance_px <= reach_px]
        return min(near, key=lambda hit: hit.distance_px, default=None)


def _segments(starts: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Straight pieces (s, 4) of routes in CSR form, and the route (s,) of each."""
    edge_of_point = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    joined = np.flatnonzero(edge_of_point[1:] == edge_of_point[:-1])
    points = np.asarray(points, np.float64).reshape(-1, 2)
    return np.concatenate((points[joined], points[joined + 1]), axis=1), edge_of_point[joined]


def _route_boxes(starts: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The smallest boxes (m, 4) around routes in CSR form."""
    if len(starts) < 2:
        return np.zeros((0, 4))
    corners = (edge.reduceat(points, starts[:-1], axis=0) for edge in (np.minimum, np.maximum))
    return np.concatenate(tuple(corners), axis=1)


def _twins(edges: np.ndarray) -> np.ndarray:
    """The position of each edge (m, 2) among those of the same ends: 0 alone, else -1 to 1."""
    if not len(edges):
        return np.zeros(0)
    order = np.lexsort((edges[:, 1], edges[:, 0]))
    is_first = np.any(np.diff(edges[order], axis=0, prepend=-1) != 0, axis=1)
    starts = np.flatnonzero(is_first)
    counts = np.diff(starts, append=len(edges))
    rank = np.arange(len(edges)) - np.repeat(starts, counts)
    others = np.repeat(counts - 1, counts)
    standing = np.empty(len(edges))
    standing[order] = np.where(others > 0, 2 * rank / np.maximum(others, 1) - 1, 0.0)
    return standing
