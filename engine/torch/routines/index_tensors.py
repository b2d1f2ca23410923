"""Tensors as indices: masks and whole numbers, checked, with the places that they choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.ops.indexing import select
from engine.tensor import Tensor, wrap
from engine.torch.routines import elements
from engine.warned import warn_once

_NOT_AN_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
    "indices (got {kind})"
)


def index_array(index: Any) -> np.ndarray:
    """An index as an array of whole numbers or truth values.

    Raises:
        IndexError, TypeError: it is none.
    """
    if isinstance(index, Tensor):
        array = np.asarray(index._data)
        if array.dtype.kind not in "biu" or array.dtype in (np.int8, np.int16):
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    elif isinstance(index, Sequence | np.ndarray) and not isinstance(index, str):
        array = index if isinstance(index, np.ndarray) else elements.from_sequence(index, None)
        if array.dtype not in (np.bool_, np.uint8):
            array = elements.cast(array, dtypes.int64)
    elif isinstance(index, str):
        raise TypeError("new(): invalid data type 'str'")
    else:
        raise IndexError(_NOT_AN_INDEX.format(kind=errors.type_name(index)))
    if array.dtype == np.uint8:
        warn_once(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool "
            "instead."
        )
        return array.astype(bool)
    return array


def tensor_indices(tensor: Tensor, index: tuple[Any, ...]) -> tuple[Any, ...]:
    """Tensors to index by, one for each dimension, as whole numbers from 0 on.

    Raises:
        IndexError: out of range, or shapes that do not fit.
    """
    arrays: list[Any] = []
    for each in index:
        array = None if each is None else index_array(each)
        arrays.append(array)
        if array is not None and array.dtype == bool:
            arrays.extend([None] * (array.ndim - 1))
    if len(arrays) > tensor.ndim:
        raise IndexError(
            f"too many indices for tensor of dimension {tensor.ndim} (got {len(arrays)})"
        )
    return checked_indices(tensor, arrays)


def checked_indices(view: Tensor, tensors: list[Any]) -> tuple[Any, ...]:
    """Index tensors as whole numbers from 0 on: masks as the places where they are true.

    Raises:
        IndexError: out of range, or shapes that do not fit.
    """
    indices: list[Any] = []
    for dim, array in enumerate(tensors):
        if dim < len(indices):
            continue  # a mask of several dimensions has filled this place
        if array is not None and array.dtype == bool:
            _check_mask(view, array, dim)
            indices.extend(array.nonzero())
        else:
            indices.append(array)
    return _in_range(view, indices, _broadcast(indices))


def _check_mask(view: Tensor, mask: np.ndarray, dim: int) -> None:
    for at, extent in enumerate(mask.shape):
        if extent != view.shape[dim + at]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {at} does not match the shape "
                f"of the indexed tensor {list(view.shape)} at index {dim + at}"
            )


def _in_range(view: Tensor, indices: list[Any], together: tuple[int, ...]) -> tuple[Any, ...]:
    """The indices, which broadcast to a shape, counted from 0 on.

    Raises:
        IndexError: something is read out of range; where nothing is read, nothing is checked.
    """
    extents = [n for n, index in zip(view.shape, indices) if index is not None]
    if 0 in extents and 0 not in together:
        raise IndexError("index is out of bounds for dimension with size 0")
    left = [n for n, index in zip(view.shape, indices) if index is None]
    if 0 in together:
        return tuple(None if each is None else np.zeros(together, np.int64) for each in indices)
    reads = 0 not in (*left, *view.shape[len(indices) :])
    given = iter(range(len(indices)))
    return tuple(
        None if index is None else _positive(index, extent, next(given), reads)
        for extent, index in zip(view.shape, indices)
    )


def _positive(index: np.ndarray, extent: int, number: int, reads: bool) -> np.ndarray:
    outside = (index < -extent) | (index >= extent)
    if not outside.any():
        positive: np.ndarray = np.where(index < 0, index + extent, index)
        return positive
    if reads:
        first = int(index[outside].flat[0])
        raise IndexError(
            f"index {first} is out of bounds for dimension {number} with size {extent}"
        )
    return np.zeros_like(index)


def _broadcast(indices: list[Any]) -> tuple[int, ...]:
    """The shape that indices broadcast to.

    Raises:
        IndexError: there is none.
    """
    given = [each for each in indices if each is not None]
    try:
        return np.broadcast_shapes(*(each.shape for each in given))
    except ValueError:
        shapes = ", ".join(str(list(each.shape)) for each in given)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None


def given_first(index: Any, arrays: Sequence[Any]) -> Any:
    """What a script gave as the first of several indices: the tensor, if it was one."""
    for each in index if isinstance(index, tuple) else (index,):
        if isinstance(each, Tensor) and (each.ndim or each._data.dtype.kind == "b"):
            return each
    return wrap(next(each for each in arrays if each is not None))


def places_to_put(tensor: Tensor, indices: Sequence[Any], values: Tensor) -> tuple[Any, ...]:
    """The index of ``index_put``, checked together with what is put there."""
    found = tensor_indices(tensor, tuple(indices))
    check_fits_index(tensor, found, values)
    if values._data.size != 1 or any(each.dtype.name != "bool" for each in indices):
        check_same_dtype(tensor, values)
    return found


def check_fits_index(tensor: Tensor, indices: tuple[Any, ...], value: Tensor) -> None:
    """Check that a value broadcasts to what an index chooses.

    Raises:
        RuntimeError: it does not.
    """
    nothing = np.broadcast_to(np.False_, tensor.shape)
    chosen = select.index.kernel(nothing, nothing, indices=indices).shape
    try:
        fits = np.broadcast_shapes(chosen, value.shape) == chosen
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(value.shape)} cannot be broadcast to "
            f"indexing result of shape {list(chosen)}"
        )


def check_same_dtype(tensor: Tensor, value: Tensor) -> None:
    """Check the dtype of what is put at an index.

    Raises:
        RuntimeError: it is not that of the tensor.
    """
    if value.dtype is not tensor.dtype:
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{tensor.dtype.scalar_name} for the destination and {value.dtype.scalar_name} for "
            "the source."
        )
