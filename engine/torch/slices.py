"""Functions that read or write whole slices of a dimension by index, as scripts call them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.ops import arithmetic, select, shape
from engine.tensor import Tensor, wrap
from engine.torch import dimensions, indexing
from engine.torch.arguments import Operand, elements, fitted, into, one_dim, require_tensors

_LONG = (dtypes.int64, dtypes.int32)


def _require_index(function: str, index: object) -> None:
    if not isinstance(index, Tensor):
        raise errors.not_a_tensor(function, "index", 3, index)


def index_select(input: Tensor, dim: int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices of a dimension that a vector of whole numbers says.

    Raises:
        IndexError: no vector, or out of range.
        RuntimeError: an index of another dtype.
    """
    require_tensors("index_select", input=input)
    _require_index("index_select", index)
    along = one_dim(input, dim)
    index = checked_vector("index_select", index)
    extent = input.shape[along] if input.ndim else 1
    if np.any((elements(index) < 0) | (elements(index) >= extent)):
        raise IndexError("index out of range in self")
    result = select.index_select(input, index, dim=along)
    return result if out is None else into("index_select", out, result)


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


def _vector_index(input: Tensor, along: int, index: Tensor) -> tuple[Any, ...]:
    """A vector index along a dimension, in range and from 0 on."""
    extent = input.shape[along]
    places = np.asarray(index._data)
    if np.any((places < -extent) | (places >= extent)):
        raise IndexError("index out of range in self")
    return (None,) * along + (np.where(places < 0, places + extent, places),)


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
    require_tensors("index_add", input=input)
    _require_index("index_add", index)
    if not isinstance(source, Tensor):
        raise errors.not_a_tensor("index_add", "source", 4, source)
    along = one_dim(input, dim)
    if index.dtype not in _LONG:
        raise RuntimeError(
            f"index_add_(): Expected dtype int32/int64 for index but got: {index.dtype.scalar_name}"
        )
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"index_add_(): self ({input.dtype.scalar_name}) and source "
            f"({source.dtype.scalar_name}) must have the same scalar type"
        )
    if index.ndim > 1:
        raise IndexError(
            "index_add_(): Index is supposed to be a vector, but got dim: "
            f"{index.ndim} with type: {index.dtype.scalar_name} and size: {list(index.shape)}"
        )
    index = checked_vector("index_add_", index)
    count = source.shape[along] if source.ndim else 1
    if index._data.size != count:
        raise RuntimeError(
            f"index_add_(): Number of indices ({index._data.size}) should be equal to "
            f"source.size(dim): ({count}), for dim: {dim}"
        )
    _vector_index(input, along, index)
    added = source if alpha == 1 else arithmetic.mul(source, alpha)
    result = select.index_add(input, added, index, dim=along)
    return result if out is None else into("index_add", out, result)


def index_copy(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, out: Tensor | None = None
) -> Tensor:
    """input, with slices of ``source`` in place of the slices that ``index`` says."""
    require_tensors("index_copy", input=input)
    along = one_dim(input, dim)
    indices = _vector_index(input, along, checked_vector("index_copy", index))
    indexing.check_fits_index(input, indices, source)
    result = select.index_put(input, source, indices=indices, accumulate=False)
    return result if out is None else into("index_copy", out, result)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Operand) -> Tensor:
    """input, with one number in the slices of a dimension that ``index`` says."""
    require_tensors("index_fill", input=input)
    if isinstance(value, Tensor) and value.ndim:
        raise RuntimeError(
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s)."
        )
    if index.dtype is not dtypes.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    along = one_dim(input, dim)
    indices = _vector_index(input, along, checked_vector("index_fill_", index))
    filler = value if isinstance(value, Tensor) else wrap(fitted(value, input._data.dtype))
    return select.index_put(input, filler, indices=indices, accumulate=False)


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """input, with ``src`` as the slice at one index of a dimension."""
    part = dimensions.select_(input, dim, index)
    if part.shape != src.shape:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size = "
            f"{list(src.shape)}, slice size = {list(part.shape)}"
        )
    along = one_dim(input, dim)
    indices = (None,) * along + (np.array([index % input.shape[along]]),)
    return select.index_put(
        input, shape.unsqueeze(src, dim=along), indices=indices, accumulate=False
    )
