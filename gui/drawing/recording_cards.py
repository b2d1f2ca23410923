"""The contents of the cards and edges of a drawing, read from a state on demand."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.outline import Outline
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut, EventKind
from engine.record.seeds import seeded_cards
from engine.record.state import CardStatus, State
from gui.canvas.scene import CardFace, CardKind, Numbers
from gui.drawing.fixed_contents import FixedContents
from gui.words.card_names import title
from gui.words.frame_titles import card_count, frame_title
from gui.words.number_texts import value_text

translate = QCoreApplication.translate

FOLDED = "▸"
"""The symbol of a folded frame."""

BADGE_CHARACTERS = 14
"""A longer text of a contribution is shown only at its edge, not in the badge."""

_IS_QUIET = np.zeros(len(EventKind), bool)
"""For each kind of event, whether it changes only cards that the current pass is about."""
_IS_QUIET[[EventKind.NODE_EVALUATED, EventKind.GRAD_ACCUMULATED]] = True
_IS_QUIET[[EventKind.PRINTED, EventKind.VALUE_SHOWN]] = True

_IS_CHANGEABLE = np.zeros(len(CardStatus), bool)
"""For each state of a card, whether any step may change the card's contents."""
_IS_CHANGEABLE[[CardStatus.WAITING, CardStatus.READY, CardStatus.CURRENT]] = True

# Plain integers, as comparing with enum members is slow.
_CURRENT, _WAITING, _READY = map(int, (CardStatus.CURRENT, CardStatus.WAITING, CardStatus.READY))
_GRAD_OF = int(CardFlag.GRAD_OF)
_NODE_EVALUATED = int(EventKind.NODE_EVALUATED)


