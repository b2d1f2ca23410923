"""Exponentials, logarithms and roots beside ``exp``, ``log`` and ``sqrt``, element by element.

Integers are computed in the default float type.
"""

from cmath import log as complex_log
from math import log as log_of
from typing import Any

import numpy as np

from engine import dtypes
from engine.half_precision import for_halves, in_between, widened
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.elementwise import last_digit
from engine.ops.order import in_order
from engine.ops.refusing import refusing
from engine.tensor import Array


@op("Exp2Backward0", promotes=True, floating=True, formula="2^{a}", is_holomorphic=True)
def exp2(a: Any) -> Array:
    """2 to the power of a."""
    return last_digit.exp2(a)


@exp2.vjp("a", slope=r"2^{a} \ln 2")
def exp2_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul_number(F.mul(g, out), number=log_of(2))


@op("Expm1Backward0", promotes=True, floating=True, formula="e^{a} - 1", is_holomorphic=True)
def expm1(a: Any) -> Array:
    """exp(a) - 1, accurate also near 0."""
    return last_digit.expm1(a)


@expm1.vjp("a", slope="e^{a}")
def expm1_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(g, F.add_number(out, number=1))


@op("Log2Backward0", promotes=True, floating=True, formula=r"\log_2 a", is_holomorphic=True)
def log2(a: Any) -> Array:
    """Binary logarithm."""
    return last_digit.log2(a)


@log2.vjp("a", slope=r"\frac{1}{a \ln 2}")
def log2_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(g, F.mul_number(a, number=log_of(2)))


_LN_10 = 2.3025850929940456
"""PyTorch's natural logarithm of 10, whose last digit is not that of ``math.log(10)``."""


@op("Log10Backward0", promotes=True, floating=True, formula=r"\log_{10} a", is_holomorphic=True)
def log10(a: Any) -> Array:
    """Decimal logarithm."""
    return last_digit.log10(a)


@log10.vjp("a", slope=r"\frac{1}{a \ln 10}")
def log10_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(g, F.mul_number(a, number=_LN_10))


@op("Log1PBackward0", promotes=True, floating=True, formula=r"\ln(1 + a)", is_holomorphic=True)
def log1p(a: Any) -> Array:
    """Natural logarithm of 1 + a, accurate also near 0."""
    return last_digit.log1p(a)


@log1p.vjp("a", slope=r"\frac{1}{1 + a}")
def log1p_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(g, F.add_number(a, number=1))


@in_between
@op(
    "RsqrtBackward0",
    promotes=True,
    floating=True,
    formula=r"\frac{1}{\sqrt{a}}",
    is_holomorphic=True,
)
def rsqrt(a: Any) -> Array:
    """1 / square root of a; inf at 0, nan below."""
    return np.reciprocal(np.sqrt(a))


@rsqrt.vjp("a", slope=r"-\frac{1}{2 a \sqrt{a}}")
def rsqrt_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(F.mul_number(g, number=-0.5), F.pow_number(out, exponent=3))


@op("LogitBackward0", promotes=True, floating=True, formula=r"\ln \frac{a}{1 - a}")
def logit(a: Any, *, eps: float | None) -> Array:
    """The log-odds, log(a / (1 - a)); a is clamped to [eps, 1 - eps] first."""
    inside = a if eps is None else _held(a, a.dtype.type(eps), a.dtype.type(1 - eps))
    return last_digit.log(np.divide(inside, 1 - inside))


def _held(a: Any, low: Any, high: Any) -> Any:
    """a between bounds; where the lower bound is the higher one, it comes first."""
    return np.where(a < low, low, np.where(a > high, high, a))


@logit.vjp(
    "a",
    slope=r"\begin{cases} \frac{1}{a (1 - a)} & "
    r"\varepsilon \le a \le 1 - \varepsilon \\ 0 \end{cases}",
)
def logit_wrt_a(F: Any, g: Any, *, a: Any, eps: float | None) -> Any:
    slope = F.div(g, F.mul(a, F.sub(1, a)))
    low, high = (0.0, 1.0) if eps is None else (eps, 1 - eps)
    is_inside = F.logical_and(F.ge(a, low), F.le(a, high))
    outside = F.mul_number(F.zeros_like(slope), number=float("nan") if eps is None else 1)
    return F.where(slope, outside, is_inside)


@op("LogaddexpBackward0", promotes=True, formula=r"\ln(e^{a} + e^{b})", is_holomorphic=True)
def logaddexp(a: Any, b: Any) -> Array:
    """Logarithm of the sum of two exponentials."""
    return added_logarithms(a, b) if a.dtype.kind == "c" else np.logaddexp(a, b)


def added_logarithms(a: Any, b: Any) -> Any:
    """As ``logaddexp`` of complex numbers, for which numpy has none."""
    is_less = a.real < b.real
    least, most = np.where(is_less, a, b), np.where(is_less, b, a)
    total = np.log1p(np.exp(least - most)) + most
    return np.where(np.isneginf(most.real), least, total)[()]


@logaddexp.vjp("a", slope=r"\frac{1}{1 + e^{b - a}}")
def logaddexp_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(g, F.add_number(F.exp(F.sub(b, a)), number=1))


@logaddexp.vjp("b", slope=r"\frac{1}{1 + e^{a - b}}")
def logaddexp_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(g, F.add_number(F.exp(F.sub(a, b)), number=1))


