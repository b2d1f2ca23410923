"""The state of a run at a cursor: a pure function of the recording and the cursor."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.record.pass_index import PassIndex
from engine.record.schema import NONE, CardFlag, Cut, EventKind

if TYPE_CHECKING:
    from engine.record.recording import Recording, Site


class CardStatus(IntEnum):
    """The status of a card in the pass of the current segment."""

    IDLE = 0  # the pass has not reached it, or never will
    WAITING = 1  # some of the contributions it waits for have arrived
    READY = 2  # all have arrived: on the frontier
    CURRENT = 3  # this step made it or evaluated its node
    DONE = 4  # its node has run
    FUTURE = 5  # the script has not made it yet


class EdgeStatus(IntEnum):
    """What has travelled along an edge in the pass of the current segment."""

    IDLE = 0
    SENDING = 1  # a contribution, in this step
    SENT = 2  # a contribution, earlier
    CUT = 3  # no gradient flows


class Step(NamedTuple):
    """One step: its event, and the row of the table that belongs to the event's kind."""

    number: int
    event: int
    kind: EventKind
    row: int
    site: int
    scope: int


class Progress(NamedTuple):
    """The number of a node's contributions in a pass."""

    arrived: int
    awaited: int


class State:
    """Everything about a run once ``cursor`` steps have happened.

    Attributes:
        recording: the recording.
        cursor: the number of steps that have happened.
        happened: the number of events that have happened.
        step: the last step that happened, which is shown; None at cursor 0.
        segment: the number of passes that had ended before that step.
        pass_: the pass that the step belongs to, or the next one to begin; NONE after the last.
    """

    def __init__(self, recording: Recording, cursor: int) -> None:
        index = recording.index
        self.recording = recording
        self.cursor = cursor
        self.happened = int(index.happened[cursor])
        self.step = self._step(cursor - 1)
        self.segment = int(index.segments[cursor - 1]) if cursor else 0
        self.pass_ = index.pass_at(NONE if self.step is None else self.step.event)

    def _step(self, number: int) -> Step | None:
        steps = self.recording.index.steps
        if not 0 <= number < len(steps):
            return None
        event = int(steps[number])
        row = self.recording["events"][event]
        kind = EventKind(int(row["kind"]))
        return Step(number, event, kind, int(row["row"]), int(row["site"]), int(row["scope"]))

    @property
    def next_step(self) -> Step | None:
        """The step that comes next; None at the end."""
        return self._step(self.cursor)

    @property
    def in_pass(self) -> bool:
        """Whether the shown step belongs to a pass: its beginning or one of its nodes."""
        kinds = (EventKind.PASS_BEGAN, EventKind.NODE_EVALUATED)
        return self.step is not None and self.step.kind in kinds

    @property
    def _pass_index(self) -> PassIndex | None:
        return None if self.pass_ == NONE else self.recording.index.of_pass(self.pass_)

    # -- cards ---------------------------------------------------------------------------------

    def exists(self, card: int) -> bool:
        """Whether a card has been made yet."""
        return bool(self.recording["cards"]["event"][card] < self.happened)

    @property
    def flags(self) -> np.ndarray:
        """The current ``flags`` of every card: ``requires_grad_()`` may have changed them."""
        return self.recording.index.flags(self.happened)

    def requires_grad(self, card: int) -> bool:
        """Whether a card's tensor currently requires grad."""
        return bool(self.flags[card] & CardFlag.REQUIRES_GRAD)

    def node_of(self, card: int) -> int:
        """The node that accumulates a card's gradient, or NONE."""
        return self.recording.index.node_of(card)

    def gradient(self, card: int) -> int:
        """The value of a card's current gradient, or NONE.

        For a leaf it is ``.grad``, accumulated over all passes since the last reset; for another
        card the sum of the contributions that have arrived in this pass.
        """
        index = self.recording.index
        if index.is_leaf(card):
            tensor = int(self.recording["cards"]["tensor"][card])
            is_newest = index.newest_version(tensor, self.happened) == card
            return index.leaf_gradient(tensor, self.happened) if is_newest else NONE
        return self.arriving(self.node_of(card), self.output_nr(card))

    def output_nr(self, card: int) -> int:
        """The index of a card among the outputs of its node."""
        return int(self.recording["cards"]["output_nr"][card])

    def arriving(self, node: int, output_nr: int = 0) -> int:
        """The value of the buffer for an output of a node in this pass; NONE if empty."""
        rows = self.arrived(node)
        rows = rows[self.recording["contributions"]["input_nr"][rows] == output_nr]
        return int(self.recording["contributions"]["after"][rows[-1]]) if len(rows) else NONE

    def arrived(self, node: int) -> np.ndarray:
        """Rows of the contributions that have arrived at a node in this pass, in order."""
        if self._pass_index is None or node == NONE:
            return np.empty(0, np.int64)
        rows = self._pass_index.arrivals(node)
        events = self.recording["contributions"]["event"][rows]
        arrived: np.ndarray = rows[events < self.happened]
        return arrived

    def progress(self, node: int) -> Progress | None:
        """The number of contributions that a node has and waits for; None outside the pass."""
        if self._pass_index is None:
            return None
        place = int(self._pass_index.place(np.array([node]))[0])
        if node == NONE or place == NONE:
            return None
        return Progress(len(self.arrived(node)), int(self._pass_index.awaited[place]))

    def current_card(self) -> int:
        """The card that the shown step is about: made, evaluated, seeded, or reset; else NONE."""
        if self.step is None:
            return NONE
        if self.step.kind == EventKind.OP_APPLIED:
            return self.step.row
        if self.step.kind == EventKind.GRAD_RESET:
            return int(self.recording["resets"]["card"][self.step.row])
        if self.step.kind == EventKind.REQUIRES_GRAD_SET:
            return int(self.recording["requirements"]["card"][self.step.row])
        if self.step.kind == EventKind.NODE_EVALUATED:
            return self.card_of_node(int(self.recording["evaluations"]["node"][self.step.row]))
        seeds = self.seeds()
        return self.card_of_node(seeds[0]) if seeds else NONE

    def sites(self) -> tuple[Site | None, Site | None]:
        """The site of the shown step, and for a node the call of its pass."""
        if self.step is None:
            return None, None
        site, card = self.recording.site(self.step.site), self.current_card()
        if self.step.kind == EventKind.NODE_EVALUATED and card != NONE:
            return self.recording.card_site(card), site
        return site, None

    def card_of_node(self, node: int) -> int:
        """The card of a node's result; for AccumulateGrad that of the leaf as the pass began."""
        row = self.recording["nodes"][node]
        if not row["accumulates"]:
            return int(row["card"])
        index = self.recording.index
        began = len(self.recording["events"])
        if self.pass_ != NONE:
            began = int(self.recording["passes"]["event"][self.pass_])
        return index.newest_version(int(self.recording["cards"]["tensor"][row["card"]]), began)

    def cards_of_nodes(self, nodes: np.ndarray) -> np.ndarray:
        """The same of many nodes. Shapes: (n,) -> (n,)."""
        rows = self.recording["nodes"][nodes]
        cards: np.ndarray = rows["card"].astype(np.int64)
        for place in np.flatnonzero(rows["accumulates"]).tolist():
            cards[place] = self.card_of_node(int(nodes[place]))
        return cards

    def seeds(self) -> list[int]:
        """The nodes where the pass of this segment begins."""
        if self._pass_index is None:
            return []
        return self._pass_index.seeds

    # -- whole drawings ------------------------------------------------------------------------

    def card_statuses(self, cards: np.ndarray) -> np.ndarray:
        """A CardStatus for each of the given cards (uint8)."""
        statuses = np.full(len(cards), CardStatus.IDLE, np.uint8)
        if self._pass_index is not None:
            index = self.recording.index
            nodes = index.nodes_of(cards)
            is_other_version = index.are_leaves(cards) & ~np.isin(cards, self._pass_index.filled)
            nodes[is_other_version] = NONE
            statuses = self._pass_statuses(self._pass_index, nodes)
        statuses[self.recording["cards"]["event"][cards] >= self.happened] = CardStatus.FUTURE
        statuses[cards == self.current_card()] = CardStatus.CURRENT
        return statuses

    def _pass_statuses(self, index: PassIndex, nodes: np.ndarray) -> np.ndarray:
        statuses = np.full(len(nodes), CardStatus.IDLE, np.uint8)
        places = index.place(nodes)
        at = np.flatnonzero((places != NONE) & (nodes != NONE))
        places = places[at]
        for events, status in (
            (index.first_arrival, CardStatus.WAITING),
            (index.ready, CardStatus.READY),
            (index.evaluated, CardStatus.DONE),
        ):
            statuses[at[events[places] < self.happened]] = status
        return statuses

    def edge_statuses(self, operands: np.ndarray) -> np.ndarray:
        """An EdgeStatus for each of the given rows of ``operands`` (uint8)."""
        statuses = np.full(len(operands), EdgeStatus.IDLE, np.uint8)
        statuses[self.recording["operands"]["cut"][operands] != Cut.OPEN] = EdgeStatus.CUT
        rows = self.contributions_along(operands)
        crossed = np.flatnonzero(rows != NONE)
        statuses[crossed] = EdgeStatus.SENT
        if self.step is not None:
            events = self.recording["contributions"]["event"][rows[crossed]]
            statuses[crossed[events == self.step.event]] = EdgeStatus.SENDING
        return statuses

    def contributions_along(self, operands: np.ndarray) -> np.ndarray:
        """Rows of the contributions that have crossed the given operand edges, or NONE."""
        if self._pass_index is None:
            return np.full(len(operands), NONE)
        rows = self._pass_index.contributions_along(operands)
        crossed = np.flatnonzero(rows != NONE)
        events = self.recording["contributions"]["event"][rows[crossed]]
        rows[crossed[events >= self.happened]] = NONE
        return rows
