"""The order in memory of what a kernel returns."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from engine.strides import has_channels_last, with_channels_last
from engine.tensor import Array

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


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
    columns: Array = np.swapaxes(in_rows(np.swapaxes(result, -1, -2)), -1, -2)
    return columns


def in_rows(result: Any) -> Array:
    """A copy with one row after the other in memory.

    Of a single row or column numpy says that it lies in both ways, whatever its strides are.
    """
    return np.array(result, order="C")


def following(*places: int) -> Callable[[_Kernel], _Kernel]:
    """Let what a kernel returns have its channels last in memory, where an operand has.

    ``places`` are those of the operands that it follows.
    """

    def followed(kernel: _Kernel) -> _Kernel:
        @wraps(kernel)
        def follows(*operands: Any, **settings: Any) -> Any:
            made = kernel(*operands, **settings)
            if not any(has_channels_last(operands[place]) for place in places):
                return made
            if isinstance(made, tuple):
                return tuple([_turned(each) for each in made])
            return _turned(made)

        return follows  # type: ignore[return-value]

    return followed


def _turned(made: Any) -> Any:
    return with_channels_last(made) if made.ndim > 3 else made
