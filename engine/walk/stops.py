"""Where a walk stops: at lines of the script and at nodes, always or where a condition is met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from engine.walk.condition import Condition
from engine.walk.stacks import stacks
from engine.walk.subjects import Subjects, subjects


class Stop(NamedTuple):
    """A place to stop at: a line of the recorded script or, with ``card``, the node of a card.

    Attributes:
        line: counts from 1; NONE for a card.
        card: NONE for a line.
        condition: None to stop always.
    """

    line: int = NONE
    card: int = NONE
    condition: Condition | None = None


def hits(recording: Recording, stops: Iterable[Stop]) -> np.ndarray:
    """The cursors at which a step has happened that stops a walk, ascending.

    A line stops it each time that the script, or a backward pass, comes there; with a condition, at
    each step at the line where that is met.
    """
    steps = subjects(recording)
    is_hit = np.zeros(len(steps.kinds), bool)
    for stop in stops:
        is_at = _at_line(recording, steps, stop.line)
        if stop.card != NONE:
            is_at = _about_card(recording, steps, stop.card)
        if stop.condition is not None:
            is_hit |= _are_met(recording, steps, is_at, stop.condition)
        elif stop.card != NONE:
            is_hit |= is_at
        else:
            is_hit |= is_at & _are_arrivals(steps, is_at)
    return np.flatnonzero(is_hit) + 1


def line_cursors(recording: Recording, line: int) -> np.ndarray:
    """The cursors at which a walk comes to a line, ascending."""
    return hits(recording, [Stop(line=line)])


def node_cursors(recording: Recording, card: int) -> np.ndarray:
    """The cursors at which the node of a card has just run, ascending."""
    steps = subjects(recording)
    node = recording.index.node_of(card)
    has_run = (steps.kinds == EventKind.NODE_EVALUATED) & (steps.nodes == node) & (node != NONE)
    return np.flatnonzero(has_run) + 1


def following(cursors: np.ndarray, cursor: int) -> int | None:
    """The first of some ascending cursors after one; None where there is none."""
    place = int(np.searchsorted(cursors, cursor, side="right"))
    return int(cursors[place]) if place < len(cursors) else None


def preceding(cursors: np.ndarray, cursor: int) -> int | None:
    """The last of some ascending cursors before one; None where there is none."""
    place = int(np.searchsorted(cursors, cursor))
    return int(cursors[place - 1]) if place else None


def _at_line(recording: Recording, steps: Subjects, line: int) -> np.ndarray:
    """Which steps are at a line (a mask): their expressions begin there or, if none, go over it."""
    sites = recording["sites"]
    begin = np.append(sites["line"] == line, False)  # the last one is that of NONE
    is_at: np.ndarray = begin[steps.sites]
    if not is_at.any():
        go_over = (sites["line"] <= line) & (line <= sites["end_line"])
        is_at = np.append(go_over, False)[steps.sites]
    return is_at


def _about_card(recording: Recording, steps: Subjects, card: int) -> np.ndarray:
    """Which steps make a card, begin a pass at it, run its node, or set its gradient (a mask)."""
    node = recording.index.node_of(card)
    is_about: np.ndarray = steps.cards == card
    tensors = np.append(recording["cards"]["tensor"], NONE)
    is_reset = steps.kinds == EventKind.GRAD_RESET
    is_about |= is_reset & (tensors[steps.cards] == tensors[card])
    is_about |= (steps.nodes == node) & (node != NONE)
    return is_about


def _are_arrivals(steps: Subjects, is_at: np.ndarray) -> np.ndarray:
    """Which steps at a line begin a stay there (a mask).

    A stay begins where the step before was at another line, in another scope, at the very same
    expression, or outside of the backward pass that this one is in, or the reverse.
    """
    is_first = np.ones(len(is_at), bool)
    in_pass = steps.kinds == EventKind.NODE_EVALUATED
    is_same = is_at[:-1] & (in_pass[1:] == in_pass[:-1])
    is_same &= (steps.scopes[1:] == steps.scopes[:-1]) & (steps.sites[1:] != steps.sites[:-1])
    is_first[1:] = ~is_same
    return is_first


def _are_met(
    recording: Recording, steps: Subjects, is_at: np.ndarray, condition: Condition
) -> np.ndarray:
    """At which of some steps (a mask) a condition is met."""
    chosen = np.flatnonzero(is_at & (steps.cards != NONE))
    values = recording["cards"]["value"][steps.cards[chosen]]
    are_met = np.zeros(len(is_at), bool)
    for places, (grad, value) in stacks(recording, steps.gradients[chosen], values):
        found = condition.holds({"grad": grad, "value": value}, len(places))
        are_met[chosen[places]] = found
    return are_met
