"""Functions that read or write whole slices of a dimension by index, as scripts call them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import dtypes, errors
from engine.ops.indexing import select, writing
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, one_dim, refuse_scalar, require_tensors
from engine.torch.calling.out_argument import into
from engine.torch.routines import dimensions, views

_LONG = (dtypes.int64, dtypes.int32)


def _require_index(function: str, index: object) -> None:
    if not isinstance(index, Tensor):
        raise errors.not_a_tensor(function, "index", 3, index)


def index_select(input: Tensor, dim: int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices of a dimension that a vector of integers says.

    Raises:
        IndexError: no vector, or out of range.
        RuntimeError: an index of another dtype.
    """
    require_tensors("index_select", input=input)
    _require_index("index_select", index)
    along = one_dim(input, dim)
    index = checked_vector("index_select", index)
    if not input.ndim and index._data.size != 1:
        raise RuntimeError(
            f"index_select(): Index to scalar can have only 1 value, got {index._data.size} "
            "value(s)"
        )
    if input.ndim > 1 and index._data.size and not input.shape[along]:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    _check_range(input, along, index)
    result = select.index_select(input, index, dim=along)
    return result if out is None else into("index_select", out, result, input, index)


def checked_vector(function: str, index: Tensor) -> Tensor:
    """An index as a vector; a zero-dim one has one element.

    Raises:
        IndexError: more than one dimension.
        RuntimeError: another dtype than int32 and int64.
    """
    if index.ndim > 1:
        raise IndexError(f"{function}(): Index is supposed to be a vector")
    if index.dtype not in _LONG:
        raise RuntimeError(f"{function}(): Expected dtype int32 or int64 for index")
    return index if index.ndim else shape.view(index, shape=(1,))


def _check_range(input: Tensor, along: int, index: Tensor) -> None:
    """Check that a vector index along a dimension is in range.

    Raises:
        IndexError, RuntimeError: it is not.
    """
    extent = input.shape[along] if input.ndim else 1
    outside = (elements(index) < 0) | (elements(index) >= extent)
    if np.any(outside) and along:
        first = int(elements(index)[outside].flat[0])
        raise RuntimeError(f"INDICES element is out of DATA bounds, id={first} axis_dim={extent}")
    if np.any(outside):
        raise IndexError("index out of range in self")


def index_add(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    *,
    alpha: float = 1,
    out: Tensor | None = None,
) -> Tensor:
    """input, with slices of ``source`` added at the slices of a dimension that ``index`` says.

    Raises:
        RuntimeError: not one slice for each place.
    """
    along, index = checked_slices(input, dim, index, source)
    if alpha == 1:
        result = select.index_add(input, source, index, dim=along)
    else:
        result = writing.index_add_scaled(input, source, index, dim=along, alpha=alpha)
    return result if out is None else into("index_add", out, result)


def checked_slices(
    input: Tensor, dim: int, index: Tensor, source: Tensor, function: str = "index_add"
) -> tuple[int, Tensor]:
    """Dimension and index of ``index_add`` or its kin, after they were checked.

    Raises:
        IndexError: no vector.
        RuntimeError: dtypes that do not go together, or not one slice for each place.
    """
    require_tensors(function, input=input)
    _require_index(function, index)
    if not isinstance(source, Tensor):
        raise errors.not_a_tensor(function, "source", 4, source)
    along = one_dim(input, dim)
    if index.dtype not in _LONG:
        raise RuntimeError(
            f"{function}_(): Expected dtype int32/int64 for index but got: "
            f"{index.dtype.scalar_name}"
        )
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"{function}_(): self ({input.dtype.scalar_name}) and source "
            f"({source.dtype.scalar_name}) must have the same scalar type"
        )
    if index.ndim > 1:
        raise IndexError(
            f"{function}_(): Index is supposed to be a vector, but got dim: "
            f"{index.ndim} with type: {index.dtype.scalar_name} and size: {list(index.shape)}"
        )
    index = checked_vector(f"{function}_", index)
    count = source.shape[along] if source.ndim else 1
    if index._data.size != count:
        refuse_scalar(source, dim)
        raise RuntimeError(
            f"{function}_(): Number of indices ({index._data.size}) should be equal to "
            f"source.size(dim): ({count}), for dim: {dim}"
        )
    as_many = source.ndim == input.ndim or function == "index_copy"
    if not as_many or but(source.shape, along) != but(input.shape, along):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(input.shape)} source.shape = {list(source.shape)}"
        )
    if function == "index_add" and input.ndim > 1:
        _check_range_for_adding(input, along, index)
    _check_range(input, along, index)
    return along, index


def _check_range_for_adding(input: Tensor, along: int, index: Tensor) -> None:
    extent = input.shape[along]
    outside = (elements(index) < 0) | (elements(index) >= extent)
    if np.any(outside):
        first = int(elements(index)[outside].flat[0])
        raise RuntimeError(
            f"index {first} is out of bounds for dimension {along} with size {extent}"
        )


def but(extents: Sequence[int], dim: int) -> list[int]:
    """All extents but that of one dimension."""
    return [n for each, n in enumerate(extents) if each != dim]


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """input, with ``src`` as the slice at one index of a dimension."""
    _check_part(src, tuple(dimensions.select_(input, dim, index).shape))
    along = one_dim(input, dim)
    return writing.select_scatter(input, src, dim=along, index=index % input.shape[along])


def _check_part(src: Tensor, extents: tuple[int, ...]) -> None:
    """Check what is to be written over a part of a tensor.

    Raises:
        RuntimeError: another shape.
    """
    if tuple(src.shape) != extents:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size = "
            f"{list(src.shape)}, slice size = {list(extents)}"
        )


def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """input, with ``src`` as some slices of a dimension.

    Raises:
        RuntimeError: a step that leads nowhere, or a source that does not fit.
    """
    require_tensors("slice_scatter", input=input, src=src)
    settings = slice_settings(input, dim, start, end, step)
    extents = list(input.shape)
    extents[settings["dim"]] = len(range(settings["start"], settings["end"], step))
    _check_part(src, tuple(extents))
    result = writing.slice_scatter(input, src, **settings)
    return result if out is None else into("slice_scatter", out, result)


def slice_settings(
    input: Tensor, dim: int, start: int | None, end: int | None, step: int
) -> dict[str, int]:
    """Which slices of a dimension, with places inside it.

    Raises:
        RuntimeError: a step that leads nowhere.
    """
    along = one_dim(input, dim)
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    first, last, _ = slice(start, end).indices(input.shape[along])
    return {"dim": along, "start": first, "end": max(first, last), "step": step}


def diagonal_scatter(
    input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """input, with ``src`` as the diagonal of two dimensions."""
    require_tensors("diagonal_scatter", input=input, src=src)
    _check_part(src, tuple(views.diagonal(input, offset, dim1, dim2).shape))
    settings = {"offset": offset, "dim1": one_dim(input, dim1), "dim2": one_dim(input, dim2)}
    return writing.diagonal_scatter(input, src, **settings)
