"""The plot of a number over the turns of a loop."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.plots.plain_plot import POINT_PX, THIN_PX, PlainPlot, drawable, pen
from gui.theme import Theme, mix

MAX_DOTS = 40
"""With more turns, only a line is drawn."""


class LoopPlot(PlainPlot):
    """A plot whose turns can be clicked; turns count from 0, but from 1 on the axis.

    Signals:
        turn_picked(int): the turn to go to.
    """

    turn_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("loop_plot", parent)
        self._numbers = np.empty(0)
        self.use_whole_numbers()
        self._number_line = self.add_vertical_line()
        self._line, self._dots, self._dot = self.add_curve(), self.add_dots(), self.add_dots()
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_pressed)
        self.set_pointer(Qt.CursorShape.PointingHandCursor)

    def show_numbers(self, numbers: np.ndarray) -> None:
        """Draw the number of each turn, with gaps at those that are not finite, or nearly so."""
        numbers = np.log10(numbers) if self._is_logarithmic else numbers
        self._numbers = numbers = drawable(numbers)
        turns = np.arange(1, len(numbers) + 1, dtype=np.float64)
        self._line.setData(turns, numbers, connect="finite")
        is_dotted = np.isfinite(numbers) & (len(numbers) <= MAX_DOTS)
        self._dots.setData(turns[is_dotted], numbers[is_dotted])
        finite = numbers[np.isfinite(numbers)]
        values = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        self.show_range((1.0, max(float(len(numbers)), 2.0)), values)

    def show_turn(self, turn: int | None) -> None:
        """Mark the current turn, if any."""
        self._number_line.setVisible(turn is not None)
        if turn is None:
            self._dot.setData([], [])
            return
        self._number_line.setValue(turn + 1)
        number = self._numbers[turn]
        self._dot.setData(*([[turn + 1], [number]] if np.isfinite(number) else ([], [])))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._line.setPen(pen(theme.text, 1.5))
        self._dots.setBrush(theme.text)
        self._dots.setPen(pen(theme.surface, THIN_PX))
        self._dots.setSize(POINT_PX - 3)
        self._number_line.setPen(pen(mix(theme.current, theme.surface, 0.4), THIN_PX))
        self._dot.setBrush(theme.current)
        self._dot.setPen(pen(theme.surface, THIN_PX))
        self._dot.setSize(POINT_PX)

    def _on_pressed(self, place: QPointF) -> None:
        if len(self._numbers):
            turn = round(self.to_plot(place).x()) - 1
            self.turn_picked.emit(min(max(turn, 0), len(self._numbers) - 1))
