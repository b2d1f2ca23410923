"""The order of nodes: the next one with the reason, and what the others wait for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.explain.order import next_node, waiting_nodes
from engine.record.state import State
from gui.inspector.links import MAX_LINES, CardLink, CardLinks
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import body_label
from gui.words.card_names import node_phrase
from gui.words.order_text import next_text, waiting_text


class OrderView(QWidget):
    """The next node with the rule that chose it, and the nodes that have received gradients.

    Signals:
        card_requested: the card of a waiting node.
    """

    card_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._next = body_label("next_node")
        self._waiting = CardLinks("waiting")
        self._waiting.card_requested.connect(self.card_requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._next)
        layout.addWidget(self._waiting)

    def show_state(self, state: State) -> bool:
        """Show the frontier of a state; return whether it has one."""
        following = next_node(state) if state.in_pass else None
        self._next.setVisible(following is not None)
        if following is not None:
            self._next.setText(next_text(state, following))
        waiting = waiting_nodes(state, MAX_LINES) if state.in_pass else []
        self._waiting.show_links(
            [
                CardLink(
                    state.card_of_node(each.node),
                    node_phrase(state, each.node),
                    after=waiting_text(each),
                )
                for each in waiting
            ]
        )
        return following is not None or bool(waiting)

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._waiting.set_theme(theme)
