"""Integers that say which row of a table is meant, or which class."""

from __future__ import annotations

import numpy as np


def all_exist(numbers: np.ndarray, count: int) -> bool:
    """Whether all of some integers are among the first ``count`` ones, from 0 on."""
    without_sign = numbers.astype(np.uint64)  # which makes negative ones larger than all others
    return not numbers.size or int(np.maximum.reduce(without_sign, axis=None)) < count
