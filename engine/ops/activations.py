"""Activations of neural networks beside ``relu``, ``sigmoid`` and ``tanh``."""

from math import pi, sqrt
from typing import Any

import numpy as np

from engine.op import op
from engine.ops import special_kernels
from engine.ops.order import in_order
from engine.ops.special import error_function
from engine.tensor import Array


def _where(condition: Any, a: Any, b: Any, dtype: np.dtype[Any]) -> Array:
    """np.where in one dtype, and a bare number for zero dimensions."""
    return np.where(condition, a, b).astype(dtype)[()]


@op(
    "LeakyReluBackward0",
    formula=r"\begin{cases} a & a > 0 \\ \mathrm{negative\_slope} \cdot a \end{cases}",
)
def leaky_relu(a: Any, *, negative_slope: float) -> Array:
    """a where it is above 0, else a times a slope."""
    return _where(np.greater(a, 0), a, a * negative_slope, a.dtype)


@leaky_relu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ \mathrm{negative\_slope} \end{cases}")
def leaky_relu_wrt_a(F: Any, g: Any, *, a: Any, negative_slope: float) -> Any:
    return F.where(g, F.mul(g, negative_slope), F.gt(a, 0))


@op("LeakyReluBackward1", formula=leaky_relu.formula)
def leaky_relu_(a: Any, *, negative_slope: float) -> Array:
    """``leaky_relu`` for use in place: its node keeps the result, whose sign is that of a."""
    out: Array = leaky_relu.kernel(a, negative_slope=negative_slope)
    return out


@leaky_relu_.vjp("a", slope=r"\begin{cases} 1 & y > 0 \\ \mathrm{negative\_slope} \end{cases}")
def leaky_relu_in_place_wrt_a(F: Any, g: Any, *, out: Any, negative_slope: float) -> Any:
    return leaky_relu_wrt_a(F, g, a=out, negative_slope=negative_slope)


@op(
    "EluBackward0",
    formula=r"\begin{cases} \mathrm{scale} \cdot a & a > 0 \\"
    r" \mathrm{scale} \cdot \alpha (e^{a} - 1) \end{cases}",
)
def elu(a: Any, *, alpha: float, scale: float) -> Array:
    """a where it is above 0, else alpha * (exp(a) - 1), all times a scale."""
    negative = np.expm1(np.minimum(a, 0)) * (alpha * scale)
    return _where(np.greater(a, 0), a * scale, negative, a.dtype)


@elu.vjp(
    "a",
    slope=r"\begin{cases} \mathrm{scale} & a > 0 \\ \mathrm{scale} \cdot \alpha e^{a} \end{cases}",
)
def elu_wrt_a(F: Any, g: Any, *, a: Any, alpha: float, scale: float) -> Any:
    low = F.masked_fill(a, F.gt(a, 0), value=0)
    slope = F.mul(F.exp(low), alpha * scale)
    return F.mul(g, F.masked_fill(slope, F.gt(a, 0), value=scale))


@op(
    "CeluBackward0",
    formula=r"\max(0, a) + \min(0, \alpha (e^{a / \alpha} - 1))",
)
def celu(a: Any, *, alpha: float) -> Array:
    """a where it is above 0, else alpha * (exp(a / alpha) - 1)."""
    return _where(np.greater(a, 0), a, np.expm1(np.minimum(a, 0) / alpha) * alpha, a.dtype)


