"""Sums, products, quotients and powers, element by element with broadcasting.

Shapes: operands broadcast against each other; a number counts as zero-dim.
"""

from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.tensor import Array


@op("AddBackward0", promotes=True, formula="a + b")
def add(a: Array, b: Array) -> Array:
    """a + b."""
    total: Array = np.add(a, b)
    return total


@add.vjp("a")
@add.vjp("b")
def add_wrt_either(F: Any, g: Any) -> Any:
    return g


@op("AddBackward0", promotes=True, formula=r"a + \alpha b")
def add_scaled(a: Array, b: Array, *, alpha: float) -> Array:
    """a + alpha * b."""
    total: Array = np.add(a, np.multiply(b, b.dtype.type(alpha)))
    return total


@add_scaled.vjp("a")
def add_scaled_wrt_a(F: Any, g: Any) -> Any:
    return g


@add_scaled.vjp("b")
def add_scaled_wrt_b(F: Any, g: Any, *, alpha: float) -> Any:
    return F.mul(g, alpha)


@op("SubBackward0", promotes=True, formula="a - b")
def sub(a: Array, b: Array) -> Array:
    """a - b."""
    difference: Array = np.subtract(a, b)
    return difference


@sub.vjp("a")
def sub_wrt_a(F: Any, g: Any) -> Any:
    return g


@sub.vjp("b")
def sub_wrt_b(F: Any, g: Any) -> Any:
    return F.neg(g)


@op("SubBackward0", promotes=True, formula=r"a - \alpha b")
def sub_scaled(a: Array, b: Array, *, alpha: float) -> Array:
    """a - alpha * b."""
    difference: Array = np.subtract(a, np.multiply(b, b.dtype.type(alpha)))
    return difference


@sub_scaled.vjp("a")
def sub_scaled_wrt_a(F: Any, g: Any) -> Any:
    return g


@sub_scaled.vjp("b")
def sub_scaled_wrt_b(F: Any, g: Any, *, alpha: float) -> Any:
    return F.neg(F.mul(g, alpha))


@op("RsubBackward1", promotes=True, formula="b - a")
def rsub(a: Array, b: Array) -> Array:
    """b - a, for a number b."""
    difference: Array = np.subtract(b, a)
    return difference


@rsub.vjp("a")
def rsub_wrt_a(F: Any, g: Any) -> Any:
    return F.neg(g)


@op("RsubBackward0", promotes=True, formula="b - a")
def rsub_tensor(a: Array, b: Array) -> Array:
    """b - a, for a tensor b."""
    difference: Array = np.subtract(b, a)
    return difference


@rsub_tensor.vjp("a")
def rsub_tensor_wrt_a(F: Any, g: Any) -> Any:
    return F.neg(g)


@rsub_tensor.vjp("b")
def rsub_tensor_wrt_b(F: Any, g: Any) -> Any:
    return g


@op("MulBackward0", promotes=True, formula="a b")
def mul(a: Array, b: Array) -> Array:
    """a * b."""
    product: Array = np.multiply(a, b)
    return product


@mul.vjp("a")
def mul_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.mul(g, b)


@mul.vjp("b")
def mul_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, a)


@op("DivBackward0", promotes=True, floating=True, formula=r"\frac{a}{b}")
def div(a: Array, b: Array) -> Array:
    """a / b; whole numbers divide to the default float type."""
    quotient: Array = np.true_divide(a, b)
    return quotient


@div.vjp("a")
def div_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.div(g, b)


@div.vjp("b")
def div_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.neg(g), F.div(F.div(a, b), b))


@op("NegBackward0", formula="-a")
def neg(a: Array) -> Array:
    """-a."""
    negative: Array = np.negative(a)
    return negative


@neg.vjp("a")
def neg_wrt_a(F: Any, g: Any) -> Any:
    return F.neg(g)


@op("ReciprocalBackward0", promotes=True, floating=True, formula=r"\frac{1}{a}")
def reciprocal(a: Array) -> Array:
    """1 / a."""
    inverse: Array = np.reciprocal(a)
    return inverse


@reciprocal.vjp("a")
def reciprocal_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(F.neg(g), F.mul(out, out))


@op("PowBackward0", formula=r"a^{\mathrm{exponent}}")
def pow_number(a: Array, *, exponent: float) -> Array:
    """a to the power of a number, in the dtype that both promote to."""
    to = dtypes.result_type(dtypes.operand(a), dtypes.operand(exponent)).numpy
    base = a if a.dtype == to else a.astype(to)
    power: Array = np.square(base) if exponent == 2 else np.power(base, to.type(exponent))
    return power if power.dtype == to else power.astype(to)


@pow_number.vjp("a")
def pow_number_wrt_a(F: Any, g: Any, *, a: Any, exponent: float) -> Any:
    if exponent == 0:
        return F.zeros_like(g)
    return F.mul(g, F.mul(F.pow_number(a, exponent=exponent - 1), exponent))


@op("ZeroBackward0", formula="0")
def zero(a: Array) -> Array:
    """Zeros in place of a's elements."""
    return np.zeros_like(a)


@zero.vjp("a")
def zero_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op("FillBackward2", formula=r"\mathrm{value}")
def fill(a: Array, *, value: float) -> Array:
    """One number in place of a's elements."""
    return np.full_like(a, value)


@fill.vjp("a")
def fill_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)
