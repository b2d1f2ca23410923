"""Trigonometric and hyperbolic functions and their inverses, element by element.

Integers are computed in the default float type. Angles are in radians.
"""

from math import pi
from typing import Any

import numpy as np

from engine.op import Op, op
from engine.ops.arrays import dtype_of
from engine.ops.elementwise import last_digit
from engine.ops.refusing import refusing
from engine.tensor import Array


@op("TanBackward0", promotes=True, floating=True, formula=r"\tan a", is_holomorphic=True)
def tan(a: Array) -> Array:
    """Tangent."""
    return last_digit.tan(a)


@tan.vjp("a", slope="1 + y^2")
def tan_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.mul(g, F.add_number(F.pow_number(out, exponent=2), number=1))


@op("AsinBackward0", promotes=True, floating=True, formula=r"\arcsin a", is_holomorphic=True)
def asin(a: Array) -> Array:
    """The angle between -pi/2 and pi/2 whose sine is a; nan where there is none."""
    return last_digit.arcsin(a)


@asin.vjp("a", slope=r"\frac{1}{\sqrt{1 - a^2}}")
def asin_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, _slope_of_asin(F, a))


def _slope_of_asin(F: Any, a: Any) -> Any:
    return F.rsqrt(F.add_number(F.mul(F.neg(a), a), number=1))


@op("AcosBackward0", promotes=True, floating=True, formula=r"\arccos a", is_holomorphic=True)
def acos(a: Array) -> Array:
    """The angle between 0 and pi whose cosine is a; nan where there is none."""
    return last_digit.arccos(a)


@acos.vjp("a", slope=r"-\frac{1}{\sqrt{1 - a^2}}")
def acos_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.neg(_slope_of_asin(F, a)))


@op("AtanBackward0", promotes=True, floating=True, formula=r"\arctan a", is_holomorphic=True)
def atan(a: Array) -> Array:
    """The angle between -pi/2 and pi/2 whose tangent is a."""
    return last_digit.arctan(a)


@atan.vjp("a", slope=r"\frac{1}{1 + a^2}")
def atan_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(g, F.add_number(F.mul(a, a), number=1))


@op("Atan2Backward0", promotes=True, floating=True, formula=r"\operatorname{atan2}(a, b)")
def atan2(a: Array, b: Array) -> Array:
    """The angle of the point with abscissa b and ordinate a."""
    return np.arctan2(a, b)


@atan2.vjp("a", slope=r"\frac{b}{a^2 + b^2}")
def atan2_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.mul(g, b), _inverse_square_norm(F, a, b))


@atan2.vjp("b", slope=r"-\frac{a}{a^2 + b^2}")
def atan2_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.mul(g, F.neg(a)), _inverse_square_norm(F, a, b))


@atan2.vjp_at_once
def atan2_at_once(F: Any, g: Any, *, a: Any, b: Any, mask: tuple[bool, bool]) -> list[Any]:
    inverse = _inverse_square_norm(F, a, b)
    return [
        F.mul(F.mul(g, b), inverse) if mask[0] else None,
        F.mul(F.mul(g, F.neg(a)), inverse) if mask[1] else None,
    ]


def _inverse_square_norm(F: Any, a: Any, b: Any) -> Any:
    """1 / (a^2 + b^2); 0 at the origin, where the angle has no derivative."""
    square = F.add(F.mul(a, a), F.mul(b, b))
    return F.masked_fill(F.reciprocal(square), F.eq(square, 0), value=0)


@refusing(
    "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
    "mask, use the `~` or `logical_not()` operator instead."
)
@op("Atan2Backward0", promotes=True, floating=True, formula=atan2.formula)
def atan2_of_truth(a: Array, b: Array) -> Array:
    """``atan2`` of booleans, which its derivative would negate."""
    return np.arctan2(a, b)


@op("SinhBackward0", promotes=True, floating=True, formula=r"\sinh a", is_holomorphic=True)
def sinh(a: Array) -> Array:
    """Hyperbolic sine."""
    return last_digit.sinh(a)


@sinh.vjp("a", slope=r"\cosh a")
def sinh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.cosh(a))


@op("CoshBackward0", promotes=True, floating=True, formula=r"\cosh a", is_holomorphic=True)
def cosh(a: Array) -> Array:
    """Hyperbolic cosine."""
    return last_digit.cosh(a)


@cosh.vjp("a", slope=r"\sinh a")
def cosh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.sinh(a))


@op(
    "AsinhBackward0",
    promotes=True,
    floating=True,
    formula=r"\operatorname{arsinh} a",
    is_holomorphic=True,
)
def asinh(a: Array) -> Array:
    """Inverse hyperbolic sine."""
    return np.arcsinh(a)


