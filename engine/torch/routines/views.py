"""Views by diagonals, windows and strides, and with a least number of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import errors, grad_mode
from engine.ops.shapes import layout, memory
from engine.strides import strides_of
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import require_each
from engine.torch.calling.arguments import one_dim, require_tensors
from engine.torch.routines import dimensions, shapes
from engine.torch.tensors.storages import start_of


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of two dimensions, as a new last one.

    Raises:
        RuntimeError: one dimension only.
    """
    require_tensors("diagonal", input=input)
    first, second = one_dim(input, dim1), one_dim(input, dim2)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return layout.diagonal(input, offset=offset, dim1=first, dim2=second)


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of a size along a dimension, ``step`` apart, as a new last one.

    Raises:
        RuntimeError: a window that is too large, or a step that leads nowhere.
    """
    dim = one_dim(input, dimension)
    extent = input.shape[dim] if input.ndim else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > extent:
        raise RuntimeError(
            f"maximum size for tensor at dimension {dim} is {extent} but size is {size}"
        )
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    return layout.unfold(input, dimension=dim, size=size, step=step)


def as_strided(
    input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """The memory from an offset on, with given extents and strides.

    Raises:
        NotImplementedError: the tensor is itself a part of a larger memory, and its gradient would
            be needed.
        RuntimeError: it is too small.
    """
    require_tensors("as_strided", input=input)
    whole = input if input._view is None else input._view.base
    if whole.dtype is input.dtype and not (
        grad_mode.current_modes().enabled and input.requires_grad
    ):
        storage_offset = start_of(input) if storage_offset is None else storage_offset
        input = whole
    return memory.as_strided(input, **strided_settings(input, size, stride, storage_offset))


def strided_settings(
    input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None
) -> dict[str, Any]:
    """The settings of ``as_strided``.

    Raises:
        NotImplementedError, RuntimeError: as there.
    """
    if not input._array().flags.forc:
        raise errors.MissingOperationError(
            "Gradwalk's as_strided takes tensors that fill their memory; use contiguous() first"
        )
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    start = start_of(input)
    offset = start if storage_offset is None else storage_offset
    if any(each < 0 for each in stride):
        raise RuntimeError(
            "as_strided: Negative strides are not supported at the moment, got strides: "
            f"{list(stride)}"
        )
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    if offset < start:
        raise errors.MissingOperationError(
            "Gradwalk's as_strided reads nothing that lies before a tensor"
        )
    offset -= start
    reach = offset + sum((n - 1) * s for n, s in zip(size, stride)) + 1 if 0 not in size else 0
    itemsize = input._data.itemsize
    if reach * itemsize >= 2**63 or (reach and min(size, default=0) < 0):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(size)} and "
            f"strides={list(stride)}"
        )
    if reach > input._data.size:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and "
            f"itemsize {itemsize} requiring a storage size of {reach * itemsize} are out of bounds "
            f"for storage of size {input._data.size * itemsize}"
        )
    own = strides_of(input._array())
    return {"size": tuple(size), "stride": tuple(stride), "offset": offset, "own": own}


def _at_least(input: Any, ndim: int) -> Any:
    if isinstance(input, Sequence) and not isinstance(input, str):
        require_each(input)
        return tuple(_at_least(each, ndim) for each in input)
    if not isinstance(input, Tensor):
        name = errors.type_name(input)
        reason = f"      didn't match because some of the arguments have invalid types: (!{name}!)"
        error = errors.invalid_combination(f"atleast_{ndim}d", input)
        raise TypeError(
            f"{error}\n * (Tensor input)\n{reason}\n * (tuple of Tensors tensors)\n{reason}\n"
        )
    if ndim == 3 and input.ndim == 2:
        return dimensions.unsqueeze(input, 2)
    if ndim > 1 and input.ndim == 1:
        input = dimensions.unsqueeze(input, 0)
        return dimensions.unsqueeze(input, 2) if ndim == 3 else input
    return input if input.ndim else shapes.reshape(input, *(1,) * ndim)


def atleast_1d(*tensors: Any) -> Any:
    """Tensors with at least one dimension."""
    return _at_least(tensors[0] if len(tensors) == 1 else tensors, 1)


def atleast_2d(*tensors: Any) -> Any:
    """Tensors with at least two dimensions."""
    return _at_least(tensors[0] if len(tensors) == 1 else tensors, 2)


def atleast_3d(*tensors: Any) -> Any:
    """Tensors with at least three dimensions."""
    return _at_least(tensors[0] if len(tensors) == 1 else tensors, 3)
