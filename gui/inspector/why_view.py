"""The question why a gradient or a value is as it is, and the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.diagnose.extremes import Extreme
from engine.diagnose.remarkable import (
    asks_why,
    asks_why_value,
    extreme_asked,
    has_some_zeros,
    is_not_kept,
)
from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.links import CardLink, CardLinks
from gui.languages import QT_TRANSLATE_NOOP, finish_sentence
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import LinkButton, answer_label
from gui.words.card_names import phrase, script_name

if TYPE_CHECKING:
    from engine.diagnose.finding import Finding


class Question(NamedTuple):
    """A question about a card.

    Attributes:
        name: the object name of its link.
        tip: the tool tip of its link.
        can_be_asked: whether the question makes sense for a card; called at every step.
        find: finds the answer.
    """

    name: str
    tip: str
    can_be_asked: Callable[[State, int], bool]
    find: Callable[[State, int], Finding | None]


def _find_of_gradient(state: State, card: int) -> Finding | None:
    from engine.diagnose.answer import diagnose

    return diagnose(state, card)


def _find_of_value(state: State, card: int) -> Finding | None:
    from engine.diagnose.answer import diagnose_value

    return diagnose_value(state, card)


OF_GRADIENT = Question(
    "why",
    QT_TRANSLATE_NOOP("WhyView", "Find out why the gradient is as it is"),
    asks_why,
    _find_of_gradient,
)
OF_VALUE = Question(
    "value_why",
    QT_TRANSLATE_NOOP("WhyView", "Find out where the first number that is not finite came from"),
    asks_why_value,
    _find_of_value,
)


class WhyView(QWidget):
    """A link that asks, and the answer; empty for a card that the question does not apply to.

    Once asked, the question stays open for all cards and steps until the link is pressed again.

    Signals:
        card_requested: a card of the answer.
        step_requested: the cursor of its cause.
        path_found: the path has changed.

    Attributes:
        path: the cards from the one asked about to the cause; none while nothing is asked.
    """

    card_requested = Signal(int)
    step_requested = Signal(int)
    path_found = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question_kind = question
        self._state: State | None = None
        self._card = NONE
        self._step = 0
        self._is_open = False
        self.path: list[int] = []
        self._question = LinkButton(question.name)
        self._answer = answer_label(f"{question.name}_answer")
        self._cards = CardLinks(f"{question.name}_card")
        self._go = LinkButton(f"{question.name}_step")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        left = Qt.AlignmentFlag.AlignLeft
        layout.addWidget(self._question, 0, left)
        layout.addWidget(self._answer)
        layout.addWidget(self._go, 0, left)
        layout.addWidget(self._cards)
        self._question.clicked.connect(self._on_question_clicked)
        self._cards.card_requested.connect(self.card_requested)
        self._go.clicked.connect(lambda: self.step_requested.emit(self._step))

    def show_card(self, state: State, card: int) -> None:
        """Ask about a card that exists, at a state."""
        self._state, self._card = state, card
        self._refresh()

    def forget(self) -> None:
        """Clear the view."""
        self._state = None
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for part in (self._question, self._cards, self._go):
            part.set_theme(theme)

    def _refresh(self) -> None:
        state = self._state
        can_be_asked = (
            state is not None
            and state.exists(self._card)
            and self._question_kind.can_be_asked(state, self._card)
        )
        self.setVisible(can_be_asked)
        self._question.setText(self._words())
        self._question.setToolTip(QCoreApplication.translate("WhyView", self._question_kind.tip))
        finding = None
        if state is not None and can_be_asked and self._is_open:
            finding = self._question_kind.find(state, self._card)
        if state is not None and finding is not None:
            self._show_finding(state, finding)
        else:
            self._go.hide()
        for part in (self._answer, self._cards):
            part.setVisible(finding is not None)
        self._set_path([] if finding is None else list(finding.cards))

    def _words(self) -> str:
        """The text of the link; it names the gradient if no numbers are above it."""
        return finish_sentence(f"{self._asked()} {'▾' if self._is_open else '▸'}")

    def _asked(self) -> str:
        state, card = self._state, self._card
        if self._question_kind is OF_VALUE:
            return self.tr("Why?")
        if state is None or not state.exists(card) or not state.requires_grad(card):
            return self.tr("Why no gradient?")
        if has_some_zeros(state, card):
            return self.tr("Why is some of it 0?")
        if is_not_kept(state, card):
            name = script_name(state.recording, card, state.happened)
            return self.tr("Why is {name}.grad None?").format(name=name)
        extreme = extreme_asked(state, card)
        if extreme is not None:
            is_small = extreme is Extreme.VANISHED
            return self.tr("Why so small?") if is_small else self.tr("Why so large?")
        return self.tr("Why?")

    def _show_finding(self, state: State, finding: Finding) -> None:
        from gui.words.why_text import why_text

        recording, happened = state.recording, state.happened
        self._answer.setText(why_text(state, finding))
        over = self.tr("over")
        self._cards.show_links_of(
            finding.cards[1:], lambda card: CardLink(card, phrase(recording, card, happened), over)
        )
        steps = [step for step in finding.steps if step != state.cursor]
        if steps:
            self._step = steps[-1]
            self._go.setText(self.tr("Go to step {step}").format(step=f"{self._step:,}"))
        self._go.setVisible(bool(steps))

    def _set_path(self, path: list[int]) -> None:
        if path != self.path:
            self.path = path
            self.path_found.emit()

    def _on_question_clicked(self) -> None:
        self._is_open = not self._is_open
        self._refresh()
