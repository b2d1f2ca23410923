"""Sums, means and norms, over all elements or some dimensions."""

from math import prod
from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.ops import summing
from engine.ops.arrays import dtype_of
from engine.ops.order import in_order
from engine.tensor import Array


@op("SumBackward0", formula=r"\sum_i a_i")
def sum(a: Array) -> Array:
    """The sum of all elements; integers and bool add up in int64."""
    if isinstance(a, np.floating):
        return a
    if a.dtype.kind == "f":
        return summing.total(a)
    return np.add.reduce(a, axis=None, dtype=dtypes.sum_dtype(dtypes.of(a.dtype)).numpy)


@sum.vjp("a", slope="1")
def sum_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return F.expand(g, shape=a_shape)


@op("SumBackward1", formula=r"\sum_i a_i")
def sum_dims(a: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Sums along dimensions."""
    if a.dtype.kind == "f":
        return in_order(summing.totals(a, dim, keepdim))
    dtype = dtypes.sum_dtype(dtypes.of(a.dtype)).numpy
    totals: Any = np.add.reduce(a, axis=dim, keepdims=keepdim, dtype=dtype)  # type: ignore[call-overload]
    return in_order(totals)


@sum_dims.vjp("a", slope="1")
def sum_dims_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool
) -> Any:
    return F.expand(unsqueezed(F, g, a_shape, dim, keepdim), shape=a_shape)


@op("MeanBackward0", formula=r"\frac{1}{n} \sum_i a_i")
def mean(a: Array) -> Array:
    """The mean of all elements."""
    return summing.total(a) / a.size


@mean.vjp("a", slope=r"\frac{1}{n}")
def mean_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    return F.div_number(F.expand(g, shape=a_shape), number=prod(a_shape))


@op("MeanBackward1", formula=r"\frac{1}{n} \sum_i a_i")
def mean_dims(a: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Means along dimensions."""
    totals = summing.totals(a, dim, keepdim)
    averages: Array = np.true_divide(totals, a.dtype.type(_count(a.shape, dim)))
    return in_order(averages)


@mean_dims.vjp("a", slope=r"\frac{1}{n}")
def mean_dims_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool
) -> Any:
    spread = F.expand(unsqueezed(F, g, a_shape, dim, keepdim), shape=a_shape)
    return F.div_number(spread, number=_count(a_shape, dim))


def _count(shape: tuple[int, ...], dim: tuple[int, ...]) -> int:
    """The number of elements that are reduced to one along ``dim``."""
    return prod([shape[d] for d in dim])


def unsqueezed(F: Any, g: Any, shape: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    """Give a reduced gradient its reduced dimensions back, one after the other."""
    if keepdim or not len(shape):
        return g
    for each in sorted(d % len(shape) for d in dim):
        g = F.unsqueeze(g, dim=each)
    return g


def is_total(shape: Any, dim: tuple[int, ...], keepdim: bool) -> bool:
    """Whether a reduction leaves one number."""
    return not keepdim and len(dim) == len(shape)


def restored(F: Any, g: Any, shape: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    """``unsqueezed``, but for one number, which broadcasts as it is."""
    return g if is_total(shape, dim, keepdim) else unsqueezed(F, g, shape, dim, keepdim)


def in_dtype_of(F: Any, a: Any, g: Any) -> Any:
    """An operand in the dtype of a gradient."""
    dtype = dtypes.of(dtype_of(g))
    return a if dtype_of(a) == dtype.numpy else F.to_copy(a, dtype=dtype)


def with_dims(F: Any, g: Any, shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool) -> Any:
    """Give a reduced gradient its reduced dimensions back, all at once."""
    reduced = {d % len(shape) for d in dim} if shape else set()
    return F.view(g, shape=tuple(1 if d in reduced else n for d, n in enumerate(shape)))


@op("LinalgVectorNormBackward0", promotes=True, formula=r"\sqrt{\sum_i a_i^2}")
def norm(a: Any) -> Array:
    """The Euclidean norm of all elements."""
    if not isinstance(a, np.ndarray):
        return abs(a)
    return np.sqrt(np.add.reduce(a * a, axis=None))


@norm.vjp("a", slope=r"\frac{a}{y}")
def norm_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.mul(g, F.masked_fill(F.div(a, out), F.eq(out, 0), value=0))
