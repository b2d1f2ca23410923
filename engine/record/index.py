"""The index of a recording: steps, segments and sorted keys, derived once from its tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engine.record.bindings import Bindings
from engine.record.columns import Tables
from engine.record.lookups import Chronicle
from engine.record.pass_index import PassIndex, PassTables
from engine.record.schema import EVER, NONE, STEP_KINDS, CardFlag, EventKind

R = TypeVar("R")
T = TypeVar("T")

_IS_STEP = np.zeros(len(EventKind), bool)
_IS_STEP[list(STEP_KINDS)] = True


class Index:
    """Look-ups in one recording, read only.

    Attributes:
        steps: the events that are steps, in order. Shapes: (s,).
        happened: for each cursor the number of events that have happened. Shapes: (s + 1,).
        segments: for each step the number of passes that had ended before it, not counting nested
            ones, which a hook may begin. Shapes: (s,).
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        kinds = tables["events"]["kind"]
        self.steps = np.flatnonzero(_IS_STEP[kinds])
        self.happened = np.append(self.steps, len(kinds))
        self._changes = _changes_of_pass(tables)
        self.segments = np.searchsorted(self._changes.outer_ends, self.steps)
        self._passes: dict[int, PassIndex] = {}
        self._flags: tuple[int, np.ndarray] | None = None
        self._derived: dict[Callable[..., Any], Any] = {}

    @property
    def pass_count(self) -> int:
        return len(self._tables["passes"])

    def derived(self, find: Callable[[R], T], recording: R) -> T:
        """The cached result of a function of the recording."""
        if find not in self._derived:
            self._derived[find] = find(recording)
        found: T = self._derived[find]
        return found

    def of_pass(self, pass_: int) -> PassIndex:
        """The index of one pass.

        Raises:
            IndexError: no such pass.
        """
        if not 0 <= pass_ < self.pass_count:
            raise IndexError(f"there is no pass {pass_}")
        if pass_ not in self._passes:
            self._passes[pass_] = PassIndex(self._pass_tables, pass_)
        return self._passes[pass_]

    @cached_property
    def _pass_tables(self) -> PassTables:
        return PassTables(self._tables, self._versions)

    def pass_at(self, event: int) -> int:
        """The pass to which a step with this event belongs: the innermost one running.

        If none is running, the next one to begin; NONE after the last.
        """
        place = int(np.searchsorted(self._changes.events, event, side="right")) - 1
        return int(self._changes.passes[place])

    def pass_end(self, pass_: int) -> int:
        """The cursor at which all steps of a pass have happened."""
        event = pass_end_event(self._tables, pass_)
        return len(self.steps) if event == NONE else self.step_of_event(event) + 1

    def step_of_event(self, event: int) -> int:
        """The step that an event is, or to which it belongs; NONE before the first."""
        return int(np.searchsorted(self.steps, event, side="right")) - 1

    def pass_start(self, pass_: int) -> int:
        """The cursor at which a pass has begun and none of its nodes has run."""
        return self.step_of_event(int(self._tables["passes"]["event"][pass_])) + 1

    @cached_property
    def _accumulators(self) -> np.ndarray:
        """For each tensor the AccumulateGrad node whose leaf it is, or NONE."""
        nodes, tensors = self._tables["nodes"], self._tables["cards"]["tensor"]
        rows = np.flatnonzero(nodes["accumulates"])
        found = np.full(1 + int(tensors.max(initial=0)), NONE)
        found[tensors[nodes["card"][rows]]] = rows
        return found

    @cached_property
    def _versions(self) -> Chronicle:
        cards = self._tables["cards"]
        return Chronicle(cards["tensor"], cards["event"], np.arange(len(cards)))

    def newest_version(self, tensor: int, happened: int) -> int:
        """The newest card of a tensor once ``happened`` events have happened, or NONE."""
        return self._versions.last_before(tensor, happened)

    def newest_versions(self, tensors: np.ndarray, happened: np.ndarray) -> np.ndarray:
        """The same of many tensors, each at its own moment. Shapes: (n,), (n,) -> (n,)."""
        return self._versions.last_before_each(tensors, happened)

    @cached_property
    def _gradients(self) -> Chronicle:
        added, reset = self._tables["accumulations"], self._tables["resets"]
        tensors = self._tables["cards"]["tensor"]
        return Chronicle(
            np.concatenate([tensors[added["card"]], tensors[reset["card"]]]),
            np.concatenate([added["event"], reset["event"]]),
            np.concatenate([added["after"], reset["after"]]),
        )

    def leaf_gradient(self, tensor: int, happened: int) -> int:
        """The value of a leaf's ``.grad`` once ``happened`` events have happened, or NONE."""
        return self._gradients.last_before(tensor, happened)

    def leaf_gradients(self, tensors: np.ndarray, happened: np.ndarray) -> np.ndarray:
        """The same of many leaves, each at its own moment. Shapes: (n,), (n,) -> (n,)."""
        return self._gradients.last_before_each(tensors, happened)

    @cached_property
    def bindings(self) -> Bindings:
        """The names to which cards were bound."""
        return Bindings(self._tables)

    @cached_property
    def _operand_starts(self) -> np.ndarray:
        """For each card its first row of ``operands``; and the end. Shapes: (cards + 1,)."""
        cards = np.arange(len(self._tables["cards"]) + 1)
        return np.searchsorted(self._tables["operands"]["card"], cards)

    def operands_of(self, card: int) -> slice:
        """The rows of ``operands`` of a card, in order."""
        return slice(*self._operand_starts[card : card + 2].tolist())

    def flags(self, happened: int = EVER) -> np.ndarray:
        """``cards["flags"]`` at that time, as ``requires_grad_()`` had changed them; read only."""
        if self._flags is None or self._flags[0] != happened:
            self._flags = happened, _flags_at(self._tables, happened)
        return self._flags[1]

    @cached_property
    def _final_flags(self) -> np.ndarray:
        return _flags_at(self._tables, EVER)

    def is_leaf(self, card: int) -> bool:
        """Whether a card is, or becomes, a leaf that requires grad."""
        return bool(self.are_leaves(np.array([card]))[0])

    def are_leaves(self, cards: np.ndarray) -> np.ndarray:
        """The same of many cards, as a mask. Shapes: (n,) -> (n,)."""
        wanted = CardFlag.LEAF | CardFlag.REQUIRES_GRAD
        are_leaves: np.ndarray = (self._final_flags[cards] & wanted) == wanted
        return are_leaves

    def node_of(self, card: int) -> int:
        """The node at which a card's gradient arrives: its grad_fn or AccumulateGrad, or NONE."""
        return int(self.nodes_of(np.array([card]))[0])

    def nodes_of(self, cards: np.ndarray) -> np.ndarray:
        """The same of many cards. Shapes: (n,) -> (n,)."""
        rows = self._tables["cards"][cards]
        nodes: np.ndarray = rows["node"].copy()
        are_leaves = self.are_leaves(cards)
        nodes[are_leaves] = self._accumulators[rows["tensor"][are_leaves]]
        return nodes


