"""Paints one card: its kind by its outline, its state by border and mark, its numbers."""

import math
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from gui.canvas import metrics
from gui.canvas.marks import corner_mark, left_part, rounded, tick
from gui.canvas.scene import CardFace, CardKind, CardState, Numbers
from gui.theme import (
    CARD_CORNER_PX,
    ICON_STROKE_PX,
    SPACE_8,
    Theme,
    heat_colors,
    mix,
)

MARGIN_PX = metrics.MARK_RADIUS_PX + 1
"""What a card may paint around its rectangle: its mark, the shadow of the current one."""

_SHADOW_PX = (1.5, 3.0, 4.5, 6.0)
_NOTHING = "–"
_BAR_PX = 5
_LEAF_CORNER_PX = 2 * CARD_CORNER_PX
_CORNER_MARK_PX = 14
_OUTPUT_GAP_PX = 3
_MOST_HEATS = 1024
_STACK_INSET_PX, _STACK_STEP_PX = 6, 3


@dataclass(frozen=True)
class _Place:
    """Where a card is painted.

    Attributes:
        scale: device px for each scene px.
        frame: the card's rectangle in whole device px.
    """

    scale: float
    frame: QRectF

    def pen_px(self, width: float) -> int:
        """A width of line in whole device pixels, so that borders are crisp at any zoom."""
        return max(1, round(width * self.scale))


