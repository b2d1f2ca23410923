"""Products, variances, norms and other reductions beside sums and means."""

from math import inf
from math import prod as product_of
from typing import Any

import numpy as np

from engine import dtypes
from engine.half_precision import for_halves, widened
from engine.nodes.pullbacks import nothing
from engine.op import op
from engine.ops import folding
from engine.ops.arrays import array_of
from engine.ops.elementwise import last_digit
from engine.ops.order import in_order
from engine.ops.reductions.extremes import SHARED, shared_by_equals
from engine.ops.reductions.reduce import in_dtype_of, is_total, mean, restored, unsqueezed
from engine.tensor import Array


@op("ProdBackward0", formula=r"\prod_i a_i", is_holomorphic=True)
def prod(a: Any) -> Array:
    """The product of all elements; integers and bool multiply in int64."""
    return folding.multiplied(a, axis=None, dtype=dtypes.sum_dtype(dtypes.of(a.dtype)).numpy)


@for_halves(prod, rounds=False)
def prod_of_halves(a: Any) -> Array:
    """The same, rounded after each factor."""
    return prod_dim_of_halves(np.ravel(a), dim=0, keepdim=False)


@prod.vjp("a", slope=r"\prod_{j \ne i} a_j")
def prod_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    if not a.shape:
        return g
    a = in_dtype_of(F, a, g)
    if not has_zero(a):
        return F.mul(g, F.div(out, a))
    flat = F.view(a, shape=(product_of(a.shape),))
    return F.view(F.mul(g, _products_of_others(F, flat, 0)), shape=tuple(a.shape))


@op("ProdBackward1", formula=r"\prod_i a_i", is_holomorphic=True)
def prod_dim(a: Any, *, dim: int, keepdim: bool) -> Array:
    """Products along a dimension."""
    dtype = dtypes.sum_dtype(dtypes.of(a.dtype)).numpy
    return in_order(
        folding.multiplied(a, axis=dim if a.ndim else None, keepdims=keepdim, dtype=dtype)
    )


@for_halves(prod_dim, rounds=False)
def prod_dim_of_halves(a: Any, *, dim: int, keepdim: bool) -> Array:
    """The same, rounded after each factor; numpy's own products would be rounded at the end."""
    if not np.size(a) or not np.ndim(a):
        return prod_dim.kernel(a, dim=dim, keepdim=keepdim)
    last = np.multiply.accumulate(a, axis=dim).take([-1], axis=dim)
    return in_order(last if keepdim else np.squeeze(last, axis=dim)[()])


@prod_dim.vjp("a", slope=r"\prod_{j \ne i} a_j")
def prod_dim_wrt_a(F: Any, g: Any, *, a: Any, out: Any, dim: int, keepdim: bool) -> Any:
    if not a.shape:
        return g
    a = in_dtype_of(F, a, g)
    g = unsqueezed(F, g, a.shape, (dim,), keepdim)
    if not has_zero(a):
        return F.mul(g, F.div(unsqueezed(F, out, a.shape, (dim,), keepdim), a))
    return F.mul(g, _products_of_others(F, a, dim))


def has_zero(a: Any) -> bool:
    """Whether any element is 0."""
    return not np.all(array_of(a))


def _products_of_others(F: Any, a: Any, dim: int) -> Any:
    """For each element the product of all others along a dimension, right also where some are 0."""
    size = a.shape[dim]
    if size == 0:
        return a
    one = F.ones_like(F.slice(a, dim=dim, start=0, end=1, step=1))
    before = F.cumprod(
        F.cat(one, F.slice(a, dim=dim, start=0, end=size - 1, step=1), dim=dim), dim=dim
    )
    backwards = F.flip(F.slice(a, dim=dim, start=1, end=size, step=1), dims=(dim,))
    after = F.flip(F.cumprod(F.cat(one, backwards, dim=dim), dim=dim), dims=(dim,))
    return F.mul(before, after)


