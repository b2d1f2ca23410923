"""Paints one card: its kind by its outline, its state by border and mark, its numbers."""

from dataclasses import dataclass
from functools import lru_cache, partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from engine.record.state import CardStatus
from gui.canvas import metrics
from gui.canvas.card_words import Words, gradient_ink, heat_strip, rows, signs, words
from gui.canvas.scene import CardFace, CardKind, Numbers
from gui.canvas.shapes import corner_mark, left_part, rounded, tick
from gui.heat import heat_image
from gui.theme import CARD_CORNER_PX, ICON_STROKE_PX, Theme, mix

MARGIN_PX = metrics.MARK_RADIUS_PX + 1
"""How far a card may paint beyond its rectangle: its mark, and the shadow of the current card."""

_SHADOW_PX, _SHADOW_ALPHA = (1.5, 3.0, 4.5, 6.0), 0.06
_BAR_PX = 5
_LEAF_CORNER_PX = 2 * CARD_CORNER_PX
_CORNER_MARK_PX = 14
_OUTPUT_GAP_PX = 3
_MAX_HEATS, _MAX_LAID_OUT = 1024, 4096
_STACK_INSET_PX, _STACK_STEP_PX = 6, 3


@dataclass(frozen=True)
class _Place:
    """The place of a painted card.

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
        self._words = lru_cache(_MAX_LAID_OUT)(partial(words, theme))
        self._heat_image = lru_cache(_MAX_HEATS)(partial(_heat_image, theme))
        self._heat_border = QPen(mix(theme.line, theme.surface, 0.4), 0)
        self._borders = {
            CardStatus.IDLE: (theme.line, 1.0, Qt.PenStyle.SolidLine),
            CardStatus.WAITING: (theme.line, 1.0, Qt.PenStyle.SolidLine),
            CardStatus.READY: (theme.current, 1.5, Qt.PenStyle.DashLine),
            CardStatus.CURRENT: (theme.current, 2.0, Qt.PenStyle.SolidLine),
            CardStatus.DONE: (theme.done, 1.0, Qt.PenStyle.SolidLine),
            CardStatus.FUTURE: (theme.future, 1.0, Qt.PenStyle.DotLine),
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
        """Paint what all cards of the same kind, state and size have in common."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, face, _Place(scale, QRectF(QPointF(), _whole_px(size, scale))))
        painter.save()
        _scale(painter, size, scale)
        _write(painter, signs(self._theme, face))
        painter.restore()

    def paint_words(
        self, painter: QPainter, face: CardFace, size: tuple[float, float], scale: float
    ) -> None:
        """Paint the text of a card, and its mark."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        _scale(painter, size, scale)
        _write(painter, self._words(face, size[0]))
        self._paint_heats(painter, face, size[0])
        if face.state != CardStatus.FUTURE:
            self._paint_mark(painter, face, size[0])
        painter.restore()

    # The frame, in device pixels

    def _paint_frame(self, painter: QPainter, face: CardFace, place: _Place) -> None:
        if face.state == CardStatus.CURRENT:
            self._paint_shadow(painter, face, place)
        is_faint = face.kind == CardKind.CONSTANT or face.state == CardStatus.FUTURE
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

    def _border(self, state: CardStatus, place: _Place) -> QPen:
        colour, width, style = self._borders[state]
        return QPen(colour, place.pen_px(width), style, Qt.PenCapStyle.FlatCap)

    def _paint_shadow(self, painter: QPainter, face: CardFace, place: _Place) -> None:
        """A glow around a card, without the area that the card covers: blending is slow."""
        colour = QColor(self._theme.current)
        colour.setAlphaF(_SHADOW_ALPHA)
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
            is_future = face.state == CardStatus.FUTURE
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
        if face.state == CardStatus.CURRENT:
            mark = corner_mark(frame, CARD_CORNER_PX * scale, _CORNER_MARK_PX * scale)
            painter.fillPath(mark, self._theme.current)

    def _paint_stack(self, painter: QPainter, place: _Place) -> None:
        """The lower borders of two more cards behind this one."""
        for number in (1, 2):
            inset = number * _STACK_INSET_PX * place.scale
            y = place.frame.bottom() + number * place.pen_px(_STACK_STEP_PX)
            painter.setPen(QPen(self._theme.line, place.pen_px(1)))
            painter.drawLine(QPointF(inset, y), QPointF(place.frame.right() - inset, y))

    # The heat and the mark on the upper border, in scene pixels

    def _paint_heats(self, painter: QPainter, face: CardFace, width: float) -> None:
        for row in rows(self._theme, face):
            if row.numbers.heat is not None:
                strip = heat_strip(row, row.numbers.heat, width)
                painter.drawImage(strip, self._heat_image(row.numbers))
                painter.setPen(self._heat_border)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(strip)

    def _paint_mark(self, painter: QPainter, face: CardFace, width: float) -> None:
        """The badge, or the tick of a gradient that is complete."""
        rect, ink = metrics.mark_rect(face, width), gradient_ink(self._theme, face)
        if face.state == CardStatus.DONE:
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


def _whole_px(size: tuple[float, float], scale: float) -> QSizeF:
    """The size of a card in whole device pixels."""
    return QSizeF(round(size[0] * scale), round(size[1] * scale))


def _scale(painter: QPainter, size: tuple[float, float], scale: float) -> None:
    """Go on in scene pixels, on a card in whole device pixels."""
    whole = _whole_px(size, scale)
    painter.scale(whole.width() / size[0], whole.height() / size[1])


def _write(painter: QPainter, all_words: list[Words]) -> None:
    for text, at, font, ink in all_words:
        painter.setPen(ink)
        font.draw(painter, at, text)


def _heat_image(theme: Theme, numbers: Numbers) -> QImage:
    assert numbers.heat is not None
    return heat_image(theme, numbers.heat)
