"""What scripts make tensors of: numbers in nested sequences.

Source: torch.tensor, PyTorch 2.13 (which dtype is inferred, and what is refused).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine import dtypes
from engine.errors import type_name
from engine.tensor import Tensor
from engine.torch.arguments import fitted
from engine.warned import warn_of_number


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
        RuntimeError: numbers that are not finite, or too large, for a dtype of whole numbers.
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
    """Numbers in nested sequences as an array of the dtype that PyTorch infers."""
    if dtype is None and (kinds := _numpy_kinds(data)):
        dtype = reduce(dtypes.promote_types, kinds)
        return from_sequence(data, dtype).astype(dtype.numpy)
    plain = _plain(data, _extents(data))
    try:
        array = np.array(plain)
    except OverflowError:
        raise ValueError("Overflow when unpacking long long") from None
    if array.dtype.kind == "u" and dtype is None:  # more than 63 bits
        raise ValueError("Overflow when unpacking long long")
    if dtype is not None and array.dtype.kind != "O":
        return array
    if array.dtype == np.float64 or not array.size:
        return array.astype(dtypes.default_dtype().numpy)
    if array.dtype == np.complex128:
        return array.astype(dtypes.of_number(1j).numpy)
    if array.dtype.kind == "O":
        raise ValueError("Overflow when unpacking long long")
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    return array


def _numpy_kinds(data: Any) -> list[dtypes.dtype]:
    """The dtypes of the elements of a sequence with some of numpy's among them; else none."""
    is_numpy, kinds, rest = False, [], [data]
    while rest:
        each = rest.pop()
        if isinstance(each, np.ndarray | np.generic | Tensor):
            is_numpy = is_numpy or not isinstance(each, Tensor)
            kinds.append(dtypes.of(each.dtype) if not isinstance(each, Tensor) else each.dtype)
        elif isinstance(each, Sequence) and not isinstance(each, str):
            rest.extend(each)
        elif isinstance(each, bool | int | float | complex):
            kinds.append(dtypes.of_number(each))
    return kinds if is_numpy else []


def _extents(data: Any) -> tuple[int, ...]:
    extents = []
    while isinstance(data, Sequence | np.ndarray) and not isinstance(data, str | bytes):
        extents.append(len(data))
        if not len(data):
            break
        data = data[0]
    return tuple(extents)


def _plain(data: Any, extents: tuple[int, ...], depth: int = 0) -> Any:
    """Nested lists of Python numbers, checked against the lengths met first."""
    if depth < len(extents):
        if not isinstance(data, Sequence | np.ndarray) or isinstance(data, str):
            raise TypeError("not a sequence")
        if len(data) != extents[depth]:
            raise ValueError(
                f"expected sequence of length {extents[depth]} at dim {depth} (got {len(data)})"
            )
        if depth == len(extents) - 1 and len(data) and isinstance(data[0], str | bytes):
            raise ValueError(f"too many dimensions '{type_name(data[0])}'")
        return [_plain(each, extents, depth + 1) for each in data]
    if isinstance(data, Tensor):
        if data._data.size != 1 and data._data.dtype.kind in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        if data._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if data.requires_grad:
            warn_of_number()
        return data.item()
    if isinstance(data, np.generic):
        return data.item()
    if isinstance(data, bool | int | float | complex):
        return data
    kind = type_name(data)
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        raise TypeError(f"'{kind}' object cannot be interpreted as an integer")
    if kind not in ("str", "bytes"):
        raise RuntimeError(f"Could not infer dtype of {kind}")
    raise TypeError(f"new(): invalid data type '{kind}'")
