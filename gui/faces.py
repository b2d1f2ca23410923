"""What is written on each card and edge of a drawing, read from a state on demand."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.outline import Outline
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut, EventKind
from engine.record.state import CardStatus, State
from engine.record.values import Value
from gui.canvas.scene import CardFace, CardKind, CardState, Numbers
from gui.card_names import op_name, title
from gui.frame_titles import card_count, frame_title
from gui.number_texts import label_text, preview, value_text
from gui.op_symbols import op_symbol

translate = QCoreApplication.translate

FOLDED = "▸"
"""Stands before the title of a folded frame."""

BADGE_CHARACTERS = 14
"""A contribution with a longer text is left to the edge that brought it."""

_MOST_PREVIEWS = 4_096
"""After so many all are let go: those of more cards than are ever in sight."""


class RecordingCards:
    """The cards of a drawing as of a state: the source that the canvas asks.

    What the canvas calls cards and edges are the nodes and links of an outline: a folded frame is
    a card like others, which shows what was made last in it.

    Attributes:
        outline: which cards and edges; the canvas counts its nodes and links from 0.
        state: as of which they are shown.
        kinds: a CardKind for each card (uint8).
        card_states: a CardState for each card (uint8).
        edge_states: an EdgeState for each edge (uint8).
    """

    def __init__(self, state: State, outline: Outline) -> None:
        self.outline = outline
        self._previews: dict[int, Numbers] = {}
        self.show_state(state)

    @cached_property
    def rows(self) -> np.ndarray:
        """The card of the recording that each card shows. Shapes: -> (k,)."""
        rows: np.ndarray = self.outline.drawing.cards[self.outline.cards]
        return rows

    @property
    def edges(self) -> np.ndarray:
        """Source and user of each edge. Shapes: -> (l, 2)."""
        return self.outline.link_ends

    def show_state(self, state: State) -> None:
        """Answer as of another state of the same recording from now on."""
        self.state = state
        outline, drawing = self.outline, self.outline.drawing
        self.kinds = card_kinds(state, self.rows)
        self.kinds[outline.scopes != NONE] = CardKind.FOLDED
        self.card_states = outline.node_statuses(state.card_statuses(drawing.cards))
        self.edge_states = outline.link_statuses(state.edge_statuses(drawing.edges))
        self._crossings = state.contributions_along(drawing.edges)

    def face(self, card: int) -> CardFace:
        """What a card shows."""
        face = self._face(card)
        scope = int(self.outline.scopes[card])
        if scope == NONE:
            return face
        count = int((self.outline.node_of == card).sum())
        recording = self.state.recording
        return replace(
            face,
            title=frame_title(recording, scope),
            symbol=FOLDED,
            shape=card_count(count),
            is_detached=False,
            is_stale=False,
            op="",
        )

    def _face(self, card: int) -> CardFace:
        recording, row = self.state.recording, int(self.rows[card])
        number = int(recording["cards"]["value"][row])
        value = recording.value(number)
        assert value is not None
        tensor = int(recording["cards"]["tensor"][row])
        newest = recording.index.newest_version(tensor, self.state.happened)
        name = title(recording, row, self.state.happened)
        return CardFace(
            title=name,
            symbol=_symbol(recording, row, name),
            shape=str(value.shape),
            value=self._preview(number, value),
            gradient=self._gradient(row),
            badge=self._badge(card, row),
            kind=CardKind(int(self.kinds[card])),
            state=CardState(int(self.card_states[card])),
            is_detached=_is_detached(self.state, row),
            is_stale=newest > row or self._is_old_gradient(row),
            op=op_name(recording, row),
        )

    def edge_label(self, edge: int) -> str:
        """The contribution that has crossed an edge; empty for none."""
        crossings = self._crossings[self.outline.edges_of(edge)]
        if not (crossings != NONE).any():
            return ""
        recording = self.state.recording
        value = recording.value(int(recording["contributions"]["value"][crossings.max()]))
        return "None" if value is None else label_text(value)

    def cut_reasons(self) -> dict[int, str]:
        """Why edges are cut, in a word for each."""
        cuts = self.state.recording["operands"]["cut"][self.outline.drawing.edges]
        severed = np.flatnonzero((cuts != Cut.OPEN) & (self.outline.links != NONE))
        links = self.outline.links[severed].tolist()
        return {link: cut_reason(Cut(cut)) for link, cut in zip(links, cuts[severed].tolist())}

    def _gradient(self, row: int) -> Numbers | None:
        if not self.state.requires_grad(row):
            return None
        number = self.state.gradient(row)
        value = self.state.recording.value(number)
        return Numbers(()) if value is None else self._preview(number, value)

    def _preview(self, number: int, value: Value) -> Numbers:
        """A value as cards show it: made once, though at each step all cards in sight are asked."""
        known = self._previews.get(number)
        if known is None:
            if len(self._previews) >= _MOST_PREVIEWS:
                self._previews.clear()
            known = self._previews[number] = preview(value)
        return known

    def _is_old_gradient(self, row: int) -> bool:
        """Whether a card is an earlier value of a ``.grad``."""
        cards = self.state.recording["cards"]
        if not cards["flags"][row] & CardFlag.GRAD_OF:
            return False
        index, leaf = self.state.recording.index, int(cards["tensor"][cards["joined"][row]])
        then = index.leaf_gradient(leaf, int(cards["event"][row]) + 1)
        return index.leaf_gradient(leaf, self.state.happened) != then

    def _badge(self, card: int, row: int) -> str:
        """Contributions arrived and awaited, or what was just added to a leaf's gradient."""
        status = self.card_states[card]
        if status in (CardStatus.WAITING, CardStatus.READY):
            progress = self.state.progress(self.state.node_of(row))
            return f"{progress.arrived}/{progress.awaited}" if progress else ""
        if status == CardStatus.CURRENT:
            return self._just_added(row)
        return ""

    def _just_added(self, row: int) -> str:
        step, recording = self.state.step, self.state.recording
        if step is None or step.kind != EventKind.NODE_EVALUATED:
            return ""
        events = recording["accumulations"]["event"]
        first, end = np.searchsorted(events, (step.event, self.state.happened))
        for accumulation in recording["accumulations"][first:end]:
            if accumulation["card"] == row:
                text = f"+{value_text(recording, int(accumulation['added']))}"
                return text if len(text) <= BADGE_CHARACTERS else ""
        return ""


