"""Functions of one tensor that other functions say in a few words."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.ops.algebra import distances
from engine.ops.elementwise import with_numbers
from engine.ops.reductions import reduce, running
from engine.ops.shapes import copies, parts, shape
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import check_dtype_of_norm, not_implemented
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import fitting
from engine.torch.calling.out_argument import into
from engine.torch.routines import derived, dimensions, operands, splitting


def _splitter(name: str, doc: str, least: int, dim: int) -> Callable[..., Any]:
    """The function that splits one dimension into equal parts, or at places."""

    def function(
        input: Tensor,
        indices_or_sections: Any = None,
        *,
        indices: Any = None,
        sections: int | None = None,
    ) -> Any:
        require_tensors(name, input=input)
        if input.ndim < least:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor "
                f"with {input.ndim} dimensions!"
            )
        along = min(dim, input.ndim - 1)  # of a vector, hsplit has the only one
        given = next(each for each in (indices_or_sections, indices, sections) if each is not None)
        if isinstance(given, int) and (not given or input.shape[along] % given):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {along}, but the size of the "
                f"dimension {input.shape[along]} is not divisible by the split_size {given}!"
            )
        return splitting.tensor_split(input, given, along)

    return named(function, name, doc)


hsplit = _splitter("hsplit", "The parts of columns, or of a vector.", 1, 1)
vsplit = _splitter("vsplit", "The parts of rows.", 2, 0)
dsplit = _splitter("dsplit", "The parts of the third dimension.", 3, 2)


def sum_to_size(input: Tensor, *size: Any) -> Tensor:
    """The sums that a tensor of a size is sent as a gradient when it was broadcast to this one.

    Raises:
        RuntimeError: it does not broadcast.
    """
    require_tensors("sum_to_size", input=input)
    wanted = tuple(size[0]) if len(size) == 1 and isinstance(size[0], Sequence) else size
    lead = input.ndim - len(wanted)
    fits = lead >= 0 and all(n in (1, m) for n, m in zip(wanted, input.shape[lead:]))
    if not fits:
        raise RuntimeError(
            f"size {{{list(wanted)}}} is not expandable to size {{{list(input.shape)}}}."
        )
    if wanted == tuple(input.shape) and wanted:
        return input
    summed = tuple(
        d for d, n in enumerate(input.shape) if d < lead or (wanted[d - lead] == 1 and n != 1)
    )
    if not (summed and wanted):
        return reduce.sum(input)
    total = reduce.sum_dims(input, dim=summed, keepdim=True)
    return shape.view(total, shape=wanted) if lead else total


def isreal(input: Tensor) -> Tensor:
    """Whether elements have no imaginary part."""
    require_tensors("isreal", input=input)
    return wrap(np.isreal(elements(input))[()])


def cumulative_trapezoid(
    y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1
) -> Tensor:
    """The integrals up to each place along a dimension, by the trapezoidal rule.

    Raises:
        RuntimeError: booleans.
    """
    require_tensors("cumulative_trapezoid", y=y)
    derived.refuse_truth("cumulative_trapezoid", y, x)
    along = one_dim(y, dim)
    if x is None:
        scaled = with_numbers.mul_number(derived.heights_along(y, along), number=dx / 2)
        return running.cumsum(scaled, dim=along)
    widths = derived.widths_along(x, y, along)
    total = running.cumsum(operands.mul(derived.heights_along(y, along), widths), dim=along)
    return with_numbers.div_number(total, number=2)


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Places in the row of all elements of a shape as places along each dimension.

    Raises:
        TypeError: indices or extents that are no integers.
        ValueError: a negative extent.
    """
    if not isinstance(indices, Tensor):
        raise AttributeError(f"'{type(indices).__name__}' object has no attribute 'is_complex'")
    if indices._data.dtype.kind not in "iu":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    extents = _extents(shape)
    steps = [math.prod(extents[at + 1 :]) for at in range(len(extents))]
    found = elements(indices)[..., None] // np.array(steps, np.int64) % np.array(extents, np.int64)
    return tuple(wrap(found[..., at]) for at in range(len(extents)))


