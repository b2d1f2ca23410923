"""Conversion of tensors to Python numbers and lists."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.script_warnings import warn_of_number
from engine.tensor import Tensor
from engine.torch.gradients.batched import (
    refuse_choice,
    refusing_memory,
    refusing_number,
    under_way,
)


@refusing_memory
def tolist(tensor: Tensor) -> Any:
    """The elements as nested lists of Python numbers."""
    return tensor._data.tolist()


item = refusing_number(Tensor.item)


def as_bool(tensor: Tensor) -> bool:
    """``bool(tensor)``.

    Raises:
        RuntimeError: there is not exactly one element, or the tensor is a slice in ``vmap``.
    """
    if under_way:
        refuse_choice(tensor)
    data = tensor._data
    if isinstance(data, np.ndarray) and data.size != 1:
        what = "more than one value" if data.size else "no values"
        raise RuntimeError(f"Boolean value of Tensor with {what} is ambiguous")
    return bool(data)


def _real_number(tensor: Tensor, kind: str) -> Any:
    """The only element as a real number.

    Raises:
        RuntimeError: it has an imaginary part.
    """
    number = _only_number(tensor)
    if not isinstance(number, complex):
        return number
    if number.imag:
        raise RuntimeError(f"value cannot be converted to type {kind} without overflow")
    return number.real


@refusing_number
def _only_number(tensor: Tensor) -> Any:
    if tensor._data.size != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    return tensor._data.item()


def _warn_of_history(tensor: Tensor) -> None:
    """Warn that a number forgets where it comes from; ``int`` does not."""
    if tensor.requires_grad:
        warn_of_number()


def as_float(tensor: Tensor) -> float:
    """``float(tensor)``."""
    _warn_of_history(tensor)
    return float(_real_number(tensor, "double"))


def as_int(tensor: Tensor) -> int:
    """``int(tensor)``."""
    return int(_real_number(tensor, "int64_t"))


def as_complex(tensor: Tensor) -> complex:
    """``complex(tensor)``."""
    _warn_of_history(tensor)
    return complex(_only_number(tensor))


def whole_number(tensor: Tensor) -> int:
    """The only element as an integer.

    Raises:
        TypeError: there are several, or it is not an integer.
    """
    if tensor._data.size != 1 or tensor._data.dtype.kind not in "biu":
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(tensor._data.item())


as_index = refusing_number(whole_number)
"""``operator.index(tensor)``."""


def is_nonzero(input: Tensor) -> bool:
    """Whether the one element is not 0.

    Raises:
        RuntimeError: there is not exactly one element.
    """
    return as_bool(input)
