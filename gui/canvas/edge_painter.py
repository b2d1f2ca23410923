"""Paints edges: curves with arrow heads, their labels, and cuts."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import cached_property
from itertools import groupby
from operator import itemgetter

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from engine.record.state import CardStatus, EdgeStatus
from gui.canvas.box_index import touches
from gui.canvas.curves import curve_path, curve_pieces, curve_points, length, part, point_at
from gui.canvas.cut_painter import CUT_GAP_PX, CUT_RISE_PX, CutPainter
from gui.canvas.edge_labels import LABEL_REACH_PX, EdgeLabels, LabelPlace
from gui.canvas.metrics import card_fonts
from gui.canvas.primitives import draw_lines
from gui.canvas.scene import Scene
from gui.canvas.shapes import arrow_head, grown, rounded, stroked
from gui.canvas.view import View
from gui.theme import Theme, mix

EDGE_REACH_PX = 12.0
"""How far from its curve an edge may paint, apart from its label."""
DOT_PX = 2.0
"""The minimum size of a card's dot; a shorter edge is hidden under the dots at its ends."""
SENT_LABEL_ZOOM = 1.2
"""From this zoom on, edges keep the labels of earlier steps."""

_HEAD_LENGTH_PX = 7.0
_HEAD = arrow_head(_HEAD_LENGTH_PX, 3.5)
_GRADIENT_HEAD = arrow_head(-10.0, 5.0)
"""The head at the other end, as gradients travel against the arrow."""
_PIECE_PX = 96.0
"""The length of the pieces of a long edge: Qt fills whole paths, whatever the clip."""


class _Look(IntEnum):
    """How an edge is drawn, in the order of drawing; FAINT leads to a card not made yet."""

    FAINT = 0
    IDLE = 1
    CUT = 2
    SENT = 3
    SENDING = 4


# Plain integers, as comparing with enum members is slow.
_CUT, _FUTURE = int(EdgeStatus.CUT), int(CardStatus.FUTURE)

_LOOK_OF_STATE = np.zeros(len(EdgeStatus), np.uint8)
_LOOK_OF_STATE[EdgeStatus.IDLE] = _Look.IDLE
_LOOK_OF_STATE[EdgeStatus.SENDING] = _Look.SENDING
_LOOK_OF_STATE[EdgeStatus.SENT] = _Look.SENT
_LOOK_OF_STATE[EdgeStatus.CUT] = _Look.CUT

_WIDTHS_PX: dict[int, float] = {
    _Look.FAINT: 1.0,
    _Look.IDLE: 1.0,
    _Look.CUT: 1.0,
    _Look.SENT: 2.0,
    _Look.SENDING: 3.0,
}


class _Pieces:
    """A line in short pieces from top to bottom, of which only those in sight are drawn."""

    def __init__(self, paths: list[QPainterPath]) -> None:
        self._paths = paths
        rects = [path.boundingRect() for path in paths]
        self._tops = [rect.top() for rect in rects]
        self._bottoms = [rect.bottom() for rect in rects]
        self._sides = [(rect.left(), rect.right()) for rect in rects]
        self._areas: dict[int, QPainterPath] = {}
        self._width_px = 0.0

    def outline(self, width_px: float, region: QRectF) -> QPainterPath:
        """The part of the line that may reach into a region, as an area of some width to fill."""
        if width_px != self._width_px:
            self._areas, self._width_px = {}, width_px
        first = bisect_left(self._bottoms, region.top() - width_px)
        last = bisect_right(self._tops, region.bottom() + width_px)
        least, most = region.left() - width_px, region.right() + width_px
        sides = self._sides[first:last]
        return joined(
            self._area(number)
            for number, (left, right) in enumerate(sides, first)
            if left < most and right > least
        )

    def _area(self, number: int) -> QPainterPath:
        area = self._areas.get(number)
        if area is None:
            area = self._areas[number] = stroked(self._paths[number], self._width_px)
        return area


