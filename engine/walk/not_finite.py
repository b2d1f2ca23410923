"""The first step that makes a number that is nan or infinite."""

from __future__ import annotations

import re
from functools import partial

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.walk.searching import first_true
from engine.walk.stacks import stacks

_WRITTEN = (
    ("cards", "value"),
    ("contributions", "after"),
    ("accumulations", "after"),
    ("resets", "after"),
)
"""The columns of all values that a run makes, and of all gradients that arrive or are set."""

_INFINITY = re.compile(r"\binf\b")


def next_not_finite(recording: Recording, cursor: int) -> int | None:
    """The first cursor after this one whose step has made a number that is nan or infinite.

    The number is in the value or the gradient of any tensor. Infinity that an operation was given,
    as one that masks scores, was not made there. Of values that were kept as samples, only those
    without any finite number are found. None where there is no such step.
    """
    events = np.concatenate([recording[table]["event"] for table, _ in _WRITTEN])
    values = np.concatenate([recording[table][column] for table, column in _WRITTEN])
    order = np.argsort(events, kind="stable")
    order = order[events[order] >= recording.index.happened[cursor]]
    values = values[order]
    while (
        place := first_true(len(values), partial(_are_not_finite, recording, values))
    ) is not None:
        row = int(order[place])  # the first rows are those of cards
        if row >= len(recording["cards"]) or not _was_given(recording, row):
            return recording.cursor_of_event(int(events[row]))
        order, values = order[place + 1 :], values[place + 1 :]
    return None


def _was_given(recording: Recording, card: int) -> bool:
    """Whether a card's infinite numbers come from its operands or settings, and none is nan."""
    value = recording.value(int(recording["cards"]["value"][card]))
    if value is None or not value.is_whole or np.isnan(value.array).any():
        return False
    return any(_is_infinite(recording, operand) for operand in recording.operands_of(card))


def _is_infinite(recording: Recording, operand: np.void) -> bool:
    if operand["operand"] == NONE:
        return bool(_INFINITY.search(recording.text(operand["literal"])))
    value = recording.value(int(recording["cards"]["value"][operand["operand"]]))
    return value is not None and bool(np.isinf(value.array).any())


def _are_not_finite(recording: Recording, all_values: np.ndarray, part: slice) -> np.ndarray:
    """Which values of a part have an element that is nan or infinite (a mask)."""
    values = all_values[part]
    found = np.zeros(len(values), bool)
    for places, (stack,) in stacks(recording, values):
        if stack is not None:
            known = stack.lowest[:, None] if stack.elements is None else stack.elements
            found[places] = ~np.isfinite(known).all(axis=1)
    return found
