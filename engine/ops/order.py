"""The order in memory of what a kernel returns."""

from typing import Any

import numpy as np

from engine.tensor import Array


def in_order(result: Any) -> Array:
    """A result whose elements lie in their own order, as PyTorch's kernel would leave it.

    numpy keeps the order of the operands instead, in which there may be no ``view``.
    """
    if isinstance(result, np.ndarray) and not result.flags.c_contiguous:
        return np.ascontiguousarray(result)
    unchanged: Array = result
    return unchanged


def in_columns(result: Any) -> Array:
    """Matrices with one column after the other in memory, as LAPACK leaves them."""
    swapped = np.swapaxes(result, -1, -2)
    columns: Array = np.swapaxes(np.ascontiguousarray(swapped), -1, -2)
    return columns