@celu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ e^{a / \alpha} \end{cases}")
def celu_wrt_a(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    low = F.masked_fill(a, F.gt(a, 0), value=0)
    return F.mul(g, F.exp(F.div(low, alpha)))


@op("GeluBackward0", formula=r"a \Phi(a)")
def gelu(a: Any) -> Array:
    """a times the normal distribution's probability of being below a."""
    share = error_function(special_kernels.erfc, -a * a.dtype.type(sqrt(0.5)))
    return a * a.dtype.type(0.5) * share


@gelu.vjp("a", slope=r"\Phi(a) + \frac{a}{\sqrt{2 \pi}} e^{-a^2 / 2}")
def gelu_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    probability = F.mul(F.add(F.erf(F.mul(a, sqrt(0.5))), 1), 0.5)
    density = F.mul(F.exp(F.mul(F.mul(a, a), -0.5)), 1 / sqrt(2 * pi))
    return F.mul(g, F.add(probability, F.mul(a, density)))


_BETA, _KAPPA = sqrt(2 / pi), 0.044715


@op(
    "GeluBackward0",
    formula=r"\frac{a}{2} (1 + \tanh(\sqrt{2 / \pi} (a + 0.044715 a^3)))",
)
def gelu_tanh(a: Any) -> Array:
    """``gelu`` by its approximation with tanh."""
    inner = (a + a * a * a * _KAPPA) * _BETA
    return 0.5 * a * (1 + np.tanh(inner))


@gelu_tanh.vjp(
    "a",
    slope=r"\frac{1 + t}{2} + \frac{a (1 - t^2)}{2} \sqrt{\frac{2}{\pi}} (1 + 0.134145 "
    r"a^2),\, t = \frac{2 y}{a} - 1",
)
def gelu_tanh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    square = F.mul(a, a)
    tangent = F.tanh(F.mul(F.mul(a, F.add(F.mul(square, _KAPPA), 1)), _BETA))
    left = F.mul(F.add(tangent, 1), 0.5)
    inner = F.mul(F.add(F.mul(square, 3 * _KAPPA), 1), _BETA)
    right = F.mul(F.mul(F.mul(a, 0.5), F.rsub(F.mul(tangent, tangent), 1)), inner)
    return F.mul(g, F.add(left, right))


@op("SiluBackward0", formula=r"\frac{a}{1 + e^{-a}}")
def silu(a: Any) -> Array:
    """a times its logistic function."""
    return a / (1 + np.exp(-a))


@silu.vjp("a", slope=r"\sigma(a) (1 + a (1 - \sigma(a)))")
def silu_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    logistic = F.sigmoid(a)
    return F.mul(g, F.mul(logistic, F.add(F.mul(a, F.rsub(logistic, 1)), 1)))


@op("MishBackward0", formula=r"a \tanh(\ln(1 + e^{a}))")
def mish(a: Any) -> Array:
    """a times tanh of its softplus."""
    return a * np.tanh(np.log1p(np.exp(a)))


@mish.vjp("a", slope=r"t + a \sigma(a) (1 - t^2),\, t = \tanh(\ln(1 + e^{a}))")
def mish_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    tangent = F.tanh(F.softplus(a, beta=1, threshold=20))
    bend = F.mul(F.mul(a, F.sigmoid(a)), F.rsub(F.mul(tangent, tangent), 1))
    return F.mul(g, F.add(tangent, bend))


@op("SoftplusBackward0", formula=r"\frac{1}{\beta} \ln(1 + e^{\beta a})")
def softplus(a: Any, *, beta: float, threshold: float) -> Array:
    """log(1 + exp(beta * a)) / beta; a itself where beta * a is above a threshold."""
    scaled = a * beta
    return _where(np.greater(scaled, threshold), a, np.log1p(np.exp(scaled)) / beta, a.dtype)


@softplus.vjp(
    "a", slope=r"\begin{cases} 1 & \beta a > \mathrm{threshold} \\ \sigma(\beta a) \end{cases}"
)
def softplus_wrt_a(F: Any, g: Any, *, a: Any, beta: float, threshold: float) -> Any:
    scaled = F.mul(a, beta)
    slope = F.masked_fill(F.sigmoid(scaled), F.gt(scaled, threshold), value=1)
    return F.mul(g, slope)


@op("LogSigmoidBackward0", formula=r"-\ln(1 + e^{-a})")
def log_sigmoid(a: Any) -> Array:
    """Logarithm of the logistic function."""
    return in_order(np.minimum(a, 0) - np.log1p(np.exp(-np.abs(a))))


@log_sigmoid.vjp("a", slope=r"\sigma(-a)")
def log_sigmoid_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.sigmoid(F.neg(a)))


@op("HardtanhBackward0", formula=r"\min(\max(a, \mathrm{min\_val}), \mathrm{max\_val})")
def hardtanh(a: Any, *, min_val: float, max_val: float) -> Array:
    """a held between two bounds; at the bounds the derivative is 0."""
    return np.clip(a, a.dtype.type(min_val), a.dtype.type(max_val))


@hardtanh.vjp(
    "a", slope=r"\begin{cases} 1 & \mathrm{min\_val} < a < \mathrm{max\_val} \\ 0 \end{cases}"
)
def hardtanh_wrt_a(F: Any, g: Any, *, a: Any, min_val: float, max_val: float) -> Any:
    return F.masked_fill(g, F.logical_or(F.le(a, min_val), F.ge(a, max_val)), value=0)


@op("HardsigmoidBackward0", formula=r"\min(\max(a / 6 + 1 / 2, 0), 1)")
def hardsigmoid(a: Any) -> Array:
    """A logistic function of straight lines."""
    return np.clip(a + 3, a.dtype.type(0), a.dtype.type(6)) / a.dtype.type(6)


