"""Finds the cursor of a new run that corresponds to one of the previous run, or what is new."""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from engine.record.state import State


def same_place(state: State, recording: Recording) -> int | None:
    """The cursor of another recording that corresponds to a state; None if there is none.

    The script may have been edited in between. In a pass with the same steps as before, it is the
    same step; in any other pass its beginning. Outside of passes it is the same step if all steps
    up to it are the same; the end corresponds to the end.
    """
    old, cursor = state.recording, state.cursor
    if not old.step_count or not recording.step_count:
        return None
    if state.in_pass:
        return _place_in_pass(state, recording)
    if cursor == old.step_count:
        return recording.step_count
    begins_alike = cursor <= recording.step_count and (
        _steps(old, 0, cursor) == _steps(recording, 0, cursor)
    )
    return cursor if begins_alike else None


def start_of_appended_pass(before: Recording, recording: Recording) -> int | None:
    """Where the first pass begins that lines at the end of a script added; None without one.

    All that happened before must have happened again, and another turn of a loop is no new line.
    """
    passes = before.index.pass_count
    if passes >= recording.index.pass_count:
        return None
    if _lines_of_passes(recording)[passes] in _lines_of_passes(before):
        return None
    goes_on = _steps(before, 0, before.step_count) == _steps(recording, 0, before.step_count)
    return recording.index.pass_start(passes) if goes_on else None


def _lines_of_passes(recording: Recording) -> list[int]:
    """The lines of the script that called the passes."""
    sites = recording["events"]["site"][recording["passes"]["event"]]
    lines: list[int] = recording["sites"]["line"][sites].tolist()
    return lines


def _place_in_pass(state: State, recording: Recording) -> int | None:
    pass_ = state.pass_
    if pass_ >= recording.index.pass_count:
        return None
    old = state.recording
    (was_start, was_end), (start, end) = (
        (each.index.pass_start(pass_), each.index.pass_end(pass_)) for each in (old, recording)
    )
    runs_alike = _steps(old, was_start, was_end) == _steps(recording, start, end)
    return start + state.cursor - was_start if runs_alike else start


def _steps(recording: Recording, first: int, end: int) -> list[tuple[int, str]]:
    """The kinds of some steps, and the operation or node that each runs."""
    events = recording["events"][recording.index.steps[first:end]]
    kinds, rows = events["kind"], events["row"]
    texts = np.full(len(events), NONE)
    applies, evaluates = kinds == EventKind.OP_APPLIED, kinds == EventKind.NODE_EVALUATED
    texts[applies] = recording["cards"]["op"][rows[applies]]
    nodes = recording["evaluations"]["node"][rows[evaluates]]
    texts[evaluates] = recording["nodes"]["name"][nodes]
    words = ["" if text == NONE else recording.text(text) for text in texts.tolist()]
    return list(zip(kinds.tolist(), words))