def _extents(shape: object) -> tuple[int, ...]:
    """What ``unravel_index`` is told of a shape: an extent, or several."""
    if isinstance(shape, int):
        shape = (shape,)
    if not isinstance(shape, Sequence):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    for extent in shape:
        if not isinstance(extent, int):
            raise TypeError(
                f"expected 'shape' sequence to only contain ints, but got {type(extent)}"
            )
    if any(extent < 0 for extent in shape):
        raise ValueError(f"'shape' cannot have negative values, but got {tuple(shape)}")
    return tuple(shape)


def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> Any:
    """Parts of a size, which share no memory.

    Raises:
        RuntimeError: a negative size.
    """
    require_tensors("unsafe_split", tensor=input)
    if split_size < 0:
        raise RuntimeError(
            f"split expects split_size be non-negative, but got split_size={split_size}"
        )
    place = one_dim(input, dim)
    if not split_size and input.shape[place]:
        raise RuntimeError(
            "split_size can only be 0 if dimension size is 0, but got dimension size of "
            f"{input.shape[place]}"
        )
    return parts.unsafe_split(input, size=split_size, dim=place)


def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> Any:
    """So many nearly equal parts, which share no memory.

    Raises:
        RuntimeError: no part.
    """
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    along = one_dim(input, dim)
    return unsafe_split(input, -(-input.shape[along] // chunks), along)


def unsafe_split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> Any:
    """Parts of given sizes, which share no memory.

    Raises:
        RuntimeError: sizes that do not add up.
    """
    require_tensors("unsafe_split_with_sizes", input=input)
    place = one_dim(input, dim)
    sizes = splitting.checked_sizes(input, split_sizes, place)
    return copies.unsafe_split_sizes(input, sizes=sizes, dim=place)


def narrow_copy(input: Tensor, dim: int, start: int, length: int, *, out: Any = None) -> Tensor:
    """Some of the slices along a dimension in memory of their own.

    Raises:
        RuntimeError: there are not so many.
    """
    require_tensors("narrow_copy", input=input)
    place = one_dim(input, dim)
    if length < 0:
        raise RuntimeError(
            f"start ({start}) + length ({length}) exceeds dimension size ({input.shape[place]})."
        )
    extent = dimensions.narrow(input, dim, start, length).shape
    first = start % input.shape[place] if start < 0 else start
    made = copies.narrow_copy(input, dim=place, start=first, length=extent[place])
    return made if out is None else into("narrow_copy", out, made)


def fill(input: Tensor, value: Any) -> Tensor:
    """One number in the shape and dtype of ``input``.

    Raises:
        RuntimeError: a tensor with dimensions for a number.
    """
    require_tensors("fill", input=input)
    if not isinstance(value, Tensor):
        return copies.filled(input, value=fitting(value, input._data.dtype))
    if value.ndim:
        raise RuntimeError(
            "fill_ only supports 0-dimension value tensor but got tensor with "
            f"{value.ndim} dimensions."
        )
    return copies.filled_from(input, value)


def pdist(input: Tensor, p: float = 2) -> Tensor:
    """The distances of order p between the rows of a matrix, of each pair once.

    Raises:
        RuntimeError: no matrix, or a negative order.
    """
    require_tensors("pdist", input=input)
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if not input.dtype.is_floating_point:
        raise RuntimeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    if input.dtype is dtypes.float16:
        raise not_implemented("pdist", input)
    return distances.pdist(input, p=float(p))


def _checked_renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> dict[str, Any]:
    require_tensors("renorm", input=input)
    if not p > 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if input.ndim < 2:
        raise RuntimeError(
            f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions"
        )
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm:g}")
    check_dtype_of_norm("linalg.vector_norm", input, None)
    return {"p": float(p), "dim": one_dim(input, dim), "maxnorm": float(maxnorm)}


def renorm(input: Tensor, p: float, dim: int, maxnorm: float, *, out: Any = None) -> Tensor:
    """Slices along a dimension, those of a larger norm than ``maxnorm`` scaled down to it.

    Raises:
        RuntimeError: no such norm, or too few dimensions.
    """
    made = distances.renorm(input, **_checked_renorm(input, p, dim, maxnorm))
    return made if out is None else into("renorm", out, made)


def renorm_(tensor: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """``renorm`` in place."""
    settings = _checked_renorm(tensor, p, dim, maxnorm)
    return distances.renorm.apply_in_place(tensor, **settings)