@hardsigmoid.vjp("a", slope=r"\begin{cases} \frac{1}{6} & |a| < 3 \\ 0 \end{cases}")
def hardsigmoid_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    flat = F.logical_or(F.le(a, -3), F.ge(a, 3))
    return F.masked_fill(F.mul(g, 1 / 6), flat, value=0)


@op("HardswishBackward0", formula=r"a \min(\max(a / 6 + 1 / 2, 0), 1)")
def hardswish(a: Any) -> Array:
    """a times its hardsigmoid."""
    return a * np.clip(a + 3, a.dtype.type(0), a.dtype.type(6)) / a.dtype.type(6)


@hardswish.vjp(
    "a", slope=r"\begin{cases} 0 & a \le -3 \\ \frac{a}{3} + \frac{1}{2} & a < 3 \\ 1 \end{cases}"
)
def hardswish_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    middle = F.mul(g, F.add(F.mul(a, 1 / 3), 0.5))
    return F.where(F.zeros_like(g), F.where(middle, g, F.lt(a, 3)), F.le(a, -3))


@op("HardshrinkBackward0", formula=r"\begin{cases} a & |a| > \lambda \\ 0 \end{cases}")
def hardshrink(a: Any, *, lambd: float) -> Array:
    """a where its magnitude is above a bound, else 0."""
    return _where(np.less_equal(np.abs(a), lambd), 0, a, a.dtype)


@hardshrink.vjp("a", slope=r"\begin{cases} 1 & |a| > \lambda \\ 0 \end{cases}")
def hardshrink_wrt_a(F: Any, g: Any, *, a: Any, lambd: float) -> Any:
    return F.masked_fill(g, F.le(F.abs(a), lambd), value=0)


@op("SoftshrinkBackward0", formula=r"\operatorname{sgn}(a) \max(|a| - \lambda, 0)")
def softshrink(a: Any, *, lambd: float) -> Array:
    """a moved towards 0 by a bound, at most to 0."""
    shrunk = np.where(np.greater(a, lambd), a - lambd, a + lambd)
    return _where(np.less_equal(np.abs(a), lambd), a * 0, shrunk, a.dtype)


@softshrink.vjp("a", slope=r"\begin{cases} 1 & |a| > \lambda \\ 0 \end{cases}")
def softshrink_wrt_a(F: Any, g: Any, *, a: Any, lambd: float) -> Any:
    return F.masked_fill(g, F.le(F.abs(a), lambd), value=0)


@op("ThresholdBackward0", formula=r"\begin{cases} a & a > t \\ \mathrm{value} \end{cases}")
def threshold(a: Any, *, threshold: float, value: float) -> Array:
    """a where it is above a threshold, else a value."""
    return _where(np.less_equal(a, threshold), value, a, a.dtype)


@threshold.vjp("a", slope=r"\begin{cases} 1 & a > \mathrm{threshold} \\ 0 \end{cases}")
def threshold_wrt_a(F: Any, g: Any, *, a: Any, threshold: float) -> Any:
    return F.masked_fill(g, F.le(a, threshold), value=0)


@op("PreluKernelBackward0", promotes=True, formula=r"\max(a, 0) + b \min(a, 0)")
def prelu(a: Any, b: Any) -> Array:
    """a where it is above 0, else a times the learned slope b."""
    return _where(np.greater(a, 0), a, a * b, a.dtype)


@prelu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ b \end{cases}")
def prelu_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.where(g, F.mul(g, b), F.gt(a, 0))


@prelu.vjp("b", slope=r"\min(a, 0)")
def prelu_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.masked_fill(F.mul(g, a), F.gt(a, 0), value=0)


@op("GluBackward0", formula=r"a_{1} \sigma(a_{2})")
def glu(a: Any, *, dim: int) -> Array:
    """The first half along a dimension times the logistic function of the second."""
    first, second = np.split(a, 2, axis=dim)
    return first / (1 + np.exp(-second))


@glu.vjp("a", sends=r"(g \sigma(a_2),\, g a_1 \sigma(a_2) (1 - \sigma(a_2)))")
def glu_wrt_a(F: Any, g: Any, *, a: Any, dim: int) -> Any:
    half = a.shape[dim] // 2
    first = F.slice(a, dim=dim, start=0, end=half, step=1)
    logistic = F.sigmoid(F.slice(a, dim=dim, start=half, end=2 * half, step=1))
    bend = F.mul(F.mul(first, logistic), F.rsub(logistic, 1))
    return F.cat(F.mul(g, logistic), F.mul(g, bend), dim=dim)


