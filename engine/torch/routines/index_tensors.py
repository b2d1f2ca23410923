"""Tensors as indices: masks and integers, checked, with the places that they choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.ops.indexing import select
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.calling.numbers import fitting
from engine.torch.routines import elements
from engine.torch.routines.indices import all_exist

_BYTES = "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."
_NOT_AN_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
    "indices (got {kind})"
)


def index_array(index: Any) -> np.ndarray:
    """An index as an array of integers or booleans.

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
        if array.ndim:
            warn(_BYTES)
        return array.astype(bool)
    return array


def index_arrays(tensor: Tensor, index: tuple[Any, ...]) -> list[Any]:
    """Tensors to index by, one for each dimension, as arrays.

    Raises:
        IndexError: too many.
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
    return arrays


def checked_indices(
    view: Tensor, tensors: list[Any], check: Callable[[tuple[Any, ...]], None] | None = None
) -> tuple[Any, ...]:
    """Index tensors as integers from 0 on: masks as the places where they are true.

    Args:
        check: what to do with indices of the same shapes before the numbers are looked at.

    Raises:
        IndexError: out of range, or shapes that do not match.
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
    together = _broadcast(indices)
    if check is not None:
        first = np.zeros(together, np.int64)
        _check_extents(view, indices, together)
        check(tuple(None if each is None else first for each in indices))
    return _in_range(view, indices, together)


def _check_mask(view: Tensor, mask: np.ndarray, dim: int) -> None:
    for at, extent in enumerate(mask.shape):
        if extent != view.shape[dim + at]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {at} does not match the shape "
                f"of the indexed tensor {list(view.shape)} at index {dim + at}"
            )


def _check_extents(view: Tensor, indices: list[Any], together: tuple[int, ...]) -> None:
    extents = [n for n, index in zip(view._data.shape, indices) if index is not None]
    if 0 in extents and 0 not in together:
        raise IndexError("index is out of bounds for dimension with size 0")


def _in_range(view: Tensor, indices: list[Any], together: tuple[int, ...]) -> tuple[Any, ...]:
    """The indices, which broadcast to a shape, counted from 0 on.

    Raises:
        IndexError: something is read out of range; where nothing is read, nothing is checked.
    """
    _check_extents(view, indices, together)
    of_view: tuple[int, ...] = view._data.shape
    left = [n for n, index in zip(of_view, indices) if index is None]
    if 0 in together:
        return tuple(None if each is None else np.zeros(together, np.int64) for each in indices)
    reads = 0 not in (*left, *of_view[len(indices) :])
    given = iter(range(len(indices)))
    return tuple(
        None if index is None else _positive(index, extent, next(given), reads)
        for extent, index in zip(of_view, indices)
    )


def _positive(index: np.ndarray, extent: int, number: int, reads: bool) -> np.ndarray:
    if all_exist(index, extent):
        return index.copy()
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
    if len(given) == 1:
        return tuple(given[0].shape)
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


def places_to_put(
    tensor: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool
) -> tuple[Any, ...]:
    """The index of ``index_put``, checked together with what is put there."""
    arrays = index_arrays(tensor, tuple(indices))
    is_filling = fills(arrays, values) and not accumulate
    return checked_indices(
        tensor, arrays, lambda places: check_put(tensor, places, values, is_filling, indices)
    )


def fills(arrays: Sequence[Any], value: Tensor) -> bool:
    """Whether one number is put where one mask is true, which PyTorch does by ``masked_fill``."""
    kinds = [each.dtype.kind for each in arrays if each is not None]
    return value._data.size == 1 and kinds == ["b"]


def check_put(
    tensor: Tensor, places: tuple[Any, ...], value: Tensor, is_filling: bool, given: Sequence[Any]
) -> None:
    """Check what is put at an index, whose first places stand for all.

    Args:
        is_filling: whether it is done by ``masked_fill``.
        given: the index of the script.

    Raises:
        RuntimeError: the value does not fit, or a mask of uint8, which reads well all the same.
    """
    check_fits_index(tensor, places, value)
    if not is_filling:
        check_same_dtype(tensor, value)
        return
    for each in given:
        if isinstance(each, Tensor) and each.ndim and each.dtype is dtypes.uint8:
            raise RuntimeError(
                "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char"
            )
    check_fill(tensor, value)


def check_fill(input: Tensor, value: Tensor) -> None:
    """Check that numbers may be put where a mask is true.

    Raises:
        RuntimeError: one does not fit into the dtype.
    """
    for number in np.ravel(value._data).tolist():  # one, or one of each sample of a batch
        is_real = isinstance(number, complex) and not number.imag
        fitting(number.real if is_real else number, input._data.dtype)


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
