"""In which order the elements of arrays lie in memory."""

from __future__ import annotations

from typing import Any


def is_turned(array: Any) -> bool:
    """Whether this is a matrix whose columns lie in memory one after the other."""
    size = array.itemsize
    answer: bool = array.ndim == 2 and array.strides == (size, size * array.shape[0])
    return answer