@op("SoftmaxBackward0", formula=r"\frac{e^{a_i}}{\sum_j e^{a_j}}")
def softmax(a: Any, *, dim: int) -> Array:
    """Exponentials along a dimension as shares of their sum."""
    power = np.exp(a - _maximum(a, dim))
    return in_order(power / _total(power, dim))


@softmax.vjp("a", sends=r"y_i \left(g_i - \sum_j g_j y_j\right)")
def softmax_wrt_a(F: Any, g: Any, *, out: Any, dim: int) -> Any:
    return F.softmax_backward(g, out, dim=dim)


@op("SoftmaxBackwardDataBackward0", formula=r"y_i \left(d_i - \sum_j d_j y_j\right)")
def softmax_backward(d: Any, y: Any, *, dim: int) -> Array:
    """What ``softmax`` sends back for the gradient d where it is y."""
    weighted: Array = d * y
    return weighted - y * _total(weighted, dim)


@softmax_backward.vjp("d", sends=r"y_i \left(g_i - \sum_j g_j y_j\right)")
def softmax_backward_wrt_d(F: Any, g: Any, *, y: Any, dim: int) -> Any:
    return F.softmax_backward(g, y, dim=dim)


@softmax_backward.vjp("y", sends=r"g_i d_i - g_i \sum_j d_j y_j - d_i \sum_j g_j y_j")
def softmax_backward_wrt_y(F: Any, g: Any, *, d: Any, y: Any, dim: int) -> Any:
    of_d = _sums(F, F.mul(d, y), dim)
    of_g = _sums(F, F.mul(g, y), dim)
    return F.sub(F.sub(F.mul(g, d), F.mul(g, of_d)), F.mul(d, of_g))


@op("SafeSoftmaxBackward0", formula=r"\frac{e^{a_i}}{\sum_j e^{a_j}}")
def safe_softmax(a: Any, *, dim: int) -> Array:
    """``softmax``, but 0 where all along the dimension is -inf."""
    power = np.exp(a - np.maximum(_maximum(a, dim), np.finfo(a.dtype).min))
    total = _total(power, dim)
    return in_order(power / np.where(total == 0, a.dtype.type(1), total))


safe_softmax.vjp("a", sends=r"y_i \left(g_i - \sum_j g_j y_j\right)")(softmax_wrt_a)


@op("LogSoftmaxBackward0", formula=r"a_i - \ln \sum_j e^{a_j}")
def log_softmax(a: Any, *, dim: int) -> Array:
    """Logarithm of ``softmax``."""
    shifted = a - _maximum(a, dim)
    return in_order(shifted - np.log(_total(np.exp(shifted), dim)))


@log_softmax.vjp("a", sends=r"g_i - e^{y_i} \sum_j g_j")
def log_softmax_wrt_a(F: Any, g: Any, *, out: Any, dim: int) -> Any:
    return F.log_softmax_backward(g, out, dim=dim)


@op("LogSoftmaxBackwardDataBackward0", formula=r"d_i - e^{y_i} \sum_j d_j")
def log_softmax_backward(d: Any, y: Any, *, dim: int) -> Array:
    """What ``log_softmax`` sends back for the gradient d where it is y."""
    sent: Array = d - np.exp(y) * _total(d, dim)
    return sent


@log_softmax_backward.vjp("d", sends=r"g_i - \sum_j e^{y_j} g_j")
def log_softmax_backward_wrt_d(F: Any, g: Any, *, y: Any, dim: int) -> Any:
    return F.sub(g, _sums(F, F.mul(g, F.exp(y)), dim))


@log_softmax_backward.vjp("y", sends=r"-g_i e^{y_i} \sum_j d_j")
def log_softmax_backward_wrt_y(F: Any, g: Any, *, d: Any, y: Any, dim: int) -> Any:
    total = _sums(F, d, dim)
    return F.neg(F.mul(F.mul(g, F.exp(y)), total))


def _sums(F: Any, a: Any, dim: int) -> Any:
    return F.sum_dims(a, dim=(dim,), keepdim=True) if a.shape else a


def _maximum(a: Any, dim: int) -> Array:
    axis = dim if a.ndim else None
    return np.maximum.reduce(a, axis=axis, keepdims=True, initial=-np.inf)


def _total(a: Any, dim: int) -> Array:
    return np.add.reduce(a, axis=dim if a.ndim else None, keepdims=True)
