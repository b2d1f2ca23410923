"""The base of all plots: a pyqtgraph plot in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.theme import LIGHT, SMALL_PX, Theme, mix, ui_font
from gui.words.number_texts import number_text

LEFT_AXIS_PX = 56
MIN_WIDTH_PX, MIN_HEIGHT_PX = 160, 96
CURVE_PX, THIN_PX = 2.0, 1.0
POINT_PX = 9
_PADDING = 0.06
_FARTHEST = 1e307
"""Farther numbers are not drawn: the length of a range with these might be no finite number."""
_PAGE = 10
_KEY_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: _PAGE,
    Qt.Key.Key_PageDown: -_PAGE,
}


class PlainPlot(QWidget):
    """Axes, with items that subclasses add; the mouse cannot pan or zoom.

    Attributes:
        theme: its colours.

    Signals:
        pressed(QPointF), dragged(QPointF), released: the left mouse button, with its position.
        stepped(int): the number of steps to the right that a pressed key stands for.
    """

    pressed = Signal(QPointF)
    dragged = Signal(QPointF)
    released = Signal()
    stepped = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.theme = LIGHT
        self._is_logarithmic = False
        self._plot: Any = pyqtgraph.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.setAntialiasing(True)
        self._plot.viewport().installEventFilter(self)
        self._plot.viewport().setMouseTracking(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)  # for the focus frame
        layout.addWidget(self._plot)
        self._prepare_axes()
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self.theme = theme
        self._plot.setBackground(theme.surface)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QPen(mix(theme.line, theme.surface, 0.4), THIN_PX))
            axis.setTextPen(theme.muted)
            axis.setTickFont(ui_font(SMALL_PX))
        self.update()

    def show_range(self, numbers: tuple[float, float], values: tuple[float, float]) -> None:
        """Set the ranges of the axes, with a margin above and below."""
        low, high = (min(max(value, -_FARTHEST), _FARTHEST) for value in values)
        room = _PADDING * (high - low) or abs(high) / 2 or 1.0
        self._plot.setXRange(*numbers, padding=0.02)
        self._plot.setYRange(low - room, high + room, padding=0)

    # -- for subclasses ------------------------------------------------------------------------

    def add_curve(self) -> Any:
        """Add an empty curve."""
        curve = pyqtgraph.PlotCurveItem(antialias=True)
        self._plot.addItem(curve)
        return curve

    def add_dots(self) -> Any:
        """Add a scatter plot without points."""
        dots = pyqtgraph.ScatterPlotItem(antialias=True)
        self._plot.addItem(dots)
        return dots

    def add_vertical_line(self) -> Any:
        """Add a hidden vertical line."""
        line = pyqtgraph.InfiniteLine(angle=90)
        line.hide()
        self._plot.addItem(line)
        return line

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Label the left axis with powers of 10, as its values are logarithms."""
        self._is_logarithmic = is_logarithmic
        self._plot.getAxis("left").setLogMode(x=False, y=is_logarithmic)

    def use_whole_numbers(self) -> None:
        """Label the bottom axis with whole numbers only."""
        axis = self._plot.getAxis("bottom")
        spacings = axis.tickSpacing

        def whole_spacings(*range_and_size: float) -> list[tuple[float, float]]:
            return [(max(1.0, spacing), 0.0) for spacing, _ in spacings(*range_and_size)]

        axis.tickSpacing = whole_spacings

    def to_widget(self, number: float, value: float) -> QPointF:
        """The position in the widget, in px, of a point of the plot."""
        scene = self._plot.getViewBox().mapViewToScene(QPointF(number, value))
        inside = self._plot.mapFromScene(scene)
        return QPointF(self._plot.viewport().mapTo(self, inside))

    def to_plot(self, place: QPointF) -> QPointF:
        """The inverse of ``to_widget``."""
        inside = self._plot.viewport().mapFrom(self, place.toPoint())
        found: QPointF = self._plot.getViewBox().mapSceneToView(self._plot.mapToScene(inside))
        return found

    def set_pointer(self, shape: Qt.CursorShape) -> None:
        """Change the mouse cursor."""
        self._plot.viewport().setCursor(shape)

    def _prepare_axes(self) -> None:
        self._plot.showGrid(x=False, y=False)
        self._plot.getAxis("left").setWidth(LEFT_AXIS_PX)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setStyle(maxTickLevel=0)
            axis.enableAutoSIPrefix(False)  # its factor would be shown nowhere
            axis.tickStrings = _tick_texts
        self._plot.getAxis("left").tickStrings = self._value_texts

    def _value_texts(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if not self._is_logarithmic:
            return _tick_texts(values, scale, spacing)
        texts = _tick_texts([10.0**value for value in values], 1.0, spacing)
        return [
            text if f"{10.0**value:.0e}"[0] in "125" else "" for text, value in zip(texts, values)
        ]

    def _on_hovered(self, place: QPointF) -> None:
        """Called when the mouse moves with no button pressed; for subclasses."""

    # -- Qt ------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(MIN_WIDTH_PX, self.minimumHeight())  # its layout stretches it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # the page scrolls instead
            return True
        if not isinstance(event, QMouseEvent):
            return False
        place = QPointF(self._plot.viewport().mapTo(self, event.position().toPoint()))
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress and is_left:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.pressed.emit(place)
        elif event.type() == QEvent.Type.MouseButtonRelease and is_left:
            self.released.emit()
        elif event.type() == QEvent.Type.MouseMove:
            if event.buttons() & Qt.MouseButton.LeftButton:
                self.dragged.emit(place)
            else:
                self._on_hovered(place)
        return True

    def event(self, event: QEvent) -> bool:
        # These keys are also shortcuts of the window.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _KEY_STEPS:
            event.setAccepted(event.modifiers() == Qt.KeyboardModifier.NoModifier)
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _KEY_STEPS.get(Qt.Key(event.key()), 0)
        if steps:
            self.stepped.emit(steps)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.surface)
        if self.hasFocus():
            painter.setPen(QPen(self.theme.accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def pen(colour: QColor, width_px: float = CURVE_PX, *, dashed: bool = False) -> Any:
    """A pen whose width does not depend on the ranges of the axes."""
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    return pyqtgraph.mkPen(colour, width=width_px, style=style)


def drawable(numbers: np.ndarray) -> np.ndarray:
    """Numbers with nan in the place of those that are too far away to be drawn."""
    near: np.ndarray = np.where(np.abs(numbers) <= _FARTHEST, numbers, np.nan)
    return near


def connections(count: int, ends: Sequence[int]) -> np.ndarray:
    """Whether each point is connected to the next one: all except the last ones of pieces."""
    is_joined = np.ones(count, np.int32)
    is_joined[[end - 1 for end in ends]] = 0
    return is_joined


def _tick_texts(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    return [number_text(float(f"{value * scale:.8g}")) for value in values]
