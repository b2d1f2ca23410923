"""What scripts make tensors of: numbers in nested sequences.

Source: torch.tensor, PyTorch 2.13 (which dtype is inferred, and what is refused).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine import dtypes
from engine.errors import type_name
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.calling.numbers import fitted


def cast(elements: Any, dtype: dtypes.dtype) -> Any:
    """Elements in a dtype, which must be able to have them."""
    array = np.asarray(elements)
    _refuse_overflow(array, dtype)
    if dtype.category is dtypes.Category.INTEGER and array.dtype.kind in "iu" and array.size:
        fitted(array.min(), dtype.numpy, dtype.name)
        fitted(array.max(), dtype.numpy, dtype.name)
    return array.astype(dtype.numpy)


def _refuse_overflow(array: np.ndarray, dtype: dtypes.dtype) -> None:
    """Refuse numbers that a dtype cannot have.

    Raises:
        TypeError: complex numbers for a real dtype.
        RuntimeError: numbers that are not finite, or too large, for an integer dtype.
    """
    if array.dtype.kind == "c" and dtype.is_floating_point:
        raise TypeError("must be real number, not complex")
    if dtype.category is not dtypes.Category.INTEGER:
        return
    if array.dtype.kind == "c":
        raise TypeError("'complex' object cannot be interpreted as an integer")
    if array.dtype.kind == "f":
        limits = np.iinfo(dtype.name)
        fits = (array >= float(limits.min)) & (array < float(limits.max) + 1)
        if not fits.all():
            raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")


def from_sequence(data: Any, dtype: dtypes.dtype | None) -> np.ndarray:
    """Numbers in nested sequences as an array, or in the dtype that PyTorch infers if in none."""
    if isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type_name(data)}'")
    extents = _extents(data)
    kind = dtype or _inferred(data)
    if 0 in extents:
        return np.zeros(extents, kind.numpy)  # what else there is, PyTorch does not look at
    try:
        array = np.array(_plain(data, extents, kind))
    except OverflowError:
        raise ValueError(_OVERFLOW) from None
    is_whole = kind.category is dtypes.Category.INTEGER
    if is_whole and (array.dtype.kind in "uO" or (dtype is None and array.dtype.kind == "f")):
        raise ValueError(_OVERFLOW)  # more than 63 bits
    return array if dtype is not None else array.astype(kind.numpy)


_OVERFLOW = "Overflow when unpacking long long"
_PYTHONS = {bool: True, int: 1, float: 1.0, complex: 1j}
"""The types of Python's numbers, each with one of them."""
_MAX_DIMS = 128


def is_sequence(data: object) -> bool:
    """Whether something has numbered items, as classes of a script may."""
    if type(data) in _PYTHONS:
        return False
    if type(data) is list or isinstance(data, Sequence | np.ndarray):
        return True
    return hasattr(type(data), "__getitem__") and not isinstance(data, dict | Tensor | np.generic)


def _extents(data: Any) -> tuple[int, ...]:
    """The lengths of a sequence and of what comes first in it.

    Raises:
        TypeError: it has no length.
        ValueError: it never ends, as in text.
    """
    extents: list[int] = []
    while is_sequence(data):
        try:
            extents.append(len(data))
        except TypeError as error:  # an array of no dimensions
            raise TypeError(str(error)) from None
        if len(extents) > _MAX_DIMS:
            raise ValueError(f"too many dimensions '{type_name(data)}'")
        if not len(data):
            break
        data = data[0]
    return tuple(extents)


def _inferred(data: Any) -> dtypes.dtype:
    """The dtype that all numbers in nested sequences promote to.

    Raises:
        TypeError: text, or a sequence that is within itself.
        RuntimeError: other things that are no numbers.
    """
    if type(data) in _PYTHONS:
        return dtypes.of_number(data)
    if type(data) is not list and type(data) is not tuple:
        if isinstance(data, str | bytes):
            raise TypeError(f"new(): invalid data type '{type_name(data)}'")
        if isinstance(data, np.ndarray | np.generic):
            return dtypes.of_script(data.dtype)
        if isinstance(data, Tensor):
            return data.dtype
        if isinstance(data, bool | int | float | complex):
            return dtypes.of_number(data)
        if not is_sequence(data):
            raise RuntimeError(f"Could not infer dtype of {type_name(data)}")
    if not len(data):
        return dtypes.default_dtype()
    kinds = set(map(type, data))
    if kinds <= _PYTHONS.keys():
        return reduce(dtypes.promote_types, [dtypes.of_number(_PYTHONS[each]) for each in kinds])
    if any(each is data for each in data):
        raise TypeError("new(): self-referential lists are incompatible")
    return reduce(dtypes.promote_types, map(_inferred, data))


def _plain(data: Any, extents: tuple[int, ...], to: dtypes.dtype, depth: int = 0) -> Any:
    """Nested lists of Python numbers, checked against the lengths met first.

    Raises:
        TypeError: what is no number, in the words for those of a dtype, or no sequence.
        ValueError: sequences of other lengths.
    """
    if depth == len(extents):
        return data if type(data) in _PYTHONS else _number(data, to)
    items = _items(data)
    if len(items) != extents[depth]:
        raise ValueError(
            f"expected sequence of length {extents[depth]} at dim {depth} (got {len(items)})"
        )
    kinds = set(map(type, items))
    if kinds <= _PYTHONS.keys() and depth == len(extents) - 1:
        return items
    if np.ndarray in kinds:
        warn_once(
            "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider "
            "converting the list to a single numpy.ndarray with numpy.array() before converting "
            "to a tensor."
        )
    return [_plain(each, extents, to, depth + 1) for each in items]


def _items(data: Any) -> list[Any] | tuple[Any, ...]:
    """What something yields, once lengths were told by others: sets and tensors do, too.

    Raises:
        TypeError: it yields nothing.
    """
    if isinstance(data, list | tuple):
        return data
    try:
        return list(data)
    except TypeError:
        raise TypeError("not a sequence") from None


def _number(data: Any, to: dtypes.dtype) -> Any:
    """What has a number's value, by what Python asks of it for numbers of that kind.

    Raises:
        TypeError: it has none.
    """
    try:
        if to.is_complex and hasattr(data, "__complex__"):
            return complex(data)
        if to.is_complex or to.is_floating_point:
            return math.ldexp(data, 0)  # as ``float`` does, but of no text
        if isinstance(data, float | complex) or (isinstance(data, np.bool_) and to is dtypes.bool):
            return data
        return operator.index(data)
    except TypeError as error:
        raise TypeError(str(error)) from None  # Python's words are PyTorch's
