"""Dragging a number sideways on its card; script and graph follow where that is quick."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.edit.edits import Refusal
from engine.record.schema import NONE
from gui.builder.builder import Builder
from gui.builder.mouse_gestures import MouseGestures
from gui.builder.value_gestures import ValueGestures, ValueWriter
from gui.canvas.number_hit import number_under

_FINE, _COARSE = 0.1, 10.0
_STEPS_IN_NUMBER = 100
"""So many pixels double a number, about."""


class NumberScrubber(QObject):
    """Takes a press on the number of a scalar's card; what does not go sideways, the hand gets.

    Shift makes the steps finer, Ctrl coarser; Escape takes all of them back.
    """

    def __init__(self, builder: Builder, valuing: ValueGestures, hand: MouseGestures) -> None:
        super().__init__(builder)
        self._builder, self._valuing, self._hand = builder, valuing, hand
        self._canvas = builder.desk.graph.canvas
        self._press: QMouseEvent | None = None
        self._card = NONE
        self._writing: ValueWriter | None = None
        self._last = QPointF()
        self._value = self._step = 0.0
        self._written: float | None = None

    def answer(self, event: QEvent) -> bool:
        """Answer an event of the canvas, or let the hand do so."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._lose()
            return False
        match event:
            case QMouseEvent():
                return self._on_mouse(event)
            case QKeyEvent() if event.key() == Qt.Key.Key_Escape and self._writing is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._cancel()
                return True
        return self._hand.answer(event)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._lose()
        if kind == QEvent.Type.MouseButtonPress and self._begins(event):
            self._press = event.clone()
            return True
        if kind == QEvent.Type.MouseMove and self._writing is not None:
            self._drag(event)
            return True
        if kind == QEvent.Type.MouseMove and self._press is not None:
            return self._decide(self._press, event)
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._show_where(event.position())
        if kind == QEvent.Type.MouseButtonRelease and self._writing is not None:
            self._let_go()
            return True
        self._hand_over()
        return self._hand.answer(event)

    # -- before it is dragged ------------------------------------------------------------------

    def _begins(self, event: QMouseEvent) -> bool:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not (is_left and is_plain):
            return False
        self._card = self._number_at(event.position())
        return self._card != NONE

    def _number_at(self, position: QPointF) -> int:
        """The card whose number is at a point and can be changed there; or NONE."""
        if number_under(self._canvas, position) is None:
            return NONE
        card = self._builder.desk.card_under(position)
        try:
            self._valuing.number(card)
        except Refusal:
            return NONE
        return card

    def _decide(self, press: QMouseEvent, event: QMouseEvent) -> bool:
        """Sideways changes the number; any other way the card is dragged, by the hand."""
        moved = event.position() - press.position()
        if moved.manhattanLength() < QApplication.startDragDistance():
            return True
        if abs(moved.x()) < 2 * abs(moved.y()):
            self._hand_over()
            return self._hand.answer(event)
        self._builder.notice.hide()
        self._builder.desk.graph.select(self._card)
        self._canvas.setFocus()
        self._canvas.setCursor(Qt.CursorShape.SizeHorCursor)
        self._press, self._last, self._written = None, event.position(), None
        self._value = self._valuing.number(self._card)
        self._step = step_of(self._value, is_whole=self._valuing.is_whole(self._card))
        self._writing = self._valuing.writing(self._card)
        return True

    def _hand_over(self) -> None:
        """Hand the press over to the hand, as it is not about a number."""
        press, self._press = self._press, None
        if press is not None:
            self._hand.answer(press)

    def _show_where(self, position: QPointF) -> None:
        """A pointer that goes sideways over what can be dragged so."""
        if self._number_at(position) != NONE:
            # The canvas shows its own first.
            QTimer.singleShot(0, self, lambda: self._canvas.setCursor(Qt.CursorShape.SizeHorCursor))

    # -- while it is dragged -------------------------------------------------------------------

    def _drag(self, event: QMouseEvent) -> None:
        moved = event.position().x() - self._last.x()
        self._last = event.position()
        pace = 1.0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            pace = _FINE
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            pace = _COARSE
        self._value += moved * self._step * pace
        number = rounded(self._value, self._step * min(pace, 1.0))
        if number != self._written and self._writing is not None:
            self._written = number
            is_whole = self._valuing.is_whole(self._card)
            self._writing.write(round(number) if is_whole else number, True)

    def _let_go(self) -> None:
        self._end()
        self._builder.finish()

    def _lose(self) -> None:
        """The button was let go where the canvas heard nothing of it: over a question, perhaps."""
        if self._writing is not None:
            self._let_go()
        self._press = None
        self._hand.lose()

    def _cancel(self) -> None:
        assert self._writing is not None
        self._writing.take_back()
        self._end()

    def _end(self) -> None:
        self._writing = None
        self._canvas.unsetCursor()


def step_of(number: float, *, is_whole: bool) -> float:
    """By how much a number changes with each pixel: about a hundredth of it, a power of ten."""
    if is_whole:
        return max(1.0, _power_below(abs(number) / _STEPS_IN_NUMBER)) / 10
    return _power_below(abs(number) / _STEPS_IN_NUMBER) if number else 1 / _STEPS_IN_NUMBER


def rounded(number: float, step: float) -> float:
    """A number without digits below a step."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return round(number, decimals)


def _power_below(number: float) -> float:
    return 10.0 ** math.floor(math.log10(max(number, 1e-8)) + 1e-9)