@op("VarBackward0", formula=r"\frac{1}{n - c} \sum_i (a_i - \bar{a})^2")
def var(a: Any, *, dim: tuple[int, ...], correction: float, keepdim: bool) -> Array:
    """Variances along dimensions: squared deviations over their count less a correction."""
    found = variances(a, dim, correction, keepdim, _center(a, dim))
    return in_order(found.astype(a.real.dtype))


def _center(a: Any, dim: tuple[int, ...]) -> Any:
    """The means from which elements deviate; a single one is rounded.

    Source: std_var_all_cpu, PyTorch 2.13.
    """
    if a.dtype == np.float32 and count(a.shape, dim) == a.size > 0:
        return np.float64(mean.kernel(a))
    return means(a, dim, keepdim=True)


def variances(a: Any, dim: tuple[int, ...], correction: float, keepdim: bool, center: Any) -> Any:
    """Variances along dimensions, in double precision."""
    free = max(count(a.shape, dim) - correction, 0)
    off = a - center
    squared = np.square(off) if off.dtype.kind != "c" else np.square(off.real) + np.square(off.imag)
    return np.true_divide(folding.added(squared, axis=dim, keepdims=keepdim), np.float64(free))


def means(a: Any, dim: tuple[int, ...], *, keepdim: bool) -> Any:
    """Means along dimensions, in double precision."""
    wide = np.result_type(a.dtype, np.float64)
    total = folding.added(a, axis=dim, keepdims=keepdim, dtype=wide)
    return total / wide.type(count(a.shape, dim))