class RecordingCards:
    """The cards of a drawing at a state: the ``CardSource`` of the canvas.

    The canvas's cards and edges are the nodes and links of an outline: a folded frame is a card,
    too, which shows the newest card made inside it so far.

    Attributes:
        outline: the cards and edges, as nodes and links counted from 0.
        state: the state that they show.
        kinds: a CardKind for each card (uint8).
        card_states: a CardStatus for each card (uint8).
        edge_states: an EdgeStatus for each edge (uint8).
        rows: the card of the recording that each card shows (k,).
    """

    def __init__(self, state: State, outline: Outline) -> None:
        self.outline = outline
        self._contents = FixedContents(state.recording)
        self._stamps = np.zeros(len(outline.cards), np.int64)
        self._known_events = NONE
        self._read_state(state)

    @cached_property
    def _have_gradients(self) -> np.ndarray:
        """Whether each card shows, at some time, a tensor that requires grad. Shapes: -> (k,)."""
        recording, cards = self.state.recording, self.outline.drawing.cards
        flags = recording["cards"]["flags"] | recording.index.flags()
        requires_grad = flags[cards] & CardFlag.REQUIRES_GRAD != 0
        found: np.ndarray = np.logical_or.reduceat(requires_grad, self.outline.first_cards)
        return found

    @property
    def edges(self) -> np.ndarray:
        """Source and user of each edge. Shapes: -> (l, 2)."""
        return self.outline.link_ends

    def show_state(self, state: State) -> None:
        """Show another state of the same recording from now on."""
        before, states_before = self.state, self.card_states
        self._read_state(state)
        self._stamps[self._cards_to_renew(before, states_before)] += 1

    def _read_state(self, state: State) -> None:
        self.state = state
        outline, drawing = self.outline, self.outline.drawing
        self.rows = drawing.cards[outline.newest_cards(self._made(state))]
        self.kinds = card_kinds(state, self.rows)
        self.kinds[outline.scopes != NONE] = CardKind.FOLDED
        self.card_states = outline.node_statuses(state.card_statuses(drawing.cards))
        self.edge_states = outline.link_statuses(state.edge_statuses(drawing.edges))
        self._crossings = state.contributions_along(drawing.edges)
        self._crossings[self._is_told_elsewhere] = NONE

    @cached_property
    def _is_told_elsewhere(self) -> np.ndarray:
        """Whether what crosses each edge is told at another edge. Shapes: -> (e,).

        A node with several outputs sends one contribution to an input, along the edges from it to
        all outputs. It is told at the one to the card of the node.
        """
        tables, drawing = self.state.recording, self.outline.drawing
        operands = tables["operands"][drawing.edges]
        nodes = tables["cards"]["node"][operands["card"]]
        is_beside = operands["card"] != np.append(tables["nodes"]["card"], NONE)[nodes]
        order = np.lexsort((is_beside, operands["position"], nodes))
        ends = np.stack((nodes, operands["position"]), axis=1)[order]
        told = np.zeros(len(order), bool)
        told[order[1:]] = (ends[1:] == ends[:-1]).all(axis=1)
        return told

    def _made(self, state: State) -> int:
        """The number of drawn cards that exist at a state; they are in the order of making."""
        events = state.recording["cards"]["event"][self.outline.drawing.cards]
        return int(np.searchsorted(events, state.happened))

    def stamps(self, cards: np.ndarray) -> np.ndarray:
        """A number for each of some cards: while it stays the same, so does the card's face.

        Shapes: cards (k,), int -> (k,), int.
        """
        stamps: np.ndarray = self._stamps[cards]
        return stamps

    def _cards_to_renew(self, before: State, states_before: np.ndarray) -> np.ndarray:
        """Whether each card may differ from that of another state (bool).

        Within a pass these are few, and no step has to read the others again.
        """
        recording, state = self.state.recording, self.state
        first, end = sorted((before.happened, state.happened))
        events = recording["events"]
        has_grown, self._known_events = len(events) != self._known_events, len(events)
        is_quiet = _IS_QUIET[events["kind"][first:end]].all()
        if has_grown or before.pass_ != state.pass_ or not is_quiet:
            return np.ones(len(self.rows), bool)
        differ: np.ndarray = states_before != self.card_states
        differ |= _IS_CHANGEABLE[self.card_states]
        differ |= self.outline.scopes != NONE  # their states depend on all cards inside
        added = recording["accumulations"]
        rows = slice(*np.searchsorted(added["event"], (first, end)))
        if rows.start < rows.stop:
            tensors = recording["cards"]["tensor"]
            differ |= np.isin(tensors[self.rows], tensors[added["card"][rows]])
            differ |= recording["cards"]["flags"][self.rows] & _GRAD_OF != 0
        return differ

    def face(self, card: int) -> CardFace:
        """The face of a card."""
        face = self._face(card)
        scope = int(self.outline.scopes[card])
        if scope == NONE:
            return face
        count = int((self.outline.node_of == card).sum())
        gradient = face.gradient
        if gradient is None and self._have_gradients[card]:
            gradient = Numbers(())  # its row stays, whichever card inside is shown
        recording = self.state.recording
        return replace(
            face,
            title=frame_title(recording, scope),
            symbol=FOLDED,
            shape=card_count(count),
            gradient=gradient,
            is_detached=False,
            is_stale=False,
            op="",
        )

    def _face(self, card: int) -> CardFace:
        row, happened = int(self.rows[card]), self.state.happened
        recording, contents = self.state.recording, self._contents.of_card(row)
        newest = recording.index.newest_version(contents.tensor, happened)
        name, symbol = _without_repetition(title(recording, row, happened), contents.symbol)
        requires_grad = self.state.requires_grad(row)
        return CardFace(
            title=name,
            symbol=symbol,
            shape=contents.shape,
            value=contents.value,
            gradient=self._gradient(row) if requires_grad else None,
            badge=self._badge(card, row),
            kind=CardKind(int(self.kinds[card])),
            state=CardStatus(int(self.card_states[card])),
            is_detached=contents.is_severed and not requires_grad,
            is_stale=newest > row or self._is_old_gradient(row),
            op=contents.op,
        )

    def edge_label(self, edge: int) -> str:
        """The contribution that is told at an edge; empty for none."""
        crossing = self._crossings[self.outline.edges_of(edge)].max(initial=NONE)
        return "" if crossing == NONE else self._contents.label(int(crossing))

    def cut_reasons(self) -> dict[int, str]:
        """Why edges are cut, in a word or two, by edge."""
        cuts = self.state.recording["operands"]["cut"][self.outline.drawing.edges]
        severed = np.flatnonzero((cuts != Cut.OPEN) & (self.outline.links != NONE))
        links = self.outline.links[severed].tolist()
        return {link: cut_reason(Cut(cut)) for link, cut in zip(links, cuts[severed].tolist())}

    def _gradient(self, row: int) -> Numbers:
        number = self.state.gradient(row)
        return Numbers(()) if number == NONE else self._contents.preview(number)

    def _is_old_gradient(self, row: int) -> bool:
        """Whether a card is an earlier value of a ``.grad``."""
        cards = self.state.recording["cards"]
        if not int(cards["flags"][row]) & _GRAD_OF:
            return False
        index, leaf = self.state.recording.index, int(cards["tensor"][cards["joined"][row]])
        then = index.leaf_gradient(leaf, int(cards["event"][row]) + 1)
        return index.leaf_gradient(leaf, self.state.happened) != then

    def _badge(self, card: int, row: int) -> str:
        """The numbers of received and awaited contributions, or the last addition to a gradient."""
        status = int(self.card_states[card])
        if status in (_WAITING, _READY):
            progress = self.state.progress(self.state.node_of(row))
            return f"{progress.arrived}/{progress.awaited}" if progress else ""
        if status == _CURRENT:
            return self._added_text(row)
        return ""

    def _added_text(self, row: int) -> str:
        step, recording = self.state.step, self.state.recording
        if step is None or step.kind != _NODE_EVALUATED:
            return ""
        events = recording["accumulations"]["event"]
        first, end = np.searchsorted(events, (step.event, self.state.happened))
        for accumulation in recording["accumulations"][first:end]:
            if accumulation["card"] == row:
                added = value_text(recording, int(accumulation["added"]))
                text = added if added.startswith("-") else f"+{added}"
                return text if len(text) <= BADGE_CHARACTERS else ""
        return ""


def _without_repetition(name: str, symbol: str) -> tuple[str, str]:
    """The title and the symbol of a card; of a title that repeats the symbol, both in one.

    In place, ``fill_`` has the symbol ``fill 0``: they become the title ``fill_ 0``.
    """
    words = [name if word in (name, name.removesuffix("_")) else word for word in symbol.split()]
    return (" ".join(words), "") if name in words else (name, symbol)


def card_kinds(state: State, cards: np.ndarray) -> np.ndarray:
    """A CardKind for each of some cards (uint8), at a state."""
    recording, flags = state.recording, state.flags[cards]
    kinds = np.full(len(flags), CardKind.RESULT, np.uint8)
    kinds[flags & CardFlag.LEAF != 0] = CardKind.LEAF
    kinds[flags & CardFlag.REQUIRES_GRAD == 0] = CardKind.CONSTANT
    is_seeded = recording.index.derived(_seeded, recording)[cards]
    kinds[is_seeded & (kinds == CardKind.RESULT)] = CardKind.OUTPUT
    return kinds


def _seeded(recording: Recording) -> np.ndarray:
    """Whether each card is one that a pass begins from (bool)."""
    seeded = np.zeros(len(recording["cards"]), bool)
    seeded[seeded_cards(recording)] = True
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
