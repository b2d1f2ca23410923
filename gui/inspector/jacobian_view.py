"""The Jacobian of a pass with respect to a leaf, whose rows the seed combines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.finite_differences.jacobian import Jacobian
from engine.finite_differences.verdict import CheckTarget
from engine.record.state import State
from engine.record.values import Value
from gui.inspector.check_view import shown_target
from gui.inspector.numbers_view import NumbersView
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import LinkButton, body_label
from gui.words.card_names import phrase


class JacobianView(QWidget):
    """A link that starts the computation, the Jacobian as a grid, and the combination of its rows.

    Attributes:
        target: the gradient of the card; None if it has none that a pass filled.

    Signals:
        jacobian_requested: the user wants to start or to stop the computation.
    """

    jacobian_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target: CheckTarget | None = None
        self._state: State | None = None
        self._known: Mapping[CheckTarget, Jacobian] = {}
        self._asked: CheckTarget | None = None
        self._link = LinkButton("jacobian")
        self._grid = NumbersView("jacobian_grid")
        self._text = body_label("jacobian_text")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._grid)
        layout.addWidget(self._text)
        self._link.clicked.connect(self.jacobian_requested)

    def show_card(self, state: State, card: int) -> None:
        """Show the Jacobian of a card at a state."""
        self._state, self.target = state, shown_target(state, card)
        self._refresh()

    def show_known(self, known: Mapping[CheckTarget, Jacobian], asked: CheckTarget | None) -> None:
        """Show the known Jacobians; ``asked`` is the one that is being computed."""
        self._known, self._asked = known, asked
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for part in (self._link, self._grid):
            part.set_theme(theme)

    def _refresh(self) -> None:
        self.setVisible(self.target is not None)
        if self.target is None or self._state is None:
            return
        found = self._known.get(self.target)
        self._link.setVisible(found is None)
        is_running = self._asked is not None
        self._link.setText(self.tr("Jacobian… Stop") if is_running else self.tr("Jacobian ▸"))
        self._link.setToolTip(
            self.tr("Show how each element of what the pass starts from depends on this leaf")
        )
        self._grid.setVisible(found is not None and found.outcome == "found")
        self._text.setVisible(found is not None)
        if found is not None:
            from gui.inspector.jacobian_text import combination_text, jacobian_title

            name = phrase(self._state.recording, self.target.card, self._state.happened)
            self._text.setText(combination_text(found, name))
            rows = np.array(found.rows, np.float32)
            title = ""
            if found.outcome == "found":
                title = jacobian_title(found, self._state, self.target)
            self._grid.show_value(title, Value(rows, rows.shape))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()
