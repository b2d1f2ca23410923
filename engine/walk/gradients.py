"""The events that write the gradient of a card, and the first one that changes it in some way."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.walk.searching import first_true
from engine.walk.stacks import Stack, stacks


class GradientChange(Enum):
    """How a gradient may change."""

    ANY = "it differs from the one before"
    TO_NON_ZERO = "the first element that is not zero"
    TO_NAN = "the first element that is nan"


class Moments(NamedTuple):
    """The events that write a gradient, in order. (n,) each.

    Attributes:
        events: their numbers.
        before, after: the gradient: rows of ``values``, or NONE.
    """

    events: np.ndarray
    before: np.ndarray
    after: np.ndarray


def moments(recording: Recording, card: int) -> Moments:
    """The events that write the gradient of a card.

    For a leaf these are the accumulations into its ``.grad`` and the changes by the script; for
    others the contributions that arrive at the node, in each pass anew.
    """
    index = recording.index
    if index.is_leaf(card):
        tensors = recording["cards"]["tensor"]
        tables = [recording[name] for name in ("accumulations", "resets")]
        chosen = [rows[tensors[rows["card"]] == tensors[card]] for rows in tables]
        columns = [np.concatenate([rows[name] for rows in chosen]) for name in _COLUMNS]
    else:
        node = index.node_of(card)
        sent = recording["contributions"]
        output_nr = recording["cards"]["output_nr"][card]
        chosen_rows = sent[(sent["target"] == node) & (sent["input_nr"] == output_nr)]
        if node == NONE:
            chosen_rows = chosen_rows[:0]
        columns = [chosen_rows[name] for name in _COLUMNS]
    order = np.argsort(columns[0], kind="stable")
    return Moments(*(column[order] for column in columns))


_COLUMNS = ("event", "before", "after")


def last_written(recording: Recording, card: int, cursor: int) -> int | None:
    """The cursor right after the last step, up to this cursor, that wrote a card's gradient.

    None where no step has.
    """
    events = moments(recording, card).events
    before = events[events < recording.index.happened[cursor]]
    return recording.cursor_of_event(int(before[-1])) if len(before) else None


def next_change(recording: Recording, card: int, change: GradientChange, cursor: int) -> int | None:
    """The first cursor after this one at which a card's gradient has changed in some way.

    None where it does not. Of a large value only the recorded sample is compared.
    """
    found = moments(recording, card)
    later = found.events >= recording.index.happened[cursor]
    events, before, after = (column[later] for column in found)
    place = first_true(
        len(events), lambda part: _have_changed(recording, change, before[part], after[part])
    )
    return None if place is None else recording.cursor_of_event(int(events[place]))


def _have_changed(
    recording: Recording, change: GradientChange, before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    """At which of some moments the gradient changes in this way (a mask)."""
    if change is GradientChange.ANY:
        return _differ(recording, before, after)
    have_changed: np.ndarray = _hold(recording, change, after) & ~_hold(recording, change, before)
    return have_changed


def _differ(recording: Recording, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    differ = np.zeros(len(after), bool)
    for places, (old, new) in stacks(recording, before, after):
        if old is None or new is None:
            differ[places] = old is not new
        elif old.elements is None or new.elements is None:
            kept = zip(old[1:], new[1:])
            differ[places] = np.any([_are_different(*each) for each in kept], axis=0)
        elif old.elements.shape != new.elements.shape:
            differ[places] = True
        else:
            differ[places] = _are_different(old.elements, new.elements).any(axis=1)
    return differ


def _are_different(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    different: np.ndarray = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return different


def _hold(recording: Recording, change: GradientChange, values: np.ndarray) -> np.ndarray:
    """Which values have an element that is not zero, or one that is nan (a mask)."""
    test = _is_not_zero if change is GradientChange.TO_NON_ZERO else _has_nan
    hold = np.zeros(len(values), bool)
    for places, (stack,) in stacks(recording, values):
        if stack is not None:
            hold[places] = test(stack)
    return hold


def _is_not_zero(stack: Stack) -> np.ndarray:
    if stack.elements is None:
        found: np.ndarray = (stack.lowest != 0) | (stack.highest != 0)
        return found
    has_some: np.ndarray = (stack.elements != 0).any(axis=1)
    return has_some


def _has_nan(stack: Stack) -> np.ndarray:
    if stack.elements is None:  # no element of the sample is finite
        is_broken: np.ndarray = np.isnan(stack.lowest)
        return is_broken
    has_nan: np.ndarray = np.isnan(stack.elements).any(axis=1)
    return has_nan
