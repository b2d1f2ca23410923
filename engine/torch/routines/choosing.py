"""Functions that read or write elements by index or by mask, as scripts call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.ops.indexing import select, writing
from engine.ops.shapes import shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import (
    Operand,
    elements,
    one_dim,
    refuse_scalar,
    require_tensors,
)
from engine.torch.calling.numbers import fitted, fitting
from engine.torch.calling.out_argument import into
from engine.torch.gradients.batched import refuse_for_slices
from engine.torch.routines import dimensions, index_tensors, shapes
from engine.torch.routines.places import nonzero
from engine.unobserved import reported

_LONG = (dtypes.int64, dtypes.int32)


def where(
    condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor | None = None
) -> Any:
    """``input`` where the condition is true, else ``other``; alone, where it is true.

    Raises:
        RuntimeError: a condition that is not bool, or shapes that do not broadcast.
    """
    require_tensors("where", condition=condition)
    if input is None and other is None:
        refuse_for_slices("where", condition)
        return nonzero(condition, as_tuple=True)
    if other is None:
        raise errors.invalid_combination("where", condition, input)
    if condition._data.dtype.kind not in "bu":
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{condition.dtype.scalar_name}"
        )
    if condition._data.dtype.kind == "u":
        warn_once(
            "where received a uint8 condition tensor. This behavior is deprecated and will be "
            "removed in a future version of PyTorch. Use a boolean condition instead."
        )
    a, b = _branch(input, other), _branch(other, input)
    operand_checks.check_broadcast(condition._data, a._data)
    operand_checks.check_broadcast(condition._data, b._data)
    operand_checks.check_broadcast(a._data, b._data)
    result = select.where(a, b, condition)
    return result if out is None else into("where", out, result, condition, input, other)


def _branch(value: Any, other: Any) -> Tensor:
    """A branch as a tensor; a number gets a dtype that does not widen the other branch."""
    if isinstance(value, Tensor):
        return value
    if not isinstance(value, bool | int | float | complex | np.generic):
        raise TypeError(
            f"where(): argument 'input' must be Tensor or Number, not {type(value).__name__}"
        )
    to = dtypes.of_number(value if not isinstance(value, np.generic) else value.item())
    if isinstance(other, Tensor):
        to = dtypes.result_type(dtypes.operand(other._data), (to, dtypes.Kind.NUMBER))
    return wrap(fitted(value, to.numpy))


def masked_fill(input: Tensor, mask: Tensor, value: Operand) -> Tensor:
    """input, with a value wherever the mask is true."""
    require_tensors("masked_fill", input=input, mask=mask)
    operand_checks.check_broadcast(mask._data, input._data)
    check_mask_fill(input, mask, value)
    if isinstance(value, Tensor):
        return select.masked_fill_tensor(input, value, mask)
    return select.masked_fill(input, mask, value=fitting(value, input._data.dtype))


def check_mask_fill(input: Tensor, mask: Tensor, value: Operand) -> None:
    """Check mask and value of ``masked_fill``.

    Raises:
        RuntimeError: a mask that is not bool or does not broadcast, or a value that is neither
            number nor zero-dim, or does not fit into the dtype.
    """
    if isinstance(value, Tensor) and value.ndim:
        raise RuntimeError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s)."
        )
    operand_checks.check_broadcast(input._data, mask._data)
    if mask.dtype is not dtypes.bool:
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype "
            f"{errors.cpp_name(mask.dtype)}"
        )
    if isinstance(value, Tensor):
        index_tensors.check_fill(input, value)


def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where the mask is true, in one row.

    Raises:
        RuntimeError: a mask that is not bool.
    """
    require_tensors("masked_select", input=input, mask=mask)
    if mask.dtype is not dtypes.bool:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    operand_checks.check_broadcast(mask._data, input._data)
    refuse_for_slices("masked_select", mask)
    result = select.masked_select(input, mask)
    return result if out is None else into("masked_select", out, result)


def _require_index(function: str, index: object) -> None:
    if not isinstance(index, Tensor):
        raise errors.not_a_tensor(function, "index", 3, index)