@var.vjp("a", slope=r"\frac{2}{n - c} (a_i - \bar{a})")
def var_wrt_a(
    F: Any, g: Any, *, a: Any, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Any:
    number = twice_over(count(a.shape, dim) - correction)
    scaled = F.mul_number(restored(F, g, a.shape, dim, keepdim), number=number)
    if is_total(a.shape, dim, keepdim):
        return F.mul(scaled, F.sub(a, F.mean(a)))
    return F.mul(scaled, F.sub(a, F.mean_dims(a, dim=dim, keepdim=True)))


@op("StdBackward0", formula=r"\sqrt{\frac{1}{n - c} \sum_i (a_i - \bar{a})^2}")
def std(a: Any, *, dim: tuple[int, ...], correction: float, keepdim: bool) -> Array:
    """Standard deviations along dimensions."""
    deviations = np.sqrt(variances(a, dim, correction, keepdim, _center(a, dim)))
    return in_order(deviations.astype(a.real.dtype))


@std.vjp("a", slope=r"\frac{a_i - \bar{a}}{(n - c) y}")
def std_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Any:
    slope = F.masked_fill(F.div(g, F.mul_number(out, number=2)), F.eq(out, 0), value=0)
    return var_wrt_a(F, slope, a=a, dim=dim, correction=correction, keepdim=keepdim)


def twice_over(free: float) -> float:
    """2 / degrees of freedom; as in C++, infinite for 0 degrees."""
    return 2 / free if free else float("inf")


def count(shape: tuple[int, ...], dim: tuple[int, ...]) -> int:
    """The number of elements that are reduced to one along ``dim``."""
    return product_of([shape[d] for d in dim])


@op(
    "LogsumexpBackward0",
    promotes=True,
    floating=True,
    formula=r"\ln \sum_i e^{a_i}",
    is_holomorphic=True,
)
def logsumexp(a: Any, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Logarithms of sums of exponentials along dimensions."""
    largest = np.max(a.real, axis=dim, keepdims=True, initial=-inf)
    shift = np.where(np.isinf(largest), largest.dtype.type(0), largest)
    total = folding.added(last_digit.exp(a - shift), axis=dim, keepdims=True)
    result = last_digit.log(total) + shift
    return in_order(result if keepdim else np.squeeze(result, axis=dim)[()])


@for_halves(logsumexp)
def logsumexp_of_halves(a: Any, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The same, rounded after each step."""
    wide = widened(a)
    largest = np.max(wide, axis=dim, keepdims=True, initial=-inf)
    shift = np.where(np.isinf(largest), np.float32(0), largest)
    power = last_digit.exp(widened((wide - shift).astype(a.dtype))).astype(a.dtype)
    total = folding.added(widened(power), axis=dim, keepdims=True).astype(a.dtype)
    result = widened(last_digit.log(widened(total)).astype(a.dtype)) + shift
    return in_order(result if keepdim else np.squeeze(result, axis=dim)[()])


@logsumexp.vjp("a", slope="e^{a - y}")
def logsumexp_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, dim: tuple[int, ...], keepdim: bool
) -> Any:
    total = unsqueezed(F, out, a.shape, dim, keepdim)
    return F.mul(unsqueezed(F, g, a.shape, dim, keepdim), F.exp(F.sub(a, total)))


@op("LinalgVectorNormBackward0", promotes=True, formula=r"\left(\sum_i |a_i|^p\right)^{1/p}")
def vector_norm(a: Any, *, p: float, dim: tuple[int, ...] | None, keepdim: bool) -> Array:
    """Norms of order p along dimensions, or of all elements."""
    return in_order(_norms(a, p, dim, keepdim))


def _norms(a: Any, p: float, dim: tuple[int, ...] | None, keepdim: bool) -> Any:
    size = abs(a)
    if p == 2 and isinstance(a, np.floating):
        return size
    if p == 2:
        return np.sqrt(folding.added(np.square(size), axis=dim, keepdims=keepdim, dtype=size.dtype))
    if p == inf:
        return np.max(size, axis=dim, keepdims=keepdim, initial=0)
    if p == -inf:
        return np.min(size, axis=dim, keepdims=keepdim)
    if p == 0:
        return folding.added(size != 0, axis=dim, keepdims=keepdim, dtype=size.dtype)
    if p == 1:
        return folding.added(size, axis=dim, keepdims=keepdim, dtype=size.dtype)
    powers = folding.added(np.power(size, size.dtype.type(p)), axis=dim, keepdims=keepdim)
    return np.power(powers, size.dtype.type(1 / p))


@vector_norm.vjp("a", slope=r"\operatorname{sgn}(a) \left(\frac{|a|}{y}\right)^{p - 1}")
def vector_norm_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, p: float, dim: tuple[int, ...] | None, keepdim: bool
) -> Any:
    axes = tuple(range(len(a.shape))) if dim is None else dim
    if dim is not None:
        g, out = unsqueezed(F, g, a.shape, dim, keepdim), unsqueezed(F, out, a.shape, dim, keepdim)
    if p == 1:
        return F.mul(F.sgn(a), g)
    if p == 2:
        return F.mul(g, F.masked_fill(F.div(a, out), F.eq(out, 0), value=0))
    if p in (inf, -inf):
        is_extreme = F.logical_or(F.eq(F.abs(a), out), F.ne(a, a))
        count = in_dtype_of(F, F.sum_dims(is_extreme, dim=axes, keepdim=True), g)
        return F.mul(F.sgn(a), F.mul(F.div(g, count), is_extreme))
    if p < 2:
        sizes = F.pow_number(F.abs(a), exponent=p - 1)
        powers = F.mul(F.sgn(a), F.masked_fill(sizes, F.eq(a, 0), value=0) if p < 1 else sizes)
    else:
        powers = F.mul(a, F.pow_number(F.abs(a), exponent=p - 2))
    scale = F.div(g, F.pow_number(out, exponent=p - 1))
    return F.mul(powers, F.masked_fill(scale, F.eq(out, 0), value=0))


@op("LinalgVectorNormBackward0", promotes=True, formula=r"\#\{i: a_i \ne 0\}")
def vector_norm_of_order_0(a: Any, *, dim: tuple[int, ...] | None, keepdim: bool) -> Array:
    """``vector_norm`` of order 0: how many elements are not 0."""
    return in_order(_norms(a, 0, dim, keepdim))


