"""The page of a function and its derivative: choices, two plots, and the slope as text."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QLocale, QSignalBlocker, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.sweep.curve import Point
from gui.plots import plot_texts
from gui.plots.fields import FieldGrid, SteadyLabel, choice_field, number_field, scrolling
from gui.plots.function_plot import DerivativePlot, FunctionPlot, MovablePlot
from gui.plots.swept_function import SweptFunction
from gui.theme import SPACE_8, SPACE_12, SPACE_16, Theme
from gui.widgets.labels import heading, muted_label
from gui.words.number_texts import number_text


class FunctionPage(QStackedWidget):
    """Shows a swept function, or a hint how to get one."""

    def __init__(self, function: SweptFunction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("function_page")
        self._function = function
        self._make_parts()
        self._lay_out()
        self._connect()
        self._retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for plot in self._plots:
            plot.set_theme(theme)

    # -- parts ---------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._hint_label = muted_label("function_nothing")
        self._hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint_label.setMargin(SPACE_16)
        self._input, self._result = choice_field("plot_input"), choice_field("plot_result")
        self._low, self._high = number_field("plot_low"), number_field("plot_high")
        self._input_label, self._result_label = QLabel(), QLabel()
        self._low_label, self._high_label = QLabel(), QLabel()
        self._function_heading = heading("function_heading")
        self._derivative_heading = heading("derivative_heading")
        self._function_plot, self._derivative_plot = FunctionPlot(), DerivativePlot()
        self._plots: tuple[MovablePlot, ...] = (self._function_plot, self._derivative_plot)
        self._words = SteadyLabel("plot_words")
        self._failures = muted_label("plot_failures")
        self._progress = muted_label("plot_progress")
        self._stop = QPushButton()
        self._stop.setObjectName("plot_stop")

    def _lay_out(self) -> None:
        chosen = FieldGrid(
            [
                (self._result_label, self._result),
                (self._input_label, self._input),
                (self._low_label, self._low),
                (self._high_label, self._high),
            ]
        )
        for part in (self._progress, self._stop):  # keeps the layout while they are hidden
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        foot = QHBoxLayout()
        foot.addWidget(self._progress, 1)
        foot.addWidget(self._stop)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_8)
        layout.addWidget(chosen)
        layout.addWidget(self._function_heading)
        layout.addWidget(self._function_plot, 3)
        layout.addWidget(self._derivative_heading)
        layout.addWidget(self._derivative_plot, 2)
        for part in (self._words, self._failures):
            layout.addWidget(part)
        layout.addLayout(foot)
        self.addWidget(self._hint_label)
        self.addWidget(scrolling(content))

    def _connect(self) -> None:
        function = self._function
        function.choices_changed.connect(self._show_choices)
        function.curve_changed.connect(self._show_curve)
        function.point_changed.connect(self._on_point_changed)
        self._input.activated.connect(function.choose_input)
        self._result.textActivated.connect(function.choose_result)
        for field in (self._low, self._high):
            field.editingFinished.connect(self._on_range_edited)
        self._stop.clicked.connect(self._on_stop_clicked)
        for plot in self._plots:
            plot.grab_requested.connect(lambda each=plot: self._on_grab_requested(each))
            plot.move_requested.connect(function.move)
            plot.steps_requested.connect(self._on_steps_requested)
            plot.move_finished.connect(function.end_move)

    # -- content -------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._result_label.setText(self.tr("Plot"))
        self._input_label.setText(self.tr("over"))
        self._low_label.setText(self.tr("from"))
        self._high_label.setText(self.tr("to"))
        for part, name in (
            (self._input, self.tr("Number of the script to vary")),
            (self._result, self.tr("Result to plot")),
            (self._low, self.tr("Range, from")),
            (self._high, self.tr("Range, to")),
        ):
            part.setAccessibleName(name)
            part.setToolTip(name)
        for plot in self._plots:
            plot.setToolTip(self.tr("Drag the point, or move it with ← and →: the script follows"))
        self._show_choices()
        self._show_curve()

    def _show_choices(self) -> None:
        function = self._function
        self.setCurrentIndex(1 if function.is_complete else 0)
        self._hint_label.setText(self._hint())
        with QSignalBlocker(self._input), QSignalBlocker(self._result):
            self._input.clear()
            self._input.addItems(
                [f"{each.name} = {number_text(each.number)}" for each in function.choices.inputs]
            )
            if function.input in function.choices.inputs:
                self._input.setCurrentIndex(function.choices.inputs.index(function.input))
            self._result.clear()
            self._result.addItems(function.choices.results)
            self._result.setCurrentText(function.result)
        self._show_range()
        self._show_headings()

    def _hint(self) -> str:
        if not self._function.choices.inputs:
            return self.tr(
                "No number to vary. Make a tensor from a number that requires grad, such as "
                "x = torch.tensor(2.0, requires_grad=True), and run the script."
            )
        return self.tr(
            "No result to plot. Give a number that is computed from {name} a name, such as "
            "y = {name} ** 2, and run the script."
        ).format(name=self._function.choices.inputs[0].name)

    def _show_range(self) -> None:
        for field, number in ((self._low, self._function.low), (self._high, self._function.high)):
            field.setText(f"{number:.10g}")
            field.setCursorPosition(0)

    def _show_headings(self) -> None:
        function = self._function
        name = function.input.name if function.input else ""
        names = {"result": function.result, "name": name}
        self._function_heading.setText(function.result)
        self._derivative_heading.setText(self.tr("Derivative of {result}").format(**names))
        title = self.tr("{result} plotted over {name}")
        self._function_plot.setAccessibleName(title.format(**names))
        title = self.tr("Derivative of {result} plotted over {name}")
        self._derivative_plot.setAccessibleName(title.format(**names))

    def _show_curve(self) -> None:
        function, curve = self._function, self._function.curve
        span = function.low, function.high
        self._function_plot.show_curve(curve, curve.values, *span)
        self._derivative_plot.show_curve(curve, curve.slopes, *span)
        self._failures.setText(plot_texts.failure_text(curve, function.result))
        self._failures.setVisible(bool(self._failures.text()))
        self._show_progress()
        self._show_point()

    def _show_progress(self) -> None:
        function = self._function
        is_over = bool(function.how_ended)
        count = len(function.curve.samples)
        self._progress.setText(plot_texts.progress_text(function.how_ended, count))
        self._stop.setText(self.tr("Compute again") if is_over else self.tr("Stop"))
        is_told = function.how_ended != "done"
        for part in (self._progress, self._stop):
            part.setVisible(is_told)

    def _show_point(self) -> None:
        function, point = self._function, self._function.point
        curve, span = function.curve, (function.low, function.high)
        self._function_plot.show_range(span, _including(curve.value_range, point, "value"))
        self._derivative_plot.show_range(span, _including(curve.slope_range, point, "slope"))
        value, slope = (point.value, point.slope) if point else (None, None)
        self._function_plot.show_point(function.number, value)
        self._derivative_plot.show_point(function.number, slope)
        self._function_plot.show_tangent(point, *span)
        text = ""
        if function.input is not None and len(curve.numbers):
            name = function.input.name
            text = plot_texts.point_text(
                curve,
                function.number,
                name,
                function.result,
                is_complete=bool(function.how_ended),
            )
        self._words.show_text(text)
        for plot in self._plots:
            plot.setAccessibleDescription(text)

    # -- slots ---------------------------------------------------------------------------------

    def _on_point_changed(self) -> None:
        self._show_point()
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, self._words.text())
            QAccessible.updateAccessibility(event)

    def _on_grab_requested(self, plot: MovablePlot) -> None:
        if self._function.begin_move():
            plot.accept_grab()

    def _on_steps_requested(self, steps: int) -> None:
        self._function.move(self._function.number + steps * self._function.step_size())

    def _on_range_edited(self) -> None:
        """Take the range from its fields; an invalid one is refused with a message."""
        bounds = [QLocale.c().toDouble(field.text()) for field in (self._low, self._high)]
        (low, is_low), (high, is_high) = bounds
        if (low, high) == (self._function.low, self._function.high):
            return
        if not (is_low and is_high and self._function.set_range(low, high)):
            self._show_range()
            self._progress.setText(self.tr("No range: write two numbers, the smaller one first."))
            self._progress.show()

    def _on_stop_clicked(self) -> None:
        if self._function.how_ended:
            self._function.restart()
        else:
            self._function.stop()

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _including(seen: tuple[float, float], point: Point | None, part: str) -> tuple[float, float]:
    """A range extended to a coordinate of the point."""
    number = math.nan if point is None else getattr(point, part)
    return (min(seen[0], number), max(seen[1], number)) if math.isfinite(number) else seen
