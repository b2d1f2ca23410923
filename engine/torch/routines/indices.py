"""Integers that index rows or classes."""

from __future__ import annotations

import numpy as np


def all_exist(numbers: np.ndarray, count: int) -> bool:
    """Whether all integers are in [0, count)."""
    without_sign = numbers.astype(np.uint64)  # negative ones become larger than all others
    return not numbers.size or int(np.maximum.reduce(without_sign, axis=None)) < count
