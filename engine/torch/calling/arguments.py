"""Tensors, dimensions and sizes as arguments, with PyTorch's errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.op import Number
from engine.tensor import Tensor
from engine.torch.calling.numbers import tuple_of_ints, whole_number

Operand = Tensor | Number


def elements(tensor: Tensor) -> np.ndarray:
    """A tensor's elements as an array, which may be zero-dimensional."""
    return np.asarray(tensor._data)


def require_tensors(function: str, **given: object) -> None:
    """Check that arguments, given by name and in order, are tensors.

    Raises:
        TypeError: an argument is not a tensor.
    """
    for position, (name, each) in enumerate(given.items(), 1):
        if not isinstance(each, Tensor):
            raise errors.not_a_tensor(function, name, position, each)


def one_dim(input: Tensor, dim: int) -> int:
    """A dimension as a non-negative integer.

    Raises:
        IndexError: the dimension is out of range.
    """
    limit = max(input.ndim, 1)
    if isinstance(dim, bool) or not isinstance(dim, int):
        dim = whole_number(dim, "dim")
    if not -limit <= dim < limit:
        raise IndexError(
            "Dimension out of range (expected to be in range of "
            f"[{-limit}, {limit - 1}], but got {dim})"
        )
    return dim % limit


def refuse_scalar(input: Tensor, dim: int) -> None:
    """Refuse an operation along a dimension of a zero-dimensional tensor.

    Raises:
        IndexError: there are no dimensions.
    """
    if not input.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")


def many_dims(input: Tensor, dim: int | Sequence[int] | None) -> tuple[int, ...]:
    """Dimensions as non-negative integers; all of them for None or an empty sequence.

    Raises:
        IndexError: a dimension is out of range.
        RuntimeError: a dimension occurs twice.
    """
    if dim is None:
        return tuple(range(input.ndim))
    dims = dim if isinstance(dim, tuple | list) else (dim,)
    positive = distinct_dims(input, dims) or tuple(range(input.ndim))
    return positive if input.ndim else ()


def distinct_dims(input: Tensor, dims: Sequence[int]) -> tuple[int, ...]:
    """Dimensions as non-negative integers.

    Raises:
        IndexError: a dimension is out of range.
        RuntimeError: a dimension occurs twice.
    """
    positive = tuple(one_dim(input, each) for each in dims)
    for at, each in enumerate(positive):
        if each in positive[:at]:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
    return positive


def sizes(function: str, given: tuple[Any, ...]) -> tuple[int, ...]:
    """A size given as integers or as one sequence, in the argument ``size``.

    Raises:
        TypeError: a value is not an integer.
    """
    wanted = given[0] if len(given) == 1 and isinstance(given[0], Sequence) else given
    return tuple_of_ints(function, "size", 1, wanted)


def check_count(count: int, itemsize: int, extents: Sequence[int]) -> None:
    """Check that numpy can address some elements; otherwise it would write out of bounds.

    Raises:
        RuntimeError: it cannot.
    """
    if count * itemsize >= 2**63:
        raise errors.out_of_memory(count, itemsize, extents)


def filled(extents: tuple[int, ...], value: Any, dtype: np.dtype[Any]) -> np.ndarray:
    """An array of one value.

    Raises:
        RuntimeError: there is not enough memory.
    """
    count = math.prod(extents)
    check_count(count, dtype.itemsize, extents)
    try:
        return np.full(extents, value, dtype)
    except MemoryError:
        raise errors.out_of_memory(count, dtype.itemsize, extents) from None
