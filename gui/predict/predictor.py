"""Asks about each step of a pass before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from engine.predict.answer import AnswerError, Verdict, judge, numbers_of
from engine.predict.question import Question, Subject, asks_later, question_at
from engine.predict.score import Score
from engine.record.schema import NONE
from engine.record.state import State
from gui.player import Player
from gui.predict import predict_texts
from gui.predict.predict_panel import PredictPanel
from gui.predict.predict_panel import Question as Worded
from gui.predict.scores import Scores
from gui.theme import Theme

_MOST_COMING = 50
"""So many questions to come are regarded for the height of the panel."""


class Predictor(QObject):
    """Asks a question when the user steps, and steps the player after the answer.

    Any other change of the cursor, such as a step back, closes the question.

    Args:
        layout: the layout that the panel is added to.
        script_name: returns the name of the shown script, for the score.

    Signals:
        asking_changed: whether a question is open, while the next step must be hidden.
    """

    asking_changed = Signal(bool)

    def __init__(
        self,
        player: Player,
        layout: QVBoxLayout,
        scores: Scores,
        script_name: Callable[[], str],
        theme: Theme,
    ) -> None:
        super().__init__(player)
        self._player, self._scores, self._script_name = player, scores, script_name
        self._question: Question | None = None
        self._state = player.state
        self._is_answering = False
        self._panel = PredictPanel()
        self._panel.set_theme(theme)
        self._panel.hide()
        layout.addWidget(self._panel)
        self._panel.choice_activated.connect(self._on_choice_activated)
        self._panel.text_entered.connect(self._on_text_entered)
        self._panel.skip_requested.connect(self._on_skip_requested)
        self._panel.continue_requested.connect(self.step)
        player.state_changed.connect(self._on_state_changed)
        self._panel.installEventFilter(self)

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return self._question is not None

    def step(self) -> None:
        """Ask about the next step, or take it if there is nothing to ask."""
        if self.is_asking:
            self._panel.take_focus()
            return
        if not self.ask():
            self._panel.dismiss()
            self._player.step()

    def ask(self) -> bool:
        """Ask about the next step if there is something to ask; return whether."""
        question = question_at(self._player.state)
        if question is not None:
            self._question = question
            self._ask(self._player.state)
            self.asking_changed.emit(True)
        return question is not None

    def asks_later(self) -> bool:
        """Whether there will be a question about any later step."""
        return asks_later(self._player.state)

    def choose_card(self, card: int) -> None:
        """Answer by a clicked card, if its node is one of the choices."""
        question = self._question
        if question is None or question.subject is not Subject.NODE or card == NONE:
            return
        node = self._player.state.node_of(card)
        if node in question.choices:
            self._answer_node(question, node)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._panel.set_theme(theme)

    def stop(self) -> None:
        """Close the question and the panel."""
        self._close()
        self._panel.dismiss()

    def _ask(self, state: State) -> None:
        assert self._question is not None
        score = self._scores.of(self._script_name())
        self._show_score(score)
        if not self._panel.isVisible():
            after = score.after(is_right=True)
            self._panel.reserve(_coming(state), predict_texts.score_text(*after))
        self._panel.ask(_in_words(state, self._question))

    def _answer_node(self, question: Question, node: int) -> None:
        is_right = node == question.node
        text = predict_texts.node_verdict(self._player.state, question, is_right=is_right)
        self._reveal(text, is_right=is_right)

    def _reveal(self, text: str, *, is_right: bool) -> None:
        """Take the step, and show the verdict on the answer."""
        name = self._script_name()
        score = self._scores.of(name).after(is_right=is_right)
        self._scores.save(name, score)
        self._close()
        self._is_answering = True
        self._player.step()
        self._is_answering = False
        self._panel.show_verdict(text, predict_texts.score_text(*score), was_right=is_right)

    def _show_score(self, score: Score) -> None:
        self._panel.set_score(predict_texts.score_text(*score))

    def _close(self) -> None:
        if self.is_asking:
            self._question = None
            self.asking_changed.emit(False)

    # -- slots ---------------------------------------------------------------------------------

    def _on_choice_activated(self, place: int) -> None:
        question = self._question
        if question is not None and place < len(question.choices):
            self._answer_node(question, question.choices[place])

    def _on_text_entered(self, text: str) -> None:
        question = self._question
        value = None if question is None else self._player.recording.value(question.value)
        if question is None or value is None:
            return
        try:
            verdict = judge(numbers_of(text), value.array)
        except AnswerError as error:
            self._panel.show_error(predict_texts.trouble_text(error))
            return
        text = predict_texts.value_verdict(self._player.state, question, verdict)
        self._reveal(text, is_right=verdict is Verdict.RIGHT)

    def _on_skip_requested(self) -> None:
        self._close()
        self._panel.dismiss()
        self._player.step()

    def _on_state_changed(self, state: State) -> None:
        is_same, self._state = state is self._state, state
        if not (self._is_answering or is_same):  # it is the same after a change of language
            self.stop()

    # -- Qt ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._panel.retranslate()
            if self._question is not None:
                self._ask(self._player.state)
            else:
                self._panel.dismiss()  # the verdict is in the previous language
        return False


def _in_words(state: State, question: Question) -> Worded:
    text = predict_texts.question_text(state, question)
    if question.subject is not Subject.NODE:
        return Worded(text)
    return Worded(text, [predict_texts.choice_text(state, node) for node in question.choices])


def _coming(state: State) -> Iterator[Worded]:
    """The questions from a state on, up to the first step without any, at which the panel hides."""
    recording = state.recording
    for cursor in range(state.cursor, min(state.cursor + _MOST_COMING, recording.step_count)):
        at = recording.at(cursor)
        question = question_at(at)
        if question is None:
            return
        yield _in_words(at, question)
