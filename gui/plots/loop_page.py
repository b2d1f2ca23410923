"""The page of a number, such as a loss, over the turns of a loop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.record.index import Index
from engine.record.recording import Recording
from engine.record.series import Series, iteration_at, loop_series
from engine.record.state import State
from gui.plots.fields import SteadyLabel, choice_field, scrolling
from gui.plots.loop_plot import LoopPlot
from gui.theme import SPACE_8, SPACE_12, SPACE_16, Theme
from gui.widgets.check_box import CheckBox
from gui.widgets.labels import muted_label
from gui.words.number_texts import number_text


class LoopPage(QStackedWidget):
    """Shows one series of the recording, or a hint how to get one.

    Attributes:
        has_series: whether the recording has a series.

    Signals:
        cursor_requested(int): where a turn computes its number.
    """

    cursor_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loop_page")
        self._state: State = Recording("").at(0)
        self._read_index: Index | None = None
        self._all: list[Series] = []
        self._shown: Series | None = None
        self._make_parts()
        self._retranslate()

    @property
    def has_series(self) -> bool:
        return bool(self._all)

    def show_state(self, state: State) -> None:
        """Show a series of the state's recording, and mark the turn of the state."""
        self._state = state
        if state.recording.index is not self._read_index:
            self._read_index = state.recording.index
            self._all = loop_series(state.recording)
            self._show_choices()
        self._show_turn()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._plot.set_theme(theme)

    # -- parts ---------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._hint_label = muted_label("loop_nothing")
        self._hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint_label.setMargin(SPACE_16)
        self._label = QLabel()
        self._choice: QComboBox = choice_field("plot_series")
        self._choice.activated.connect(lambda place: self._show_series(self._all[place]))
        self._plot = LoopPlot()
        self._plot.turn_picked.connect(self._go_to)
        self._plot.stepped.connect(self._on_stepped)
        self._words = SteadyLabel("loop_words")
        self._logarithmic = CheckBox()
        self._logarithmic.setObjectName("plot_logarithmic")
        self._logarithmic.toggled.connect(lambda: self._show_series(self._shown))
        chosen = QHBoxLayout()
        chosen.setSpacing(SPACE_8)
        chosen.addWidget(self._label)
        chosen.addWidget(self._choice, 1)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_8)
        layout.addLayout(chosen)
        layout.addWidget(self._plot, 1)
        layout.addWidget(self._logarithmic)
        layout.addWidget(self._words)
        self.addWidget(self._hint_label)
        self.addWidget(scrolling(content))

    # -- content -------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._hint_label.setText(
            self.tr(
                "No loop to plot. When a loop gives a number a name in each turn, such as "
                "loss = ((y - target) ** 2).mean(), it appears here as a curve."
            )
        )
        self._label.setText(self.tr("Plot"))
        self._logarithmic.setText(self.tr("Logarithmic"))
        self._logarithmic.setToolTip(
            self.tr("Equal distances are equal factors; only for numbers above 0")
        )
        name = self.tr("Number to plot over the turns of its loop")
        self._choice.setAccessibleName(name)
        self._choice.setToolTip(name)
        self._plot.setToolTip(self.tr("Click a turn, or use ← and →, to go to its step"))
        self._show_choices()
        self._show_turn()

    def _show_choices(self) -> None:
        texts = [self._title(each) for each in self._all]
        kept = [_key(each) for each in self._all]
        before = None if self._shown is None else _key(self._shown)
        place = kept.index(before) if before in kept else 0
        with QSignalBlocker(self._choice):
            self._choice.clear()
            self._choice.addItems(texts)
            self._choice.setCurrentIndex(place if texts else -1)
        self.setCurrentIndex(1 if texts else 0)
        self._show_series(self._all[place] if texts else None)

    def _title(self, series: Series) -> str:
        text = self.tr("{name}, loop of line {line}")
        return text.format(name=series.name, line=series.line)

    def _show_series(self, series: Series | None) -> None:
        self._shown = series
        if series is not None:
            has_logarithms = bool((series.numbers > 0).all())
            self._logarithmic.setEnabled(has_logarithms)
            self._plot.set_logarithmic(has_logarithms and self._logarithmic.isChecked())
            self._plot.show_numbers(series.numbers)
            title = self.tr("{name} over the turns of the loop of line {line}")
            self._plot.setAccessibleName(title.format(name=series.name, line=series.line))
        self._show_turn()

    def _turn(self) -> int | None:
        """The turn of the current step, or None."""
        step = self._state.step
        if self._shown is None or step is None:
            return None
        return iteration_at(self._state.recording, self._shown, step.scope)

    def _show_turn(self) -> None:
        series, turn = self._shown, self._turn()
        if series is None:
            return
        self._plot.show_turn(turn)
        count = len(series.numbers)
        if turn is None:
            text = self.tr("{count} turns. This step is in none of them.")
        else:
            text = self.tr("In turn {turn} of {count}, {name} is {number}.")
        number = "" if turn is None else number_text(float(series.numbers[turn]))
        text = text.format(turn=(turn or 0) + 1, count=count, name=series.name, number=number)
        self._words.show_text(text)
        self._plot.setAccessibleDescription(text)

    # -- slots ---------------------------------------------------------------------------------

    def _go_to(self, turn: int) -> None:
        if self._shown is not None:
            self.cursor_requested.emit(int(self._shown.cursors[turn]))

    def _on_stepped(self, steps: int) -> None:
        if self._shown is None:
            return
        turn = self._turn()
        if turn is None:  # from outside the loop to its nearer end
            is_before = self._state.cursor < self._shown.cursors[0]
            turn = -1 if is_before else len(self._shown.numbers)
        self._go_to(min(max(turn + steps, 0), len(self._shown.numbers) - 1))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def _key(series: Series) -> tuple[str, int]:
    return series.name, series.line
