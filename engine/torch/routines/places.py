"""Functions whose results are places and counts, as scripts call them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.ops.indexing import select
from engine.ops.reductions import counting
from engine.tensor import Tensor
from engine.torch.calling.arguments import Operand, check_count, elements, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.options import options_of
from engine.torch.calling.out_argument import into
from engine.torch.gradients.batched import refuse_for_slices


def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Any:
    """The places of the elements that are not 0: one in a row, or one tensor per dimension.

    Raises:
        RuntimeError: an ``out`` for several tensors.
    """
    require_tensors("nonzero", input=input)
    refuse_for_slices("nonzero", input)
    return _places(input, as_tuple, out)


def _places(input: Tensor, as_tuple: bool = False, out: Tensor | None = None) -> Any:
    if as_tuple and out is not None:
        raise RuntimeError("nonzero does not support the out kwarg when as_tuple is True")
    if as_tuple:
        places = np.array(np.nonzero(np.atleast_1d(input._data)))
        return tuple(select.constant(data=each) for each in places)
    if input.ndim:
        rows = np.array(np.nonzero(input._data)).T  # one column after the other, as PyTorch's
    else:
        rows = np.zeros((int(bool(input._data)), 0), np.int64)
    result = select.constant(data=rows)
    return result if out is None else into("nonzero", out, result)


def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """The places of the first ``size`` elements that are not 0, filled up with a number.

    Raises:
        RuntimeError: a negative size.
    """
    require_tensors("nonzero_static", input=input)
    if size < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    rows = np.full((size, input.ndim), fill_value, np.int64)
    found = np.argwhere(input._data)[:size] if input.ndim else rows[:0]
    rows[: len(found)] = found
    return select.constant(data=rows)


def argwhere(input: Tensor) -> Tensor:
    """The places of the elements that are not 0, one in a row."""
    require_tensors("argwhere", input=input)
    places: Tensor = _places(input)
    return places


def _check_extents(row: int, col: int) -> None:
    for name, extent in (("row", row), ("col", col)):
        if extent < 0:
            raise RuntimeError(f"{name} must be non-negative, got{extent}")


def tril_indices(row: int, col: int, offset: int = 0, **options: Any) -> Tensor:
    """The places on and below a diagonal, as two rows."""
    _check_extents(row, col)
    return _indices("tril_indices", np.tril_indices(row, offset, col), options)


def triu_indices(row: int, col: int, offset: int = 0, **options: Any) -> Tensor:
    """The places on and above a diagonal, as two rows."""
    _check_extents(row, col)
    return _indices("triu_indices", np.triu_indices(row, offset, col), options)


def _indices(function: str, found: Any, options: dict[str, Any]) -> Tensor:
    chosen = options_of(function, options, dtypes.int64)
    if chosen.dtype not in (dtypes.int64, dtypes.int32):
        raise not_implemented(function, chosen.dtype)
    return chosen.create(select.constant, data=np.array(found, chosen.dtype.numpy))


def isin(
    elements: Operand,
    test_elements: Operand,
    *,
    assume_unique: bool = False,
    invert: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Whether each element is one of some others.

    Raises:
        RuntimeError: neither is a tensor, or one is bool or complex.
    """
    if not isinstance(elements, Tensor) and not isinstance(test_elements, Tensor):
        raise errors.invalid_combination("isin", elements, test_elements)
    for each in (elements, test_elements):
        dtype = each._data.dtype if isinstance(each, Tensor) else np.asarray(each).dtype
        if dtype.kind in "bc":
            name = dtypes.of(dtype).scalar_name
            raise RuntimeError(f"Unsupported input type encountered for isin(): {name}")
    one, others = (
        each._data if isinstance(each, Tensor) else each for each in (elements, test_elements)
    )
    result = select.constant(data=np.isin(one, others, invert=invert))
    return result if out is None else into("isin", out, result)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """The count of each non-negative integer, or the sum of its weights.

    Raises:
        RuntimeError: no vector of integers from 0 on, one that is too large, or other weights.
    """
    if input._data.dtype.kind not in "iu":
        raise NotImplementedError(
            f"\"bincount_cpu\" not implemented for '{input.dtype.scalar_name}'"
        )
    if input.ndim != 1 or (elements(input) < 0).any():
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    largest, most = int(np.max(elements(input), initial=0)), 2**63 - 1
    if largest == most:
        raise RuntimeError(
            f"maximum value of input overflowed, it should be < {most} but got {largest}"
        )
    count = max(largest + 1, minlength)
    check_count(count, np.dtype(np.intp).itemsize, [count])
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if weights is None:
        return select.constant(data=np.bincount(elements(input), minlength=minlength))
    if weights.shape != input.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    counts: Tensor = counting.weighted_bincount(weights, index=elements(input), least=minlength)
    return counts