@op("Logaddexp2Backward0", promotes=True, formula=r"\log_2(2^{a} + 2^{b})")
def logaddexp2(a: Any, b: Any) -> Array:
    """Binary logarithm of the sum of two powers of 2."""
    return np.logaddexp2(a, b)


@logaddexp2.vjp("a", slope=r"\frac{1}{1 + 2^{b - a}}")
def logaddexp2_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(g, F.add_number(F.pow_of_number(F.sub(b, a), base=2), number=1))


@logaddexp2.vjp("b", slope=r"\frac{1}{1 + 2^{a - b}}")
def logaddexp2_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(g, F.add_number(F.pow_of_number(F.sub(a, b), base=2), number=1))


@in_between
@op("XlogyBackward0", promotes=True, floating=True, formula=r"a \ln b")
def xlogy(a: Any, b: Any) -> Array:
    """a * log(b), which is 0 where a is 0 and b no nan."""
    product = np.multiply(a, np.log(b))
    return np.where(np.equal(a, 0) & ~np.isnan(b), a.dtype.type(0), product)[()]


@xlogy.vjp("a", slope=r"\ln b")
def xlogy_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    vanishes = F.logical_and(F.eq(a, 0), F.le(b, 0))
    return F.masked_fill(F.xlogy(g, b), vanishes, value=0)


@xlogy.vjp("b", slope=r"\frac{a}{b}")
def xlogy_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(F.mul(g, a), b)


@op("SpecialXlog1PyBackward0", promotes=True, floating=True, formula=r"a \ln(1 + b)")
def xlog1py(a: Any, b: Any) -> Array:
    """a * log(1 + b), which is 0 where a is 0 and b no nan."""
    product = np.multiply(a, np.log1p(b))
    return np.where(np.equal(a, 0) & ~np.isnan(b), a.dtype.type(0), product)[()]


@xlog1py.vjp("a", slope=r"\ln(1 + b)")
def xlog1py_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    vanishes = F.logical_and(F.eq(a, 0), F.le(b, -1))
    return F.masked_fill(F.xlog1py(g, b), vanishes, value=0)


@xlog1py.vjp("b", slope=r"\frac{a}{1 + b}")
def xlog1py_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.div(F.mul(g, a), F.add_number(b, number=1))


@op("PowBackward1", promotes=True, formula="a^{b}", is_holomorphic=True)
def pow_tensor(a: Any, b: Any) -> Array:
    """a to the power of b; a negative power of an integer other than 1 and -1 is 0."""
    if a.dtype.kind == "i" and np.any(np.asarray(b) < 0):
        powers = np.where(np.abs(a) == 1, np.power(a, np.abs(b) % 2), 0)
        return np.where(b < 0, powers, np.power(a, np.maximum(b, 0)))[()]
    return np.power(a, b)


@pow_tensor.vjp("a", slope="b a^{b - 1}")
def pow_tensor_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    sent = F.mul(g, F.mul(b, F.pow_tensor(a, F.sub_number(b, number=1))))
    return F.where(F.zeros_like(sent), sent, F.eq(b, 0))


@pow_tensor.vjp("b", slope=r"a^{b} \ln a")
def pow_tensor_wrt_b(F: Any, g: Any, *, a: Any, b: Any, out: Any) -> Any:
    vanishes = F.logical_and(F.eq(a, 0), F.ge(b, 0))
    slope = F.mul(out, F.log(a))
    return F.mul(g, F.where(F.zeros_like(slope), slope, vanishes))


@refusing(
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
    "invert a mask, use the `~` or `logical_not()` operator instead."
)
@op("PowBackward1", promotes=True, formula=pow_tensor.formula)
def pow_by_truth(a: Any, b: Any) -> Array:
    """a to the power of booleans, of which its derivative would subtract 1."""
    return np.power(a, b)


@op("PowBackward2", formula=r"\mathrm{base}^{a}", is_holomorphic=True)
def pow_of_number(a: Any, *, base: float) -> Array:
    """A number to the power of a, in the dtype that both promote to."""
    to = dtypes.result_type(dtypes.operand(a), dtypes.operand(base)).numpy
    return in_order(pow_tensor.kernel(to.type(base), a.astype(to)))


@for_halves(pow_of_number)
def pow_of_number_of_halves(a: Any, *, base: float) -> Array:
    """The same; the base is rounded."""
    return pow_of_number.kernel(widened(a), base=float(a.dtype.type(base)))


@pow_of_number.vjp("a", slope=r"\mathrm{base}^{a} \ln \mathrm{base}")
def pow_of_number_wrt_a(F: Any, g: Any, *, a: Any, out: Any, base: float) -> Any:
    if base == 0:
        return F.masked_fill(F.mul(g, F.mul_number(out, number=-float("inf"))), F.ge(a, 0), value=0)
    if dtype_of(out).kind == "c":
        return F.mul(g, F.mul_number(out, number=complex_log(base)))
    logarithm = log_of(base) if base > 0 else float("nan")
    return F.mul(g, F.mul_number(out, number=logarithm))


@op("LdexpBackward0", promotes=True, floating=True, formula=r"a \cdot 2^{b}", is_holomorphic=True)
def ldexp(a: Any, b: Any) -> Array:
    """a times a power of 2."""
    return a * np.exp2(b)


@ldexp.vjp("a", slope=r"2^{b}")
def ldexp_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.mul(g, F.pow_of_number(b, base=2))


@ldexp.vjp("b", slope=r"y \ln 2")
def ldexp_wrt_b(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul_number(F.mul(g, out), number=log_of(2))
