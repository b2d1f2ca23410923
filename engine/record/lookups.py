"""Columns that are sorted once, so that every look-up is a binary search."""

from __future__ import annotations

import numpy as np

from engine.record.schema import EVER, NONE


class Groups:
    """The rows of a table grouped by a key column, such as their pass."""

    def __init__(self, keys: np.ndarray) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order].astype(np.int64)  # another integer type would be copied

    def rows(self, key: int) -> np.ndarray:
        """The rows with a key, ascending."""
        first, end = self._keys.searchsorted((key, key + 1))
        return self._order[first:end]


class Chronicle:
    """Facts about subjects, dated by events: finds the last fact known before an event.

    Shapes: subjects, events, facts (n,).
    """

    def __init__(self, subjects: np.ndarray, events: np.ndarray, facts: np.ndarray) -> None:
        keys = _keys(subjects, events)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._subjects = np.append(subjects[order], NONE)
        self._facts = np.append(facts[order], NONE)  # for index -1, before the first

    def last_before(self, subject: int, moment: int) -> int:
        """The newest fact about ``subject`` from an event before ``moment``, or NONE."""
        at = int(self._keys.searchsorted(subject * EVER + moment)) - 1
        return int(self._facts[at]) if self._subjects[at] == subject else NONE

    def last_before_each(self, subjects: np.ndarray, moments: np.ndarray) -> np.ndarray:
        """The same for many subjects, each at a moment of its own. Shapes: (n,), (n,) -> (n,)."""
        at = self._keys.searchsorted(_keys(subjects, moments)) - 1
        found: np.ndarray = self._facts[at]
        found[self._subjects[at] != subjects] = NONE
        return found


def _keys(subjects: np.ndarray, events: np.ndarray) -> np.ndarray:
    keys: np.ndarray = subjects.astype(np.int64) * EVER + events
    return keys
