"""The history of a leaf's gradient over all passes, and of its changes by the script."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import numpy as np

from engine.record.gradients import gradient_rows
from engine.record.schema import NONE, Reset
from engine.record.state import State

GRADIENT_EVENT = np.dtype([("event", "i4"), ("row", "i4"), ("is_reset", "?")])
"""A change of a gradient: a row of ``resets``, else of ``accumulations``."""


class Change(Enum):
    """How a gradient changed."""

    CREATED = "a pass made it"
    ADDED = "a pass added to it"
    ZEROED = "zeroed in place"
    DROPPED = "set to None"
    REPLACED = "replaced by another tensor"
    CHANGED = "changed in place"


_OF_RESET = {
    Reset.ZEROED: Change.ZEROED,
    Reset.SET_TO_NONE: Change.DROPPED,
    Reset.REPLACED: Change.REPLACED,
    Reset.CHANGED: Change.CHANGED,
}


class Moment(NamedTuple):
    """One change of a gradient.

    Attributes:
        change: the kind of change.
        before, added, after: values; NONE for None, and if nothing was added.
        line: the line of the script that caused it; NONE if not known.
        cursor: the cursor right after it.
        pass_: the pass that caused it, or NONE.
    """

    change: Change
    before: int
    added: int
    after: int
    line: int
    cursor: int
    pass_: int


def gradient_events(state: State, card: int) -> np.ndarray:
    """All changes of a leaf's gradient so far, in order. dtype GRADIENT_EVENT."""
    rows = gradient_rows(state, card)
    found = []
    for table, chosen, is_reset in (
        ("accumulations", rows.accumulations, False),
        ("resets", rows.resets, True),
    ):
        events = np.empty(len(chosen), GRADIENT_EVENT)
        events["event"] = state.recording[table]["event"][chosen]
        events["row"], events["is_reset"] = chosen, is_reset
        found.append(events)
    life = np.concatenate(found)
    return life[np.argsort(life["event"])]


def moment(state: State, happening: np.void) -> Moment:
    """The change described by one of the ``gradient_events``."""
    recording, event = state.recording, int(happening["event"])
    site = recording.site(int(recording["events"]["site"][event]))
    line = NONE if site is None else site.line
    cursor = recording.cursor_of_event(event)
    if happening["is_reset"]:
        row = recording["resets"][happening["row"]]
        change = _OF_RESET[Reset(int(row["how"]))]
        return Moment(change, int(row["before"]), NONE, int(row["after"]), line, cursor, NONE)
    row = recording["accumulations"][happening["row"]]
    before, added, after = (int(row[name]) for name in ("before", "added", "after"))
    change = Change.CREATED if before == NONE else Change.ADDED
    return Moment(change, before, added, after, line, cursor, int(row["pass_"]))
