"""The cells of a script, the parts between its ``# %%`` lines, and the steps they begin with."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, ScopeKind
from engine.script.source import source_lines

_CELL_LINE = re.compile(r"#\s*%%(?P<title>.*)")


class Cell(NamedTuple):
    """A cell of which at least one step was recorded.

    Attributes:
        line: its ``# %%`` line, from 1.
        title: the rest of that line; may be empty.
        step: the number of its first step.
    """

    line: int
    title: str
    step: int


def cells(recording: Recording) -> list[Cell]:
    """The cells in the order of the script; none for a script without ``# %%`` lines.

    What is above the first such line is not in a cell.
    """
    lines = source_lines(recording.source)
    marks = [(number, mark) for number, line in enumerate(lines, 1) if (mark := _mark(line))]
    if not marks or not recording.step_count:
        return []
    of_steps = np.searchsorted([number for number, _ in marks], _lines(recording), side="right")
    found = []
    for place, (number, mark) in enumerate(marks, 1):
        steps = np.flatnonzero(of_steps == place)
        if len(steps):
            found.append(Cell(number, mark["title"].strip(), int(steps[0])))
    return found


def _mark(line: str) -> re.Match[str] | None:
    return _CELL_LINE.fullmatch(line.rstrip("\n"))


def _lines(recording: Recording) -> np.ndarray:
    """The line of the script itself that each step belongs to.

    For a step within a call, this is the line of what the script does next.
    """
    events, scopes = recording["events"], recording["scopes"]
    is_call = np.isin(scopes["kind"], (ScopeKind.CALL, ScopeKind.MODULE))
    for scope in range(len(scopes)):  # outer scopes have lower rows
        parent = scopes["parent"][scope]
        is_call[scope] |= parent != NONE and is_call[parent]
    is_known = ~is_call[events["scope"]] & (events["site"] != NONE)
    known = np.flatnonzero(is_known)
    following = np.searchsorted(known, recording.index.steps)
    if not len(known):
        return np.zeros(len(following), np.int64)
    at = known[np.minimum(following, len(known) - 1)]
    lines: np.ndarray = recording["sites"]["line"][events["site"][at]]
    return lines
