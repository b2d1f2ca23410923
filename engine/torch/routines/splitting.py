"""Parts along a dimension, and intervals of numbers, as scripts call them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from engine import dtypes
from engine.ops.indexing import select
from engine.ops.shapes import parts
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.inner_calls import check_method
from engine.torch.calling.numbers import tuple_of_ints
from engine.torch.calling.parsing import check
from engine.torch.calling.signatures import signatures_of


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices of a dimension.

    Raises:
        IndexError: there is no such dimension.
    """
    require_tensors("unbind", input=input)
    place = one_dim(input, dim)
    if not input.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return parts.unbind(input, dim=place)


def split(
    tensor: Tensor, split_size_or_sections: Any = None, dim: int = 0, *, split_size: Any = None
) -> tuple[Tensor, ...]:
    """Parts of one size along a dimension (the last may be smaller), or of given sizes.

    Raises:
        RuntimeError: sizes that do not add up.
        TypeError: what is no size, and has none.
        AttributeError: no tensor.
    """
    wanted = split_size if split_size_or_sections is None else split_size_or_sections
    check_method("split", tensor)
    if isinstance(wanted, Tensor) and wanted._data.size == 1:
        wanted = int(wanted.item())
    if not isinstance(wanted, int):
        check(signatures_of("torch", "split_with_sizes") or (), (tensor, wanted, dim), {})
    if not tensor.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    place = one_dim(tensor, dim)
    extent = tensor.shape[place]
    if not isinstance(wanted, int):
        return parts.split_sizes(tensor, sizes=checked_sizes(tensor, wanted, place), dim=place)
    if wanted < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={wanted}")
    if not wanted and extent:
        raise RuntimeError(
            f"split_size can only be 0 if dimension size is 0, but got dimension size of {extent}"
        )
    return parts.split(tensor, size=wanted, dim=place)


def checked_sizes(tensor: Tensor, given: Any, place: int) -> tuple[int, ...]:
    """The sizes of parts along a dimension.

    Raises:
        RuntimeError: negative ones, or ones that do not add up.
    """
    sizes, extent = tuple_of_ints("split_with_sizes", "split_sizes", 2, given), tensor.shape[place]
    for each in sizes:
        if each < 0:
            raise RuntimeError(
                "split_with_sizes expects split_sizes have only non-negative entries, but got "
                f"split_sizes={list(sizes)}"
            )
    if sum(sizes) != extent:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {extent} (input tensor's size "
            f"at dimension {place}), but got split_sizes={list(sizes)}"
        )
    return sizes


def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of given sizes along a dimension."""
    return split(input, list(split_sizes), dim)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most so many parts of one size along a dimension.

    Raises:
        RuntimeError: fewer than one.
    """
    require_tensors("chunk", input=input)
    if not input.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    place = one_dim(input, dim)
    extent = input.shape[place]
    size = -(-extent // chunks)
    if not size:
        return parts.split_sizes(input, sizes=(0,) * chunks, dim=place)
    return parts.split(input, size=size, dim=place)


def tensor_split(
    input: Tensor,
    indices_or_sections: Any = None,
    dim: int = 0,
    *,
    indices: Any = None,
    sections: int | None = None,
    tensor_indices_or_sections: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """So many parts of nearly one size along a dimension, or parts between given places."""
    require_tensors("tensor_split", input=input)
    for given in (indices, sections, tensor_indices_or_sections):
        indices_or_sections = given if indices_or_sections is None else indices_or_sections
    if not input.ndim:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    place = one_dim(input, dim)
    extent = input.shape[place]
    if isinstance(indices_or_sections, Tensor):
        if indices_or_sections.dtype is not dtypes.int64:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                f"{indices_or_sections.dtype.scalar_name}"
            )
        if indices_or_sections.ndim > 1:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
                "one-dimensional tensor, but got a tensor with "
                f"{indices_or_sections.ndim} dims"
            )
        indices_or_sections = (
            indices_or_sections.item()
            if (not indices_or_sections.ndim)
            else elements(indices_or_sections).tolist()
        )
    if isinstance(indices_or_sections, int):
        if indices_or_sections <= 0:
            raise RuntimeError(
                f"number of sections must be larger than 0, got {indices_or_sections}"
            )
        sizes = [len(each) for each in np.array_split(np.arange(extent), indices_or_sections)]
        bounds = np.cumsum([0, *sizes]).tolist()
    else:
        bounds = [0, *(slice(0, end).indices(extent)[1] for end in indices_or_sections), extent]
    return tuple(
        select.slice(input, dim=place, start=start, end=max(start, end), step=1)
        for start, end in pairwise(bounds)
    )


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """A histogram: the count of the elements in each of some equal bins.

    Raises:
        RuntimeError: no intervals.
    """
    require_tensors("histc", input=input)
    numbers = elements(input)
    refuse_dtypes("linspace_cpu", input, "b")
    refuse_dtypes("histogram_cpu", input, "iu")
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if min > max:
        raise RuntimeError("torch.histc: max must be larger than min")
    if min == max:
        min, max = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 0.0)
    if not (math.isfinite(min) and math.isfinite(max)):
        raise RuntimeError(f"torch.histc: range of [{min:g}, {max:g}] is not finite")
    counts, _ = np.histogram(numbers, bins, (min, max))
    return select.constant(data=counts.astype(input._data.dtype))
