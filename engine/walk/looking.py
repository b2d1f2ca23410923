"""A search for the first of many places that usually ends soon."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_FIRST_LOOK = 64
"""How many are looked at first; each time after, it is four times as many."""


def first_place(count: int, are: Callable[[slice], np.ndarray]) -> int | None:
    """The first of ``count`` places for which a condition holds; None where it holds for none.

    Args:
        are: tells for the places of a slice whether it holds (a mask); asked for one part after the
            other.
    """
    first, length = 0, _FIRST_LOOK
    while first < count:
        found = np.flatnonzero(are(slice(first, first + length)))
        if len(found):
            return first + int(found[0])
        first, length = first + length, 4 * length
    return None
