"""A search for the first place at which a condition holds, where testing all would be slow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_FIRST_LENGTH = 64
"""How many places are tested first; each time after, it is four times as many."""


def first_true(count: int, holds: Callable[[slice], np.ndarray]) -> int | None:
    """The first of ``count`` places for which a condition holds; None where it holds for none.

    Args:
        holds: maps a slice of places to a mask of those at which the condition holds; called for
            one slice after the other.
    """
    first, length = 0, _FIRST_LENGTH
    while first < count:
        found = np.flatnonzero(holds(slice(first, first + length)))
        if len(found):
            return first + int(found[0])
        first, length = first + length, 4 * length
    return None
