"""Looking for the first of many things, which mostly is near."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_FIRST_LOOK = 64
"""So many are looked at first, and four times as many each time after."""


def first_place(count: int, are: Callable[[slice], np.ndarray]) -> int | None:
    """The first of ``count`` places for which ``are`` is so, asked part by part; None for none."""
    first, length = 0, _FIRST_LOOK
    while first < count:
        found = np.flatnonzero(are(slice(first, first + length)))
        if len(found):
            return first + int(found[0])
        first, length = first + length, 4 * length
    return None
