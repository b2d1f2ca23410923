"""Plots of a function and of its derivative, with a point to drag along them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.sweep.curve import Curve, Point
from gui.plots.plain_plot import CURVE_PX, POINT_PX, THIN_PX, PlainPlot, connections, drawable, pen
from gui.theme import Theme, mix

GRAB_PX = 16
"""The maximum distance from the point at which a press grabs it."""
GAP_PX = 4
FINISH_AFTER_MS = 600
"""A move by keys ends so long after the last key."""
_WIDE_PIECE = 0.02


class MovablePlot(PlainPlot):
    """A curve in pieces and a point on it that the mouse and the keys move.

    Signals:
        grab_requested: the user wants to move the point; ``accept_grab`` allows it.
        move_requested(float): the user drags the point to a number.
        steps_requested(int): the user moves the point by so many steps, by keys.
        move_finished: the move is over.
    """

    grab_requested = Signal()
    move_requested = Signal(float)
    steps_requested = Signal(int)
    move_finished = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._jumps, self._curve = self.add_curve(), self.add_curve()
        self._number_line, self._failed = self.add_vertical_line(), self.add_dots()
        self._dot = self.add_dots()
        self._gaps: list[float] = []
        self._place: tuple[float, float] | None = None
        self._is_grabbed = False
        self._finish_timer = QTimer(self, singleShot=True, interval=FINISH_AFTER_MS)
        self._finish_timer.timeout.connect(self._finish)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._finish)
        self.stepped.connect(self._on_stepped)

    def accept_grab(self) -> None:
        """Allow the point to be moved until it is released."""
        self._is_grabbed = True

    def show_range(self, numbers: tuple[float, float], values: tuple[float, float]) -> None:
        super().show_range(numbers, values)
        bottom = self._plot.getViewBox().viewRange()[1][0]
        self._failed.setData(self._gaps, [bottom] * len(self._gaps))

    def show_curve(self, curve: Curve, values: np.ndarray, low: float, high: float) -> None:
        """Draw the pieces of a curve with the given values, and its jumps.

        Numbers without a value are marked at the bottom, by the next ``show_range``.
        """
        values = drawable(values)
        ends = [piece.end for piece in curve.pieces]
        self._curve.setData(curve.numbers, values, connect=connections(len(values), ends))
        self._jumps.setData(*_jumps(curve, values, _WIDE_PIECE * (high - low)), connect="pairs")
        self._gaps = [each.number for each in curve.failures if np.isnan(each.value)]

    def show_point(self, number: float, value: float | None) -> None:
        """Draw the point, or only a line at its number if the value is unknown."""
        self._number_line.setValue(number)
        self._number_line.show()
        has_value = value is not None and np.isfinite(value)
        self._place = (number, value) if has_value and value is not None else None
        self._dot.setData(*([[part] for part in self._place] if self._place else ([], [])))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._jumps.setPen(pen(mix(theme.line, theme.surface, 0.4), THIN_PX, dashed=True))
        self._number_line.setPen(pen(mix(theme.current, theme.surface, 0.4), THIN_PX))
        self._dot.setBrush(theme.current)
        self._dot.setPen(pen(theme.surface, THIN_PX))
        self._dot.setSize(POINT_PX)
        self._dot.setZValue(2)
        self._failed.setPen(None)
        self._failed.setBrush(theme.cut)
        self._failed.setSymbol("s")
        self._failed.setSize(GAP_PX)

    def _is_near_point(self, place: QPointF) -> bool:
        if self._place is None:
            return False
        return bool((self.to_widget(*self._place) - place).manhattanLength() <= GRAB_PX)

    def _on_pressed(self, place: QPointF) -> None:
        if self._is_near_point(place):
            self._finish_timer.stop()
            self.grab_requested.emit()

    def _on_dragged(self, place: QPointF) -> None:
        if self._is_grabbed:
            self.move_requested.emit(self.to_plot(place).x())

    def _on_stepped(self, steps: int) -> None:
        if not self._is_grabbed:
            self.grab_requested.emit()
        if self._is_grabbed:
            self.steps_requested.emit(steps)
            self._finish_timer.start()

    def _on_hovered(self, place: QPointF) -> None:
        is_near = self._is_near_point(place)
        shape = Qt.CursorShape.SizeHorCursor if is_near else Qt.CursorShape.ArrowCursor
        self.set_pointer(shape)

    def _finish(self) -> None:
        self._finish_timer.stop()
        if self._is_grabbed:
            self._is_grabbed = False
            self.move_finished.emit()


class FunctionPlot(MovablePlot):
    """The function itself, with its tangent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("function_plot", parent)
        self._tangent = self.add_curve()

    def show_tangent(self, point: Point | None, low: float, high: float) -> None:
        """Draw the tangent across the whole range; none if there is no slope."""
        if point is None or not np.isfinite(point.slope):
            self._tangent.setData([], [])
            return
        ends = np.array([low, high])
        with np.errstate(over="ignore"):
            values = point.value + point.slope * (ends - point.number)
        self._tangent.setData(ends, drawable(values))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._curve.setPen(pen(theme.text))
        self._tangent.setPen(pen(theme.done, 1.5))


class DerivativePlot(MovablePlot):
    """The derivative, below the function."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("derivative_plot", parent)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._curve.setPen(pen(theme.done, CURVE_PX))


def _jumps(curve: Curve, values: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the vertical lines between pieces, if one of these is wide enough to see."""
    pieces = curve.pieces
    pairs = [
        (before.end - 1, after.first)
        for before, after in pairwise(pieces)
        if min(before.high - before.low, after.high - after.low) > least
    ]
    places = np.array(pairs, np.int64).reshape(-1)
    middles = curve.numbers[places].reshape(-1, 2).mean(axis=1)
    return np.repeat(middles, 2), values[places]
