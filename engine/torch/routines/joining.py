"""Tensors put together, repeated, turned and padded, as scripts call them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from engine.errors import type_name
from engine.ops.indexing import select
from engine.ops.shapes import joining, layout, shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor, wrap
from engine.torch.calling.argument_kinds import require_each
from engine.torch.calling.arguments import (
    check_count,
    elements,
    many_dims,
    one_dim,
    refuse_scalar,
    require_tensors,
    sizes,
)
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.numbers import whole_number
from engine.torch.calling.out_argument import into
from engine.torch.routines import dimensions, shapes, views

Tensors = Sequence[Tensor]


def _check_sequence(function: str, tensors: Any) -> None:
    if not isinstance(tensors, tuple | list):
        raise TypeError(
            f"{function}(): argument 'tensors' (position 1) must be tuple of Tensors, not "
            f"{type(tensors).__name__}"
        )
    require_each(tensors)


def cat(tensors: Tensors, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors one after the other along a dimension.

    Raises:
        ValueError: no tensors.
        RuntimeError: their other extents differ.
    """
    _check_sequence("cat", tensors)
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for at, each in enumerate(tensors):
        if not each.ndim:
            raise RuntimeError(f"zero-dimensional tensor (at position {at}) cannot be concatenated")
    first = next((each for each in tensors if each.shape != (0,)), tensors[0])
    along = one_dim(first, dim)
    for at, each in enumerate(tensors):
        _check_joined(first, each, at, along)
    result = joining.cat(*tensors, dim=along)
    return result if out is None else into("cat", out, result, *tensors)


def _check_joined(first: Tensor, each: Tensor, at: int, along: int) -> None:
    if each.shape == (0,):
        return
    if each.ndim != first.ndim:
        raise RuntimeError(
            f"Tensors must have same number of dimensions: got {first.ndim} and {each.ndim}"
        )
    for dim, (expected, extent) in enumerate(zip(first.shape, each.shape)):
        if dim != along and expected != extent:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {along}. Expected size "
                f"{expected} but got size {extent} for tensor number {at} in the list."
            )


concat = concatenate = cat


def _require_some(function: str, tensors: Tensors) -> None:
    if not tensors:
        raise RuntimeError(f"{function} expects a non-empty TensorList")


