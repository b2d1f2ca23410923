"""The node that made a bad gradient, zero or not finite, of a good one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.diagnose.history import History
from engine.diagnose.local import Local, local_of
from engine.diagnose.parts import part_of
from engine.diagnose.received import Received, spoiled
from engine.diagnose.remarkable import is_zero
from engine.diagnose.written import results_of_write
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State

_MOST_COMPARED = 16
"""Among how many contributions to a sum one is chosen by its slope."""


Test = Callable[[Recording, int, np.ndarray | None], bool]
"""Whether a value, or some elements of it (a mask), is bad."""

Followed = tuple[int, np.ndarray | None]
"""A contribution on a way, and the elements of it that are bad (a mask); None for all."""


class Bad(NamedTuple):
    """What a gradient is asked about.

    Attributes:
        test: what is bad.
        elements: which ones (a mask); None for all.
    """

    test: Test
    elements: np.ndarray | None

    def holds(self, recording: Recording, value: int) -> bool:
        """Whether a value is bad in the elements."""
        return self.test(recording, value, self.elements)

    def holds_for_sum(self, recording: Recording, rows: list[int]) -> bool:
        """Whether contributions are to blame for their sum.

        A zero sum has only zero terms; one nan makes the sum nan.
        """
        values = recording["contributions"]["value"]
        are = (self.holds(recording, int(values[row])) for row in rows)
        return bool(rows) and (all(are) if self.test is is_zero else any(are))


class Culprit(NamedTuple):
    """The node that turned a good gradient into a bad one.

    Attributes:
        cards: from the card in question down to that of the node.
        contribution: the row of its contribution; NONE if no contribution or the seed is to blame.
        received: the gradient it received was already bad, although no contribution to it was.
        is_seed: the seed itself is to blame.
        sent: the elements of its contribution that are bad (a mask); None for all.
        results: the elements of its result that are involved (a mask); None for all, or unknown.
        followed: the contributions up to that of the node, with the elements of each (a mask).
    """

    cards: tuple[int, ...]
    contribution: int = NONE
    received: Received | None = None
    is_seed: bool = False
    sent: np.ndarray | None = None
    results: np.ndarray | None = None
    followed: tuple[Followed, ...] = ()

    def at(self, local: Local | None) -> tuple[int, ...] | None:
        """The index of the element of an elementwise result that is involved, if it is only one.

        The first of several that were computed from the same numbers.
        """
        if self.results is None or local is None or not local.is_elementwise:
            return None
        if not self.results.any() or not local.are_alike(self.results):
            return None
        return tuple(np.argwhere(self.results)[0].tolist())

    def chosen(self, contribution: np.ndarray) -> np.ndarray:
        """The elements of a contribution that are bad."""
        is_of_it = self.sent is not None and self.sent.shape == contribution.shape
        found: np.ndarray = contribution[self.sent] if is_of_it else contribution
        return found

    def is_unused(self, received: np.ndarray) -> bool:
        """Whether the gradient that arrived was zero in all elements that are involved."""
        is_of_it = self.results is not None and self.results.shape == received.shape
        return not (received[self.results] if is_of_it else received).any()


class _LastWay:
    """The way that was followed last, whose rest need not be followed again.

    While a question stays open, each step of a pass asks about a card whose way goes on as that of
    the step before.
    """

    def __init__(self, recording: Recording) -> None:
        self._test: Test | None = None
        self._culprit = Culprit(())
        self._places: dict[int, int] = {}

    def keep(self, culprit: Culprit, test: Test) -> Culprit:
        """Remember a way that was followed to its end; returns it."""
        self._test, self._culprit = test, culprit
        self._places = {row: place for place, (row, _) in enumerate(culprit.followed)}
        return culprit

    def joined_to(
        self, cards: list[int], followed: list[Followed], row: int, bad: Bad
    ) -> Culprit | None:
        """The culprit at the end of a way that goes on with a contribution, if that is known."""
        place, known = self._places.get(row), self._culprit
        if place is None or bad.test is not self._test:
            return None
        if not _are_same(bad.elements, known.followed[place][1]):
            return None
        way = (*followed, *known.followed[place:])
        return known._replace(cards=(*cards, *known.cards[place + 1 :]), followed=way)


def _are_same(elements: np.ndarray | None, others: np.ndarray | None) -> bool:
    if elements is None or others is None:
        return elements is others
    return np.array_equal(elements, others)


def arrivals(state: State, card: int, history: History) -> list[int]:
    """Rows of the contributions to a gradient."""
    recording = state.recording
    node = state.node_of(card)
    if not recording.index.is_leaf(card):
        arrived: list[int] = state.arrived(node).tolist()
        output_nr = state.output_nr(card)
        inputs = recording["contributions"]["input_nr"]
        return [row for row in arrived if inputs[row] == output_nr]
    rows: list[int] = []
    for pass_ in history.passes:
        rows += recording.index.of_pass(pass_).arrivals(node).tolist()
    return [row for row in rows if recording["contributions"]["event"][row] < state.happened]


def culprit_of(state: State, card: int, rows: list[int], bad: Bad) -> Culprit:
    """Follow bad contributions down from a card, as long as their senders had received bad ones."""
    recording = state.recording
    sent, nodes = recording["contributions"], recording["nodes"]
    last = recording.index.derived(_LastWay, recording)
    cards: list[int] = [card]
    followed: list[Followed] = []
    while True:
        if not bad.holds_for_sum(recording, rows):
            return Culprit(tuple(cards), received=_spoiled_at(state, cards[-1], rows, bad))
        row = _followed_of(recording, rows, bad)
        known = last.joined_to(cards, followed, row, bad)
        if known is not None:
            return last.keep(known, bad.test)
        followed.append((row, bad.elements))
        if sent["sender"][row] == NONE:
            found = Culprit(tuple(cards), is_seed=True, followed=tuple(followed))
            return last.keep(found, bad.test)
        sender, pass_ = int(sent["sender"][row]), int(sent["pass_"][row])
        rows = recording.index.of_pass(pass_).arrivals(sender).tolist()
        results = _results(recording, row, bad.elements)
        below = Bad(bad.test, results if results is not None and results.any() else None)
        part = part_of(
            recording, sender, rows, bad.elements, partial(below.holds_for_sum, recording)
        )
        cards.append(int(nodes["card"][sender]) if part is None else part.card)
        if part is not None and part.is_known:
            rows, below = part.rows, Bad(bad.test, part.elements)
            if not rows:
                found = Culprit(tuple(cards), row, sent=bad.elements, followed=tuple(followed))
                return last.keep(found, bad.test)
        if below.holds_for_sum(recording, rows):
            bad = below
            continue
        received = spoiled(recording, pass_, sender, below.holds)
        way = tuple(followed)
        found = Culprit(tuple(cards), row, received, False, bad.elements, results, way)
        return last.keep(found, bad.test)


def _followed_of(recording: Recording, rows: list[int], bad: Bad) -> int:
    """The bad contribution to follow: of several zeros one that the slope alone does not explain.

    Those of an operation that took other elements say little where another one took these.
    """
    values = recording["contributions"]["value"]
    candidates = [row for row in rows if bad.holds(recording, int(values[row]))]
    if bad.test is is_zero and 1 < len(candidates) <= _MOST_COMPARED:
        for row in candidates:
            local = local_of(recording, row)
            if local is not None and not local.is_flat(bad.elements):
                return row
    return candidates[0]


def _results(recording: Recording, row: int, elements: np.ndarray | None) -> np.ndarray | None:
    local = local_of(recording, row)
    if local is None:
        return results_of_write(recording, row, elements)
    if elements is None or elements.shape != local.shape:
        elements = np.ones(local.shape, bool)
    return local.results_of(elements)


def _spoiled_at(state: State, card: int, rows: list[int], bad: Bad) -> Received | None:
    """What happened to the gradient on its way into a leaf's ``.grad``."""
    recording = state.recording
    node = state.node_of(card)
    if not rows or not recording["nodes"]["accumulates"][node]:
        return None
    pass_ = int(recording["contributions"]["pass_"][rows[-1]])
    return spoiled(recording, pass_, node, bad.holds)
