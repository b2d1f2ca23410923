"""How many elements are in intervals, of one dimension or of several, as scripts call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.ops.reductions import counting
from engine.tensor import Tensor, wrap
from engine.torch import return_types
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes


def histogram(
    input: Tensor,
    bins: Any = 100,
    *,
    range: Sequence[float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Any:
    """A histogram: the count, or the density, of the elements in each bin.

    Raises:
        RuntimeError: intervals or weights that do not fit.
    """
    require_tensors("histogram", input=input)
    rows = elements(input).reshape(-1, 1)
    if weight is not None and weight.shape != input.shape:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the "
            "input tensor excluding its innermost dimension, but got input with shape "
            f"{list(rows.shape)} and weight with shape {list(weight.shape)}"
        )
    if weight is not None and weight.dtype is not input.dtype:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor "
            f"should have the same dtype, but got input({errors.cpp_name(input.dtype)}), and "
            f"weight({errors.cpp_name(weight.dtype)})"
        )
    refuse_dtypes("histogramdd", input, "biu")
    edges = _edges("torch.histogram()", rows, [bins], range)
    weights = None if weight is None else elements(weight).reshape(-1)
    found: Any = counting.histogram(input, edges=edges, weights=weights, density=density)
    return return_types.histogram(found)


def histogramdd(
    input: Tensor,
    bins: Any,
    range: Sequence[float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Any:
    """A multi-dimensional histogram of rows.

    Raises:
        RuntimeError: boxes or weights that do not fit.
    """
    require_tensors("histogramdd", input=input)
    if input.ndim < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    count = input.shape[-1]
    rows = elements(input).reshape(-1, count)
    wanted = [bins] * count if isinstance(bins, int) else list(bins)
    if len(wanted) != count:
        raise RuntimeError(
            "histogramdd: The size of bins must be equal to the innermost dimension of the input."
        )
    refuse_dtypes("histogramdd", input, "biu")
    edges = _edges("torch.histogram()", rows, wanted, range)
    weights = None if weight is None else elements(weight).reshape(-1)
    results: Any = counting.histogram(input, edges=edges, weights=weights, density=density)
    hist, *found = results
    return return_types.histogramdd((hist, tuple(found)))


def _edges(
    function: str, rows: np.ndarray, bins: Sequence[Any], range: Sequence[float] | None
) -> tuple[np.ndarray, ...]:
    """The edges of the intervals along each dimension.

    Raises:
        RuntimeError: none, or ones that do not fit the elements.
    """
    kind = rows.dtype
    found = []
    for dim, each in enumerate(bins):
        if isinstance(each, Tensor):
            if each._data.dtype != kind:
                raise RuntimeError(
                    "torch.histogramdd: input tensor and bins tensors should have the same dtype, "
                    f"but got input with dtype {errors.cpp_name(_dtype(rows))} and bins for "
                    f"dimension {dim} with dtype {errors.cpp_name(each.dtype)}"
                )
            found.append(elements(each).copy())
            continue
        if each <= 0:
            raise RuntimeError(f"{function}: bins must be > 0, but got {each} for dimension {dim}")
        low, high = _reach(rows[:, dim], None if range is None else range[2 * dim : 2 * dim + 2])
        if low > high:
            raise RuntimeError(
                f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} "
                f"for dimension {dim}"
            )
        if low == high:
            low, high = low - 0.5, high + 0.5
        found.append(np.linspace(low, high, each + 1).astype(kind))
    return tuple(found)


def _dtype(array: np.ndarray) -> Any:
    return wrap(array[:0]).dtype


def _reach(column: np.ndarray, range: Sequence[float] | None) -> tuple[float, float]:
    """From where to where the intervals go: by default over all elements.

    Raises:
        RuntimeError: to something that is not finite.
    """
    if range is not None:
        low, high = map(float, range)
    elif column.size:
        low, high = float(column.min()), float(column.max())
    else:
        low, high = 0.0, 1.0
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(
            f"torch.histogramdd: dimension 0's range [{low:g}, {high:g}] is not finite"
        )
    return low, high
