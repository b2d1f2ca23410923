"""The sections of the inspector with formulas, the order of nodes, and saved tensors."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.explainer import Explainer
from gui.inspector.formula_view import FormulaView
from gui.inspector.order_view import OrderView
from gui.inspector.saved_view import SavedView
from gui.inspector.section import Section
from gui.theme import Theme


class ExplanationSections(QObject):
    """Three sections of the inspector, each hidden while it has no content.

    Attributes:
        formula: the section of formulas.
        other_sections: the sections below, from top to bottom.

    Signals:
        card_requested: the card of a link.
        step_requested: the cursor of a link.
    """

    card_requested = Signal(int)
    step_requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self._card = NONE
        self._is_future_hidden = False
        self._explainer = Explainer(self)
        self._explainer.loaded.connect(self._refresh)
        self._formula = FormulaView(self._explainer)
        self._order = OrderView()
        self._saved = SavedView(self._explainer)
        self.formula = Section("formula_section", self._formula)
        self._order_section = Section("order_section", self._order)
        self._saved_section = Section("saved_section", self._saved)
        self.other_sections = (self._order_section, self._saved_section)
        for section in (self.formula, *self.other_sections):
            section.hide()
            section.opened.connect(self._refresh)
        self._order.card_requested.connect(self.card_requested)
        self._saved.card_requested.connect(self.card_requested)
        self._saved.step_requested.connect(self.step_requested)

    def show_card(self, state: State, card: int) -> None:
        """Show the explanations of a card at a state."""
        self._state, self._card = state, card
        self._refresh()

    def set_future_hidden(self, is_hidden: bool) -> None:
        """Hide the next node while the user is to predict it."""
        self._is_future_hidden = is_hidden
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for part in (self._formula, self._order, self._saved):
            part.set_theme(theme)

    def _refresh(self) -> None:
        if self._state is None:
            return
        self._explainer.prepare()
        state, card = self._state, self._card
        self.formula.set_title(self.tr("Formula"))
        self.formula.setVisible(self._formula.show_card(state, card))
        self._order_section.set_title(self.tr("What comes next"))
        self._order_section.setVisible(self._order.show_state(state) and not self._is_future_hidden)
        self._saved_section.set_title(self.tr("Saved for the gradient"))
        self._saved_section.setVisible(self._saved.show_card(state, card))
