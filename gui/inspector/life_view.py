"""The changes of a leaf's gradient: a strip of them above a list of the sums."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.record.state import State
from gui.inspector.addition_models import GradientLifeModel
from gui.inspector.additions_list import AdditionsList
from gui.inspector.life_strip import LifeStrip
from gui.theme import SPACE_4, Theme


class LifeView(QWidget):
    """The strip and the list; an item of either leads to its step.

    Signals:
        step_requested: the cursor of an item.
    """

    step_requested = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip = LifeStrip(f"{name}_strip")
        self._model = GradientLifeModel(self)
        self._list = AdditionsList(self._model, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        for part in (self._strip, self._list):
            layout.addWidget(part)
            part.step_requested.connect(self.step_requested)

    def show_card(self, state: State, card: int) -> bool:
        """Show the changes of a card's gradient; return whether there are any."""
        self._strip.show_card(state, card)
        self._model.show_card(state, card)
        self._strip.setAccessibleName(self.tr("The life of the gradient"))
        return self._model.rowCount() > 0

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        self._strip.set_theme(theme)
        self._model.set_theme(theme)
