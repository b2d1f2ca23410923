"""In which order the elements of arrays lie in memory; strides are counted in elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

Sizes = Sequence[int]


def is_turned(array: Any) -> bool:
    """Whether this is a matrix whose columns lie in memory one after the other."""
    size = array.itemsize
    answer: bool = array.ndim == 2 and array.strides == (size, size * array.shape[0])
    return answer


def strides_of(array: np.ndarray) -> tuple[int, ...]:
    """The strides of an array."""
    size = array.itemsize
    return tuple([by // size for by in array.strides])


def reach(shape: Sizes, strides: Sizes) -> int:
    """How many elements there are from the first to the last of such a shape."""
    return 1 + sum((n - 1) * by for n, by in zip(shape, strides)) if 0 not in shape else 0


def overlaps(shape: Sizes, strides: Sizes) -> bool:
    """Whether two elements of such a shape may be the same in memory."""
    end = 1
    for by, n in sorted(zip(strides, shape)):
        if n > 1:
            if by < end:
                return True
            end = by * (n - 1) + end
    return False


def blank(shape: Sizes, strides: Sizes, dtype: Any) -> np.ndarray:
    """Zeros with such strides."""
    return strided(np.zeros(reach(shape, strides), dtype), shape, strides)


def strided(memory: np.ndarray, shape: Sizes, strides: Sizes, offset: int = 0) -> np.ndarray:
    """A row of elements, seen with other strides."""
    return as_strided(memory[offset:], shape, [by * memory.itemsize for by in strides])
