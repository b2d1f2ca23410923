"""The inspector: all details of one card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.addition_models import ContributionsModel
from gui.inspector.additions_list import AdditionsList
from gui.inspector.check_view import CheckView
from gui.inspector.edge_links import CutLinks, OperandLinks
from gui.inspector.explanation_sections import ExplanationSections
from gui.inspector.facts import CardFacts, card_facts, gradient_card
from gui.inspector.facts_grid import FactsGrid
from gui.inspector.header import CardHeader
from gui.inspector.jacobian_view import JacobianView
from gui.inspector.life_view import LifeView
from gui.inspector.mirror_links import MirrorLinks
from gui.inspector.numbers_view import NumbersView
from gui.inspector.section import Section
from gui.inspector.seed_view import SeedView
from gui.inspector.why_view import OF_GRADIENT, OF_VALUE, WhyView
from gui.languages import finish_sentence
from gui.theme import SPACE_12, SPACE_16, Theme
from gui.widgets.labels import muted_label
from gui.words.card_names import grad_phrase, script_name


class Inspector(QStackedWidget):
    """Shows the selected card or, with none selected, the card of the current step.

    Signals:
        card_requested: a card to select; NONE for none.
        step_requested: a cursor to go to.
        site_requested: the Site of the shown card in the script.
        path_found: the cards of the open answers to Why?.

    Attributes:
        check: the check of the gradient.
        jacobian: the Jacobian, whose rows the gradient combines.
        seed: the seed of the pass.
    """

    card_requested = Signal(int)
    step_requested = Signal(int)
    site_requested = Signal(object)
    path_found = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._state: State = Recording("").at(0)
        self._selected = NONE
        self._make_parts()
        self._lay_out()
        self._connect()
        self._refresh()

    def show_state(self, state: State) -> None:
        """Show the card at a state; another recording ends the selection."""
        if state.recording is not self._state.recording:
            self._selected = NONE
        self._state = state
        self._refresh()

    def select(self, card: int) -> None:
        """Show a card of the recording, or for NONE that of the current step."""
        self._selected = card
        self._refresh()

    def scroll_to_top(self) -> None:
        """Show the beginning, with the name of the card."""
        self._scroll.verticalScrollBar().setValue(0)

    def set_future_hidden(self, is_hidden: bool) -> None:
        """Hide the next node while the user is to predict it."""
        self._explained.set_future_hidden(is_hidden)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for part in (
            self._value,
            self._gradient,
            self._operands,
            self._cuts,
            self._mirror,
            self.check,
            self.jacobian,
            self.seed,
            self._value_why,
            self._why,
            self._explained,
            self._contributions_model,
            self._life_view,
            self._header,
        ):
            part.set_theme(theme)

    # -- parts ---------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._nothing = muted_label("nothing")
        self._header = CardHeader()
        self._operands, self._cuts, self._mirror = OperandLinks(), CutLinks(), MirrorLinks()
        self._value = NumbersView("value")
        self._gradient = NumbersView("gradient")
        self.check, self.jacobian, self.seed = CheckView(), JacobianView(), SeedView()
        self._value_why, self._why = WhyView(OF_VALUE), WhyView(OF_GRADIENT)
        self._explained = ExplanationSections(self)
        self._contributions_model = ContributionsModel(self)
        self._contributions_list = AdditionsList(self._contributions_model, "contributions")
        self._contributions = Section("contributions", self._contributions_list)
        self._life_view = LifeView("gradient_life")
        self._life = Section("gradient_life", self._life_view)
        self._facts = FactsGrid()
        self._tensor = Section("facts", self._facts)

    def _lay_out(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(SPACE_12, SPACE_12, SPACE_12, SPACE_12)
        layout.setSpacing(SPACE_12)
        for section in (
            self._header,
            self._operands,
            self._cuts,
            self._mirror,
            self._value,
            self._value_why,
            self._gradient,
            self.check,
            self.jacobian,
            self.seed,
            self._why,
            self._explained.formula,
            self._contributions,
            self._life,
            *self._explained.other_sections,
            self._tensor,
        ):
            layout.addWidget(section)
        layout.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        # It scrolls to the focused child instead.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(SPACE_16)
        self.addWidget(self._nothing)
        self.addWidget(self._scroll)

    def _connect(self) -> None:
        self._header.site_requested.connect(self.site_requested)
        self._header.unselect_requested.connect(lambda: self.card_requested.emit(NONE))
        for links in (self._operands, self._cuts, self._mirror):
            links.card_requested.connect(self.card_requested)
        for why in (self._value_why, self._why):
            why.card_requested.connect(self.card_requested)
            why.step_requested.connect(self.step_requested)
            why.path_found.connect(self._on_path_found)
        self._explained.card_requested.connect(self.card_requested)
        for part in (self._contributions_list, self._life_view, self._explained):
            part.step_requested.connect(self.step_requested)

    # -- content -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        card = self._shown_card()
        for part in (self, self._scroll):
            part.setAccessibleName(self.tr("Inspector"))
        self.setCurrentIndex(0 if card == NONE else 1)
        if card == NONE:
            self._nothing.setText(self._hint())
            self._value_why.forget()
            self._why.forget()
            return
        facts = card_facts(self._state, card)
        self._header.show_card(facts, is_selected=card != self._state.current_card())
        self._operands.show_card(self._state, facts)
        self._cuts.show_card(self._state, facts)
        self._show_numbers(card, facts)
        for asked in (self._mirror, self.check, self.jacobian, self.seed):
            asked.show_card(self._state, card)
        self._value_why.show_card(self._state, card)
        self._why.show_card(self._state, gradient_card(self._state, card))
        self._show_contributions(card)
        self._show_life(card)
        self._explained.show_card(self._state, card)
        self._facts.show_facts(facts)
        self._tensor.set_title(self.tr("Tensor"))

    def _hint(self) -> str:
        if not self._state.recording.step_count:
            return self.tr(
                "The numbers of a tensor, its gradient and where they come from appear here."
            )
        if self._state.next_step is None:
            return self.tr("Click a card of the graph to see its numbers here.")
        return self.tr("Press Step, or click a card of the graph, to see its numbers here.")

    def _shown_card(self) -> int:
        if self._selected == NONE:
            return self._state.current_card()
        return self._selected

    def _show_numbers(self, card: int, facts: CardFacts) -> None:
        is_made = self._state.exists(card)
        later = self.tr("not made yet")
        self._value.show_value(self.tr("Value"), facts.value if is_made else None, later)
        self._gradient.setVisible(facts.requires_grad)
        name = script_name(self._state.recording, card, self._state.happened)
        grad = f"{name}.grad" if name and facts.is_leaf else self.tr("Gradient")
        none = self.tr("none in this pass") if facts.may_have_kept else "None"
        self._gradient.show_value(grad, facts.gradient, none)

    def _show_contributions(self, card: int) -> None:
        self._contributions_model.show_card(self._state, card)
        progress = self._state.progress(self._state.node_of(card))
        is_awaiting = progress is not None and (self._state.in_pass or progress.arrived > 0)
        self._contributions.setVisible(is_awaiting or self._contributions_model.rowCount() > 0)
        text = self.tr("Contributions so far")
        if progress is not None:
            text = self.tr("Contributions: {arrived} of {awaited}")
            if self._contributions_model.names_passes:
                text = self.tr("Contributions, {arrived}/{awaited} now")
            text = text.format(**progress._asdict())
        self._contributions.set_title(text)

    def _show_life(self, card: int) -> None:
        self._life.setVisible(self._life_view.show_card(self._state, card))
        text = self.tr("How {grad} came about")
        grad = grad_phrase(self._state.recording, card, self._state.happened)
        self._life.set_title(finish_sentence(text.format(grad=grad)))

    def _on_path_found(self) -> None:
        """Emit the cards of both answers, each once."""
        self.path_found.emit(list(dict.fromkeys([*self._value_why.path, *self._why.path])))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
