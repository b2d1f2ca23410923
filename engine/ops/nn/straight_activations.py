"""Activations made of straight lines: their slopes change at single places only.

What each sends back is an operation too, whose second input changes nothing but at these places.
"""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.ops.indexing.masking import either
from engine.ops.refusing import refusing
from engine.tensor import Array


def _nothing(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op(
    "LeakyReluBackward0",
    formula=r"\begin{cases} a & a > 0 \\ \mathrm{negative\_slope} \cdot a \end{cases}",
)
def leaky_relu(a: Any, *, negative_slope: float) -> Array:
    """a where it is above 0, else a times a slope."""
    return either(np.greater(a, 0), a, a * negative_slope, a.dtype)


@leaky_relu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ \mathrm{negative\_slope} \end{cases}")
def leaky_relu_wrt_a(F: Any, g: Any, *, a: Any, negative_slope: float) -> Any:
    return F.leaky_relu_backward(g, a, negative_slope=negative_slope)


@op("LeakyReluBackward1", formula=leaky_relu.formula)
def leaky_relu_(a: Any, *, negative_slope: float) -> Array:
    """``leaky_relu`` for use in place: its node keeps the result, whose sign is that of a."""
    out: Array = leaky_relu.kernel(a, negative_slope=negative_slope)
    return out


@leaky_relu_.vjp("a", slope=r"\begin{cases} 1 & y > 0 \\ \mathrm{negative\_slope} \end{cases}")
def leaky_relu_in_place_wrt_a(F: Any, g: Any, *, out: Any, negative_slope: float) -> Any:
    return leaky_relu_wrt_a(F, g, a=out, negative_slope=negative_slope)


@op(
    "LeakyReluBackwardBackward0",
    formula=r"\begin{cases} d & a > 0 \\ \mathrm{negative\_slope} \cdot d \end{cases}",
)
def leaky_relu_backward(d: Any, a: Any, *, negative_slope: float) -> Array:
    """The backward of ``leaky_relu``."""
    return either(np.greater(a, 0), d, d * negative_slope, d.dtype)


leaky_relu_backward.vjp("d", slope=leaky_relu.rules["a"].slope)(leaky_relu_wrt_a)
leaky_relu_backward.vjp("a", slope="0")(_nothing)


_BY_SLOPES = r"\mathrm{slopes} \cdot a"


@op("RreluWithNoiseBackward0", formula=_BY_SLOPES)
def rrelu(a: Any, *, slopes: np.ndarray) -> Array:
    """a times a slope for each element."""
    return a * slopes


@rrelu.vjp("a", slope=r"\mathrm{slopes}")
def rrelu_wrt_a(F: Any, g: Any, *, a: Any, slopes: np.ndarray) -> Any:
    return F.rrelu_backward(g, a, slopes=slopes)


@op("RreluWithNoiseBackward1", formula=_BY_SLOPES)
def rrelu_(a: Any, *, slopes: np.ndarray) -> Array:
    """``rrelu`` for use in place: its node keeps the result."""
    return a * slopes


@rrelu_.vjp("a", slope=r"\mathrm{slopes}")
def rrelu_in_place_wrt_a(F: Any, g: Any, *, out: Any, slopes: np.ndarray) -> Any:
    return F.rrelu_backward(g, out, slopes=slopes)


@op("RreluWithNoiseBackwardBackward0", formula=r"\mathrm{slopes} \cdot d")
def rrelu_backward(d: Any, a: Any, *, slopes: np.ndarray) -> Array:
    """The backward of ``rrelu``."""
    return d * slopes


rrelu_backward.vjp("d", slope=r"\mathrm{slopes}")(rrelu_wrt_a)
rrelu_backward.vjp("a", slope="0")(_nothing)


@op("HardtanhBackward0", formula=r"\min(\max(a, \mathrm{min\_val}), \mathrm{max\_val})")
def hardtanh(a: Any, *, min_val: float, max_val: float) -> Array:
    """a clamped between two bounds; at the bounds the derivative is 0."""
    return a.clip(a.dtype.type(min_val), a.dtype.type(max_val))


@hardtanh.vjp(
    "a", slope=r"\begin{cases} 1 & \mathrm{min\_val} < a < \mathrm{max\_val} \\ 0 \end{cases}"
)
def hardtanh_wrt_a(F: Any, g: Any, *, a: Any, min_val: float, max_val: float) -> Any:
    return F.hardtanh_backward(g, a, min_val=min_val, max_val=max_val)


@op(
    "HardtanhBackwardBackward0",
    formula=r"\begin{cases} d & \mathrm{min\_val} < a < \mathrm{max\_val} \\ 0 \end{cases}",
)
def hardtanh_backward(d: Any, a: Any, *, min_val: float, max_val: float) -> Array:
    """The backward of ``hardtanh``."""
    is_held = np.less_equal(a, min_val) | np.greater_equal(a, max_val)
    return either(is_held, 0, d, d.dtype)


hardtanh_backward.vjp("d", slope=hardtanh.rules["a"].slope)(hardtanh_wrt_a)
hardtanh_backward.vjp("a", slope="0")(_nothing)


@op("HardsigmoidBackward0", formula=r"\min(\max(a / 6 + 1 / 2, 0), 1)")
def hardsigmoid(a: Any) -> Array:
    """A piecewise linear sigmoid, clamp(a / 6 + 1 / 2, 0, 1)."""
    return (a + 3).clip(a.dtype.type(0), a.dtype.type(6)) / a.dtype.type(6)


@hardsigmoid.vjp("a", slope=r"\begin{cases} \frac{1}{6} & |a| < 3 \\ 0 \end{cases}")
def hardsigmoid_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.hardsigmoid_backward(g, a)


@refusing("derivative for aten::hardsigmoid_backward is not implemented")
@op("NotImplemented", formula=r"\begin{cases} \frac{d}{6} & |a| < 3 \\ 0 \end{cases}")
def hardsigmoid_backward(d: Any, a: Any) -> Array:
    """The backward of ``hardsigmoid``; PyTorch gives it a node that cannot be differentiated.

    Its sixth is one of single precision, whatever the dtype.
    """
    return either(np.abs(a) < 3, d * d.dtype.type(np.float32(1 / 6)), 0, d.dtype)


@op("HardswishBackward0", formula=r"a \min(\max(a / 6 + 1 / 2, 0), 1)")
def hardswish(a: Any) -> Array:
    """a times its hardsigmoid."""
    return a * (a + 3).clip(a.dtype.type(0), a.dtype.type(6)) / a.dtype.type(6)


@hardswish.vjp(
    "a", slope=r"\begin{cases} 0 & a \le -3 \\ \frac{a}{3} + \frac{1}{2} & a < 3 \\ 1 \end{cases}"
)
def hardswish_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.hardswish_backward(g, a)


@op(
    "HardswishBackwardBackward0",
    formula=r"\begin{cases} 0 & a \le -3 \\ d (\frac{a}{3} + \frac{1}{2}) & a < 3 \\ d \end{cases}",
)
def hardswish_backward(d: Any, a: Any) -> Array:
    """The backward of ``hardswish``."""
    rising = np.where(np.less(a, 3), d * (a / 3 + 0.5), d)
    return either(np.less_equal(a, -3), 0, rising, d.dtype)


hardswish_backward.vjp("d", slope=hardswish.rules["a"].slope)(hardswish_wrt_a)


@hardswish_backward.vjp("a", slope=r"\begin{cases} \frac{d}{3} & |a| < 3 \\ 0 \end{cases}")
def hardswish_backward_wrt_a(F: Any, g: Any, *, d: Any, a: Any) -> Any:
    bend = F.div_number(F.mul(g, d), number=3.0)
    return F.where(bend, F.zeros_like(bend), F.lt(F.abs(a), 3))


@op("HardshrinkBackward0", formula=r"\begin{cases} a & |a| > \lambda \\ 0 \end{cases}")
def hardshrink(a: Any, *, lambd: float) -> Array:
    """a where its magnitude is above a bound, else 0."""
    return either(np.less_equal(np.abs(a), lambd), 0, a, a.dtype)


@hardshrink.vjp("a", slope=r"\begin{cases} 1 & |a| > \lambda \\ 0 \end{cases}")
def hardshrink_wrt_a(F: Any, g: Any, *, a: Any, lambd: float) -> Any:
    return F.hardshrink_backward(g, a, lambd=lambd)


@op("HardshrinkBackwardBackward0", formula=r"\begin{cases} d & |a| > \lambda \\ 0 \end{cases}")
def hardshrink_backward(d: Any, a: Any, *, lambd: float) -> Array:
    """The backward of ``hardshrink``."""
    return either(np.less_equal(np.abs(a), lambd), 0, d, d.dtype)


hardshrink_backward.vjp("d", slope=hardshrink.rules["a"].slope)(hardshrink_wrt_a)
hardshrink_backward.vjp("a", slope="0")(_nothing)


@op("SoftshrinkBackward0", formula=r"\operatorname{sgn}(a) \max(|a| - \lambda, 0)")
def softshrink(a: Any, *, lambd: float) -> Array:
    """a moved towards 0 by a bound, at most to 0."""
    shrunk = np.where(np.greater(a, lambd), a - lambd, a + lambd)
    return either(np.less_equal(np.abs(a), lambd), a * 0, shrunk, a.dtype)


@softshrink.vjp("a", slope=r"\begin{cases} 1 & |a| > \lambda \\ 0 \end{cases}")
def softshrink_wrt_a(F: Any, g: Any, *, a: Any, lambd: float) -> Any:
    return F.softshrink_backward(g, a, lambd=lambd)


@op("SoftshrinkBackwardBackward0", formula=hardshrink_backward.formula)
def softshrink_backward(d: Any, a: Any, *, lambd: float) -> Array:
    """The backward of ``softshrink``."""
    out: Array = hardshrink_backward.kernel(d, a, lambd=lambd)
    return out


softshrink_backward.vjp("d", slope=softshrink.rules["a"].slope)(softshrink_wrt_a)
softshrink_backward.vjp("a", slope="0")(_nothing)


@op(
    "ThresholdBackward0",
    formula=r"\begin{cases} a & a > \mathrm{threshold} \\ \mathrm{value} \end{cases}",
)
def threshold(a: Any, *, threshold: float, value: float) -> Array:
    """a where it is above a threshold, else a value."""
    return either(np.less_equal(a, threshold), value, a, a.dtype)


@threshold.vjp("a", slope=r"\begin{cases} 1 & a > \mathrm{threshold} \\ 0 \end{cases}")
def threshold_wrt_a(F: Any, g: Any, *, a: Any, threshold: float) -> Any:
    return F.threshold_backward(g, a, threshold=threshold)


@op(
    "ThresholdBackwardBackward0",
    formula=r"\begin{cases} d & a > \mathrm{threshold} \\ 0 \end{cases}",
)
def threshold_backward(d: Any, a: Any, *, threshold: float) -> Array:
    """The backward of ``threshold``."""
    return either(np.less_equal(a, threshold), 0, d, d.dtype)


threshold_backward.vjp("d", slope=threshold.rules["a"].slope)(threshold_wrt_a)
threshold_backward.vjp("a", slope="0")(_nothing)


@op("PreluKernelBackward0", promotes=True, formula=r"\max(a, 0) + b \min(a, 0)")
def prelu(a: Any, b: Any) -> Array:
    """a where it is above 0, else a times the learned slope b."""
    return either(np.greater(a, 0), a, a * b, a.dtype)


@multi_op(
    "PreluKernelBackwardBackward0",
    outputs=("of_a", "of_b"),
    promotes=True,
    formula=r"\begin{cases} d & a > 0 \\ b d \end{cases},\, d \min(a, 0)",
)
def prelu_backward(d: Any, a: Any, b: Any) -> tuple[Array, Array]:
    """The backward of ``prelu`` for a and b."""
    is_above = np.greater(a, 0)
    return either(is_above, d, d * b, d.dtype), either(is_above, 0, d * a, d.dtype)


@prelu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ b \end{cases}")
def prelu_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.prelu_backward(g, a, b)[0]


@prelu.vjp("b", slope=r"\min(a, 0)")
def prelu_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.prelu_backward(g, a, b)[1]


@prelu.vjp_at_once
def prelu_at_once(F: Any, g: Any, *, a: Any, b: Any, mask: tuple[bool, ...]) -> Any:
    return [sent if asked else None for sent, asked in zip(F.prelu_backward(g, a, b), mask)]


def _below(F: Any, sent: Any, a: Any) -> Any:
    """What is sent, where a is not above 0."""
    return F.where(F.zeros_of(sent, shape=()), sent, F.gt(a, 0))


@prelu_backward.vjp("d", sends=r"\begin{cases} g_1 & a > 0 \\ b g_1 + a g_2 \end{cases}")
def prelu_backward_wrt_d(F: Any, gs: Any, *, a: Any, b: Any) -> Any:
    of_a, of_b = gs
    sent = None if of_a is None else prelu_wrt_a(F, of_a, a=a, b=b)
    if of_b is None:
        return sent
    of_slope = _below(F, F.mul(of_b, a), a)
    return of_slope if sent is None else F.add(sent, of_slope)


@prelu_backward.vjp("a", sends=r"\begin{cases} 0 & a > 0 \\ d g_2 \end{cases}")
def prelu_backward_wrt_a(F: Any, gs: Any, *, d: Any, a: Any) -> Any:
    return F.zeros_like(a) if gs[1] is None else _below(F, F.mul(d, gs[1]), a)


@prelu_backward.vjp("b", sends=r"\begin{cases} 0 & a > 0 \\ d g_1 \end{cases}")
def prelu_backward_wrt_b(F: Any, gs: Any, *, d: Any, a: Any) -> Any:
    return F.zeros_like(a) if gs[0] is None else _below(F, F.mul(d, gs[0]), a)
