"""Changes a number by dragging it sideways on its card; the script and the graph follow."""

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
"""About so many pixels double a number."""


class NumberScrubber(QObject):
    """Handles horizontal drags of a scalar's number, and passes other events to ``MouseGestures``.

    Shift makes the steps finer, Ctrl coarser; Escape reverts the drag.
    """

    def __init__(
        self, builder: Builder, values: ValueGestures, mouse_gestures: MouseGestures
    ) -> None:
        super().__init__(builder)
        self._builder, self._values, self._mouse_gestures = builder, values, mouse_gestures
        self._canvas = builder.context.graph.canvas
        self._press: QMouseEvent | None = None
        self._card = NONE
        self._writer: ValueWriter | None = None
        self._last = QPointF()
        self._value = self._step = 0.0
        self._written: float | None = None

    def handle_event(self, event: QEvent) -> bool:
        """Handle an event of the canvas; return False to leave it to the canvas."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self._on_release_missed()
            return False
        match event:
            case QMouseEvent():
                return self._on_mouse(event)
            case QKeyEvent() if event.key() == Qt.Key.Key_Escape and self._writer is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._cancel()
                return True
        return self._mouse_gestures.handle_event(event)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._on_release_missed()
        if kind == QEvent.Type.MouseButtonPress and self._begins(event):
            self._press = event.clone()
            return True
        if kind == QEvent.Type.MouseMove and self._writer is not None:
            self._drag(event)
            return True
        if kind == QEvent.Type.MouseMove and self._press is not None:
            return self._decide(self._press, event)
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._show_cursor(event.position())
        if kind == QEvent.Type.MouseButtonRelease and self._writer is not None:
            self._finish()
            return True
        self._hand_over()
        return self._mouse_gestures.handle_event(event)

    # -- before the drag -----------------------------------------------------------------------

    def _begins(self, event: QMouseEvent) -> bool:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        is_left = event.button() == Qt.MouseButton.LeftButton
        if not (is_left and is_plain):
            return False
        self._card = self._number_at(event.position())
        return self._card != NONE

    def _number_at(self, position: QPointF) -> int:
        """The card with an editable number at a position, or NONE."""
        if number_under(self._canvas, position) is None:
            return NONE
        card = self._builder.context.card_under(position)
        try:
            self._values.number(card)
        except Refusal:
            return NONE
        return card

    def _decide(self, press: QMouseEvent, event: QMouseEvent) -> bool:
        """Begin a drag of the number if it is horizontal, else of the card."""
        moved = event.position() - press.position()
        if moved.manhattanLength() < QApplication.startDragDistance():
            return True
        if abs(moved.x()) < 2 * abs(moved.y()):
            self._hand_over()
            return self._mouse_gestures.handle_event(event)
        self._builder.notice.hide()
        self._builder.context.graph.select(self._card)
        self._canvas.setFocus()
        self._canvas.setCursor(Qt.CursorShape.SizeHorCursor)
        self._press, self._last, self._written = None, event.position(), None
        self._value = self._values.number(self._card)
        self._step = step_of(self._value, is_whole=self._values.is_whole(self._card))
        self._writer = self._values.writer(self._card)
        return True

    def _hand_over(self) -> None:
        """Pass the press on to ``MouseGestures``, as it is not about a number."""
        press, self._press = self._press, None
        if press is not None:
            self._mouse_gestures.handle_event(press)

    def _show_cursor(self, position: QPointF) -> None:
        """Show a horizontal cursor over an editable number."""
        if self._number_at(position) != NONE:
            # After the canvas, which sets its own.
            QTimer.singleShot(0, self, lambda: self._canvas.setCursor(Qt.CursorShape.SizeHorCursor))

    # -- the drag ------------------------------------------------------------------------------

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
        if number != self._written and self._writer is not None:
            self._written = number
            is_whole = self._values.is_whole(self._card)
            self._writer.write(round(number) if is_whole else number, True)

    def _finish(self) -> None:
        self._end()
        self._builder.end_drag()

    def _on_release_missed(self) -> None:
        """End the drag when the release went elsewhere, such as to a dialog."""
        if self._writer is not None:
            self._finish()
        self._press = None
        self._mouse_gestures.cancel_drag()

    def _cancel(self) -> None:
        assert self._writer is not None
        self._writer.revert()
        self._end()

    def _end(self) -> None:
        self._writer = None
        self._canvas.unsetCursor()


def step_of(number: float, *, is_whole: bool) -> float:
    """The change of a number per pixel: the power of ten below a hundredth of it."""
    if is_whole:
        return max(1.0, _power_below(abs(number) / _STEPS_IN_NUMBER)) / 10
    return _power_below(abs(number) / _STEPS_IN_NUMBER) if number else 1 / _STEPS_IN_NUMBER


def rounded(number: float, step: float) -> float:
    """A number rounded to the decimals of a step."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return round(number, decimals)


def _power_below(number: float) -> float:
    return 10.0 ** math.floor(math.log10(max(number, 1e-8)) + 1e-9)