def stack(tensors: Tensors, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors of one shape one beside the other along a new dimension.

    Raises:
        RuntimeError: no tensors, or shapes that differ.
    """
    _check_sequence("stack", tensors)
    _require_some("stack", tensors)
    limit = tensors[0].ndim + 1
    if not -limit <= dim < limit:
        raise IndexError(
            "Dimension out of range (expected to be in range of "
            f"[{-limit}, {limit - 1}], but got {dim})"
        )
    for at, each in enumerate(tensors):
        if each.shape != tensors[0].shape:
            raise RuntimeError(
                "stack expects each tensor to be equal size, but got "
                f"{list(tensors[0].shape)} at entry 0 and {list(each.shape)} at entry {at}"
            )
    result = joining.stack(*tensors, dim=dim % limit)
    return result if out is None else into("stack", out, result, *tensors)


def hstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """Tensors side by side: along the second dimension, or the only one."""
    _check_sequence("hstack", tensors)
    _require_some("hstack", tensors)
    whole = [views.atleast_1d(each) for each in tensors]
    return cat(whole, 0 if whole and whole[0].ndim == 1 else 1, out=out)


def vstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """Tensors one below the other; a vector is a row."""
    _check_sequence("vstack", tensors)
    _require_some("vstack", tensors)
    return cat([views.atleast_2d(each) for each in tensors], 0, out=out)


row_stack = vstack


def dstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """Tensors one behind the other, along the third dimension."""
    _check_sequence("dstack", tensors)
    _require_some("dstack", tensors)
    return cat([views.atleast_3d(each) for each in tensors], 2, out=out)


def column_stack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """Tensors side by side; a vector is a column."""
    _check_sequence("column_stack", tensors)
    _require_some("column_stack", tensors)
    columns = [
        shapes.reshape(each, each._data.size, 1) if each.ndim <= 1 else each for each in tensors
    ]
    return cat(columns, 1, out=out)


def repeat(input: Tensor, *times: Any, repeats: Any = None) -> Tensor:
    """The tensor repeated along each dimension; new dimensions come first.

    Raises:
        RuntimeError: fewer numbers than dimensions, or a negative one.
    """
    times = times if repeats is None else (repeats,)
    if not times:
        raise TypeError('repeat() missing 1 required positional arguments: "repeats"')
    counts = sizes("repeat", times)
    if len(counts) < input.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
            "tensor"
        )
    extents = (1,) * (len(counts) - input.ndim) + tuple(input.shape)
    target = [count * extent for count, extent in zip(counts, extents)]
    for extent in target:
        if extent < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {extent}: {target}"
            )
    check_count(prod(target), input._data.itemsize, target)
    return joining.repeat(input, repeats=counts)


def tile(input: Tensor, *times: Any, dims: Any = None) -> Tensor:
    """The tensor repeated along its last dimensions."""
    require_tensors("tile", input=input)
    counts = sizes("tile", times if dims is None else (dims,))
    return repeat(input, (1,) * (input.ndim - len(counts)) + counts)


def repeat_interleave(
    input: Tensor,
    repeats: int | Tensor | None = None,
    dim: int | None = None,
    *,
    output_size: int | None = None,
) -> Tensor:
    """Each element, or slice of a dimension, several times in a row.

    Raises:
        RuntimeError: not one number for each slice, or not as many copies as ``output_size``.
    """
    require_tensors("repeat_interleave", input=input)
    if repeats is None:
        return wrap(_in_a_row(elements(input)))
    whole = dimensions.flatten(input) if dim is None else input
    along = 0 if dim is None else one_dim(input, dim)
    extent = whole.shape[along]
    if isinstance(repeats, int):
        if repeats < 0:
            raise RuntimeError("Repeats must be non-negative")
        _check_output_size(output_size, repeats * extent)
        grown = dimensions.unsqueeze(whole, along + 1)
        target = [*whole.shape[: along + 1], repeats, *whole.shape[along + 1 :]]
        copied = shape.clone_in_order(dimensions.expand(grown, target))
        return dimensions.flatten(copied, along, along + 1)
    if isinstance(repeats, Tensor):
        if repeats.ndim > 1:
            raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
        refuse_dtypes("repeat_interleave_cpu", repeats, "bfc")
    counts = elements(repeats) if isinstance(repeats, Tensor) else np.asarray(repeats)
    if counts.ndim and counts.size not in (1, extent):
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) = "
            f"{counts.size} and input.size({along}) = {extent}"
        )
    index = _in_a_row(np.broadcast_to(counts, extent))
    if output_size not in (None, index.size):
        raise RuntimeError("allocated size does not match required size")
    return select.index_select(whole, wrap(index), dim=along)


def _check_output_size(given: int | None, expected: int) -> None:
    if given not in (None, expected):
        raise RuntimeError(
            f"repeat_interleave: Invalid output_size, expected {expected} but got {given}"
        )


def _in_a_row(counts: np.ndarray) -> np.ndarray:
    """The place of each count, that often."""
    if (counts < 0).any():
        raise RuntimeError("repeats can not be negative")
    places = np.arange(counts.size)
    total = int(counts.sum(dtype=np.float64))
    check_count(total, places.itemsize, [total])
    return np.repeat(places, counts)


def flip(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The order of elements reversed along dimensions."""
    require_tensors("flip", input=input)
    wanted = sizes("flip", order if dims is None else (dims,))
    return layout.flip(input, dims=many_dims(input, wanted) if wanted else ())


def fliplr(input: Tensor) -> Tensor:
    """The order of elements reversed along the second dimension.

    Raises:
        RuntimeError: fewer than two dimensions.
    """
    require_tensors("fliplr", input=input)
    if input.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return layout.flip(input, dims=(1,))


def flipud(input: Tensor) -> Tensor:
    """The order of elements reversed along the first dimension.

    Raises:
        RuntimeError: no dimension.
    """
    require_tensors("flipud", input=input)
    if not input.ndim:
        raise RuntimeError("Input must be >= 1-d.")
    return layout.flip(input, dims=(0,))


def roll(
    input: Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None
) -> Tensor:
    """Elements moved along dimensions; what leaves at one end comes in at the other.

    Raises:
        RuntimeError: not one shift for each dimension.
    """
    require_tensors("roll", input=input)
    several = shifts if isinstance(shifts, Sequence) else (shifts,)
    steps = tuple(whole_number(each, "shifts") for each in several)
    along = () if dims is None else (dims,) if isinstance(dims, int) else tuple(dims)
    if not steps:
        raise RuntimeError("`shifts` required")
    if (along and len(along) != len(steps)) or (not along and len(steps) != 1):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(along)}"
        )
    for each in along:
        refuse_scalar(input, each)
    return layout.roll(input, shifts=steps, dims=tuple(one_dim(input, each) for each in along))


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """The plane of two dimensions turned by quarters.

    Raises:
        RuntimeError: fewer than two dimensions, or no two that span the plane.
    """
    require_tensors("rot90", input=input)
    if input.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    first, second = (one_dim(input, each) for each in dims)
    if first == second:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    return layout.rot90(input, k=k, dims=(first, second))


def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along a diagonal, with 0 elsewhere.

    Raises:
        RuntimeError: one of more than two dimensions.
    """
    require_each(tensors)
    for at, each in enumerate(tensors):
        if each.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input "
                f"{at} has {each.ndim} dimensions"
            )
    return joining.block_diag(*tensors)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid over vectors, one tensor for each.

    Raises:
        TypeError: no text for the indexing.
        RuntimeError: something with more than one dimension, or another indexing.
    """
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], Sequence) else tensors
    if indexing is None:
        warn_once(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing "
            "argument."
        )
    if not (indexing is None or isinstance(indexing, str)):
        raise TypeError(f"meshgrid(): argument 'indexing' must be str, not {type_name(indexing)}")
    require_each(given)
    if not given:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if any(each.dtype is not given[0].dtype for each in given):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(
            'torch.meshgrid: indexing must be one of "xy" or "ij", but received: ' + str(indexing)
        )
    for each in given:
        if each.ndim > 1:
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: "
                f"{each._data.size}"
            )
    swap = indexing == "xy" and len(given) >= 2
    order = [given[1], given[0], *given[2:]] if swap else list(given)
    target = [each._data.size for each in order]
    grids = []
    for at, each in enumerate(order):
        extents = [1] * len(order)
        extents[at] = target[at]
        grids.append(dimensions.expand(shapes.view(each, extents), target))
    if swap:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """The Cartesian product: all tuples with one element of each vector, one per row.

    Raises:
        RuntimeError: not all are vectors.
    """
    require_each(tensors)
    for each in tensors:
        if each.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(each.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    grids = meshgrid(*tensors, indexing="ij")
    return stack([shapes.reshape(each, -1) for each in grids], 1)
