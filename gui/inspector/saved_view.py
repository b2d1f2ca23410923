"""The saved tensors of a node, and when they are freed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.record.schema import NONE
from engine.record.state import State
from gui.inspector.explainer import Explainer
from gui.inspector.links import CardLink, CardLinks
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import LinkButton, body_label
from gui.words.card_names import phrase


class SavedView(QWidget):
    """Each saved tensor with its name in PyTorch and a link to its card.

    Signals:
        card_requested: the card of a saved tensor.
        step_requested: the cursor at which the tensors are freed.
    """

    card_requested = Signal(int)
    step_requested = Signal(int)

    def __init__(self, explainer: Explainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explainer = explainer
        self._values = CardLinks("saved")
        self._fate = body_label("saved_fate")
        self._go = LinkButton("saved_step")
        self._freed_at = NONE
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._values)
        layout.addWidget(self._fate)
        layout.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self._values.card_requested.connect(self.card_requested)
        self._go.clicked.connect(lambda: self.step_requested.emit(self._freed_at))

    def show_card(self, state: State, card: int) -> bool:
        """Show the saved tensors of a card's node; return whether there are any."""
        found = self._explainer.saved_tensors(state, card)
        if found is None:
            return False
        from gui.words.explain_text import fate_text, saved_text

        recording, happened = state.recording, state.happened
        self._values.show_links(
            [
                CardLink(
                    each.card,
                    "" if each.card == NONE else phrase(recording, each.card, happened),
                    each.name,
                    saved_text(recording, each),
                )
                for each in found.values
            ]
        )
        self._fate.setText(fate_text(found))
        self._freed_at = found.freed_at
        self._go.setVisible(found.freed_at not in (NONE, state.cursor))
        self._go.setText(self.tr("Go to step {step}").format(step=f"{found.freed_at:,}"))
        return True

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._values.set_theme(theme)
        self._go.set_theme(theme)
