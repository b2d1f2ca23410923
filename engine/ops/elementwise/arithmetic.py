"""Sums, products, quotients and powers, element by element with broadcasting.

Shapes: operands broadcast against each other; a number counts as zero-dim.

Operators are far quicker than numpy's functions where the operands are bare numbers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes
from engine.half_precision import for_halves, in_between, takes_exact_number, widened
from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.elementwise import last_digit
from engine.tensor import Array


@op("AddBackward0", promotes=True, formula="a + b")
def add(a: Any, b: Any) -> Array:
    """a + b."""
    return a + b


add.vjp("a", slope="1")(unchanged)
add.vjp("b", slope="1")(unchanged)


@in_between
@op("AddBackward0", promotes=True, formula=r"a + \alpha b", is_holomorphic=True)
def add_scaled(a: Any, b: Any, *, alpha: float) -> Array:
    """a + alpha * b."""
    return last_digit.plus_product(a, b, b.dtype.type(alpha))


add_scaled.vjp("a", slope="1")(unchanged)


@add_scaled.vjp("b", slope=r"\alpha")
def add_scaled_wrt_b(F: Any, g: Any, *, alpha: float) -> Any:
    return F.mul_number(g, number=alpha)


@op("SubBackward0", promotes=True, formula="a - b")
def sub(a: Any, b: Any) -> Array:
    """a - b."""
    return a - b


sub.vjp("a", slope="1")(unchanged)


@sub.vjp("b", slope="-1")
def sub_wrt_b(F: Any, g: Any) -> Any:
    return -g


@in_between
@op("SubBackward0", promotes=True, formula=r"a - \alpha b", is_holomorphic=True)
def sub_scaled(a: Any, b: Any, *, alpha: float) -> Array:
    """a - alpha * b."""
    return last_digit.less_product(a, b, b.dtype.type(alpha))


sub_scaled.vjp("a", slope="1")(unchanged)


@sub_scaled.vjp("b", slope=r"-\alpha")
def sub_scaled_wrt_b(F: Any, g: Any, *, alpha: float) -> Any:
    return F.neg(F.mul_number(g, number=alpha))


@op("RsubBackward1", promotes=True, formula="b - a")
def rsub(a: Any, b: Any) -> Array:
    """b - a, for a number b."""
    return b - a


@rsub.vjp("a", slope="-1")
def rsub_wrt_a(F: Any, g: Any) -> Any:
    return -g


@op("RsubBackward0", promotes=True, formula="b - a")
def rsub_tensor(a: Any, b: Any) -> Array:
    """b - a, for a tensor b."""
    return b - a


@rsub_tensor.vjp("a", slope="-1")
def rsub_tensor_wrt_a(F: Any, g: Any) -> Any:
    return -g


rsub_tensor.vjp("b", slope="1")(unchanged)


@in_between
@op("RsubBackward1", promotes=True, formula=r"b - \alpha a", is_holomorphic=True)
def rsub_scaled(a: Any, b: Any, *, alpha: float) -> Array:
    """b - alpha * a, for a number b."""
    return np.subtract(b, np.multiply(a, a.dtype.type(alpha)))


@rsub_scaled.vjp("a", slope=r"-\alpha")
def rsub_scaled_wrt_a(F: Any, g: Any, *, alpha: float) -> Any:
    return F.neg(F.mul_number(g, number=alpha))


@in_between
@op("RsubBackward0", promotes=True, formula=r"b - \alpha a", is_holomorphic=True)
def rsub_tensor_scaled(a: Any, b: Any, *, alpha: float) -> Array:
    """b - alpha * a, for a tensor b."""
    return rsub_scaled.kernel(a, b, alpha=alpha)


@rsub_tensor_scaled.vjp("a", slope=r"-\alpha")
def rsub_tensor_scaled_wrt_a(F: Any, g: Any, *, alpha: float) -> Any:
    return F.neg(F.mul_number(g, number=alpha))


rsub_tensor_scaled.vjp("b", slope="1")(unchanged)


@takes_exact_number
@op("MulBackward0", promotes=True, formula="a b", is_holomorphic=True)
def mul(a: Any, b: Any) -> Array:
    """a * b."""
    return a * b


@mul.vjp("a", slope="b")
def mul_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return g * b


@mul.vjp("b", slope="a")
def mul_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return g * a


@takes_exact_number
@op("DivBackward0", promotes=True, floating=True, formula=r"\frac{a}{b}", is_holomorphic=True)
def div(a: Any, b: Any) -> Array:
    """a / b; integers divide to the default float type."""
    return a / b


@div.vjp("a", slope=r"\frac{1}{b}")
def div_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.div(g, b)


@div.vjp("b", slope=r"-\frac{a}{b^2}")
def div_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.neg(g), F.div(F.div(a, b), b))


@op("NegBackward0", formula="-a")
def neg(a: Any) -> Array:
    """-a."""
    return -a


@neg.vjp("a", slope="-1")
def neg_wrt_a(F: Any, g: Any) -> Any:
    return -g


@op(
    "ReciprocalBackward0", promotes=True, floating=True, formula=r"\frac{1}{a}", is_holomorphic=True
)
def reciprocal(a: Any) -> Array:
    """1 / a."""
    return np.reciprocal(a)


@reciprocal.vjp("a", slope=r"-\frac{1}{a^2}")
def reciprocal_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(F.neg(g), F.mul(out, out))


@op("PowBackward0", formula=r"a^{\mathrm{exponent}}", is_holomorphic=True)
def pow_number(a: Any, *, exponent: float) -> Array:
    """a to the power of a number, in the dtype that both promote to."""
    if a.dtype.kind in dtypes.FLOATING_KINDS and not isinstance(exponent, complex):
        to = a.dtype
    else:
        to = dtypes.result_type(dtypes.operand(a), dtypes.operand(exponent)).numpy
    base = a if a.dtype == to else a.astype(to)
    known = _SHORTER_POWERS if to.kind in dtypes.FLOATING_KINDS else _COMPLEX_ROOTS
    shorter = known.get(exponent) if to.kind in "fcV" else None
    power: Array = shorter(base) if shorter else last_digit.power(base, exponent)
    return power if power.dtype == to else power.astype(to)


_SHORTER_POWERS: dict[float, Callable[[Any], Array]] = {
    1: lambda a: +a,
    2: lambda a: a * a,
    3: lambda a: a * a * a,
    -1: lambda a: 1 / a,
    -2: lambda a: 1 / (a * a),
    -0.5: lambda a: 1 / np.sqrt(a),
}
"""Powers that PyTorch computes by other means, whose last digits are these."""

_COMPLEX_ROOTS: dict[float, Callable[[Any], Array]] = {0.5: np.sqrt, -0.5: _SHORTER_POWERS[-0.5]}
"""Those of complex numbers."""


@for_halves(pow_number)
def pow_number_of_halves(a: Any, *, exponent: float) -> Array:
    """The same; the exponent is rounded, and for bfloat16 every factor of what is a product."""
    base = a if exponent in (2, 3, -2) and a.dtype != np.float16 else widened(a)
    return pow_number.kernel(base, exponent=float(a.dtype.type(exponent)))


@pow_number.vjp("a", slope=r"\mathrm{exponent} \cdot a^{\mathrm{exponent} - 1}")
def pow_number_wrt_a(F: Any, g: Any, *, a: Any, exponent: float) -> Any:
    if exponent == 0:
        return F.zeros_like(g)
    return F.mul(g, F.mul_number(F.pow_number(a, exponent=exponent - 1), number=exponent))


@op("ZeroBackward0", formula="0")
def zero(a: Any) -> Array:
    """Zeros in place of a's elements."""
    return np.zeros(a.shape, a.dtype)


@zero.vjp("a", slope="0")
def zero_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op("FillBackward2", formula=r"\mathrm{value}")
def fill(a: Any, *, value: float) -> Array:
    """One number in place of a's elements."""
    return np.full_like(a, value)


@fill.vjp("a", slope="0")
def fill_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)
