"""Largest and smallest elements, of all, along dimensions, and of two operands."""

from typing import Any

import numpy as np

from engine.op import op
from engine.operand_checks import check_broadcast_into
from engine.ops.indexing.select import kept
from engine.ops.order import in_order
from engine.ops.reductions.reduce import in_dtype_of, with_dims
from engine.tensor import Array

SHARED = r"\begin{cases} g / \#\{j: a_j = y\} & a_i = y \\ 0 \end{cases}"
"""The gradient of an extreme element for each of those that are equal to it."""


def _share(F: Any, g: Any, is_extreme: Any, dim: tuple[int, ...]) -> Any:
    """A gradient divided by the count of the extreme elements along dimensions."""
    return F.div(g, in_dtype_of(F, F.sum_dims(is_extreme, dim=dim, keepdim=True), g))


def _are_extremes(F: Any, a: Any, extreme: Any) -> Any:
    is_nan = F.logical_and(F.ne(a, a), F.ne(extreme, extreme))
    return F.logical_or(F.eq(a, extreme), is_nan)


def shared_by_equals(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    """The gradient of one extreme element, divided equally among those that are equal to it."""
    is_extreme = _are_extremes(F, a, out)
    share = F.div(g, F.sum(is_extreme))
    return F.masked_fill_tensor(F.zeros_of(g, shape=tuple(a.shape)), share, is_extreme)


def _along(F: Any, g: Any, *, a: Any, out: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    is_extreme = F.eq(a, with_dims(F, out, a.shape, dim, keepdim))
    share = _share(F, with_dims(F, g, a.shape, dim, keepdim), is_extreme, dim)
    return F.mul(share, is_extreme)


@op("MaxBackward1", formula=r"\max_i a_i")
def max(a: Array) -> Array:
    """The largest element."""
    return np.max(a)


max.vjp("a", sends=SHARED)(shared_by_equals)


@op("MinBackward1", formula=r"\min_i a_i")
def min(a: Array) -> Array:
    """The smallest element."""
    return np.min(a)


min.vjp("a", sends=SHARED)(shared_by_equals)


@op("AmaxBackward0", formula=r"\max_i a_i")
def amax(a: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The largest elements along dimensions; equal ones share the gradient."""
    return in_order(np.max(a, axis=dim, keepdims=keepdim))


amax.vjp("a", sends=SHARED)(_along)


@op("AminBackward0", formula=r"\min_i a_i")
def amin(a: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The smallest elements along dimensions; equal ones share the gradient."""
    return in_order(np.min(a, axis=dim, keepdims=keepdim))


amin.vjp("a", sends=SHARED)(_along)


@op(formula=r"\operatorname{arg\,max}_i a_i")
def argmax(a: Array, *, dim: int | None, keepdim: bool) -> Array:
    """Where the largest element is, the first of equal ones."""
    return in_order(np.argmax(a, axis=dim, keepdims=keepdim))


@op(formula=r"\operatorname{arg\,min}_i a_i")
def argmin(a: Array, *, dim: int | None, keepdim: bool) -> Array:
    """Where the smallest element is, the first of equal ones."""
    return np.argmin(a, axis=dim, keepdims=keepdim)


def _ordered(F: Any, g: Any, after: Any, equal: Any) -> Any:
    """The gradient of the operand that comes out, half of it where both are equal."""
    return F.masked_fill(F.where(F.div_number(g, number=2), g, equal), after, value=0)


@op("MaximumBackward0", promotes=True, formula=r"\max(a, b)")
def maximum(a: Array, b: Array) -> Array:
    """The larger of two; nan where one is."""
    return np.maximum(a, b)


@maximum.vjp("a", slope=r"\begin{cases} 1 & a > b \\ \frac{1}{2} & a = b \\ 0 \end{cases}")
def maximum_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _ordered(F, g, F.lt(a, b), F.eq(a, b))


@maximum.vjp("b", slope=r"\begin{cases} 1 & b > a \\ \frac{1}{2} & a = b \\ 0 \end{cases}")
def maximum_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _ordered(F, g, F.gt(a, b), F.eq(a, b))


@op("MinimumBackward0", promotes=True, formula=r"\min(a, b)")
def minimum(a: Array, b: Array) -> Array:
    """The smaller of two; nan where one is."""
    return np.minimum(a, b)


@minimum.vjp("a", slope=r"\begin{cases} 1 & a < b \\ \frac{1}{2} & a = b \\ 0 \end{cases}")
def minimum_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _ordered(F, g, F.gt(a, b), F.eq(a, b))


@minimum.vjp("b", slope=r"\begin{cases} 1 & b < a \\ \frac{1}{2} & a = b \\ 0 \end{cases}")
def minimum_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return _ordered(F, g, F.lt(a, b), F.eq(a, b))


@op("FmaxBackward0", promotes=True, formula=r"\max(a, b)")
def fmax(a: Array, b: Array) -> Array:
    """The larger of two; nan only where both are."""
    return np.fmax(a, b)


@fmax.vjp("a", slope=r"\begin{cases} 1 & a \ge b \\ 0 \end{cases}")
def fmax_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    chosen = F.logical_or(F.ge(a, b), F.ne(b, b))
    return F.masked_fill(g, F.logical_not(chosen), value=0)


@fmax.vjp("b", slope=r"\begin{cases} 1 & b > a \\ 0 \end{cases}")
def fmax_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.masked_fill(g, F.logical_or(F.ge(a, b), F.ne(b, b)), value=0)


@op("FminBackward0", promotes=True, formula=r"\min(a, b)")
def fmin(a: Array, b: Array) -> Array:
    """The smaller of two; nan only where both are."""
    return np.fmin(a, b)


@fmin.vjp("a", slope=r"\begin{cases} 1 & a \le b \\ 0 \end{cases}")
def fmin_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    chosen = F.logical_or(F.le(a, b), F.ne(b, b))
    return F.masked_fill(g, F.logical_not(chosen), value=0)


@fmin.vjp("b", slope=r"\begin{cases} 1 & b < a \\ 0 \end{cases}")
def fmin_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.masked_fill(g, F.logical_or(F.le(a, b), F.ne(b, b)), value=0)


def _bounded(a: Array, min: float | None, max: float | None) -> Array:
    out = a if min is None else np.maximum(a, a.dtype.type(min))
    return np.array(out if max is None else np.minimum(out, a.dtype.type(max)))[()]


def _inside(F: Any, g: Any, *, a: Any, min: float | None, max: float | None) -> Any:
    """1 on the bounds too; 0 at nan, which is nowhere between them."""
    bounds = [F.ge(a, min)] if min is not None else []
    bounds += [F.le(a, max)] if max is not None else []
    if not bounds:
        return g
    is_inside = bounds[0] if len(bounds) == 1 else F.logical_and(*bounds)
    return F.where(g, F.zeros_like(g), is_inside)


_CLAMP = r"\min(\max(a, \mathrm{min}), \mathrm{max})"


@op("ClampBackward1", formula=_CLAMP)
def clamp(a: Array, *, min: float | None, max: float | None) -> Array:
    """a clamped between two numbers; on them the derivative is 1."""
    return _bounded(a, min, max)


clamp.vjp("a", slope=r"\begin{cases} 1 & \mathrm{min} \le a \le \mathrm{max} \\ 0 \end{cases}")(
    _inside
)


@op("ClampMinBackward0", formula=r"\max(a, \mathrm{min})")
def clamp_min(a: Array, *, min: float) -> Array:
    """a, but at least a number."""
    return _bounded(a, min, None)


@clamp_min.vjp("a", slope=r"\begin{cases} 1 & a \ge \mathrm{min} \\ 0 \end{cases}")
def clamp_min_wrt_a(F: Any, g: Any, *, a: Any, min: float) -> Any:
    return _inside(F, g, a=a, min=min, max=None)


@op("ClampMaxBackward0", formula=r"\min(a, \mathrm{max})")
def clamp_max(a: Array, *, max: float) -> Array:
    """a, but at most a number."""
    return _bounded(a, None, max)


@clamp_max.vjp("a", slope=r"\begin{cases} 1 & a \le \mathrm{max} \\ 0 \end{cases}")
def clamp_max_wrt_a(F: Any, g: Any, *, a: Any, max: float) -> Any:
    return _inside(F, g, a=a, min=None, max=max)


@op("ClampBackward0", promotes=True, formula=r"\min(\max(a, b), c)")
def clamp_tensors(a: Array, b: Array, c: Array) -> Array:
    """a clamped between b and c, element by element; c where b is above it."""
    return np.minimum(np.maximum(a, b), c)


@clamp_tensors.vjp("a", slope=r"\begin{cases} 1 & b \le a \le c \\ 0 \end{cases}")
def clamp_tensors_wrt_a(F: Any, g: Any, *, a: Any, b: Any, c: Any) -> Any:
    _check_seen_at_once(g, a, b)
    return kept(F, g, F.logical_and(F.ge(a, b), F.le(a, c)))


@clamp_tensors.vjp("b", slope=r"\begin{cases} 1 & a < b < c \\ 0 \end{cases}")
def clamp_tensors_wrt_b(F: Any, g: Any, *, a: Any, b: Any, c: Any) -> Any:
    _check_seen_at_once(g, a, b)
    return kept(F, g, F.logical_and(F.lt(a, b), F.lt(b, c)))


@clamp_tensors.vjp("c", slope=r"\begin{cases} 1 & c < \max(a, b) \\ 0 \end{cases}")
def clamp_tensors_wrt_c(F: Any, g: Any, *, a: Any, b: Any, c: Any) -> Any:
    _check_seen_at_once(g, a, c)
    return kept(F, g, F.logical_or(F.gt(a, c), F.lt(c, b)))


def _check_seen_at_once(g: Any, a: Any, bound: Any) -> None:
    """Check that comparing with one bound has the shape of all; PyTorch writes the other into it.

    Raises:
        RuntimeError: it has not.
    """
    compared = np.broadcast_shapes(tuple(a.shape), tuple(bound.shape))
    check_broadcast_into(compared, g.shape)


@op("ClampMinBackward1", promotes=True, formula=r"\max(a, b)")
def clamp_min_tensor(a: Array, b: Array) -> Array:
    """a, but at least b."""
    return np.maximum(a, b)


@clamp_min_tensor.vjp("a", slope=r"\begin{cases} 1 & a \ge b \\ 0 \end{cases}")
def clamp_min_tensor_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return kept(F, g, F.ge(a, b))


@clamp_min_tensor.vjp("b", slope=r"\begin{cases} 1 & b > a \\ 0 \end{cases}")
def clamp_min_tensor_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return kept(F, g, F.lt(a, b))


@op("ClampMaxBackward1", promotes=True, formula=r"\min(a, b)")
def clamp_max_tensor(a: Array, b: Array) -> Array:
    """a, but at most b."""
    return np.minimum(a, b)


@clamp_max_tensor.vjp("a", slope=r"\begin{cases} 1 & a \le b \\ 0 \end{cases}")
def clamp_max_tensor_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return kept(F, g, F.le(a, b))


@clamp_max_tensor.vjp("b", slope=r"\begin{cases} 1 & b < a \\ 0 \end{cases}")
def clamp_max_tensor_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return kept(F, g, F.gt(a, b))