class _Curve:
    """One edge, ready to be drawn and measured.

    Args:
        route: the points that it passes. Shapes: (k, 2).
        cut: the share of its length after which it is cut, if it is.

    Attributes:
        path: its line; with a gap where it is cut.
        head: its arrow head, at the user.
        gradient_head: the one at the sender, towards which a gradient goes.
    """

    def __init__(self, route: np.ndarray, cut: float | None = None) -> None:
        (start, *_, end) = route.tolist()
        self.head = _HEAD.translated(*end)
        self.gradient_head = _GRADIENT_HEAD.translated(*start)
        self._route = np.array(route, np.float64)
        self._route[-1, 1] -= _HEAD_LENGTH_PX - 1  # the line ends inside its arrow head
        self._ends = [] if cut is None else self._ends_at(cut)
        self.path = joined(self._ends) if self._ends else curve_path(self._route)
        self._places: dict[float, QPointF] = {}

    @cached_property
    def points(self) -> np.ndarray:
        """Points of the whole line, to measure along. Shapes: -> (k, 2)."""
        return curve_points(self._route)

    @cached_property
    def pieces(self) -> _Pieces:
        """The line in parts, to draw it with some width."""
        return _Pieces(self._ends or curve_pieces(self._route, _PIECE_PX))

    def at(self, share: float) -> QPointF:
        """The point after a share (0 to 1) of the line; found once for each share."""
        place = self._places.get(share)
        if place is None:
            place = self._places[share] = QPointF(*point_at(self.points, share).tolist())
        return place

    def _ends_at(self, cut: float) -> list[QPainterPath]:
        """The lines before and after a cut at a share of the whole line."""
        whole, gap = length(self.points), CUT_GAP_PX / 2
        ends = ((0, cut * whole - gap), (cut * whole + gap, whole))
        return [polyline(part(self.points, *stretch)) for stretch in ends]


