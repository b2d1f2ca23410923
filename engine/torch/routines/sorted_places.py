"""Where numbers belong in sorted rows: ``searchsorted`` and ``bucketize``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.half_precision import widened
from engine.ops.indexing import select
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch.calling.arguments import Operand, elements
from engine.torch.routines.shapes import is_contiguous

_NAME = "torch.searchsorted()"


def searchsorted(
    sorted_sequence: Tensor,
    input: Operand,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """The indices at which numbers would be inserted into sorted rows to keep these sorted.

    Raises:
        RuntimeError: shapes that do not match, or sides that are none or contradict each other.
    """
    _check_side(side, right)
    values = elements(input) if isinstance(input, Tensor) else np.asarray(input)
    rows = elements(sorted_sequence)
    _check_shapes(rows, values, not isinstance(input, Tensor))
    for what, each in (("input value", input), ("boundary", sorted_sequence), ("sorter", sorter)):
        _warn_unless_contiguous(what, each)
    if sorter is not None:
        rows = np.take_along_axis(rows, _checked_order(sorter, rows), -1)
    places = _places_in(widened(rows), widened(values), right or side == "right")
    return select.constant(data=places.astype(np.int32 if out_int32 else np.int64)[()])


def bucketize(
    input: Operand, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """The index of the bucket, between sorted boundaries, that each number is in.

    Raises:
        RuntimeError: boundaries that are no single row.
    """
    if boundaries.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def _places_in(rows: np.ndarray, values: np.ndarray, right: bool) -> np.ndarray:
    """Search by halves, all at once; what is no number stands behind all others.

    Shapes: rows (n,), values any -> the same; or rows (..., n), values (..., m) -> (..., m)
    """
    if not values.ndim:
        return _places_in(rows, values[None], right).reshape(())
    if rows.ndim == 1:
        rows = np.broadcast_to(rows, (*values.shape[:-1], len(rows)))
    start = np.zeros(values.shape, np.int64)
    end = np.full(values.shape, rows.shape[-1], np.int64)
    last = max(rows.shape[-1] - 1, 0)
    while (start < end).any():
        middle = np.minimum(start + (end - start) // 2, last)
        found = np.take_along_axis(rows, middle, -1)
        is_before = ~(found > values if right else found >= values) & (start < end)
        start, end = np.where(is_before, middle + 1, start), np.where(is_before, end, middle)
        end = np.maximum(start, end)
    return start


def _warn_unless_contiguous(what: str, given: Any) -> None:
    if isinstance(given, Tensor) and not is_contiguous(given):
        warn_once(
            f"{_NAME}: {what} tensor is non-contiguous, this will lower the performance due to "
            "extra data copy when converting non-contiguous tensor to contiguous, please use "
            f"contiguous {what} tensor if possible. This message will only appear once per "
            "program. "
        )


def _check_side(side: str | None, right: bool) -> None:
    if side not in (None, "left", "right"):
        raise RuntimeError(f"{_NAME}: side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(
            f"{_NAME}: side and right can't be set to opposites, got side of left while right was "
            "True"
        )


def _check_shapes(rows: np.ndarray, values: np.ndarray, is_number: bool) -> None:
    if not rows.ndim:
        raise RuntimeError(
            f"{_NAME}: boundaries tensor should have positive dimension, but got 0 dimension"
        )
    if rows.ndim == 1:
        return
    if is_number or not values.ndim:
        raise RuntimeError(
            f"{_NAME}: input value can be a scalar only when boundaries tensor dimension is 1, but "
            f"we got boundaries tensor dim({rows.ndim}) and input value's dim(0) numel(1)"
        )
    if rows.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            f"{_NAME}: boundaries tensor should be 1 dimension or the first N-1 dimensions of "
            f"boundaries tensor and input value tensor must match, but we got boundaries tensor "
            f"{list(rows.shape)} and input value tensor {list(values.shape)}"
        )


def _checked_order(sorter: Tensor, rows: np.ndarray) -> Any:
    """The places of a row's elements in their order.

    Raises:
        RuntimeError: another shape or dtype, or places that there are not.
    """
    order = elements(sorter)
    if order.shape != rows.shape:
        raise RuntimeError(
            f"{_NAME}: boundary and sorter must have the same size, but got boundary tensor "
            f"{list(rows.shape)}and got sorter tensor {list(order.shape)}"
        )
    if order.dtype != np.int64:
        raise RuntimeError(
            f"{_NAME}: sorter must be a tensor of long dtype but got dtype "
            f"{sorter.dtype.scalar_name}"
        )
    if order.size and not (order.min() >= 0 and order.max() < rows.shape[-1]):
        raise RuntimeError(f"{_NAME}: sorter index out of range")
    return order
