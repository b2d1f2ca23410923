"""Smooth activations of neural networks beside ``sigmoid`` and ``tanh``.

What each sends back is an operation too, with a rule of its own, where it is one in PyTorch.
"""

from math import pi, sqrt
from typing import Any

import numpy as np

from engine.half_precision import rounds_once
from engine.op import op
from engine.ops.elementwise import last_digit, special_kernels
from engine.ops.elementwise.special import error_function
from engine.ops.indexing.masking import either
from engine.ops.order import in_order
from engine.registry import raw
from engine.tensor import Array


@op("GeluBackward0", formula=r"a \Phi(a)")
def gelu(a: Any) -> Array:
    """GELU: a times the standard normal CDF at a."""
    share = error_function(special_kernels.erfc, -a * a.dtype.type(sqrt(0.5)))
    return a * a.dtype.type(0.5) * share


@gelu.vjp("a", slope=r"\Phi(a) + \frac{a}{\sqrt{2 \pi}} e^{-a^2 / 2}")
def gelu_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.gelu_backward(g, a)


def _normal_density(F: Any, square: Any) -> Any:
    power = F.exp(F.mul_number(square, number=-0.5))
    return F.mul_number(power, number=1 / sqrt(2 * pi))


@op("GeluBackwardBackward0", formula=r"d (\Phi(a) + \frac{a}{\sqrt{2 \pi}} e^{-a^2 / 2})")
def gelu_backward(d: Any, a: Any) -> Array:
    """The backward of ``gelu``."""
    below = (raw.erf(a * a.dtype.type(sqrt(0.5))) + 1) * a.dtype.type(0.5)
    return d * (below + a * _normal_density(raw, a * a))


gelu_backward.vjp("d", sends=r"g (\Phi(a) + \frac{a}{\sqrt{2 \pi}} e^{-a^2 / 2})")(gelu_wrt_a)


@gelu_backward.vjp("a", slope=r"d \frac{2 - a^2}{\sqrt{2 \pi}} e^{-a^2 / 2}")
def gelu_backward_wrt_a(F: Any, g: Any, *, d: Any, a: Any) -> Any:
    square = F.mul(a, a)
    density = _normal_density(F, square)
    bend = F.sub(F.mul_number(density, number=2), F.mul(square, density))
    return F.mul(F.mul(g, d), bend)


_BETA, _KAPPA = sqrt(2 / pi), 0.044715
_T = r"\tanh(\sqrt{2 / \pi} (a + 0.044715 a^3))"


@op(
    "GeluBackward0",
    formula=r"\frac{a}{2} (1 + \tanh(\sqrt{2 / \pi} (a + 0.044715 a^3)))",
)
def gelu_tanh(a: Any) -> Array:
    """GELU by its approximation with tanh."""
    inner = (a + a * a * a * _KAPPA) * _BETA
    return 0.5 * a * (1 + last_digit.tanh(inner))


@gelu_tanh.vjp(
    "a",
    slope=r"\frac{1 + t}{2} + \frac{a (1 - t^2)}{2} \sqrt{\frac{2}{\pi}} (1 + 0.134145 "
    r"a^2),\, t = " + _T,
)
def gelu_tanh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.gelu_tanh_backward(g, a)


def _tangent(F: Any, a: Any) -> tuple[Any, Any]:
    """The tanh in ``gelu_tanh``, and how what it is taken of changes with a."""
    square = F.mul(a, a)
    inner = F.mul_number(F.add_number(F.mul_number(square, number=_KAPPA), number=1), number=_BETA)
    slope = F.add_number(F.mul_number(square, number=3 * _KAPPA), number=1)
    return F.tanh(F.mul(a, inner)), F.mul_number(slope, number=_BETA)


@op(
    "GeluBackwardBackward0",
    formula=r"d \left(\frac{1 + t}{2} + \frac{a (1 - t^2)}{2} \sqrt{2 / \pi} (1 + 0.134145 "
    r"a^2)\right),\, t = \tanh(\sqrt{2 / \pi} (a + 0.044715 a^3))",
)
def gelu_tanh_backward(d: Any, a: Any) -> Array:
    """The backward of ``gelu_tanh``."""
    tangent, slope = _tangent(raw, a)
    return d * (0.5 * (1 + tangent) + 0.5 * a * (1 - tangent * tangent) * slope)