class EdgePainter:
    """Paints the edges of one scene in the colours of one theme.

    Args:
        as_vectors: paint each line as one stroke, for a picture that is painted once.

    Attributes:
        sliding: the edges whose labels are painted while they slide, not with the others.
    """

    def __init__(self, scene: Scene, theme: Theme, *, as_vectors: bool = False) -> None:
        self._scene = scene
        self._theme = theme
        self._as_vectors = as_vectors
        self._font = card_fonts().small
        self._colours: dict[int, QColor] = {
            _Look.FAINT: mix(theme.line, theme.ground, 0.4),
            _Look.IDLE: theme.line,
            _Look.CUT: theme.line,
            _Look.SENT: theme.done,
            _Look.SENDING: theme.current,
        }
        self._pens = {look: hairline(colour) for look, colour in self._colours.items()}
        self._brushes = {look: QBrush(colour) for look, colour in self._colours.items()}
        left, top, right, bottom = scene.edge_boxes.T
        self._extents = np.maximum(right - left, bottom - top)
        self._whole_curves: dict[int, _Curve] = {}
        self._with_cut: dict[int, _Curve] = {}
        self._labels = EdgeLabels(scene, self._font, lambda edge: self._whole(edge).points)
        self._cuts = CutPainter(scene, theme, self._font, lambda edge: self._whole(edge).points)
        self._painted_labels: dict[int, LabelPlace | None] = {}
        self.sliding: frozenset[int] = frozenset()

    def near(self, region: QRectF) -> np.ndarray:
        """The edges that may paint into a region, curves and labels. Shapes: -> (k,)."""
        return self._scene.edges_in(label_reach(region))

    def paint_curves(
        self, painter: QPainter, view: View, region: QRectF, edges: np.ndarray
    ) -> None:
        """Paint those of the edges near a region that touch it, in detail. Shapes: edges (k,).

        Cuts are painted, too, below cards and labels.
        """
        region = grown(region, EDGE_REACH_PX)
        looks = self._looks(edges)
        cut = edges[looks == int(_Look.CUT)]
        is_near = touches(self._scene.edge_boxes[edges], region)
        near, looks = edges[is_near], looks[is_near]
        order = np.argsort(looks, kind="stable")
        near = near[order]
        have_heads = self._have_heads(near, region)
        drawn = zip(looks[order].tolist(), near.tolist(), have_heads.tolist())
        with self._in_scene(painter, view):
            for look, alike in groupby(drawn, itemgetter(0)):
                width_px, brush = _line_width_px(look, view), self._brushes[look]
                painter.setPen(self._pens[look])
                for _, edge, has_head in alike:
                    curve = self._curve(edge)
                    if width_px and self._as_vectors:
                        painter.strokePath(curve.path, _pen(brush, width_px))
                    elif width_px:
                        # Qt rounds a thick pen's stroke differently where it is clipped; a filled
                        # area is the same to the last bit in a patch and in the whole picture.
                        painter.fillPath(curve.pieces.outline(width_px, region), brush)
                    else:
                        painter.drawPath(curve.path)
                    if has_head:
                        painter.fillPath(curve.head, brush)
                    if look == _Look.SENDING:
                        painter.fillPath(curve.gradient_head, brush)
            for edge in cut.tolist():
                self._cuts.paint(painter, edge)

    def paint_lines(self, painter: QPainter, view: View, region: QRectF, *, smooth: bool) -> None:
        """Paint the edges that touch a region of the scene, as straight pieces."""
        scene = self._scene
        found = scene.segments_in(region)
        if not smooth:
            found = found[self._extents[scene.segment_edges[found]] * view.scale > DOT_PX]
        looks = self._looks(scene.segment_edges[found])
        left, top = view.left, view.top
        lines = scene.segments[found] * view.scale - [left, top, left, top]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for look in np.flatnonzero(np.bincount(looks)).tolist():
            painter.setPen(self._pens[look])
            draw_lines(painter, lines[looks == look])
        twice = lines[looks == int(_Look.SENDING)]
        twice[:, ::2] += 1
        draw_lines(painter, twice)  # beside the first, so that they are twice as wide

    def paint_labels(self, painter: QPainter, view: View, edges: np.ndarray) -> None:
        """Paint what crosses edges, the present step's over the others. Shapes: edges (k,)."""
        edges = edges[self._have_labels(view, edges)]
        if not len(edges):
            return
        edges = edges[np.argsort(self._looks(edges), kind="stable")]
        with self._in_scene(painter, view):
            for edge in edges.tolist():
                if edge not in self.sliding:
                    self._paint_label(painter, edge)

    def paint_sliding_labels(self, painter: QPainter, view: View, share: float) -> None:
        """Paint the sliding labels, a share of their way from the heads of the arrows."""
        with self._in_scene(painter, view):
            for edge in sorted(self.sliding):
                self._paint_label(painter, edge, share)

    @contextmanager
    def _in_scene(self, painter: QPainter, view: View) -> Iterator[None]:
        """Paint in px of the scene, smoothly, and with the font of labels."""
        painter.save()
        painter.setTransform(view.transform(), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font.font)
        yield
        painter.restore()

    def outdated(self, view: View, region: QRectF) -> list[int]:
        """Edges near a region of the scene whose label, or its place, is not the painted one."""
        painted = np.fromiter(self._painted_labels, np.int64, len(self._painted_labels))
        seen = painted[touches(self._scene.edge_boxes[painted], label_reach(region))]
        labelled = seen[self._have_labels(view, seen)].tolist()
        self._painted_labels = {edge: self._painted_labels[edge] for edge in labelled}
        now = self._labels.place
        return [edge for edge, place in self._painted_labels.items() if now(edge) != place]

    def reach(self, edge: int) -> QRectF:
        """The area that an edge paints, or painted before: its curve and its label."""
        return self._curve_reach(edge).united(self._labels.area(edge))

    def extent(self, edge: int) -> QRectF:
        """The area that an edge may paint, in any state, apart from labels among the cards."""
        return self._curve_reach(edge).united(self._labels.usual_area(edge))

    def _curve_reach(self, edge: int) -> QRectF:
        """The area of an edge's curve, and of the reason of its cut."""
        curve = grown(self._scene.edge_rect(edge), EDGE_REACH_PX)
        if edge not in self._scene.cut_reasons:
            return curve
        return curve.united(self._cuts.place(edge).plate)

    def _have_labels(self, view: View, edges: np.ndarray) -> np.ndarray:
        """Whether each edge has a label. Shapes: edges (k,) -> (k,), bool."""
        looks = self._looks(edges)
        least = _Look.SENT if view.zoom >= SENT_LABEL_ZOOM else _Look.SENDING
        have_labels: np.ndarray = looks >= least
        return have_labels

    def _looks(self, edges: np.ndarray) -> np.ndarray:
        users = self._scene.edges[edges, 1]
        is_future = self._scene.card_states[users] == _FUTURE
        states = self._scene.edge_states[edges]
        looks: np.ndarray = np.where(is_future, np.uint8(_Look.FAINT), _LOOK_OF_STATE[states])
        return looks

    def _have_heads(self, edges: np.ndarray, region: QRectF) -> np.ndarray:
        """Whether each edge ends in a region. Shapes: edges (k,) -> (k,), bool."""
        ends = self._scene.route_points[self._scene.route_starts[edges + 1] - 1]
        return touches(np.concatenate((ends, ends), axis=1), region)

    def _curve(self, edge: int) -> _Curve:
        """The curve of an edge in its present state."""
        if not self._is_cut(edge):
            return self._whole(edge)
        curve = self._with_cut.get(edge)
        if curve is None:
            cut = self._cuts.place(edge).share
            curve = self._with_cut[edge] = _Curve(self._scene.route(edge), cut)
        return curve

    def _is_cut(self, edge: int) -> bool:
        """Whether an edge is drawn as cut; one that leads to a card not made yet is not."""
        scene = self._scene
        is_cut: bool = scene.edge_states.item(edge) == _CUT
        return is_cut and scene.card_states.item(scene.edges.item(edge, 1)) != _FUTURE

    def _whole(self, edge: int) -> _Curve:
        """The curve of an edge without a cut."""
        curve = self._whole_curves.get(edge)
        if curve is None:
            curve = self._whole_curves[edge] = _Curve(self._scene.route(edge))
        return curve

    def _paint_label(self, painter: QPainter, edge: int, way: float = 1.0) -> None:
        """Paint a label, after a share of its way from the head of the arrow to its place."""
        place = self._painted_labels[edge] = self._labels.place(edge)
        if place is None:
            return
        is_sending = self._scene.edge_states[edge] == EdgeStatus.SENDING
        colour = self._colours[_Look.SENDING if is_sending else _Look.SENT]
        pill = place.pill(self._whole(edge).at(1 + way * (place.share - 1)))
        inside = pill.adjusted(1, 1, -1, -1)
        for rect, fill in ((pill, colour), (inside, self._theme.surface)):
            painter.fillPath(rounded(rect, rect.height() / 2, rect.height() / 2), fill)
        painter.setPen(colour)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, place.text)


def _line_width_px(look: int, view: View) -> float:
    """The width of a line in scene px; 0 for one device pixel."""
    device_px = _WIDTHS_PX[look] * view.ratio * min(max(view.zoom, 0.6), 2.0)
    return device_px / view.scale if device_px > 1 else 0.0


def label_reach(region: QRectF) -> QRectF:
    """A region enlarged by the reach of labels and of the reasons of cuts."""
    return region.adjusted(-LABEL_REACH_PX, -CUT_RISE_PX, LABEL_REACH_PX, CUT_RISE_PX)


def polyline(points: np.ndarray) -> QPainterPath:
    """Points joined by straight lines. Shapes: points (k, 2)."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
    return path


def joined(pieces: Iterable[QPainterPath]) -> QPainterPath:
    """Pieces as one path, to be filled without seams between them."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces:
        path.addPath(piece)
    return path


def _pen(brush: QBrush, width_px: float) -> QPen:
    return QPen(brush, width_px, c=Qt.PenCapStyle.FlatCap)


def hairline(colour: QColor) -> QPen:
    """A pen of one device pixel at any zoom."""
    return QPen(colour, 0)