class CardPainter:
    """Paints cards in the colours of one theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts = metrics.card_fonts()
        self._heat_image = lru_cache(_MOST_HEATS)(partial(_heat_image, theme))
        self._heat_border = QPen(mix(theme.line, theme.surface, 0.4), 0)
        self._borders = {
            CardState.IDLE: (theme.line, 1.0, Qt.PenStyle.SolidLine),
            CardState.WAITING: (theme.line, 1.0, Qt.PenStyle.SolidLine),
            CardState.READY: (theme.current, 1.5, Qt.PenStyle.DashLine),
            CardState.CURRENT: (theme.current, 2.0, Qt.PenStyle.SolidLine),
            CardState.DONE: (theme.done, 1.0, Qt.PenStyle.SolidLine),
            CardState.FUTURE: (theme.future, 1.0, Qt.PenStyle.DotLine),
        }
        self._gradient_inks = {
            CardState.READY: theme.current,
            CardState.CURRENT: theme.current,
            CardState.DONE: theme.done,
        }

    def paint(
        self, painter: QPainter, face: CardFace, size: tuple[float, float], scale: float
    ) -> None:
        """Paint a card with its corner at the painter's origin, in device pixels."""
        self.paint_blank(painter, face, size, scale)
        self.paint_words(painter, face, size, scale)

    def paint_blank(
        self, painter: QPainter, face: CardFace, size: tuple[float, float], scale: float
    ) -> None:
        """Paint a card without what is written on it: as all of its kind, state and size are."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, face, _Place(scale, QRectF(QPointF(), _whole_px(size, scale))))

    def paint_words(
        self, painter: QPainter, face: CardFace, size: tuple[float, float], scale: float
    ) -> None:
        """Paint what is written on a card, and its mark."""
        whole = _whole_px(size, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(whole.width() / size[0], whole.height() / size[1])
        self._paint_title(painter, face, size[0])
        if face.state != CardState.FUTURE:
            self._paint_numbers(painter, face, size[0])
            self._paint_mark(painter, face, size[0])
        painter.restore()

    # The frame, in device pixels

    def _paint_frame(self, painter: QPainter, face: CardFace, place: _Place) -> None:
        if face.state == CardState.CURRENT:
            self._paint_shadow(painter, face, place)
        is_faint = face.kind == CardKind.CONSTANT or face.state == CardState.FUTURE
        ground = self._theme.ground if is_faint else self._theme.surface
        pen = self._border(face.state, place)
        is_solid = pen.style() == Qt.PenStyle.SolidLine
        outline = self._outline(face, place, 0)
        if is_solid:  # two areas cost a tenth of a stroke
            painter.fillPath(outline, pen.color())
            painter.fillPath(self._outline(face, place, pen.widthF()), ground)
        else:
            painter.fillPath(outline, ground)
        self._paint_kind(painter, face, place)
        if not is_solid:
            painter.strokePath(self._outline(face, place, pen.widthF() / 2), pen)

    def _outline(self, face: CardFace, place: _Place, inset_px: float) -> QPainterPath:
        """The card's outline, so many device pixels inside its frame (outside if negative)."""
        left = _LEAF_CORNER_PX if face.kind == CardKind.LEAF else CARD_CORNER_PX
        radii = (max(corner * place.scale - inset_px, 0.0) for corner in (left, CARD_CORNER_PX))
        inset = place.frame.adjusted(inset_px, inset_px, -inset_px, -inset_px)
        return rounded(inset, *radii)

    def _border(self, state: CardState, place: _Place) -> QPen:
        colour, width, style = self._borders[state]
        return QPen(colour, place.pen_px(width), style, Qt.PenCapStyle.FlatCap)

    def _paint_shadow(self, painter: QPainter, face: CardFace, place: _Place) -> None:
        """A glow around a card; what the card will cover is left out, as blending it costs most."""
        colour = QColor(self._theme.current)
        colour.setAlphaF(0.06)
        covered = self._outline(face, place, 1)
        for spread in _SHADOW_PX:
            ring = self._outline(face, place, -spread * place.scale)
            ring.addPath(covered)  # a hole, as the path is filled odd-even
            painter.fillPath(ring, colour)

    def _paint_kind(self, painter: QPainter, face: CardFace, place: _Place) -> None:
        frame, scale = place.frame, place.scale
        if face.kind == CardKind.LEAF:
            radius = _LEAF_CORNER_PX * scale
            bar = left_part(frame, radius, min(place.pen_px(_BAR_PX), radius))
            is_future = face.state == CardState.FUTURE
            painter.fillPath(bar, self._theme.future if is_future else self._theme.leaf)
        if face.kind == CardKind.FOLDED:
            self._paint_stack(painter, place)
        if face.kind == CardKind.OUTPUT:
            border = self._border(face.state, place)
            y = frame.bottom() - 1.5 * border.widthF() - place.pen_px(_OUTPUT_GAP_PX)
            painter.setPen(border)
            painter.drawLine(
                QPointF(border.widthF(), y), QPointF(frame.right() - border.widthF(), y)
            )
        if face.state == CardState.CURRENT:
            mark = corner_mark(frame, CARD_CORNER_PX * scale, _CORNER_MARK_PX * scale)
            painter.fillPath(mark, self._theme.current)

    def _paint_stack(self, painter: QPainter, place: _Place) -> None:
        """The lower borders of two more cards behind this one."""
        for number in (1, 2):
            inset = number * _STACK_INSET_PX * place.scale
            y = place.frame.bottom() + number * place.pen_px(_STACK_STEP_PX)
            painter.setPen(QPen(self._theme.line, place.pen_px(1)))
            painter.drawLine(QPointF(inset, y), QPointF(place.frame.right() - inset, y))

    # The words and numbers, in scene pixels

    def _paint_title(self, painter: QPainter, face: CardFace, width: float) -> None:
        baseline = metrics.PADDING_Y_PX + 17.0
        left, right = float(metrics.PADDING_X_PX), width - metrics.PADDING_X_PX
        painter.setFont(self._fonts.small.font)
        painter.setPen(self._theme.muted)
        right -= self._fonts.small.width(face.shape)
        painter.drawText(QPointF(right, baseline), face.shape)
        painter.setFont(self._fonts.title.font)
        painter.drawText(QPointF(left, baseline), face.symbol)
        left += metrics.symbol_width(face)
        painter.setPen(self._ink(face))
        if face.is_stale:
            painter.setFont(_struck_out(self._fonts.title.font))
        room = right - SPACE_8 - left
        title = self._fonts.title.elided(face.title, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QPointF(left, baseline), title)

    def _paint_numbers(self, painter: QPainter, face: CardFace, width: float) -> None:
        top = metrics.PADDING_Y_PX + metrics.TITLE_ROW_PX
        self._paint_row(painter, face, face.value, "=", self._ink(face), QPointF(width, top))
        if face.gradient is None:
            return
        top += metrics.NUMBER_ROW_PX
        ink = self._gradient_ink(face)
        self._paint_row(painter, face, face.gradient, "∂", ink, QPointF(width, top))

    def _paint_row(
        self,
        painter: QPainter,
        face: CardFace,
        numbers: Numbers,
        prefix: str,
        ink: QColor,
        top_right: QPointF,
    ) -> None:
        """One row: the sign, the numbers in columns flush right, the heat at its end."""
        baseline = top_right.y() + 15.0
        left, right = float(metrics.PADDING_X_PX), top_right.x() - metrics.PADDING_X_PX
        painter.setFont(self._fonts.code.font)
        painter.setPen(self._theme.muted)
        painter.drawText(QPointF(left, baseline), prefix)
        if numbers.heat is not None:
            strip = _strip(numbers.heat, right, top_right.y())
            self._paint_heat(painter, numbers, strip)
            right = strip.left() - SPACE_8
        left += metrics.PREFIX_PX
        font = self._fonts.numbers(large=metrics.is_scalar(face))
        room = math.floor((right - left) / font.width("0") + 0.1)
        text = metrics.aligned(numbers.texts, metrics.column_widths(face), room)
        painter.setFont(font.font)
        painter.setPen(ink)
        painter.drawText(QPointF(left, baseline), text or _NOTHING)

    def _paint_heat(self, painter: QPainter, numbers: Numbers, strip: QRectF) -> None:
        painter.drawImage(strip, self._heat_image(numbers))
        painter.setPen(self._heat_border)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip)

    # The mark on the upper border, in scene pixels

    def _paint_mark(self, painter: QPainter, face: CardFace, width: float) -> None:
        """The badge, or the tick of a gradient that is complete."""
        rect, ink = metrics.mark_rect(face, width), self._gradient_ink(face)
        if face.state == CardState.DONE:
            disc = QPainterPath()
            disc.addEllipse(rect)
            painter.fillPath(disc, ink)
            painter.strokePath(tick(rect.center()), QPen(self._theme.surface, ICON_STROKE_PX))
        elif face.badge:
            radius = metrics.MARK_RADIUS_PX
            painter.setPen(QPen(ink, 1))
            painter.setBrush(self._theme.surface)
            painter.drawRoundedRect(rect, radius, radius)
            painter.setFont(self._fonts.small.font)
            text = metrics.badge_text(face, width)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def _ink(self, face: CardFace) -> QColor:
        is_muted = face.kind == CardKind.CONSTANT or face.is_detached or face.is_stale
        is_muted = is_muted or face.state == CardState.FUTURE
        return self._theme.muted if is_muted else self._theme.text

    def _gradient_ink(self, face: CardFace) -> QColor:
        return self._gradient_inks.get(face.state, self._theme.muted)


def _whole_px(size: tuple[float, float], scale: float) -> QSizeF:
    """The size of a card in whole device pixels."""
    return QSizeF(round(size[0] * scale), round(size[1] * scale))


def _strip(heat: np.ndarray, right: float, top: float) -> QRectF:
    """Where the heat of a row of numbers is: it ends at `right`."""
    width, height = metrics.heat_size(heat)
    return QRectF(right - width, top + (metrics.NUMBER_ROW_PX - height) / 2, width, height)


def _heat_image(theme: Theme, numbers: Numbers) -> QImage:
    """The heat of some numbers, with a pixel for each that it shows."""
    assert numbers.heat is not None
    colors = np.ascontiguousarray(heat_colors(theme, numbers.heat))
    rows, columns = numbers.heat.shape
    image = QImage(colors.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return image.copy()  # that owns its pixels


def _struck_out(font: QFont) -> QFont:
    struck = QFont(font)
    struck.setStrikeOut(True)
    return struck