gelu_tanh_backward.vjp("d", slope=gelu_tanh.rules["a"].slope)(gelu_tanh_wrt_a)


@gelu_tanh_backward.vjp(
    "a",
    slope=r"d (1 - t^2) \left(s - a t s^2 + 0.134145 \sqrt{2 / \pi} a^2\right),"
    r"\, s = \sqrt{2 / \pi} (1 + 0.134145 a^2),\, t = " + _T,
)
def gelu_tanh_backward_wrt_a(F: Any, g: Any, *, d: Any, a: Any) -> Any:
    tangent, slope = _tangent(F, a)
    flatness = F.sub(1, F.mul(tangent, tangent))
    turned = F.mul(F.mul(a, tangent), F.mul(slope, slope))
    rest = F.mul_number(F.mul(a, a), number=3 * _KAPPA * _BETA)
    return F.mul(F.mul(g, d), F.mul(flatness, F.add(F.sub(slope, turned), rest)))


@rounds_once
@op("SiluBackward0", formula=r"\frac{a}{1 + e^{-a}}")
def silu(a: Any) -> Array:
    """SiLU (swish): a * sigmoid(a)."""
    return a / (1 + last_digit.exp(-a))


@silu.vjp("a", slope=r"\sigma(a) (1 + a (1 - \sigma(a)))")
def silu_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    logistic = F.sigmoid(a)
    if F is raw:
        bend = last_digit.less_product(1, a, logistic - 1)
    else:
        bend = F.add_number(F.mul(a, F.sub(1, logistic)), number=1)
    return F.mul(F.mul(g, logistic), bend)


@rounds_once
@op("MishBackward0", formula=r"a \tanh(\ln(1 + e^{a}))")
def mish(a: Any) -> Array:
    """Mish: a * tanh(softplus(a))."""
    return a * last_digit.tanh(last_digit.log1p(last_digit.exp(a)))


@mish.vjp("a", slope=r"t + a \sigma(a) (1 - t^2),\, t = \tanh(\ln(1 + e^{a}))")
def mish_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    logistic = F.sigmoid(a)
    tangent = F.tanh(F.log1p(F.exp(a)))
    bend = F.mul(F.mul(a, logistic), F.sub(1, F.mul(tangent, tangent)))
    return F.mul(g, F.add(tangent, bend))


@op(
    "SoftplusBackward0",
    formula=r"\begin{cases} a & \beta a > \mathrm{threshold} \\ "
    r"\frac{1}{\beta} \ln(1 + e^{\beta a}) \end{cases}",
)
def softplus(a: Any, *, beta: float, threshold: float) -> Array:
    """log(1 + exp(beta * a)) / beta; a itself where beta * a is above a threshold."""
    scaled = a * beta
    smooth = last_digit.log1p(last_digit.exp(scaled)) / beta
    return either(np.greater(scaled, threshold), a, smooth, a.dtype)


@softplus.vjp(
    "a", slope=r"\begin{cases} 1 & \beta a > \mathrm{threshold} \\ \sigma(\beta a) \end{cases}"
)
def softplus_wrt_a(F: Any, g: Any, *, a: Any, beta: float, threshold: float) -> Any:
    return F.softplus_backward(g, a, beta=beta, threshold=threshold)


@op(
    "SoftplusBackwardBackward0",
    formula=r"\begin{cases} d & \beta a > \mathrm{threshold} \\ d \sigma(\beta a) \end{cases}",
)
def softplus_backward(d: Any, a: Any, *, beta: float, threshold: float) -> Array:
    """The backward of ``softplus``."""
    scaled = a * beta
    power = last_digit.exp(scaled)
    return either(np.greater(scaled, threshold), d, d * power / (power + 1), d.dtype)


softplus_backward.vjp(
    "d", slope=r"\begin{cases} 1 & \beta a > \mathrm{threshold} \\ \sigma(\beta a) \end{cases}"
)(softplus_wrt_a)


@softplus_backward.vjp(
    "a",
    slope=r"\begin{cases} 0 & \beta a > \mathrm{threshold} \\"
    r" \beta d \sigma(\beta a) \sigma(-\beta a) \end{cases}",
)
def softplus_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, beta: float, threshold: float
) -> Any:
    scaled = F.mul_number(a, number=beta)
    bent = F.sigmoid_backward(F.mul(g, d), F.sigmoid(scaled))
    return F.mul_number(F.mul(bent, F.lt(scaled, threshold)), number=beta)


