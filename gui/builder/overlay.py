"""What lies over the graph while a hand is on it: picked cards, and what a drag would make."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from gui.canvas.canvas import Canvas
from gui.theme import BASE_PX, CARD_CORNER_PX, SPACE_8, SPACE_12, code_font, mix

_RING_PX = 6
_GHOST_OFFSET = QPointF(18, 14)


class Overlay(QWidget):
    """Covers the canvas, and leaves everything but painting to it.

    Attributes:
        picked: where picked cards are, with the number of each.
        target: where the card or edge is that something would be dropped on; None for none.
        origin: where the card is that is being dragged; None for what comes from outside.
        pointer: where the hand is; None while nothing is dragged.
        ghost: what the new card would be called, and the line that would be written; or why
            nothing would.
        is_refused: whether it is the latter.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.picked: list[QRect] = []
        self.target: QRect | None = None
        self.origin: QRect | None = None
        self.pointer: QPointF | None = None
        self.ghost = ("", "")
        self.is_refused = False
        self.setObjectName("builder_overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_now(self) -> None:
        """Cover the canvas as it is, or go where there is nothing to show."""
        is_needed = bool(self.picked) or self.pointer is not None
        self.setVisible(is_needed)
        if is_needed:
            self.resize(self._canvas.size())
            self.update()

    def end_drag(self) -> None:
        """Nothing is dragged any more."""
        self.target = self.origin = self.pointer = None
        self.ghost = ("", "")
        self.show_now()

    # -- painting ------------------------------------------------------------------------------

    def _paint_picks(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._canvas.theme.accent, 2, Qt.PenStyle.DashLine))
        for rect in self.picked:
            ring = QRectF(rect).adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
            painter.drawRoundedRect(ring, CARD_CORNER_PX, CARD_CORNER_PX)

    def _paint_drag(self, painter: QPainter, pointer: QPointF) -> None:
        theme = self._canvas.theme
        colour = theme.cut if self.is_refused else theme.accent
        end = pointer if self.target is None else QPointF(self.target.center())
        if self.origin is not None:
            painter.setClipRegion(QRegion(self.rect()) - self.origin - (self.target or QRect()))
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(self.origin.center()), end)
            painter.setClipping(False)
        if self.target is not None:
            painter.setPen(QPen(colour, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.target).adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
            painter.drawRoundedRect(ring, CARD_CORNER_PX, CARD_CORNER_PX)
        self._paint_ghost(painter, pointer)

    def _paint_ghost(self, painter: QPainter, pointer: QPointF) -> None:
        """The card that would appear, with the line that would be written under its name."""
        theme = self._canvas.theme
        name, line = self.ghost
        bold, plain = code_font(BASE_PX, bold=True), code_font(BASE_PX)
        metrics, most = QFontMetrics(bold), self.width() - 4 * SPACE_12
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, most)
        rows = [(name, bold), (line, plain)] if name and line else [(name or line, plain)]
        width = max(QFontMetrics(font).horizontalAdvance(text) for text, font in rows)
        row_px = metrics.lineSpacing()
        rect = QRectF(0, 0, width + 2 * SPACE_12, row_px * len(rows) + 2 * SPACE_8)
        rect.moveTopLeft(pointer + _GHOST_OFFSET)
        rect.moveRight(min(rect.right(), self.width() - 1.0))
        rect.moveBottom(min(rect.bottom(), self.height() - 1.0))
        rect.moveLeft(max(rect.left(), 1.0))
        painter.setBrush(mix(theme.surface, theme.ground, 0.3))
        painter.setPen(
            QPen(theme.cut if self.is_refused else theme.accent, 1, Qt.PenStyle.DashLine)
        )
        painter.drawRoundedRect(rect, CARD_CORNER_PX, CARD_CORNER_PX)
        painter.setPen(theme.text)
        for number, (text, font) in enumerate(rows):
            painter.setFont(font)
            row = QRectF(
                rect.left() + SPACE_12, rect.top() + SPACE_8 + number * row_px, width, row_px
            )
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_picks(painter)
            if self.pointer is not None:
                self._paint_drag(painter, self.pointer)