def _flags_at(tables: Tables, happened: int) -> np.ndarray:
    """See ``Index.flags``."""
    flags: np.ndarray = tables["cards"]["flags"].copy()
    rows = tables["requirements"]
    rows = rows[: np.searchsorted(rows["event"], happened)]
    bit = flags.dtype.type(CardFlag.REQUIRES_GRAD)
    # Of several rows of one card, the last counts.
    flags[rows["card"]] = np.where(
        rows["requires_grad"], flags[rows["card"]] | bit, flags[rows["card"]] & ~bit
    )
    return flags


def pass_end_event(tables: Tables, pass_: int) -> int:
    """The event that ended a pass; NONE where it has not ended."""
    ends = tables["pass_ends"]
    rows = np.flatnonzero(ends["pass_"] == pass_)
    return int(ends["event"][rows[0]]) if len(rows) else NONE


class _ChangesOfPass(NamedTuple):
    """Which pass is running from which event on, see ``Index.pass_at``.

    Attributes:
        events: the events from which on another pass is running; the first is -1.
        passes: that pass.
        outer_ends: the events that end passes which are not nested.
    """

    events: np.ndarray
    passes: np.ndarray
    outer_ends: np.ndarray


def _changes_of_pass(tables: Tables) -> _ChangesOfPass:
    begun, ended = tables["passes"]["event"].tolist(), tables["pass_ends"]
    marks = [(event, pass_, True) for pass_, event in enumerate(begun)]
    marks += [
        (event, pass_, False)
        for event, pass_ in zip(ended["event"].tolist(), ended["pass_"].tolist(), strict=True)
    ]
    running: list[int] = []
    changes = [(-1, 0 if begun else NONE)]
    outer_ends = []
    seen = 0
    for event, pass_, begins in sorted(marks):
        if begins:
            running.append(pass_)
            seen += 1
        elif pass_ in running:
            running.remove(pass_)
            if not running:
                outer_ends.append(event)
        following = seen if seen < len(begun) else NONE
        changes.append((event, running[-1] if running else following))
    events, passes = zip(*changes, strict=True)
    return _ChangesOfPass(np.array(events), np.array(passes), np.array(outer_ends, np.int64))
