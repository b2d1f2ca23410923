"""Positions in the script as integers, so that sites can be compared as arrays."""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording, Site
from engine.record.schema import NONE

_LINE = 1 << 32


def place(line: int, column: int) -> int:
    """A line and a column as one integer, which increases along the text."""
    return line * _LINE + column


def bounds(site: Site) -> tuple[int, int]:
    """Start and end of a range of the script."""
    return place(site.line, site.column), place(site.end_line, site.end_column)


class Places:
    """The sites of a recording, and which of them its events are at.

    Attributes:
        starts, ends: the start and the end of each site. int64 (s,).
    """

    def __init__(self, recording: Recording) -> None:
        sites = recording["sites"].astype([(name, np.int64) for name in Site._fields])
        self.starts = sites["line"] * _LINE + sites["column"]
        self.ends = sites["end_line"] * _LINE + sites["end_column"]
        self._of_events = recording["events"]["site"]

    def end_of(self, events: np.ndarray) -> np.ndarray:
        """Where the sites of events end, or NONE."""
        ends: np.ndarray = np.append(self.ends, NONE)[self._of_events[events]]
        return ends

    def are_within(self, events: np.ndarray, first: int, last: int) -> np.ndarray:
        """A mask of the events at sites within a range."""
        return self._are_at(events, (first <= self.starts) & (self.ends <= last))

    def are_innermost(self, events: np.ndarray, first: int, last: int) -> np.ndarray:
        """A mask of the events at the innermost of their sites that contain a range."""
        used = np.zeros(len(self.starts) + 1, bool)
        used[self._of_events[events]] = True
        around = np.flatnonzero(used[:-1] & (self.starts <= first) & (last <= self.ends))
        if not len(around):
            return np.zeros(len(events), bool)
        best = around[np.lexsort((self.ends[around], -self.starts[around]))[0]]
        is_same = (self.starts == self.starts[best]) & (self.ends == self.ends[best])
        return self._are_at(events, is_same)

    def _are_at(self, events: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """A mask of the events at some sites."""
        are_at: np.ndarray = np.append(chosen, False)[self._of_events[events]]  # NONE is the last
        return are_at