def _check_index(
    function: str, input: Tensor, index: Tensor, along: int, source: Tensor | None = None
) -> None:
    """Check the index tensor of ``gather`` and ``scatter``, and what this one writes.

    Raises:
        RuntimeError: its dtype, dimensions, extents or elements do not fit.
    """
    if not index._data.size:
        return
    if index.dtype not in _LONG:
        raise RuntimeError(f"{function}(): Expected dtype int32/int64 for index")
    if index._data.size and max(index.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as input tensor"
            if function == "gather"
            else "Index tensor must have the same number of dimensions as self tensor"
        )
    _check_extents(function, input, index, along, source)
    _check_range(index, input.shape[along] if input.ndim else 1, along)


def _check_extents(
    function: str, input: Tensor, index: Tensor, along: int, source: Tensor | None
) -> None:
    extents = index.shape or (1,)
    for dim, extent in enumerate(extents if input.ndim else ()):
        if dim != along and extent > input.shape[dim]:
            break
    else:
        dim = None
    is_covered = source is None or (dim is None and _covers(source, extents))
    if source is not None and max(source.ndim, 1) != len(extents):
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    if dim is None and is_covered:
        return
    limits = f"no larger than self {list(input.shape)} apart from dimension {along}"
    if function == "gather":
        start = f"Size does not match at dimension {dim} expected"
    else:
        start = "Expected"
    if source is not None:
        limits += f" and to be no larger size than src {list(source.shape)}"
    raise RuntimeError(f"{start} index {list(index.shape)} to be {limits}")


def _covers(source: Tensor, extents: Sequence[int]) -> bool:
    """Whether there is an element for each place.

    Raises:
        IndexError: there are too few dimensions, and enough in those that there are.
    """
    return all(
        wanted <= (source.shape[one_dim(source, dim)] if source.ndim else 1)
        for dim, wanted in enumerate(extents)
    )


def checked_places(
    function: str, input: Tensor, dim: int, index: Tensor, source: Any = None
) -> int:
    """The dimension along which an index of ``scatter`` tells places, after it was checked.

    Args:
        source: what is to be written there, if that is a tensor.

    Raises:
        RuntimeError: a source of another dtype, or an index that does not fit.
    """
    _require_index(function, index)
    along = one_dim(input, dim)
    written = source if isinstance(source, Tensor) else None
    if written is not None and written.dtype is not input.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    _check_index(function, input, index, along, written)
    return along


def _check_range(index: Tensor, extent: int, along: int) -> None:
    outside = (elements(index) < 0) | (elements(index) >= extent)
    if np.any(outside):
        first = int(np.ravel(index._data)[np.argmax(np.ravel(outside))])
        raise RuntimeError(
            f"index {first} is out of bounds for dimension {along} with size {extent}"
        )


