"""A function, its tangent and its derivative, and the point that is dragged along it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.sweep.curve import Curve, Point
from gui.plots.plain_plot import CURVE_PX, POINT_PX, THIN_PX, PlainPlot, connected, pen
from gui.theme import Theme, mix

GRAB_PX = 16
"""As near as this to the point, a press takes hold of it."""
GAP_PX = 4
FINISH_AFTER_MS = 600
"""A rest of the keys as long as this ends their move."""
_WIDE_PIECE = 0.02


class MovablePlot(PlainPlot):
    """A curve in pieces with one point on it, which the mouse and the keys move.

    Signals:
        grabbed: the point is being taken hold of; the plot is told by ``hold`` whether it may.
        moved(float): the number under the mouse.
        nudged(int): keys move the point by so many steps.
        let_go: the move is over.
    """

    grabbed = Signal()
    moved = Signal(float)
    nudged = Signal(int)
    let_go = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._jumps, self._curve = self.add_curve(), self.add_curve()
        self._upright, self._failed = self.add_upright(), self.add_dots()
        self._dot = self.add_dots()
        self._gaps: list[float] = []
        self._place: tuple[float, float] | None = None
        self._is_held = False
        self._rest = QTimer(self, singleShot=True, interval=FINISH_AFTER_MS)
        self._rest.timeout.connect(self._finish)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._finish)
        self.stepped.connect(self._on_stepped)

    def hold(self) -> None:
        """Allow the point to be moved until it is released."""
        self._is_held = True

    def show_range(self, numbers: tuple[float, float], values: tuple[float, float]) -> None:
        super().show_range(numbers, values)
        bottom = self._plot.getViewBox().viewRange()[1][0]
        self._failed.setData(self._gaps, [bottom] * len(self._gaps))

    def show_curve(self, curve: Curve, values: np.ndarray, low: float, high: float) -> None:
        """Draw the pieces of a curve with the given values, and where it jumps.

        Where the script gave no value is marked at the foot, with the next range.
        """
        ends = [piece.end for piece in curve.pieces]
        self._curve.setData(curve.numbers, values, connect=connected(len(values), ends))
        self._jumps.setData(*_jumps(curve, values, _WIDE_PIECE * (high - low)), connect="pairs")
        self._gaps = [each.number for each in curve.failures if np.isnan(each.value)]

    def show_point(self, number: float, value: float | None) -> None:
        """Draw the point; only its number where the value is not known."""
        self._upright.setValue(number)
        self._upright.show()
        has_value = value is not None and np.isfinite(value)
        self._place = (number, value) if has_value and value is not None else None
        self._dot.setData(*([[part] for part in self._place] if self._place else ([], [])))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._jumps.setPen(pen(mix(theme.line, theme.surface, 0.4), THIN_PX, dashed=True))
        self._upright.setPen(pen(mix(theme.current, theme.surface, 0.4), THIN_PX))
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
        return bool((self.place_of(*self._place) - place).manhattanLength() <= GRAB_PX)

    def _on_pressed(self, place: QPointF) -> None:
        if self._is_near_point(place):
            self._rest.stop()
            self.grabbed.emit()

    def _on_dragged(self, place: QPointF) -> None:
        if self._is_held:
            self.moved.emit(self.at_place(place).x())

    def _on_stepped(self, steps: int) -> None:
        if not self._is_held:
            self.grabbed.emit()
        if self._is_held:
            self.nudged.emit(steps)
            self._rest.start()

    def _on_hovered(self, place: QPointF) -> None:
        is_near = self._is_near_point(place)
        shape = Qt.CursorShape.SizeHorCursor if is_near else Qt.CursorShape.ArrowCursor
        self.set_pointer(shape)

    def _finish(self) -> None:
        self._rest.stop()
        if self._is_held:
            self._is_held = False
            self.let_go.emit()


class FunctionPlot(MovablePlot):
    """The function itself, with its tangent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("function_plot", parent)
        self._tangent = self.add_curve()

    def show_tangent(self, point: Point | None, low: float, high: float) -> None:
        """Draw the tangent across the whole range; none where there is no slope."""
        if point is None or not np.isfinite(point.slope):
            self._tangent.setData([], [])
            return
        ends = np.array([low, high])
        self._tangent.setData(ends, point.value + point.slope * (ends - point.number))

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
    """Ends of the upright lines between pieces, where one of these is wide enough to be seen."""
    pieces = curve.pieces
    pairs = [
        (before.end - 1, after.first)
        for before, after in pairwise(pieces)
        if min(before.high - before.low, after.high - after.low) > least
    ]
    places = np.array(pairs, np.int64).reshape(-1)
    middles = curve.numbers[places].reshape(-1, 2).mean(axis=1)
    return np.repeat(middles, 2), values[places]