def card_kinds(state: State, cards: np.ndarray) -> np.ndarray:
    """A CardKind for each of some cards (uint8), as of a state."""
    recording, flags = state.recording, state.flags[cards]
    kinds = np.full(len(flags), CardKind.RESULT, np.uint8)
    kinds[flags & CardFlag.LEAF != 0] = CardKind.LEAF
    kinds[flags & CardFlag.REQUIRES_GRAD == 0] = CardKind.CONSTANT
    is_seeded = recording.index.derived(_seeded, recording)[cards]
    kinds[is_seeded & (kinds == CardKind.RESULT)] = CardKind.OUTPUT
    return kinds


def _seeded(recording: Recording) -> np.ndarray:
    """Which cards passes begin from (bool)."""
    sent = recording["contributions"]
    seeded = np.zeros(len(recording["cards"]), bool)
    seeded[recording["nodes"]["card"][sent["target"][sent["sender"] == NONE]]] = True
    return seeded


def cut_reason(cut: Cut) -> str:
    """Why an edge is cut, in a word or two."""
    return {
        Cut.OPEN: "",
        Cut.DETACH: translate("cuts", "detach"),
        Cut.NO_GRAD: translate("cuts", "no_grad"),
        Cut.NOT_DIFFERENTIABLE: translate("cuts", "no derivative"),
        Cut.GRAD_READ: translate("cuts", "grad is a value"),
        Cut.DATA_READ: translate("cuts", "data is a value"),
        Cut.GRADIENT_GIVEN: translate("cuts", "∂ is a value"),
    }[cut]


def _symbol(recording: Recording, card: int, card_title: str) -> str:
    """The op's symbol; empty for what was made from no tensor, and where the title says it."""
    operands = recording.operands_of(card)
    if not (operands["operand"] != NONE).any():
        return ""
    texts = [
        recording.text(int(row["literal"])) if row["operand"] == NONE else None for row in operands
    ]
    symbol = op_symbol(recording.text(int(recording["cards"]["op"][card])), texts)
    return symbol if symbol != card_title else ""


def _is_detached(state: State, card: int) -> bool:
    """Whether a gradient was cut off where the card was made."""
    cuts = state.recording.operands_of(card)["cut"]
    return not state.requires_grad(card) and bool((cuts != Cut.OPEN).any())