vector_norm_of_order_0.vjp("a", sends=r"0 \cdot g")(nothing)


@op("NormBackward1", formula=r"\left(\sum_i |a_i|^p\right)^{1/p}")
def norm_along(a: Any, *, p: float, dim: tuple[int, ...], keepdim: bool) -> Array:
    """``vector_norm`` by its older name, which ``pairwise_distance`` uses."""
    return vector_norm.kernel(a, p=p, dim=dim, keepdim=keepdim)


@norm_along.vjp("a", slope=r"\operatorname{sgn}(a) \left(\frac{|a|}{y}\right)^{p - 1}")
def norm_along_wrt_a(
    F: Any, g: Any, *, a: Any, out: Any, p: float, dim: tuple[int, ...], keepdim: bool
) -> Any:
    """As that of ``vector_norm``; a count does not change with what is counted."""
    if p == 0:
        return F.zeros_like(a)
    return vector_norm_wrt_a(F, g, a=a, out=out, p=p, dim=dim, keepdim=keepdim)


@op("NansumBackward0", formula=r"\sum_{i: a_i \ne \mathrm{nan}} a_i")
def nansum(a: Any, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Sums along dimensions that leave nan out."""
    dtype = dtypes.sum_dtype(dtypes.of(a.dtype)).numpy
    return in_order(np.nansum(a, axis=dim, keepdims=keepdim, dtype=dtype))


@nansum.vjp("a", slope=r"\begin{cases} 1 & a \ne \mathrm{nan} \\ 0 \end{cases}")
def nansum_wrt_a(F: Any, g: Any, *, a: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    spread = F.expand(restored(F, g, a.shape, dim, keepdim), shape=tuple(a.shape))
    return F.mul(spread, F.eq(a, a))


@op(formula=r"\#\{i: a_i \ne 0\}")
def count_nonzero(a: Any, *, dim: tuple[int, ...]) -> Array:
    """How many elements are not 0."""
    return in_order(folding.added(np.not_equal(a, 0), axis=dim, dtype=np.int64))


@op(formula=r"\bigwedge_i a_i")
def all_dims(a: Any, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Whether every element along dimensions is true."""
    return in_order(folding.all_true(a, axis=dim, keepdims=keepdim))


@op(formula=r"\bigvee_i a_i")
def any_dims(a: Any, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Whether some element along dimensions is true."""
    return in_order(folding.any_true(a, axis=dim, keepdims=keepdim))


def _none_of_all(a: Array) -> Any:
    """The median of no numbers: nan, in integers what C++ makes of it."""
    if a.dtype.kind in dtypes.FLOATING_KINDS:
        return a.dtype.type(np.nan)
    return a.dtype.type(np.iinfo(a.dtype).min if a.dtype.itemsize >= 4 else 0)


@op("MedianBackward0", formula=r"\operatorname{median}_i a_i")
def median(a: Any) -> Array:
    """The lower of the middle elements; nan where there is one."""
    flat = np.ravel(a)
    if not flat.size:
        return _none_of_all(a)
    if flat.dtype.kind == "f" and np.isnan(flat).any():
        return flat[np.isnan(flat).argmax()]
    return np.partition(flat, (flat.size - 1) // 2)[(flat.size - 1) // 2]


@op("NanmedianBackward0", formula=r"\operatorname{median}_{i: a_i \ne \mathrm{nan}} a_i")
def nanmedian(a: Any) -> Array:
    """The lower of the middle elements that are not nan."""
    flat = np.ravel(a)
    numbers = flat[~np.isnan(flat)] if flat.dtype.kind == "f" else flat
    if not numbers.size:
        return _none_of_all(a)
    return np.partition(numbers, (numbers.size - 1) // 2)[(numbers.size - 1) // 2]


for _median in (median, nanmedian):
    _median.vjp("a", sends=SHARED)(shared_by_equals)
