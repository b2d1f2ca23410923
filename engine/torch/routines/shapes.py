"""Copies and other shapes of tensors as scripts call them: arguments checked, then applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.operand_checks import inferred
from engine.ops.shapes import shape as views
from engine.registry import traced
from engine.size import Size
from engine.strides import strides_for_script
from engine.tensor import Tensor
from engine.torch.calling.arguments import one_dim, require_tensors
from engine.torch.calling.arguments import sizes as _whole_numbers
from engine.torch.calling.numbers import tuple_of_ints
from engine.torch.tensors import memory_orders
from engine.torch.tensors.storages import start_of


def clone(input: Tensor, *, memory_format: object = None) -> Tensor:
    """A copy in memory of its own; gradients pass through."""
    require_tensors("clone", input=input)
    if memory_orders.asks_for_channels_last(memory_format, input):
        return views.clone_channels_last(input)
    in_order = str(memory_format) == "torch.contiguous_format"
    return views.clone_in_order(input) if in_order else views.clone(input)


def contiguous(input: Tensor, memory_format: object = None) -> Tensor:
    """The tensor itself if its elements lie in order in memory, else a copy whose do.

    Raises:
        RuntimeError: an order for other extents, or none.
    """
    if memory_format is None:
        return input if is_contiguous(input) else views.clone_in_order(input)
    if memory_orders.is_in(input, memory_format):
        return input
    if str(memory_format) == "torch.preserve_format":
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    return clone(input, memory_format=memory_format)


def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """The same elements in the same order under another shape; one extent may be -1.

    A view where the memory allows it, else a copy.

    Raises:
        RuntimeError: another number of elements.
    """
    require_tensors("reshape", input=input)
    sizes = sizes if shape is None else (shape,)
    reshaped: Tensor = views.reshaped(traced, input, _new_extents(input, sizes))
    return reshaped


def view(input: Tensor, *sizes: Any, size: Any = None, dtype: Any = None) -> Tensor:
    """The same memory under another shape; one extent may be -1.

    Raises:
        RuntimeError: another number of elements, or memory in another order.
    """
    named = dtype if size is None else size
    sizes = sizes if named is None else (named,)
    if len(sizes) == 1 and isinstance(sizes[0], dtypes.dtype):
        return _view_as_dtype(input, sizes[0])
    extents = _new_extents(input, sizes)
    check_view(input, extents)
    return views.view(input, shape=extents)


def check_view(input: Tensor, extents: tuple[int, ...]) -> None:
    """Check that a tensor's memory can have another shape.

    Raises:
        RuntimeError: it cannot.
    """
    if not is_contiguous(input) and not views.can_view(input._data, extents):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )


def _view_as_dtype(input: Tensor, dtype: dtypes.dtype) -> Tensor:
    """The same bytes as elements of another dtype; one of another width divides the last extent.

    Raises:
        RuntimeError: it cannot, or the last dimension is not in one piece.
    """
    ours, theirs = input.dtype.itemsize, dtype.itemsize
    if theirs != ours:
        what = f"to view {input.dtype.scalar_name} as {dtype.scalar_name} (different element sizes)"
        if not input.ndim:
            raise RuntimeError(f"self.dim() cannot be 0 {what}")
        *strides, last = strides_for_script(input._array())
        if last != 1:
            raise RuntimeError(f"self.stride(-1) must be 1 {what}, but got {last}")
        ratio = max(theirs // ours, 1)
        steps = [(f"stride({dim})", stride) for dim, stride in enumerate(strides)]
        known = [("size(-1)", input.shape[-1]), ("storage_offset()", start_of(input)), *steps]
        for name, number in known:
            if number % ratio:
                raise RuntimeError(
                    f"self.{name} must be divisible by {ratio} {what}, but got {number}"
                )
    return views.view_dtype(input, dtype=dtype)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """The same memory under the shape of another tensor."""
    require_tensors("view_as", input=input, other=other)
    return view(input, *other.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The same elements in the same order under the shape of another tensor."""
    require_tensors("reshape_as", input=input, other=other)
    return reshape(input, *other.shape)


def _new_extents(input: Tensor, sizes: tuple[Any, ...]) -> tuple[int, ...]:
    return inferred(_whole_numbers("reshape", sizes), input._data.size)


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """One dimension split into several.

    Raises:
        TypeError: extents that are no integers.
        RuntimeError: none, or they do not multiply up to it.
    """
    require_tensors("unflatten", input=input)
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    sizes = tuple_of_ints("unflatten", "sizes", 2, sizes)
    if not input.ndim:
        what = f"Dimension specified as {dim} but tensor has no dimensions"
        raise RuntimeError(f"unflatten got an unexpected error:\n{what}")
    dim = one_dim(input, dim)
    extent = input.shape[dim]
    try:
        wanted = inferred(tuple(sizes), extent)
    except RuntimeError as error:
        if "is invalid for input" not in str(error):
            raise RuntimeError(f"unflatten got an unexpected error:\n{error}") from None
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} "
            f"({extent}) in the input tensor"
        ) from None
    return view(input, [*input.shape[:dim], *wanted, *input.shape[dim + 1 :]])


def is_contiguous(input: Tensor) -> bool:
    """Whether the elements lie in order in memory."""
    return not isinstance(input._data, np.ndarray) or input._data.flags.c_contiguous


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that tensors of several shapes broadcast to; None stands for no shape at all.

    Raises:
        RuntimeError: they do not, or one is no shape.
        ValueError: a negative extent.
    """
    given = [(each,) if isinstance(each, int) else each for each in shapes if each is not None]
    for each in given:
        if not isinstance(each, Sequence):
            raise RuntimeError(
                "Input shapes should be of type ints, a tuple of ints, or a list of ints, got "
                f"{each}"
            )
    common = [1] * max(map(len, given), default=0)
    for at, each in enumerate(given):
        for back in range(-1, -1 - len(each), -1):
            extent = each[back]
            if common[back] == 1 and extent != 1:
                if extent < 0:
                    raise ValueError("Attempting to broadcast a dimension with negative length!")
                common[back] = extent
            elif extent not in (1, common[back]):
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {extent} at {back}! "
                    f"Mismatching argument at index {at} had {each}; but expected shape should be "
                    f"broadcastable to {common}"
                )
    return Size(common)
