"""The first step that makes a number that is nan or infinite."""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording
from engine.walk.searching import first_true
from engine.walk.stacks import stacks

_WRITTEN = (
    ("cards", "value"),
    ("contributions", "after"),
    ("accumulations", "after"),
    ("resets", "after"),
)
"""The columns of all values that a run makes, and of all gradients that arrive or are set."""


def next_not_finite(recording: Recording, cursor: int) -> int | None:
    """The first cursor after this one whose step has made a number that is nan or infinite.

    The number is in the value or the gradient of any tensor. Of values that were kept as samples,
    only those without any finite number are found. None where there is no such step.
    """
    events = np.concatenate([recording[table]["event"] for table, _ in _WRITTEN])
    values = np.concatenate([recording[table][column] for table, column in _WRITTEN])
    order = np.argsort(events, kind="stable")
    order = order[events[order] >= recording.index.happened[cursor]]
    events, values = events[order], values[order]
    place = first_true(len(values), lambda part: _are_not_finite(recording, values[part]))
    return None if place is None else recording.cursor_of_event(int(events[place]))


def _are_not_finite(recording: Recording, values: np.ndarray) -> np.ndarray:
    """Which values have an element that is nan or infinite (a mask)."""
    found = np.zeros(len(values), bool)
    for places, (stack,) in stacks(recording, values):
        if stack is not None:
            known = stack.lowest[:, None] if stack.elements is None else stack.elements
            found[places] = ~np.isfinite(known).all(axis=1)
    return found
