"""Copies and other shapes of tensors as scripts call them: arguments checked, then applied."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from engine import errors
from engine.ops import shape
from engine.tensor import Tensor

_NO_MATRIX = (
    "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.",
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated "
    "and it will throw an error in a future release. Consider `x.mT` to transpose batches of "
    "matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a "
    "tensor.",
)


def clone(input: Tensor) -> Tensor:
    """A copy in memory of its own; gradients pass through."""
    return shape.clone(input)


def t(input: Tensor) -> Tensor:
    """A matrix with rows and columns exchanged.

    Raises:
        RuntimeError: more than two dimensions.
    """
    if not isinstance(input, Tensor):
        raise errors.not_a_tensor("t", "input", 1, input)
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def permute_back(input: Tensor) -> Tensor:
    """``input.T``: rows and columns exchanged; with a warning where there are no two of them.

    Raises:
        NotImplementedError: more than two dimensions.
    """
    if input.ndim > 2:
        raise errors.MissingOperationError(
            f"Gradwalk's Tensor.T exchanges rows and columns, not {input.ndim} dimensions"
        )
    if input.ndim != 2:
        warnings.warn(_NO_MATRIX[input.ndim], UserWarning, stacklevel=2)
    return shape.permute(input, dims=tuple(reversed(range(input.ndim))))


def reshape(input: Tensor, *sizes: Any) -> Tensor:
    """The same elements in the same order under another shape; one extent may be -1.

    A view where the memory allows it, else a copy.

    Raises:
        RuntimeError: another number of elements.
    """
    extents = _new_extents(input, sizes)
    if _is_contiguous(input):
        return shape.view(input, shape=extents)
    if _can_view(input, extents):
        return shape.reshape_alias(input, shape=extents)
    return shape.unsafe_view(shape.clone(input), shape=extents)


def view(input: Tensor, *sizes: Any) -> Tensor:
    """The same memory under another shape; one extent may be -1.

    Raises:
        RuntimeError: another number of elements, or memory in another order.
    """
    extents = _new_extents(input, sizes)
    if not _is_contiguous(input) and not _can_view(input, extents):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return shape.view(input, shape=extents)


def _new_extents(input: Tensor, sizes: tuple[Any, ...]) -> tuple[int, ...]:
    wanted = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], Sequence) else sizes
    size = input._data.size
    if list(wanted).count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    for at, extent in enumerate(wanted):
        if extent < -1:
            raise RuntimeError(
                f"invalid shape dimension {extent} at index {at} of shape {list(wanted)}"
            )
    known = prod(extent for extent in wanted if extent != -1)
    if -1 in wanted and not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(wanted)} because the "
            "unspecified dimension size -1 can be any value and is ambiguous"
        )
    if (size % known if -1 in wanted and known else size - known) != 0:
        raise RuntimeError(f"shape '{list(wanted)}' is invalid for input of size {size}")
    return tuple(size // known if extent == -1 else extent for extent in wanted)


def _is_contiguous(input: Tensor) -> bool:
    return not isinstance(input._data, np.ndarray) or input._data.flags.c_contiguous


def _can_view(input: Tensor, extents: tuple[int, ...]) -> bool:
    """Whether the memory, read in its order, can have another shape."""
    return np.may_share_memory(input._data.reshape(extents), input._data)