@asinh.vjp("a", slope=r"\frac{1}{\sqrt{a^2 + 1}}")
def asinh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, F.rsqrt(F.add_number(F.pow_number(a, exponent=2), number=1)))


@op(
    "AcoshBackward0",
    promotes=True,
    floating=True,
    formula=r"\operatorname{arcosh} a",
    is_holomorphic=True,
)
def acosh(a: Array) -> Array:
    """Inverse hyperbolic cosine; nan below 1."""
    return np.arccosh(a)


@acosh.vjp("a", slope=r"\frac{1}{\sqrt{a^2 - 1}}")
def acosh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    if dtype_of(a).kind == "c":  # whose root of the product may be the negative one of roots
        lower, upper = F.sub_number(a, number=1), F.add_number(a, number=1)
        return F.mul(g, F.mul(F.rsqrt(upper), F.rsqrt(lower)))
    return F.mul(g, F.rsqrt(F.sub_number(F.mul(a, a), number=1)))


@op(
    "AtanhBackward0",
    promotes=True,
    floating=True,
    formula=r"\operatorname{artanh} a",
    is_holomorphic=True,
)
def atanh(a: Array) -> Array:
    """Inverse hyperbolic tangent; nan outside [-1, 1]."""
    return last_digit.arctanh(a)


@atanh.vjp("a", slope=r"\frac{1}{1 - a^2}")
def atanh_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    return F.div(F.mul_number(g, number=1), F.sub(1, F.pow_number(a, exponent=2)))


@op(
    "SincBackward0",
    promotes=True,
    floating=True,
    formula=r"\begin{cases} 1 & a = 0 \\ \frac{\sin \pi a}{\pi a} \end{cases}",
    is_holomorphic=True,
)
def sinc(a: Any) -> Array:
    """sin(pi a) / (pi a); 1 at 0."""
    angle = a * a.dtype.type(pi)
    return np.where(a == 0, a.dtype.type(1), np.sin(angle) / angle)[()]


@sinc.vjp(
    "a",
    slope=r"\begin{cases} 0 & a = 0 \\ \frac{\pi a \cos(\pi a) - \sin(\pi a)}{\pi a^2} \end{cases}",
)
def sinc_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    angle = F.mul_number(a, number=pi)
    square = F.mul_number(F.mul(a, a), number=pi)
    height = F.sin(angle)  # before the cosine, as in PyTorch, whose order the sweep shows
    slope = F.div(F.sub(F.mul(angle, F.cos(angle)), height), square)
    sent = F.mul(g, slope)
    return F.where(F.zeros_like(sent), sent, F.eq(square, 0))


@op("HypotBackward0", promotes=True, formula=r"\sqrt{a^2 + b^2}")
def hypot(a: Array, b: Array) -> Array:
    """The hypotenuse of a right triangle with legs a and b."""
    return np.hypot(a, b)


@hypot.vjp("a", slope=r"\frac{a}{y}")
def hypot_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.div(F.mul(g, a), out)


@hypot.vjp("b", slope=r"\frac{b}{y}")
def hypot_wrt_b(F: Any, g: Any, *, b: Any, out: Any) -> Any:
    return F.div(F.mul(g, b), out)


@op("Deg2RadBackward0", promotes=True, floating=True, formula=r"\frac{\pi}{180} a")
def deg2rad(a: Array) -> Array:
    """Radians from degrees."""
    return np.multiply(a, a.dtype.type(pi / 180))


@deg2rad.vjp("a", slope=r"\frac{\pi}{180}")
def deg2rad_wrt_a(F: Any, g: Any) -> Any:
    return F.mul_number(g, number=pi / 180)


@op("Rad2DegBackward0", promotes=True, floating=True, formula=r"\frac{180}{\pi} a")
def rad2deg(a: Array) -> Array:
    """Degrees from radians."""
    return np.multiply(a, a.dtype.type(180 / pi))


@rad2deg.vjp("a", slope=r"\frac{180}{\pi}")
def rad2deg_wrt_a(F: Any, g: Any) -> Any:
    return F.mul_number(g, number=180 / pi)


def _in_place(name: str, operation: Op) -> Op:
    """An operation as it overwrites its operand; PyTorch has no derivative for that."""

    def kernel(a: Array) -> Array:
        return operation.kernel(a)

    kernel.__name__, kernel.__doc__ = f"{operation.name}_", operation.__doc__
    overwriting = op(name, promotes=True, floating=True, formula=operation.formula)(kernel)
    text = f"the derivative for 'inplace version of {operation.name}' is not implemented."
    return refusing(text, NotImplementedError)(overwriting)


asinh_ = _in_place("AsinhBackward1", asinh)
acosh_ = _in_place("AcoshBackward1", acosh)
atanh_ = _in_place("AtanhBackward1", atanh)
