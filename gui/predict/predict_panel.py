"""The panel with a question about the next step and the verdict on the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.predict.choice_grid import ChoiceGrid
from gui.theme import LIGHT, SPACE_4, SPACE_8, SPACE_16, Theme
from gui.widgets.labels import body_label, muted_label

BAR_PX = 3
NARROW_PX = 360
"""In a narrower panel, the score is below the text."""


class Question(NamedTuple):
    """A question in words.

    Attributes:
        text: the question.
        choices: the answers to choose from; none if it asks for numbers.
    """

    text: str
    choices: Sequence[str] = ()


class PredictPanel(QWidget):
    """A question with buttons or a text field; after the answer, the verdict.

    Signals:
        choice_activated: the index of the chosen answer.
        text_entered: the answer as text.
        skip_requested: the user wants to see the answer.
        continue_requested: the user wants to go on after the verdict.
    """

    choice_activated = Signal(int)
    text_entered = Signal(str)
    skip_requested = Signal()
    continue_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predict")
        self._theme = LIGHT
        self._was_right: bool | None = None
        self._question = body_label("predict_question")
        self._verdict, self._error = body_label("predict_verdict"), body_label("predict_trouble")
        self._score = muted_label("predict_score")
        self._score.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._score.setWordWrap(False)
        self._score.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._line = QLineEdit()
        self._line.setObjectName("predict_line")
        self._skip, self._continue = QPushButton(), QPushButton()
        self._skip.setObjectName("predict_skip")
        self._continue.setObjectName("predict_go_on")
        self._continue.hide()
        self._choices = ChoiceGrid()
        self._choices.activated.connect(self.choice_activated)
        self._parts = QVBoxLayout(self)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._skip.clicked.connect(self.skip_requested)
        self._continue.clicked.connect(self.continue_requested)
        self.retranslate()

    def _lay_out(self) -> None:
        top, bottom = self._top, QHBoxLayout()
        top.addWidget(self._question, 1)
        top.addWidget(self._verdict, 1)
        top.addWidget(self._score, 0, Qt.AlignmentFlag.AlignRight)
        bottom.addWidget(self._choices, 1)
        bottom.addWidget(self._line, 1)
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        for button in (self._skip, self._continue):
            bottom.addWidget(button, 0, corner)
        layout = self._parts
        layout.setContentsMargins(SPACE_16, SPACE_8, SPACE_16, SPACE_8)
        layout.setSpacing(SPACE_4)
        for part in (top, bottom):
            layout.addLayout(part)
        layout.addWidget(self._error)
        layout.addStretch(1)  # takes what is reserved

    def reserve(self, questions: Iterable[Question], score: str) -> None:
        """Show the panel, as high as the highest of the questions to come needs.

        So it does not grow at one of them, and the graph beside it stays still.

        Args:
            score: one that will be shown beside them.
        """
        self.show()
        parent = self.parentWidget()
        around = None if parent is None else parent.layout()
        if around is None or not self.isVisible():
            return  # the width is not known yet
        around.activate()
        height, score_now = 0, self._score.text()
        self.set_score(score)
        for each in questions:
            self._show_question(each)
            self._parts.activate()
            height = max(height, self._parts.totalMinimumHeightForWidth(self.width()))
        self.set_score(score_now)
        self.setMinimumHeight(height)
        around.activate()

    def ask(self, question: Question) -> None:
        """Ask for one of several choices, or for numbers as text."""
        self._reserve_height()
        self._show_question(question)
        self._line.clear()
        self.take_focus()
        self.update()  # the bar of the verdict

    def take_focus(self) -> None:
        """Focus where the answer is given; what is typed there stays."""
        if self._line.isVisibleTo(self):
            self._line.setFocus()
        else:
            self._choices.take_focus()

    def show_verdict(self, text: str, score: str, *, was_right: bool) -> None:
        """Show the verdict in the place of the question.

        If the panel has the focus, it moves to the button to continue.
        """
        self._reserve_height()
        self._continue.show()
        if self.has_focus:
            self._continue.setFocus()
        for part in (self._question, self._choices, self._line, self._skip, self._error):
            part.hide()
        self._was_right = was_right
        self._verdict.setText(f"{'✓' if was_right else '✗'} {text}")
        self._verdict.show()
        self.set_score(score)
        self.update()

    def show_error(self, text: str) -> None:
        """Show why an answer is invalid; it can be corrected."""
        self._error.setText(text or " ")  # as high as a line of text
        self._error.setVisible(bool(text) or self._line.isVisibleTo(self))

    @property
    def has_focus(self) -> bool:
        """Whether a part of the panel has the focus."""
        return self.isAncestorOf(self.window().focusWidget() or self.window())

    def dismiss(self) -> None:
        """Hide the panel; its focus goes to the window, which has the keys to step."""
        if self.has_focus:
            self.window().setFocus()
        self.hide()
        self.setMinimumHeight(0)

    def set_score(self, text: str) -> None:
        """Show how many answers were right so far."""
        self._score.setText(text)
        self._score.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._theme = theme
        self.update()

    def retranslate(self) -> None:
        """Take the texts of the current language."""
        self._skip.setText(self.tr("Show me"))
        self._skip.setToolTip(self.tr("Show the answer; it does not count (Esc)"))
        self._continue.setText(self.tr("Go on"))
        self._continue.setToolTip(self.tr("Go on to the next step (Enter)"))
        self._line.setPlaceholderText(self.tr("such as 4, 2/3 or [4, 8]"))
        self._line.setAccessibleName(self.tr("Your answer"))

    def _reserve_height(self) -> None:
        """Do not get lower than now, until the panel is hidden: the graph beside it stays still."""
        if self.isVisible():
            self.setMinimumHeight(self.height())

    def _show_question(self, question: Question) -> None:
        self._was_right = None
        self._question.setText(question.text)
        self._verdict.hide()
        self._continue.hide()
        for part in (self._question, self._skip):
            part.show()
        self._choices.setVisible(bool(question.choices))
        self._line.setVisible(not question.choices)
        self._choices.show_choices(question.choices)
        self.show_error("")  # which has a line of its own below numbers
        self.show()

    def _bar_colour(self) -> QColor:
        if self._was_right is None:
            return self._theme.accent
        return self._theme.done if self._was_right else self._theme.cut

    # -- Qt ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take digits that choose, and Enter, before the shortcuts of the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_answer_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digits, skip by Escape, press the focused button or enter the text by Enter."""
        number, focus = self._choice_of_key(event), self.window().focusWidget()
        if _is_enter(event) and isinstance(focus, QPushButton):
            focus.click()
        elif _is_enter(event):
            self.text_entered.emit(self._line.text())
        elif event.key() == Qt.Key.Key_Escape and self._skip.isVisible():
            self.skip_requested.emit()
        elif number is not None:
            self.choice_activated.emit(number)
        else:
            super().keyPressEvent(event)

    def _is_answer_key(self, event: QKeyEvent) -> bool:
        return _is_enter(event) or self._choice_of_key(event) is not None

    def _choice_of_key(self, event: QKeyEvent) -> int | None:
        """The visible choice of a digit key, or None."""
        number = event.key() - Qt.Key.Key_1
        return number if self._choices.has(number) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.setMinimumHeight(0)  # texts wrap otherwise
            directions = QBoxLayout.Direction
            is_narrow = event.size().width() < NARROW_PX
            self._top.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface)
        painter.fillRect(0, 0, BAR_PX, self.height(), self._bar_colour())
        painter.fillRect(0, 0, self.width(), 1, self._theme.line)


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