def gather(
    input: Tensor,
    dim: int,
    index: Tensor,
    *,
    sparse_grad: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Elements along a dimension, at the places that ``index`` says."""
    require_tensors("gather", input=input)
    _require_index("gather", index)
    if sparse_grad and input.requires_grad:
        raise errors.MissingOperationError("Gradwalk has no sparse gradients: sparse_grad=True")
    along = one_dim(input, dim)
    _check_index("gather", input, index, along)
    if not index._data.size:
        index = wrap(np.zeros(index.shape, np.int64))
    result = select.gather(input, index, dim=along)
    return result if out is None else into("gather", out, result, input, index)


def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | None = None,
    *,
    value: Any = None,
    reduce: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """input, with elements of ``src``, or one number, at the places along a dimension.

    Raises:
        RuntimeError: dtypes that differ, an index that does not fit, or another way to reduce than
            "add" and "multiply".
    """
    require_tensors("scatter", input=input)
    source: Any = value if src is None else src
    along = checked_places("scatter", input, dim, index, source)
    if reduce is not None:
        check_reduction(reduce)
    if not index._data.size:
        return shape.clone(input)
    if reduce is not None:
        source = source_to_reduce(input, index, source, reduce)
        result = writing.scatter_reducing(input, source, index, dim=along, reduce=reduce)
    elif isinstance(source, Tensor):
        result = select.scatter(input, source, index, dim=along)
    else:
        number = fitting(source, input._data.dtype)
        result = select.scatter_value(input, index, dim=along, value=number)
    return result if out is None else into("scatter", out, result)


def check_reduction(reduce: str) -> None:
    """Check how ``scatter`` is to reduce.

    Raises:
        RuntimeError: it is neither "add" nor "multiply".
    """
    if reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")


def source_to_reduce(input: Tensor, index: Tensor, source: Any, reduce: str) -> Tensor:
    """What ``scatter`` with ``reduce=`` adds or multiplies by, of a tensor or a number.

    Raises:
        RuntimeError: ``reduce`` is neither "add" nor "multiply".
    """
    if isinstance(source, Tensor):
        warn_once(
            "The reduce argument of torch.scatter with Tensor src is deprecated and will be "
            "removed in a future PyTorch release. Use torch.scatter_reduce instead for more "
            "reduction options."
        )
    check_reduction(reduce)
    if isinstance(source, Tensor):
        return source
    return wrap(np.full(index.shape, source).astype(input._data.dtype))


def scatter_add(
    input: Tensor, dim: int, index: Tensor, src: Tensor, *, out: Tensor | None = None
) -> Tensor:
    """input, with elements of ``src`` added at the places along a dimension."""
    require_tensors("scatter_add", input=input)
    along = checked_places("scatter", input, dim, index, src)
    result = select.scatter_add(input, src, index, dim=along)
    return result if out is None else into("scatter_add", out, result)


def index_put(
    input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool = False
) -> Tensor:
    """input, with values at an index, or added there."""
    require_tensors("index_put", input=input)
    found = index_tensors.places_to_put(input, indices, values, accumulate)
    by = index_tensors.given_first(tuple(indices), found)
    return select.index_put(input, values, by, indices=found, accumulate=accumulate)


def take(input: Tensor, index: Tensor) -> Tensor:
    """Elements by their places in the row of all elements.

    Raises:
        IndexError: out of range.
        RuntimeError: an index of another dtype than int64.
    """
    require_tensors("take", input=input, index=index)
    if index.dtype is not dtypes.int64:
        raise RuntimeError(
            f"take(): Expected a long tensor for index, but got {index.dtype.scalar_name}"
        )
    if not input._data.size and index._data.size:
        raise IndexError("take(): tried to take from an empty tensor")
    check_places_in_row(input, index)
    return select.take(input, index)


def check_places_in_row(input: Tensor, index: Tensor) -> None:
    """Check places in the row of all elements.

    Raises:
        IndexError: out of range.
    """
    size = input._data.size
    outside = (elements(index) < -size) | (elements(index) >= size)
    if np.any(outside):
        first = int(np.ravel(index._data)[np.argmax(np.ravel(outside))])
        raise IndexError(
            f"out of range: tried to access index {first} on a tensor of {size} elements."
        )


def _around(index: Tensor, extent: int) -> Tensor:
    """Places, which go round and round where there are no such ones."""
    values = elements(index)
    is_outside = (values < 0) | (values >= extent)
    if index.dtype is not dtypes.int64 or not extent or not is_outside.any():
        return index
    return reported("indices", values % extent)


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """Elements along a dimension, at the places that a broadcast index says."""
    require_tensors("take_along_dim", input=input, indices=indices)
    if dim is not None and input.ndim != indices.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {input.ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    if dim is None:
        return gather(shapes.view(input, -1), 0, shapes.view(indices, -1))
    if indices.dtype is not dtypes.int64:
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got "
            f"{indices.dtype.scalar_name}"
        )
    refuse_scalar(input, dim)
    along = one_dim(input, dim)
    indices = _around(indices, input.shape[along])
    extents = list(input.shape)
    extents[along] = indices.shape[along]
    rest = list(dimensions.common_shape(tuple(extents), indices.shape))
    rest[along] = -1
    places = dimensions.expand(indices, rest)
    return gather(dimensions.expand(input, rest), along, places)