@op("LogSigmoidBackward0", formula=r"-\ln(1 + e^{-a})")
def log_sigmoid(a: Any) -> Array:
    """log(sigmoid(a))."""
    return in_order(np.minimum(a, 0) - last_digit.log1p(last_digit.exp(-np.abs(a))))


@log_sigmoid.vjp("a", slope=r"\sigma(-a)")
def log_sigmoid_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.log_sigmoid_backward(g, a)


@op("LogSigmoidBackwardBackward0", formula=r"d \sigma(-a)")
def log_sigmoid_backward(d: Any, a: Any) -> Array:
    """The backward of ``log_sigmoid``."""
    power = last_digit.exp(-np.abs(a))
    share = power / (1 + power)
    return in_order(d * np.where(a < 0, 1 - share, share))


log_sigmoid_backward.vjp("d", slope=r"\sigma(-a)")(log_sigmoid_wrt_a)


@log_sigmoid_backward.vjp("a", slope=r"-d \sigma(a) \sigma(-a)")
def log_sigmoid_backward_wrt_a(F: Any, g: Any, *, d: Any, a: Any) -> Any:
    logistic = F.sigmoid(a)
    return F.mul(F.mul(F.mul(g, d), F.sub_number(logistic, number=1)), logistic)


@op("GluBackward0", formula=r"a_{1} \sigma(a_{2})")
def glu(a: Any, *, dim: int) -> Array:
    """GLU: the first half along a dimension times the sigmoid of the second."""
    first, second = np.split(a, 2, axis=dim)
    return first / (1 + last_digit.exp(-second))


@glu.vjp("a", sends=r"(g \sigma(a_2),\, g a_1 \sigma(a_2) (1 - \sigma(a_2)))")
def glu_wrt_a(F: Any, g: Any, *, a: Any, dim: int) -> Any:
    return F.glu_backward(g, a, dim=dim)


def _halves(F: Any, a: Any, dim: int) -> tuple[Any, Any]:
    half = a.shape[dim] // 2
    return (
        F.slice(a, dim=dim, start=0, end=half, step=1),
        F.slice(a, dim=dim, start=half, end=2 * half, step=1),
    )


def _gates(F: Any, a: Any, dim: int) -> tuple[Any, Any, Any]:
    """The first half, the sigmoid of the second, and the derivative of that."""
    first, second = _halves(F, a, dim)
    logistic = F.sigmoid(second)
    return first, logistic, F.mul(logistic, F.sub(1, logistic))


@op(
    "GluBackwardBackward0",
    formula=r"(d \sigma(a_2),\, d a_1 \sigma(a_2) (1 - \sigma(a_2)))",
)
def glu_backward(d: Any, a: Any, *, dim: int) -> Array:
    """The backward of ``glu``."""
    first, logistic, slope = _gates(raw, a, dim)
    return np.concatenate([d * logistic, d * first * slope], axis=dim)


@glu_backward.vjp("d", sends=r"g_1 \sigma(a_2) + g_2 a_1 \sigma(a_2) (1 - \sigma(a_2))")
def glu_backward_wrt_d(F: Any, g: Any, *, d_shape: tuple[int, ...], a: Any, dim: int) -> Any:
    slopes = F.glu_backward(F.ones_like(F.zeros_of(a, shape=d_shape)), a, dim=dim)
    of_first, of_second = _halves(F, F.mul(g, slopes), dim)
    return F.add(of_first, of_second)


@glu_backward.vjp(
    "a",
    sends=r"(g_2 d s,\, g_1 d s + g_2 d a_1 s (1 - 2 \sigma(a_2))),"
    r"\, s = \sigma(a_2) (1 - \sigma(a_2))",
)
def glu_backward_wrt_a(F: Any, g: Any, *, d: Any, a: Any, dim: int) -> Any:
    first, second = _halves(F, a, dim)
    logistic = F.sigmoid(second)
    rest = F.sub(1, logistic)
    slope = F.mul(logistic, rest)
    of_first, of_second = _halves(F, g, dim)
    scaled = F.mul(of_second, first)
    sent = F.mul(F.mul(of_second, d), slope)
    bend = F.sub(F.mul(slope, rest), F.mul(logistic, slope))
    turned = F.add(F.mul(F.mul(scaled, d), bend), F.mul(F.mul(of_first, d), slope))
    return F.cat(sent, turned, dim=dim)
