"""ELU and CELU, apart and in place.

In place, what they send back is told by the result, as in PyTorch.
"""

from typing import Any

import numpy as np

from engine.op import op
from engine.ops.elementwise import last_digit
from engine.ops.indexing.masking import either
from engine.tensor import Array


def _low(a: Any) -> Any:
    """0 where a is above it; -0 stays what it is."""
    return either(np.greater(a, 0), 0, a, a.dtype)


@op(
    "EluBackward0",
    formula=r"\begin{cases} \mathrm{scale} \cdot a & a > 0 \\"
    r" \mathrm{scale} \cdot \alpha (e^{a} - 1) \end{cases}",
)
def elu(a: Any, *, alpha: float, scale: float) -> Array:
    """a where it is above 0, else alpha * (exp(a) - 1), all times a scale."""
    negative = last_digit.expm1(_low(a)) * (alpha * scale)
    return either(np.greater(a, 0), a * scale, negative, a.dtype)


@elu.vjp(
    "a",
    slope=r"\begin{cases} \mathrm{scale} & a > 0 \\ \mathrm{scale} \cdot \alpha e^{a} \end{cases}",
)
def elu_wrt_a(F: Any, g: Any, *, a: Any, alpha: float, scale: float) -> Any:
    return F.elu_backward(g, a, alpha=alpha, scale=scale, steepness=1.0)


@op(
    "EluBackwardBackward0",
    formula=r"\begin{cases} \mathrm{scale} \cdot d & a > 0 \\"
    r" \mathrm{scale} \cdot \alpha \cdot \mathrm{steepness}"
    r" \cdot d e^{\mathrm{steepness} \cdot a} \end{cases}",
)
def elu_backward(d: Any, a: Any, *, alpha: float, scale: float, steepness: float) -> Array:
    """The backward of ``elu``, also if it takes the exponential of a times a steepness."""
    power = last_digit.exp(np.minimum(a, 0) * steepness)
    return either(np.less_equal(a, 0), d * steepness * (alpha * scale) * power, d * scale, d.dtype)


@elu_backward.vjp(
    "d",
    slope=r"\begin{cases} \mathrm{scale} & a > 0 \\"
    r" \mathrm{scale} \cdot \alpha \cdot \mathrm{steepness}"
    r" \cdot e^{\mathrm{steepness} \cdot a} \end{cases}",
)
def elu_backward_wrt_d(
    F: Any, g: Any, *, a: Any, alpha: float, scale: float, steepness: float
) -> Any:
    return F.elu_backward(g, a, alpha=alpha, scale=scale, steepness=steepness)


@elu_backward.vjp(
    "a",
    slope=r"\begin{cases} 0 & a > 0 \\ \mathrm{scale} \cdot \alpha"
    r" \cdot \mathrm{steepness}^2 \cdot d e^{\mathrm{steepness} \cdot a} \end{cases}",
)
def elu_backward_wrt_a(
    F: Any, g: Any, *, d: Any, a: Any, alpha: float, scale: float, steepness: float
) -> Any:
    sent = F.mul_number(F.mul(g, d), number=steepness)
    settings = {"alpha": alpha, "scale": scale, "steepness": steepness}
    return F.mul(F.elu_backward(sent, a, **settings), F.lt(a, 0))


@op(
    "CeluBackward0",
    formula=r"\max(0, a) + \min(0, \alpha (e^{a / \alpha} - 1))",
)
def celu(a: Any, *, alpha: float) -> Array:
    """a where it is above 0, else alpha * (exp(a / alpha) - 1)."""
    return either(np.greater(a, 0), a, last_digit.expm1(_low(a) / alpha) * alpha, a.dtype)


@celu.vjp("a", slope=r"\begin{cases} 1 & a > 0 \\ e^{a / \alpha} \end{cases}")
def celu_wrt_a(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    return F.elu_backward(g, a, alpha=alpha, scale=1.0, steepness=1 / alpha)


_NEGATIVE_IN_PLACE = (
    "In-place elu backward calculation is triggered with a negative slope which is not supported. "
    "This is caused by calling in-place forward function with a negative slope, please call "
    "out-of-place version instead."
)


@op("EluBackward1", formula=elu.formula)
def elu_(a: Any, *, alpha: float, scale: float) -> Array:
    """``elu`` for use in place: its node keeps the result, which tells the slope as well."""
    out: Array = elu.kernel(a, alpha=alpha, scale=scale)
    return out


@elu_.vjp(
    "a",
    slope=r"\begin{cases} \mathrm{scale} & y > 0 \\ y + \mathrm{scale} \cdot \alpha \end{cases}",
)
def elu_in_place_wrt_a(F: Any, g: Any, *, out: Any, alpha: float, scale: float) -> Any:
    return F.elu_backward_of_result(g, out, alpha=alpha, scale=scale, steepness=1.0)


@op("CeluBackward1", formula=celu.formula)
def celu_(a: Any, *, alpha: float) -> Array:
    """``celu`` for use in place, as ``elu_``."""
    out: Array = celu.kernel(a, alpha=alpha)
    return out


@celu_.vjp("a", slope=r"\begin{cases} 1 & y > 0 \\ 1 + y / \alpha \end{cases}")
def celu_in_place_wrt_a(F: Any, g: Any, *, out: Any, alpha: float) -> Any:
    return F.elu_backward_of_result(g, out, alpha=alpha, scale=1.0, steepness=1 / alpha)


_OF_RESULT = (
    r"\begin{cases} \mathrm{scale} & a > 0 \\"
    r" \mathrm{steepness} \cdot (a + \mathrm{scale} \cdot \alpha) \end{cases}"
)


@op("EluBackwardBackward0", formula=f"d {_OF_RESULT}")
def elu_backward_of_result(
    d: Any, a: Any, *, alpha: float, scale: float, steepness: float
) -> Array:
    """The backward of ``elu``, told by its result a.

    Raises:
        RuntimeError: a negative alpha, with which the result does not tell that.
    """
    if alpha < 0:
        raise RuntimeError(_NEGATIVE_IN_PLACE)
    return either(np.greater(a, 0), d * scale, d * steepness * (a + alpha * scale), d.dtype)


@elu_backward_of_result.vjp("d", slope=_OF_RESULT)
def elu_backward_of_result_wrt_d(
    F: Any, g: Any, *, a: Any, alpha: float, scale: float, steepness: float
) -> Any:
    return F.elu_backward_of_result(g, a, alpha=alpha, scale=scale, steepness=steepness)


@elu_backward_of_result.vjp(
    "a", slope=r"\begin{cases} 0 & a > 0 \\ \mathrm{steepness} \cdot d \end{cases}"
)
def elu_backward_of_result_wrt_a(F: Any, g: Any, *, d: Any, a: Any, steepness: float) -> Any:
    return F.mul(F.mul_number(F.mul(g, d), number=steepness), F.lt(a, 0))
