"""Elementary functions and the activations made of them, element by element.

Integers are computed in the default float type, except by ``relu`` and ``abs``.
"""

from typing import Any

import numpy as np

from engine.constants import ones, zeros
from engine.op import op
from engine.ops.elementwise import last_digit
from engine.ops.indexing.masking import zeroed
from engine.tensor import Array


@op("ExpBackward0", promotes=True, floating=True, formula="e^{a}", is_holomorphic=True)
def exp(a: Any) -> Array:
    """e to the power of a."""
    return last_digit.exp(a)


@exp.vjp("a", slope="e^{a}")
def exp_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(g, out)


@op("LogBackward0", promotes=True, floating=True, formula=r"\ln a", is_holomorphic=True)
def log(a: Any) -> Array:
    """Natural logarithm; -inf at 0, nan below."""
    return last_digit.log(a)


@log.vjp("a", slope=r"\frac{1}{a}")
def log_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(g, a)


@op("SqrtBackward0", promotes=True, floating=True, formula=r"\sqrt{a}", is_holomorphic=True)
def sqrt(a: Any) -> Array:
    """Square root; nan below 0."""
    root: Array = np.sqrt(a)
    return root


@sqrt.vjp("a", slope=r"\frac{1}{2 \sqrt{a}}")
def sqrt_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.div(g, F.mul_number(out, number=2))


@op("SinBackward0", promotes=True, floating=True, formula=r"\sin a", is_holomorphic=True)
def sin(a: Any) -> Array:
    """Sine of an angle in radians."""
    return last_digit.sin(a)


@sin.vjp("a", slope=r"\cos a")
def sin_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.cos(a))


@op("CosBackward0", promotes=True, floating=True, formula=r"\cos a", is_holomorphic=True)
def cos(a: Any) -> Array:
    """Cosine of an angle in radians."""
    return last_digit.cos(a)


@cos.vjp("a", slope=r"-\sin a")
def cos_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.neg(F.sin(a)))


@op("TanhBackward0", promotes=True, floating=True, formula=r"\tanh a", is_holomorphic=True)
def tanh(a: Any) -> Array:
    """Hyperbolic tangent."""
    return last_digit.tanh(a)


@tanh.vjp("a", slope="1 - y^2")
def tanh_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.tanh_backward(g, out)


@op("TanhBackwardBackward0", formula="d (1 - r^2)", is_holomorphic=True)
def tanh_backward(d: Any, r: Any) -> Array:
    """The backward of ``tanh``: from its gradient d and its result r."""
    one = ones[r.dtype] if isinstance(r, np.ndarray) else 1.0
    slope: Any = last_digit.less_product(one, r, r)
    if not isinstance(slope, np.ndarray) or d.dtype != r.dtype:
        return d * slope
    slope *= d
    return slope


@tanh_backward.vjp("d", slope="1 - r^2")
def tanh_backward_wrt_d(F: Any, g: Any, *, r: Any) -> Any:
    return F.tanh_backward(g, r)


@tanh_backward.vjp("r", slope="-2 r d")
def tanh_backward_wrt_r(F: Any, g: Any, *, d: Any, r: Any) -> Any:
    return F.mul(g, F.mul(F.mul_number(r, number=-2.0), d))


@op(
    "SigmoidBackward0",
    promotes=True,
    floating=True,
    formula=r"\frac{1}{1 + e^{-a}}",
    is_holomorphic=True,
)
def sigmoid(a: Any) -> Array:
    """1 / (1 + e to the power of -a)."""
    one = a.dtype.type(1)
    logistic: Array = one / (one + last_digit.exp(np.negative(a)))
    return logistic


@sigmoid.vjp("a", slope="y (1 - y)")
def sigmoid_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.sigmoid_backward(g, out)


@op("SigmoidBackwardBackward0", formula="d r (1 - r)", is_holomorphic=True)
def sigmoid_backward(d: Any, r: Any) -> Array:
    """The backward of ``sigmoid``: from its gradient d and its result r."""
    sent: Array = d * (1 - r) * r
    return sent


@sigmoid_backward.vjp("d", slope="r (1 - r)")
def sigmoid_backward_wrt_d(F: Any, g: Any, *, r: Any) -> Any:
    return F.sigmoid_backward(g, r)


@sigmoid_backward.vjp("r", slope="d (1 - 2 r)")
def sigmoid_backward_wrt_r(F: Any, g: Any, *, d: Any, r: Any) -> Any:
    return F.mul(F.mul(g, d), F.add_number(F.mul_number(r, number=-2.0), number=1))


def _takes_second_of_equal(dtype: np.dtype[Any]) -> bool:
    """Whether ``np.maximum`` of 0 and -0 is the second one: that depends on the processor."""
    minus = [np.full(count, -0.0, dtype) for count in (1, 8, 100)]
    return all(bool(np.signbit(np.maximum(zeros[dtype], each)).all()) for each in minus)


_MAXIMUM_TAKES_SECOND = {
    dtype for dtype in (np.dtype(np.float32), np.dtype(np.float64)) if _takes_second_of_equal(dtype)
}


@op("ReluBackward0", formula=r"\max(a, 0)")
def relu(a: Any) -> Array:
    """The positive part: 0 where a is below 0, else a (so -0 and nan stay)."""
    if not isinstance(a, np.ndarray):
        return a.dtype.type(0) if a < 0 else a
    if a.dtype in _MAXIMUM_TAKES_SECOND:
        return np.maximum(zeros[a.dtype], a)  # which nan passes through, too
    return zeroed(a, np.less(a, zeros[a.dtype]))


@relu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ 0 \end{cases}")
def relu_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.relu_backward(g, out)


@op("ThresholdBackwardBackward0", formula=r"\begin{cases} d & \mathrm{result} > 0 \\ 0 \end{cases}")
def relu_backward(d: Any, result: Any) -> Array:
    """d where relu's result is above 0 (or nan), else 0."""
    if not isinstance(result, np.ndarray):
        return d.dtype.type(0) if result <= 0 else d
    return zeroed(d, np.less_equal(result, zeros[result.dtype]))


@relu_backward.vjp("d", slope=r"\begin{cases} 1 & \mathrm{result} > 0 \\ 0 \end{cases}")
def relu_backward_wrt_d(F: Any, g: Any, *, result: Any) -> Any:
    return F.relu_backward(g, result)


@relu_backward.vjp("result", slope="0")
def relu_backward_wrt_result(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op("AbsBackward0", formula="|a|")
def abs(a: Any) -> Array:
    """The absolute value."""
    magnitude: Array = np.abs(a)
    return magnitude


@abs.vjp("a", slope=r"\operatorname{sgn}(a)")
def abs_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.sgn(a))


@op("SignBackward0", formula=r"\operatorname{sgn}(a)")
def sign(a: Any) -> Array:
    """-1, 0 or 1; 0 where a is nan, True where it is."""
    if a.dtype.kind == "b":
        return a.copy()
    direction: Array = np.subtract(np.greater(a, 0), np.less(a, 0), dtype=a.dtype)
    return direction


@sign.vjp("a", slope="0")
def sign_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)
