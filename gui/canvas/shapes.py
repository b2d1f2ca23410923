"""Rectangles, and vector shapes of the signs on cards and edges."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker


def grown(rect: QRectF, by: float) -> QRectF:
    """A rectangle that is larger by so much on each side; smaller if negative."""
    return rect.adjusted(-by, -by, by, by)


def rounded(rect: QRectF, left_radius: float, right_radius: float) -> QPainterPath:
    """A rectangle with different radii of its left and right corners."""
    path = QPainterPath()
    if left_radius == right_radius:
        path.addRoundedRect(rect, left_radius, right_radius)
        return path
    left, right = 2 * left_radius, 2 * right_radius
    path.moveTo(rect.right() - right_radius, rect.top())
    path.arcTo(rect.right() - right, rect.top(), right, right, 90, -90)
    path.arcTo(rect.right() - right, rect.bottom() - right, right, right, 0, -90)
    path.arcTo(rect.left(), rect.bottom() - left, left, left, 270, -90)
    path.arcTo(rect.left(), rect.top(), left, left, 180, -90)
    path.closeSubpath()
    return path


def left_part(rect: QRectF, radius: float, width: float) -> QPainterPath:
    """The left part, of some width, of a rectangle with rounded left corners.

    The width is at most the radius.
    """
    size = 2 * radius
    angle = math.degrees(math.acos(1 - width / radius))
    upper = QRectF(rect.left(), rect.top(), size, size)
    lower = QRectF(rect.left(), rect.bottom() - size, size, size)
    path = QPainterPath()
    path.arcMoveTo(upper, 180 - angle)
    path.arcTo(upper, 180 - angle, angle)
    path.arcTo(lower, 180, angle)
    path.closeSubpath()
    return path


def corner_mark(rect: QRectF, radius: float, reach: float) -> QPainterPath:
    """A triangle in the upper right, rounded corner of a rectangle."""
    size = 2 * radius
    path = QPainterPath(rect.topRight() - QPointF(reach, 0))
    path.arcTo(QRectF(rect.right() - size, rect.top(), size, size), 90, -90)
    path.lineTo(rect.topRight() + QPointF(0, reach))
    path.closeSubpath()
    return path


def tick(centre: QPointF) -> QPainterPath:
    """A tick, 9 px wide, to be stroked."""
    path = QPainterPath(centre + QPointF(-4.5, 0.5))
    path.lineTo(centre + QPointF(-1.5, 3.5))
    path.lineTo(centre + QPointF(4.5, -3.5))
    return path


def arrow_head(length_px: float, half_width_px: float) -> QPainterPath:
    """An arrow head with its tip at the origin, to be filled.

    It points down, or up for a negative length.
    """
    path = QPainterPath()
    path.lineTo(half_width_px, -length_px)
    path.lineTo(-half_width_px, -length_px)
    path.closeSubpath()
    return path


def scissors() -> QPainterPath:
    """Open scissors around the origin, pointing left, 16 px wide, to be stroked."""
    path = QPainterPath()
    for side in (-1, 1):
        handle = QPointF(5.0, 3.2 * side)
        path.addEllipse(handle, 2.4, 2.4)
        path.moveTo(handle + QPointF(-2.1, -1.2 * side))
        path.lineTo(QPointF(-8.0, -4.6 * side))
    return path


def strokes_across(at: QPointF, direction: QPointF, gap_px: float, reach_px: float) -> QPainterPath:
    """Two short strokes, slanted across an edge on both sides of a gap, to be stroked."""
    size = math.hypot(direction.x(), direction.y()) or 1.0
    along = direction / size
    slant = QPointF(-along.y(), along.x()) - along * 0.35
    path = QPainterPath()
    for side in (-1, 1):
        end = at + along * (side * gap_px / 2)
        path.moveTo(end - slant * reach_px)
        path.lineTo(end + slant * reach_px)
    return path


def stroked(path: QPainterPath, width_px: float) -> QPainterPath:
    """A path as the area that a pen of some width covers, to be filled."""
    stroker = QPainterPathStroker()
    stroker.setWidth(width_px)
    stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
    area = stroker.createStroke(path)
    area.setFillRule(Qt.FillRule.WindingFill)
    return area
