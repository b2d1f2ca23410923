"""Painted over the graph during gestures: picked cards, and the preview of a drag."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
)
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
_MAX_COVERED = 200


class Ghost(NamedTuple):
    """The preview of a drop.

    Attributes:
        name: the name of the new card, or of what is dragged.
        line: the new lines of the script; may be empty.
        hint: the question that would follow, or where it could be dropped.
        refusal: why the drop is impossible; empty if it is possible.
    """

    name: str
    line: str = ""
    hint: str = ""
    refusal: str = ""


class Target(NamedTuple):
    """A drop target: a card, an edge, or neither.

    Attributes:
        card: its rectangle in the widget, or None.
        edge: its curve in the widget, or None.
    """

    card: QRect | None = None
    edge: QPainterPath | None = None

    def ring(self) -> QPainterPath:
        """The outline that marks it."""
        path = QPainterPath()
        if self.edge is not None:
            return self.edge
        if self.card is not None:
            around = QRectF(self.card).adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
            path.addRoundedRect(around, CARD_CORNER_PX, CARD_CORNER_PX)
        return path


NO_TARGET = Target()


class Overlay(QWidget):
    """A widget over the canvas that only paints.

    Attributes:
        picked: the rectangles of the picked cards, in order.
        target: the drop target.
        origin: the rectangle of the dragged card; None for a drag from the palette.
        pointer: the position of the pointer; None if there is no drag.
        ghost: the preview of the drop.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.picked: list[QRect] = []
        self.target = NO_TARGET
        self.origin: QRect | None = None
        self.pointer: QPointF | None = None
        self.ghost = Ghost("")
        self.setObjectName("builder_overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def refresh(self) -> None:
        """Cover the canvas, or hide if there is nothing to paint."""
        is_needed = bool(self.picked) or self.pointer is not None
        self.setVisible(is_needed)
        if is_needed:
            self.resize(self._canvas.size())
            self.update()

    def end_drag(self) -> None:
        """End the drag."""
        self.origin = self.pointer = None
        self.target = NO_TARGET
        self.ghost = Ghost("")
        self.refresh()

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
        card = self.target.card
        if self.origin is not None:
            start = QPointF(self.origin.center())
            end = pointer if card is None else QPointF(card.center())
            # The line is hidden by the cards that it crosses.
            painter.setClipRegion(QRegion(self.rect()) - self._cards_between(start, end))
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
            painter.drawLine(start, end)
            painter.setClipping(False)
        painter.setPen(QPen(colour, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.target.ring())
        self._paint_ghost(painter, pointer)

    def _cards_between(self, start: QPointF, end: QPointF) -> QRegion:
        """The region of the cards in the rectangle between two points."""
        canvas, covered = self._canvas, QRegion()
        if canvas.scene is not None:
            line = QRectF(start, end).normalized().adjusted(-1, -1, 1, 1)
            corners = canvas.view.to_scene(line.topLeft()), canvas.view.to_scene(line.bottomRight())
            for card in canvas.scene.cards_in(QRectF(*corners)).tolist()[:_MAX_COVERED]:
                covered += canvas.rect_of(card)
        return covered

    def _paint_ghost(self, painter: QPainter, pointer: QPointF) -> None:
        """Paint the name of the new card, above the new lines of the script."""
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
        outside = QSizeF(width + 2 * SPACE_12, height + 2 * SPACE_8)
        reach = QPointF(outside.width(), outside.height())
        about = pointer if self.target.card is None else QPointF(self.target.card.center())
        cards = self._cards_between(about - reach, about + reach)
        rect = ghost_place(outside, self.target, pointer, self.size(), cards)
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


def ghost_place(
    size: QSizeF, target: Target, pointer: QPointF, room: QSize, cards: QRegion
) -> QRectF:
    """The place of the ghost: beside the target or else beside the pointer, and all in sight.

    It is the first place that covers least of ``cards`` and does not cover the target.
    """
    places = [_in_sight(place, room) for place in _places_around(size, target, pointer)]
    if target.card is not None:
        around = QRectF(target.card)
        places = [place for place in places if not place.intersects(around)] or places
    return min(places, key=lambda place: _area(QRegion(place.toAlignedRect()) & cards))


def _places_around(size: QSizeF, target: Target, pointer: QPointF) -> list[QRectF]:
    """The possible places of the ghost, the best first."""
    away = _GHOST_OFFSET
    if target.card is not None:
        gap = _RING_PX + SPACE_8
        around = QRectF(target.card).adjusted(-gap, -gap, gap, gap)
        middle = around.center() - QPointF(size.width(), size.height()) / 2
        left, right = around.left() - size.width(), around.right()
        above, below = around.top() - size.height(), around.bottom()
        corners = [
            (right, middle.y()),
            (left, middle.y()),
            (middle.x(), below),
            (middle.x(), above),
        ]
    elif target.edge is not None:
        level = pointer.y() - size.height() / 2
        left = pointer.x() - away.x() - size.width()
        corners = [(pointer.x() + away.x(), level), (left, level)]
    else:
        left, right = pointer.x() - away.x() - size.width(), pointer.x() + away.x()
        above, below = pointer.y() - away.y() - size.height(), pointer.y() + away.y()
        corners = [(right, below), (right, above), (left, below), (left, above)]
    return [QRectF(QPointF(*corner), size) for corner in corners]


def _in_sight(rect: QRectF, room: QSize) -> QRectF:
    """A rectangle moved into sight, or at least its top left corner."""
    moved = QRectF(rect)
    moved.moveRight(min(moved.right(), room.width() - 1.0))
    moved.moveBottom(min(moved.bottom(), room.height() - 1.0))
    moved.moveTopLeft(QPointF(max(moved.left(), 1.0), max(moved.top(), 1.0)))
    return moved


def _area(region: QRegion) -> int:
    # PySide's stubs do not know that a region is a sequence of rectangles
    return sum(rect.width() * rect.height() for rect in region)  # type: ignore[attr-defined]


class _Row(NamedTuple):
    """A text of the ghost, wrapped."""

    text: str
    font: QFont
    colour: QColor
    wrapping: Qt.TextFlag = Qt.TextFlag.TextWordWrap

    def size(self, room_px: int) -> QSize:
        """The size of the text, wrapped to a width."""
        around = QRect(0, 0, room_px, 0)
        return QFontMetrics(self.font).boundingRect(around, self.wrapping, self.text).size()
