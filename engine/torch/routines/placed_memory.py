"""Functions that say how elements lie in memory, and write at such places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import errors, strides
from engine.ops.shapes import memory
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.numbers import tuple_of_ints
from engine.torch.calling.options import options_of, size_of
from engine.torch.routines import views


def empty_strided(size: Sequence[int], stride: Sequence[int], **options: Any) -> Tensor:
    """A tensor of a given size and strides whose elements nobody has set; here they are 0.

    Raises:
        RuntimeError: sizes and strides that do not go together.
    """
    extents = size_of("empty_strided", (size,), None)
    steps = tuple_of_ints("empty_strided", "stride", 2, stride)
    if len(extents) != len(steps):
        raise RuntimeError(
            f"dimensionality of sizes ({len(extents)}) must match dimensionality of strides "
            f"({len(steps)})"
        )
    if any(each < 0 for each in steps):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(extents)} and "
            f"strides={list(steps)}"
        )
    chosen = options_of("empty_strided", options)
    return chosen.create(memory.empty_strided, size=extents, stride=steps)


def new_empty_strided(
    tensor: Tensor, size: Sequence[int], stride: Sequence[int], **options: Any
) -> Tensor:
    """``empty_strided`` in the tensor's dtype."""
    return empty_strided(size, stride, **{**options, "dtype": options.get("dtype") or tensor.dtype})


def empty_permuted(size: Sequence[int], physical_layout: Sequence[int], **options: Any) -> Tensor:
    """A tensor whose dimensions lie in memory in a given order, the one with far steps first.

    Raises:
        RuntimeError: no order of all dimensions.
    """
    extents = size_of("empty_permuted", (size,), None)
    order = tuple_of_ints("empty_permuted", "physical_layout", 2, physical_layout)
    if len(extents) != len(order):
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {len(extents)} is not equal to len(physical_layout) = {len(order)}"
        )
    for at, dim in enumerate(order):
        if dim not in range(len(extents)):
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {len(extents) - 1}, but got "
                f"{dim} at index {at}).  NB: negative dims not currently supported; file an issue "
                "if you want it."
            )
    if len(set(order)) != len(order):
        raise RuntimeError("Duplicate dim not allowed")
    chosen = options_of("empty_permuted", options)
    steps = strides.with_steps(extents, order)
    return chosen.create(memory.empty_strided, size=extents, stride=steps)


def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
) -> Tensor:
    """input, with ``src`` at the places in memory that ``as_strided`` shows.

    Raises:
        RuntimeError: places that there are not, or a source that does not fit.
    """
    require_tensors("as_strided_scatter", input=input, src=src)
    if input.requires_grad and not input._array().flags.c_contiguous:
        raise RuntimeError("as_strided_scatter is currently only supported for contiguous inputs")
    shown = views.strided_settings(input, size, stride, storage_offset)
    if tuple(src.shape) != shown["size"]:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size = "
            f"{list(src.shape)}, slice size = {list(shown['size'])}"
        )
    if strides.overlaps(shown["size"], shown["stride"]):
        raise errors.overlap("more than one element of the written-to tensor refers")
    del shown["own"]
    return memory.as_strided_scatter(input, src, **shown)
