"""Softmax and log-softmax along a dimension."""

from typing import Any

import numpy as np

from engine.half_precision import for_halves, widened
from engine.op import op
from engine.ops import summing
from engine.ops.elementwise import last_digit
from engine.ops.order import in_order
from engine.tensor import Array


@op("SoftmaxBackward0", formula=r"\frac{e^{a_i}}{\sum_j e^{a_j}}")
def softmax(a: Any, *, dim: int) -> Array:
    """The softmax along a dimension: exponentials divided by their sum.

    Along the last one PyTorch multiplies by the reciprocal of the sum.
    """
    power = last_digit.exp(a - _maximum(a, dim))
    total = summing.along(power, dim)
    return in_order(power * np.reciprocal(total) if dim == a.ndim - 1 else power / total)


@for_halves(softmax)
def softmax_of_halves(a: Any, *, dim: int) -> Array:
    """The same; along other dimensions than the last, exponentials are rounded once summed."""
    wide = widened(a)
    power = last_digit.exp(wide - _maximum(wide, dim))
    total = summing.along(power, dim)
    if dim != a.ndim - 1:
        power = widened(power.astype(a.dtype))
    return in_order(power / total)


@softmax.vjp("a", sends=r"y_i \left(g_i - \sum_j g_j y_j\right)")
def softmax_wrt_a(F: Any, g: Any, *, out: Any, dim: int) -> Any:
    return F.softmax_backward(g, out, dim=dim)


@op("SoftmaxBackwardDataBackward0", formula=r"r_i \left(d_i - \sum_j d_j r_j\right)")
def softmax_backward(d: Any, r: Any, *, dim: int) -> Array:
    """The backward of ``softmax``: from its gradient d and its result r."""
    _check_same_shape(d, r, "softmax_backward")
    sent: Array = r * (d - summing.products_along(d, r, dim))
    return sent


@softmax_backward.vjp("d", sends=r"r_i \left(g_i - \sum_j g_j r_j\right)")
def softmax_backward_wrt_d(F: Any, g: Any, *, r: Any, dim: int) -> Any:
    return F.softmax_backward(g, r, dim=dim)


@softmax_backward.vjp("r", sends=r"g_i d_i - g_i \sum_j d_j r_j - d_i \sum_j g_j r_j")
def softmax_backward_wrt_r(F: Any, g: Any, *, d: Any, r: Any, dim: int) -> Any:
    of_d = _sums(F, F.mul(r, d), dim)
    of_g = _sums(F, F.mul(r, g), dim)
    return F.sub(F.sub(F.mul(d, g), F.mul(of_d, g)), F.mul(d, of_g))


@op("SafeSoftmaxBackward0", formula=r"\frac{e^{a_i}}{\sum_j e^{a_j}}")
def safe_softmax(a: Any, *, dim: int) -> Array:
    """``softmax``, but 0 where all elements along the dimension are -inf."""
    power = last_digit.exp(a - np.maximum(_maximum(a, dim), np.finfo(a.dtype).min))
    total = summing.along(power, dim)
    return in_order(power / np.where(total == 0, a.dtype.type(1), total))


safe_softmax.vjp("a", sends=r"y_i \left(g_i - \sum_j g_j y_j\right)")(softmax_wrt_a)


@op("LogSoftmaxBackward0", formula=r"a_i - \ln \sum_j e^{a_j}")
def log_softmax(a: Any, *, dim: int) -> Array:
    """Logarithm of ``softmax``."""
    shifted = a - _maximum(a, dim)
    return in_order(shifted - last_digit.log(summing.along(last_digit.exp(shifted), dim)))


@for_halves(log_softmax)
def log_softmax_of_halves(a: Any, *, dim: int) -> Array:
    """The same; along the last dimension the sum and its logarithm are rounded."""
    wide = widened(a)
    shifted = wide - _maximum(wide, dim)
    total = summing.along(last_digit.exp(shifted), dim)
    if dim != a.ndim - 1:
        return in_order(shifted - last_digit.log(total))
    logarithm = last_digit.log(widened(total.astype(a.dtype))).astype(a.dtype)
    return in_order(shifted - widened(logarithm))


@log_softmax.vjp("a", sends=r"g_i - e^{y_i} \sum_j g_j")
def log_softmax_wrt_a(F: Any, g: Any, *, out: Any, dim: int) -> Any:
    return F.log_softmax_backward(g, out, dim=dim)


@op("LogSoftmaxBackwardDataBackward0", formula=r"d_i - e^{r_i} \sum_j d_j")
def log_softmax_backward(d: Any, r: Any, *, dim: int) -> Array:
    """The backward of ``log_softmax``: from its gradient d and its result r."""
    _check_same_shape(d, r, "log_softmax_backward")
    return last_digit.less_product(d, last_digit.exp(r), summing.along(d, dim))


@log_softmax_backward.vjp("d", sends=r"g_i - \sum_j e^{r_j} g_j")
def log_softmax_backward_wrt_d(F: Any, g: Any, *, r: Any, dim: int) -> Any:
    return F.sub(g, _sums(F, F.mul(g, F.exp(r)), dim))


@log_softmax_backward.vjp("r", sends=r"-g_i e^{r_i} \sum_j d_j")
def log_softmax_backward_wrt_r(F: Any, g: Any, *, d: Any, r: Any, dim: int) -> Any:
    total = _sums(F, d, dim)
    return F.mul(F.mul(F.neg(total), F.exp(r)), g)


def _check_same_shape(d: Any, y: Any, function: str) -> None:
    """Check that a gradient is of the result's shape, which ``.data`` can have changed.

    Raises:
        RuntimeError: it is not.
    """
    if d.shape != y.shape:
        raise RuntimeError(
            "Expected tensor for argument #1 'grad' to have same size as tensor for argument #2 "
            f"'output'; but {list(d.shape)} does not equal {list(y.shape)} (while checking "
            f"arguments for {function})"
        )


def _sums(F: Any, a: Any, dim: int) -> Any:
    return F.sum_dims(a, dim=(dim,), keepdim=True) if a.shape else a


def _maximum(a: Any, dim: int) -> Array:
    axis = dim if a.ndim else None
    return np.maximum.reduce(a, axis=axis, keepdims=True, initial=-np.inf)
