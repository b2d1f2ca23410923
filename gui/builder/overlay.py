"""What lies over the graph while a hand is on it: picked cards, and what a drag would make."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from gui.canvas.canvas import Canvas
from gui.theme import (
    BASE_PX,
    CARD_CORNER_PX,
    SMALL_PX,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    code_font,
    ui_font,
)

_RING_PX = 6
_GHOST_OFFSET = QPointF(18, 14)
_GHOST_WIDTH_PX = 420


class Ghost(NamedTuple):
    """What would come of a drag.

    Attributes:
        name: of the card that would appear, or of what is dragged.
        line: the line that would be written; empty where there is none.
        hint: what would be asked, or where it could be let go.
        refusal: why nothing would be done; empty where something would.
    """

    name: str
    line: str = ""
    hint: str = ""
    refusal: str = ""


class Overlay(QWidget):
    """Covers the canvas, and leaves everything but painting to it.

    Attributes:
        picked: where picked cards are, with the number of each.
        target: where the card or edge is that something would be dropped on; None for none.
        origin: where the card is that is being dragged; None for what comes from outside.
        pointer: where the hand is; None while nothing is dragged.
        ghost: what would come of it.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.picked: list[QRect] = []
        self.target: QRect | None = None
        self.origin: QRect | None = None
        self.pointer: QPointF | None = None
        self.ghost = Ghost("")
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
        self.ghost = Ghost("")
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
        colour = theme.cut if self.ghost.refusal else theme.accent
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
        theme, ghost = self._canvas.theme, self.ghost
        rows = [
            _Row(ghost.name, code_font(BASE_PX, bold=True), theme.text),
            _Row(ghost.line, code_font(BASE_PX), theme.text, Qt.TextFlag.TextWrapAnywhere),
            _Row(ghost.hint, ui_font(SMALL_PX), theme.muted),
            _Row(ghost.refusal, ui_font(BASE_PX), theme.text),
        ]
        rows = [row for row in rows if row.text]
        room = max(min(_GHOST_WIDTH_PX, self.width() - 2 * SPACE_12), 1)
        sizes = [row.size(room) for row in rows]
        width = max((size.width() for size in sizes), default=0)
        height = sum(size.height() for size in sizes) + SPACE_4 * max(len(rows) - 1, 0)
        rect = QRectF(0, 0, width + 2 * SPACE_12, height + 2 * SPACE_8)
        rect.moveTopLeft(pointer + _GHOST_OFFSET)
        if rect.bottom() > self.height() - 1:
            rect.moveBottom(pointer.y() - _GHOST_OFFSET.y())
        rect.moveRight(min(rect.right(), self.width() - 1.0))
        rect.moveTopLeft(QPointF(max(rect.left(), 1.0), max(rect.top(), 1.0)))
        painter.setBrush(theme.surface)
        painter.setPen(QPen(theme.cut if ghost.refusal else theme.accent, 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect, CARD_CORNER_PX, CARD_CORNER_PX)
        top = rect.top() + SPACE_8
        for row, size in zip(rows, sizes):
            painter.setFont(row.font)
            painter.setPen(row.colour)
            place = QRectF(rect.left() + SPACE_12, top, width, size.height())
            painter.drawText(place, row.wrapping, row.text)
            top += size.height() + SPACE_4

    # -- Qt ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_picks(painter)
            if self.pointer is not None:
                self._paint_drag(painter, self.pointer)


class _Row(NamedTuple):
    """Words of the ghost, as many lines as they need."""

    text: str
    font: QFont
    colour: QColor
    wrapping: Qt.TextFlag = Qt.TextFlag.TextWordWrap

    def size(self, room_px: int) -> QSize:
        """How much room they take where a line has so much."""
        around = QRect(0, 0, room_px, 0)
        return QFontMetrics(self.font).boundingRect(around, self.wrapping, self.text).size()
