"""The panel that asks what the next step does, and says whether the answer was right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.theme import LIGHT, SPACE_4, SPACE_8, SPACE_16, Theme
from gui.widgets.labels import body_label, muted_label

BAR_PX = 3
COLUMNS = 2


class PredictPanel(QWidget):
    """A question with buttons to choose from or a line to type into; then the verdict.

    Signals:
        chosen: the place of the choice that was pressed.
        typed: the text that was entered.
        skipped: the answer shall be shown.
        went_on: the verdict was read.
    """

    chosen = Signal(int)
    typed = Signal(str)
    skipped = Signal()
    went_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict")
        self._theme = LIGHT
        self._was_right: bool | None = None
        self._choices: list[QPushButton] = []
        self._question = body_label("predict_question")
        self._verdict, self._trouble = body_label("predict_verdict"), body_label("predict_trouble")
        self._score = muted_label("predict_score")
        self._score.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._score.setWordWrap(False)
        self._score.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._line = QLineEdit()
        self._line.setObjectName("predict_line")
        self._skip, self._go_on = QPushButton(), QPushButton()
        self._skip.setObjectName("predict_skip")
        self._go_on.setObjectName("predict_go_on")
        self._go_on.hide()
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_4)
        top = QHBoxLayout()
        top.addWidget(self._question, 1)
        top.addWidget(self._verdict, 1)
        top.addWidget(self._score)
        top.addWidget(self._go_on, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.addWidget(self._box, 1)
        bottom.addWidget(self._line, 1)
        bottom.addWidget(self._skip, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_16, SPACE_8, SPACE_16, SPACE_8)
        layout.setSpacing(SPACE_4)
        for part in (top, bottom):
            layout.addLayout(part)
        layout.addWidget(self._trouble)
        self._skip.clicked.connect(self.skipped)
        self._go_on.clicked.connect(self.went_on)
        self.retranslate()

    def ask_choice(self, question: str, choices: list[str]) -> None:
        """Ask for one of several."""
        self._ask(question)
        while len(self._choices) < len(choices):
            self._add_choice()
        for number, button in enumerate(self._choices):
            button.setVisible(number < len(choices))
            if number < len(choices):
                button.setText(f"{number + 1}  {choices[number]}")
                button.setToolTip(choices[number])
        self._box.show()
        self._line.hide()
        self._choices[0].setFocus()

    def ask_text(self, question: str) -> None:
        """Ask for numbers."""
        self._ask(question)
        self._box.hide()
        self._line.clear()
        self._line.show()
        self._line.setFocus()

    def show_verdict(self, text: str, score: str, *, was_right: bool) -> None:
        """Say whether the answer was right; there is nothing to answer any more.

        Who answered by keys goes on by them.
        """
        self._go_on.show()
        if self.has_focus:
            self._go_on.setFocus()
        for part in (self._question, self._box, self._line, self._skip, self._trouble):
            part.hide()
        self._was_right = was_right
        self._verdict.setText(f"{'✓' if was_right else '✗'} {text}")
        self._verdict.show()
        self._score.setText(score)
        self.update()

    def show_trouble(self, text: str) -> None:
        """Say why an answer cannot be taken; it can be corrected."""
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))

    @property
    def has_focus(self) -> bool:
        """Whether the keys are here."""
        return self.isAncestorOf(self.window().focusWidget() or self.window())

    def close_up(self) -> None:
        """Be gone; the focus goes to where the keys of walking are, if it is here."""
        if self.has_focus:
            self.window().setFocus()
        self.hide()

    def set_score(self, text: str) -> None:
        """Say how many answers were right so far."""
        self._score.setText(text)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def retranslate(self) -> None:
        """Take the texts from the present language."""
        self._skip.setText(self.tr("Show me"))
        self._skip.setToolTip(self.tr("Show the answer; it does not count (Esc)"))
        self._go_on.setText(self.tr("Go on"))
        self._go_on.setToolTip(self.tr("Go on to the next step (Enter)"))
        self._line.setPlaceholderText(self.tr("such as 4, 2/3 or [4, 8]"))
        self._line.setAccessibleName(self.tr("Your answer"))

    def _ask(self, question: str) -> None:
        self._was_right = None
        self._question.setText(question)
        self._question.show()
        self._verdict.hide()
        self._go_on.hide()
        self._skip.show()
        self.show_trouble("")
        self.show()

    def _add_choice(self) -> None:
        number = len(self._choices)
        button = QPushButton()
        button.setObjectName(f"predict_choice_{number}")
        button.clicked.connect(lambda: self.chosen.emit(number))
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._choices.append(button)
        self._grid.addWidget(button, *divmod(number, COLUMNS))

    def _bar_colour(self) -> QColor:
        if self._was_right is None:
            return self._theme.accent
        return self._theme.done if self._was_right else self._theme.cut

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A digit that chooses is no key of the canvas, nor is Enter."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_used(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The digits choose, Escape shows the answer, Enter is for what has the focus."""
        number, focus = self._chosen_by(event), self.window().focusWidget()
        if _is_enter(event) and isinstance(focus, QPushButton):
            focus.click()
        elif _is_enter(event):
            self.typed.emit(self._line.text())
        elif event.key() == Qt.Key.Key_Escape and self._skip.isVisible():
            self.skipped.emit()
        elif number is not None:
            self.chosen.emit(number)
        else:
            super().keyPressEvent(event)

    def _is_used(self, event: QKeyEvent) -> bool:
        return _is_enter(event) or self._chosen_by(event) is not None

    def _chosen_by(self, event: QKeyEvent) -> int | None:
        """The choice that a key stands for, one that can be seen."""
        number = event.key() - Qt.Key.Key_1
        is_there = self._box.isVisible() and 0 <= number < len(self._choices)
        return number if is_there and self._choices[number].isVisible() else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.fillRect(0, 0, BAR_PX, self.height(), self._bar_colour())
        painter.fillRect(0, 0, self.width(), 1, self._theme.line)


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
