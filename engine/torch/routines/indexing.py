"""``x[...]`` and ``x[...] = value``, taken apart as PyTorch does it.

An index is applied from left to right: numbers select, slices slice, None adds a dimension; what
is left are tensors, which choose elements in one step.

Source: torch/csrc/autograd/python_variable_indexing.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile
from typing import Any, NamedTuple

import numpy as np

from engine import errors, in_place, operand_checks
from engine.ops.elementwise import combined
from engine.ops.indexing import select
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.stand_in import given
from engine.tensor import Tensor
from engine.torch.calling.numbers import fitted
from engine.torch.gradients.batched import refuse_for_slices
from engine.torch.routines import dimensions
from engine.torch.routines.index_tensors import (
    check_put,
    checked_indices,
    fills,
    given_first,
    index_array,
)
from engine.torch.tensors import copying, python_numbers

_NO_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in "
    "pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as "
    "tensor index, x[torch.tensor(seq)], which will result either in an error or a different result"
)


class _Indexed(NamedTuple):
    """What numbers, slices and None made of a tensor, and the tensors left to index it by."""

    tensor: Tensor
    tensors: list[Any]


def get_item(tensor: Tensor, index: Any) -> Tensor:
    """``tensor[index]``.

    Raises:
        IndexError: out of range, too many, or something that is no index.
    """
    if isinstance(index, int) and not isinstance(index, bool):
        return _select(tensor, 0, index, 0)
    if isinstance(index, slice):
        return _slice(tensor, 0, index)
    if isinstance(index, Tensor) and index.ndim and tensor.ndim and _kind(index) == "i":
        view, tensors = tensor, [index_array(index)]
    else:
        view, tensors = _apply(tensor, _as_tuple(index))
    if tensors:
        first = given_first(index, tensors)
        if first._data.dtype.kind == "b":
            refuse_for_slices("index", first)
        return select.index(view, first, indices=checked_indices(view, tensors))
    return shape.alias(view) if view is tensor else view


def set_item(tensor: Tensor, index: Any, value: Any) -> None:
    """``tensor[index] = value``.

    Raises:
        IndexError: as for ``get_item``.
        TypeError: a value that is neither number nor tensor.
        RuntimeError: a value that does not fit.
    """
    source = _as_value(tensor, value)
    if index is False:
        return
    if index is True:
        target = _Indexed(shape.unsqueeze(tensor, dim=0), [])
    elif isinstance(index, int) and not isinstance(index, bool):
        target = _Indexed(_select(tensor, 0, index, 0), [])
    elif isinstance(index, slice) and not tensor.ndim:
        target = _Indexed(_slice(tensor, 0, index), [])
    else:
        target = _apply(tensor, _as_tuple(index))
    if target.tensors:
        extents = _without_leading_ones(source)
        row = source if extents == source.shape else shape.view(source, shape=extents)
        _put(target, row, index)
    else:
        _copy_into(target.tensor, source)


def _as_value(tensor: Tensor, value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value
    if isinstance(value, np.integer):
        value = int(value)
    if not isinstance(value, bool | int | float | complex):
        raise TypeError(
            f"can't assign a {errors.type_name(value)} to a torch.{tensor.dtype.scalar_name}Tensor"
        )
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("Overflow when unpacking long long")
    to = tensor._data.dtype
    fits = to == np.float16 and value == value.real
    return given(value if fits else fitted(value, to), tensor)


def _copy_into(target: Tensor, source: Tensor) -> None:
    """Write a tensor's elements into another, broadcast to its shape.

    Raises:
        RuntimeError: it does not broadcast.
    """
    extents = tuple(target.shape)
    if not source.ndim and target.ndim:
        combined.fill_from.apply_in_place(target, source)
        return
    if source.shape != extents:  # by views, as in PyTorch, where its gradient goes through them
        row = shape.view(source, shape=_without_leading_ones(source))
        source = dimensions.expand(row, extents) if row.shape != extents else row
    copying.write(target, source)


def _without_leading_ones(source: Tensor) -> tuple[int, ...]:
    return tuple(dropwhile(lambda extent: extent == 1, source.shape))


def _put(target: _Indexed, source: Tensor, index: Any) -> None:
    view = target.tensor
    in_place.refuse_operands(view, (view, source))
    is_filling = fills(target.tensors, source)
    if not is_filling:
        operand_checks.refuse_overlap(view, (source,), "index_put")
    given_by = index if isinstance(index, tuple) else (index,)
    indices = checked_indices(
        view,
        target.tensors,
        lambda places: check_put(view, places, source, is_filling, given_by),
    )
    if is_filling and source._storage is not None and source._storage is view._storage:
        source = shape.clone(source)
    by = given_first(index, target.tensors)
    select.index_put.apply_in_place(view, source, by, indices=indices, accumulate=False)
    # PyTorch fills by ``masked_fill``.
    operand_checks.warn_of_expanded(view, "masked_fill" if is_filling else "")


def _as_tuple(index: Any) -> tuple[Any, ...]:
    """The indices of each dimension; a short sequence with others in it counts as a tuple."""
    if isinstance(index, tuple):
        return index
    if isinstance(index, list | str) and len(index) < 32:
        inner = (Tensor, np.ndarray, Sequence, slice, type(None), type(Ellipsis))
        if any(isinstance(each, inner) for each in index):
            warn(_NO_TUPLE)
            return tuple(index)
    return (index,)


def _is_zero_dim(index: Any) -> bool:
    return isinstance(index, Tensor | np.ndarray) and not index.ndim


def _apply(tensor: Tensor, index: tuple[Any, ...]) -> _Indexed:
    """Apply the numbers, slices and None of an index; collect its tensors by their dimension."""
    specified = sum(_consumed(each) for each in index)
    if specified > tensor.ndim:
        raise IndexError(f"too many indices for tensor of dimension {tensor.ndim}")
    original = tensor.ndim
    tensors: list[Any] = []
    view, dim = tensor, 0
    for place, each in enumerate(index):
        if each is Ellipsis:
            dim += original - specified
        elif isinstance(each, slice):
            view = view if _is_whole(view, dim, each) else _slice(view, dim, each)
            dim += 1
        elif each is None:
            view = dimensions.unsqueeze(view, dim)
            dim += 1
        elif isinstance(each, bool) or _is_bool_scalar(each):
            view = dimensions.unsqueeze(view, dim)
            tensors.extend([None] * (dim - len(tensors)))
            is_in = index_array(each) if isinstance(each, Tensor) else each
            tensors.append(np.flatnonzero([is_in]))  # unlike a mask, a place
            dim += 1
        elif (number := _number(each)) is not None:
            view = _select(view, dim, number, place)
        else:
            array = index_array(each)
            tensors.extend([None] * (dim - len(tensors)))
            tensors.append(array)
            dim += array.ndim if array.dtype == bool else 1
            tensors.extend([None] * (dim - len(tensors)))
    if all(each is None for each in tensors):
        tensors = []
    if len(tensors) > view.ndim:
        raise IndexError(
            f"too many indices for tensor of dimension {view.ndim} (got {len(tensors)})"
        )
    return _Indexed(view, tensors)


def _consumed(index: Any) -> int:
    """How many dimensions an index is for."""
    if index is None or index is Ellipsis or isinstance(index, bool):
        return 0
    if isinstance(index, Tensor | np.ndarray) and _kind(index) in "bu":
        return index.ndim
    return 1


def _kind(index: Any) -> str:
    return (index._data if isinstance(index, Tensor) else index).dtype.kind


def _is_bool_scalar(index: Any) -> bool:
    """Whether an index is a mask without dimensions, which uint8 has been, too."""
    return isinstance(index, Tensor) and not index.ndim and _kind(index) in "bu"


def _number(index: Any) -> int | None:
    """An index as an integer, if it is one."""
    if isinstance(index, int | np.integer):
        return int(index)
    if _is_zero_dim(index) and _kind(index) in "iu":
        return int(index._data if isinstance(index, Tensor) else index)
    return None


def _select(tensor: Tensor, dim: int, index: int, named: int) -> Tensor:
    if not -(2**63) <= index < 2**63:
        raise ValueError("Overflow when unpacking long long")
    if not tensor.ndim and not index:
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
            "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        )
    _check_dim(tensor, dim)
    extent = tensor._data.shape[dim] if tensor.ndim else 0
    if not -extent <= index < extent:
        raise IndexError(f"index {index} is out of bounds for dimension {named} with size {extent}")
    return select.select(tensor, dim=dim, index=index % extent)


def _check_dim(tensor: Tensor, dim: int) -> None:
    """Check that a dimension is there, which it may not be after two ellipses.

    Raises:
        IndexError: it is not.
    """
    if dim >= max(tensor.ndim, 1):
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-tensor.ndim}, "
            f"{tensor.ndim - 1}], but got {dim})"
        )


def _is_whole(tensor: Tensor, dim: int, index: slice) -> bool:
    """Whether a slice among other indices is one of everything, which PyTorch leaves out."""
    start, stop, step = (_bound(each) for each in (index.start, index.stop, index.step))
    extent = tensor.shape[dim] if dim < tensor.ndim else -1
    reaches_end = stop is None or (isinstance(stop, int) and stop >= extent)
    return start in (None, 0) and reaches_end and step in (None, 1)


def _slice(tensor: Tensor, dim: int, index: slice) -> Tensor:
    _check_dim(tensor, dim)
    bounds = (_bound(each) for each in (index.start, index.stop, index.step))
    start, stop, step = slice(*bounds).indices(tensor._data.shape[dim] if tensor.ndim else 0)
    if step < 0:
        raise ValueError("step must be greater than zero")
    if not tensor.ndim:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    return select.slice(tensor, dim=dim, start=start, end=max(start, stop), step=step)


def _bound(value: Any) -> int | None:
    return python_numbers.as_index(value) if isinstance(value, Tensor) else value
