"""Running sums, products and log-sum-exps along a dimension."""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.elementwise.exponentials import added_logarithms
from engine.ops.order import in_order
from engine.ops.reductions.statistics import has_zero
from engine.tensor import Array


@op("CumsumBackward0", formula=r"\sum_{j \le i} a_j")
def cumsum(a: Any, *, dim: int) -> Array:
    """Running sums along a dimension; integers and bool add up in int64."""
    return _accumulated(np.cumsum, a, dim)


@cumsum.vjp("a", sends=r"\sum_{k \ge i} g_k")
def cumsum_wrt_a(F: Any, g: Any, *, dim: int) -> Any:
    return g if _is_alone(g, dim) else _sum_from_end(F, g, dim)


def _accumulated(accumulate: Callable[..., Array], a: Any, dim: int) -> Array:
    """Running results along a dimension, in double precision until each is rounded."""
    dtype = dtypes.sum_dtype(dtypes.of(a.dtype)).numpy
    if not a.ndim:
        return a.astype(dtype)
    wide = np.result_type(dtype, np.float64) if dtype.kind in "fc" else dtype
    return in_order(accumulate(a, axis=dim, dtype=wide).astype(dtype, copy=False))


def _is_alone(a: Any, dim: int) -> bool:
    """Whether each element is the only one along the dimension."""
    return not a.shape or a.shape[dim] == 1


@op("CumprodBackward0", formula=r"\prod_{j \le i} a_j", is_holomorphic=True)
def cumprod(a: Any, *, dim: int) -> Array:
    """Running products along a dimension; integers and bool multiply in int64."""
    return _accumulated(np.cumprod, a, dim)


@cumprod.vjp("a", sends=r"\sum_{k \ge i} g_k \prod_{j \le k,\, j \ne i} a_j")
def cumprod_wrt_a(F: Any, g: Any, *, a: Any, out: Any, dim: int) -> Any:
    if _is_alone(a, dim) or 0 in a.shape:
        return g
    if not has_zero(a):
        return F.div(_sum_from_end(F, F.mul(out, g), dim), a)
    # d out_k / d a_i is the product of the others up to k. Where a_i is no 0 that is out_k / a_i;
    # for the first 0 the products are taken anew with 1 in its place; past it they are all 0.
    zero = F.eq(a, 0)
    zeros_so_far = F.cumsum(zero, dim=dim)
    is_first = F.logical_and(zero, F.eq(zeros_so_far, 1))
    ratios = F.div(_sum_from_end(F, F.mul(g, out), dim), F.masked_fill(a, zero, value=1))
    anew = F.mul(g, F.cumprod(F.masked_fill(a, is_first, value=1), dim=dim))
    from_first = F.masked_fill(anew, F.eq(zeros_so_far, 0), value=0)
    return F.where(
        _sum_from_end(F, from_first, dim), F.masked_fill(ratios, zero, value=0), is_first
    )


def _sum_from_end(F: Any, a: Any, dim: int) -> Any:
    return F.flip(F.cumsum(F.flip(a, dims=(dim,)), dim=dim), dims=(dim,))


@op("LogcumsumexpBackward0", formula=r"\ln \sum_{j \le i} e^{a_j}")
def logcumsumexp(a: Any, *, dim: int) -> Array:
    """Logarithms of running sums of exponentials along a dimension."""
    if not a.ndim or not a.shape[dim]:
        return a.copy()
    wide = a.astype(np.result_type(a, np.float64), copy=False)
    if a.dtype.kind == "c":
        slices = accumulate(np.moveaxis(wide, dim, 0), added_logarithms)
        sums = np.stack(list(slices), axis=dim)
    else:
        sums = np.logaddexp.accumulate(wide, axis=dim)
    return in_order(sums.astype(a.dtype, copy=False))


@logcumsumexp.vjp("a", sends=r"e^{a_i} \sum_{k \ge i} g_k e^{-y_k}")
def logcumsumexp_wrt_a(F: Any, g: Any, *, a: Any, out: Any, dim: int) -> Any:
    if not a.shape:
        return g
    if dtype_of(a).kind == "c":
        from_end = _logcumsumexp_from_end(F, F.sub(F.log(F.conj(g)), out), dim)
        return F.conj(F.exp(F.add(from_end, a)))
    logs = F.log(F.abs(g))
    least = F.full_like(logs, fill_value=np.finfo(a.dtype.name).min)

    def sent(holds: Any) -> Any:
        gathered = F.sub(F.where(logs, least, holds), out)
        return F.exp(F.add(_logcumsumexp_from_end(F, gathered, dim), a))

    return F.sub(sent(F.gt(g, 0)), sent(F.lt(g, 0)))


def _logcumsumexp_from_end(F: Any, a: Any, dim: int) -> Any:
    return F.flip(F.logcumsumexp(F.flip(a, dims=(dim,)), dim=dim), dims=(dim,))
