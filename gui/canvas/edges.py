"""Paints edges: curves with arrow heads, what crosses them, and where they are cut."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from gui.canvas.curves import curve_path, curve_points, length, part, point_at
from gui.canvas.marks import arrow_head, scissors, strokes_across
from gui.canvas.metrics import card_fonts
from gui.canvas.primitives import draw_lines
from gui.canvas.scene import CardState, EdgeState, Scene
from gui.canvas.view import View
from gui.theme import ICON_STROKE_PX, SPACE_4, SPACE_8, SPACE_12, Theme, mix

LABEL_REACH_PX = 144.0
"""How far from an edge its label may reach, sideways."""
EDGE_REACH_PX = 12.0
"""How far from its curve an edge may paint, its label apart."""
SENT_LABEL_ZOOM = 1.2
"""From this zoom on, edges keep the label of what has crossed them."""

_LABEL_HEIGHT_PX = 18.0
_LABEL_SHARE = 0.42
_HEAD_LENGTH_PX = 7.0
_HEAD = arrow_head(_HEAD_LENGTH_PX, 3.5)
_GRADIENT_HEAD = arrow_head(-10.0, 5.0)
"""A gradient travels against the arrow of its edge."""
_CUT_GAP_PX = 12.0


class _Look(IntEnum):
    """How an edge is drawn, in the order of drawing; FAINT leads to a card not made yet."""

    FAINT = 0
    IDLE = 1
    CUT = 2
    SENT = 3
    SENDING = 4


_LOOK_OF_STATE = np.zeros(len(EdgeState), np.uint8)
_LOOK_OF_STATE[EdgeState.IDLE] = _Look.IDLE
_LOOK_OF_STATE[EdgeState.SENDING] = _Look.SENDING
_LOOK_OF_STATE[EdgeState.SENT] = _Look.SENT
_LOOK_OF_STATE[EdgeState.CUT] = _Look.CUT

_WIDTHS_PX = {
    _Look.FAINT: 1.0,
    _Look.IDLE: 1.0,
    _Look.CUT: 1.0,
    _Look.SENT: 2.0,
    _Look.SENDING: 3.0,
}


@dataclass(frozen=True)
class _Curve:
    """One edge, ready to be drawn: as a path, and as points to measure along."""

    path: QPainterPath
    points: np.ndarray


class EdgePainter:
    """Paints the edges of one scene in the colours of one theme."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._fonts = card_fonts()
        self._colors = {
            _Look.FAINT: mix(theme.line, theme.ground, 0.6),
            _Look.IDLE: theme.line,
            _Look.CUT: theme.line,
            _Look.SENT: theme.done,
            _Look.SENDING: theme.current,
        }
        self._curves: dict[int, _Curve] = {}

    def paint_curves(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint the edges that touch a region of the scene, in detail."""
        reach = EDGE_REACH_PX
        edges = self._scene.edges_in(region.adjusted(-reach, -reach, reach, reach))
        looks = self._looks(edges)
        painter.save()
        painter.setTransform(view.transform(), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for look in _Look:
            painter.setPen(self._pen(look, view))
            for edge in edges[looks == look].tolist():
                self._paint_curve(painter, edge, look)
        painter.restore()

    def paint_lines(self, painter: QPainter, view: View, region: QRectF, *, smooth: bool) -> None:
        """Paint the edges that touch a region of the scene, as straight pieces."""
        scene = self._scene
        found = scene.segments_in(region)
        looks = self._looks(scene.segment_edges[found])
        left, top = view.left, view.top
        lines = scene.segments[found] * view.scale - [left, top, left, top]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for look in _Look:
            painter.setPen(QPen(self._colors[look], 2 if look == _Look.SENDING else 1))
            draw_lines(painter, lines[looks == look])

    def paint_labels(self, painter: QPainter, view: View, region: QRectF) -> None:
        """Paint what crosses, or cuts, the edges near a region of the scene."""
        shown = [EdgeState.SENDING, EdgeState.CUT]
        if view.zoom >= SENT_LABEL_ZOOM:
            shown.append(EdgeState.SENT)
        edges = self._scene.edges_in(
            region.adjusted(-LABEL_REACH_PX, -EDGE_REACH_PX, LABEL_REACH_PX, EDGE_REACH_PX)
        )
        edges = edges[np.isin(self._scene.edge_states[edges], shown)]
        edges = edges[self._looks(edges) != _Look.FAINT]
        painter.save()
        painter.setTransform(view.transform(), True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._fonts.small)
        for edge in edges.tolist():
            if self._scene.edge_states[edge] == EdgeState.CUT:
                self._paint_cut(painter, edge)
            else:
                self._paint_label(painter, edge)
        painter.restore()

    def reach(self, edge: int) -> QRectF:
        """What an edge may paint, in any state: its curve, and its label beside it."""
        around = EDGE_REACH_PX
        curve = self._scene.edge_rect(edge).adjusted(-around, -around, around, around)
        is_beside = self._scene.twins[edge] or self._scene.edge_states[edge] == EdgeState.CUT
        aside = LABEL_REACH_PX if is_beside else LABEL_REACH_PX / 2
        at = QPointF(*point_at(self._curve(edge).points, _LABEL_SHARE).tolist())
        return curve.united(QRectF(at, at).adjusted(-aside, -around, aside, around))

    def _looks(self, edges: np.ndarray) -> np.ndarray:
        users = self._scene.edges[edges, 1]
        is_future = self._scene.card_states[users] == CardState.FUTURE
        states = self._scene.edge_states[edges]
        looks: np.ndarray = np.where(is_future, np.uint8(_Look.FAINT), _LOOK_OF_STATE[states])
        return looks

    def _pen(self, look: _Look, view: View) -> QPen:
        width = _WIDTHS_PX[look] * view.ratio * min(max(view.zoom, 0.6), 2.0)
        pen = QPen(self._colors[look], width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setCosmetic(True)
        return pen

    def _paint_curve(self, painter: QPainter, edge: int, look: _Look) -> None:
        curve = self._curve(edge)
        if look == _Look.CUT:
            middle, gap = length(curve.points) / 2, _CUT_GAP_PX / 2
            painter.drawPolyline(polygon(part(curve.points, 0, middle - gap)))
            painter.drawPolyline(polygon(part(curve.points, middle + gap, 2 * middle)))
        else:
            painter.drawPath(curve.path)
        route = self._scene.route(edge)
        painter.fillPath(_HEAD.translated(*route[-1].tolist()), self._colors[look])
        if look == _Look.SENDING:
            painter.fillPath(_GRADIENT_HEAD.translated(*route[0].tolist()), self._colors[look])

    def _curve(self, edge: int) -> _Curve:
        curve = self._curves.get(edge)
        if curve is None:
            route = np.array(self._scene.route(edge), np.float64)
            route[-1, 1] -= _HEAD_LENGTH_PX - 1  # the line ends inside its arrow head
            curve = self._curves[edge] = _Curve(curve_path(route), curve_points(route))
        return curve

    def _paint_label(self, painter: QPainter, edge: int) -> None:
        label = self._scene.source.edge_label(edge)
        if not label:
            return
        is_sending = self._scene.edge_states[edge] == EdgeState.SENDING
        colour = self._colors[_Look.SENDING if is_sending else _Look.SENT]
        text = self._fitting(label, LABEL_REACH_PX - 2 * SPACE_12)
        width = self._fonts.small_width(text) + 2 * SPACE_8 - 2
        centre = QPointF(*point_at(self._curve(edge).points, _LABEL_SHARE).tolist())
        centre += QPointF(self._scene.twins[edge] * (width / 2 + 4), 0)
        pill = QRectF(0, 0, width, _LABEL_HEIGHT_PX)
        pill.moveCenter(centre)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(self._theme.surface)
        painter.drawRoundedRect(pill, _LABEL_HEIGHT_PX / 2, _LABEL_HEIGHT_PX / 2)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_cut(self, painter: QPainter, edge: int) -> None:
        points = self._curve(edge).points
        before, at, after = (point_at(points, share) for share in (0.48, 0.5, 0.52))
        centre, direction = QPointF(*at.tolist()), QPointF(*(after - before).tolist())
        colour = self._theme.cut
        across = strokes_across(centre, direction, _CUT_GAP_PX, 5.0)
        painter.strokePath(across, QPen(colour, 2))
        blades = centre + QPointF(18, 0)
        painter.strokePath(scissors(blades), QPen(colour, ICON_STROKE_PX))
        reason = self._fitting(self._scene.cut_reasons.get(edge, ""), LABEL_REACH_PX - 36)
        painter.setPen(colour)
        painter.drawText(blades + QPointF(8 + SPACE_8, SPACE_4), reason)

    def _fitting(self, text: str, room: float) -> str:
        metrics = QFontMetricsF(self._fonts.small)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def polygon(points: np.ndarray) -> QPolygonF:
    """Points as Qt takes them. Shapes: points (k, 2)."""
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])
