"""The seed of a pass at one of its outputs, and a link to change it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.record.schema import NONE
from engine.record.seeds import seeds
from engine.record.state import State
from engine.record.values import Value
from gui.inspector.numbers_view import NumbersView
from gui.languages import finish_sentence
from gui.theme import SPACE_4, Theme
from gui.widgets.labels import LinkButton, muted_label
from gui.words.card_names import phrase


class Seed(NamedTuple):
    """The seed of a pass at one of its outputs.

    Attributes:
        card: the output.
        pass_: the pass.
        place: the index of the output among those of the pass.
        value: the seed.
    """

    card: int
    pass_: int
    place: int
    value: Value


class SeedView(QWidget):
    """The numbers of the seed, its shape, and a link to change it.

    It is empty for a card that is no output of the pass, and for a scalar, whose seed is 1.

    Attributes:
        seed: the shown seed, or None.

    Signals:
        edit_requested: the user wants to change the seed.
    """

    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seed: Seed | None = None
        self._state: State | None = None
        self._numbers = NumbersView("seed")
        self._shape = muted_label("seed_shape")
        self._shape.setWordWrap(True)
        self._link = LinkButton("seed_edit")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_4)
        layout.addWidget(self._numbers)
        layout.addWidget(self._shape)
        layout.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        self._link.clicked.connect(self.edit_requested)

    def show_card(self, state: State, card: int) -> None:
        """Show the seed at a card, in the pass of a state."""
        self._state, self.seed = state, seed_at(state, card)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in a theme's colours."""
        for part in (self._numbers, self._link):
            part.set_theme(theme)

    def _refresh(self) -> None:
        self.setVisible(self.seed is not None)
        if self.seed is None or self._state is None:
            return
        self._numbers.show_value(self.tr("Seed of the pass"), self.seed.value)
        name = phrase(self._state.recording, self.seed.card, self._state.happened)
        shape = ", ".join(map(str, self.seed.value.shape)) + "," * (len(self.seed.value.shape) == 1)
        text = self.tr("What is sent into {name}; it must have the same shape, ({shape}).")
        self._shape.setText(finish_sentence(text.format(name=name, shape=shape)))
        self._link.setText(self.tr("Change…"))
        self._link.setToolTip(self.tr("Write another seed into the call of backward, and run"))

    # -- Qt ------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._refresh()


def seed_at(state: State, card: int) -> Seed | None:
    """The seed at a card in the pass of a state; None if there is none, or for a scalar."""
    if card == NONE or state.pass_ == NONE or not state.exists(card):
        return None
    node, output_nr = state.node_of(card), state.output_nr(card)
    if node not in state.seeds() or node == NONE:
        return None
    rows = seeds(state.recording)
    rows = rows[rows["pass_"] == state.pass_]
    places = np.flatnonzero((rows["target"] == node) & (rows["input_nr"] == output_nr))
    if not len(places):
        return None
    value = state.recording.value(int(rows["raw"][places[0]]))
    if value is None or not value.shape:
        return None
    return Seed(card, state.pass_, int(places[0]), value)
