"""Rounding, remainders and fractional parts; their derivatives are 0 or 1."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.half_precision import for_halves, in_between, takes_exact_number, widened
from engine.multi_op import multi_op
from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.refusing import refusing
from engine.promotion import promoted
from engine.strides import converted
from engine.tensor import Array


def _zero(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


@op("FloorBackward0", formula=r"\lfloor a \rfloor")
def floor(a: Any) -> Array:
    """The largest integer that is not above a."""
    return np.floor(a) if a.dtype.kind == "f" else converted(a, a.dtype)


@op("CeilBackward0", formula=r"\lceil a \rceil")
def ceil(a: Any) -> Array:
    """The smallest integer that is not below a."""
    return np.ceil(a) if a.dtype.kind == "f" else converted(a, a.dtype)


@op("TruncBackward0", formula=r"\operatorname{trunc}(a)")
def trunc(a: Any) -> Array:
    """a truncated towards 0."""
    return np.trunc(a) if a.dtype.kind == "f" else converted(a, a.dtype)


@op("RoundBackward0", formula=r"\operatorname{round}(a)")
def round(a: Any) -> Array:
    """The nearest integer; ties go to the even one."""
    return np.rint(a) if a.dtype.kind == "f" else converted(a, a.dtype)


@op("RoundBackward1", formula=r"\operatorname{round}(a, \mathrm{decimals})")
def round_decimals(a: Any, *, decimals: int) -> Array:
    """a rounded to a number of decimals; ties go to the even one."""
    factor = a.dtype.type(10.0 ** abs(decimals))
    if decimals < 0:
        return np.rint(a / factor) * factor
    return np.rint(a * factor) / factor


for _rounding in (floor, ceil, trunc, round, round_decimals):
    _rounding.vjp("a", slope="0")(_zero)


@multi_op(
    "FrexpBackward0",
    outputs=("mantissa", "exponent"),
    gradient_outputs=("mantissa",),
    formula=r"m, e: a = m \cdot 2^e,\, \frac{1}{2} \le |m| < 1",
)
def frexp(a: Any) -> tuple[Array, Array]:
    """Mantissa and exponent: a = mantissa * 2^exponent."""
    mantissa, exponent = np.frexp(a)
    return mantissa, np.asarray(exponent, np.int32)[()]


@frexp.vjp("a", sends=r"\frac{g}{2^{e}}")
def frexp_wrt_a(F: Any, g: Any, *, exponent: Any) -> Any:
    return F.div(g, F.exp2(exponent))


@op("FracBackward0", formula=r"a - \operatorname{trunc}(a)")
def frac(a: Any) -> Array:
    """The fractional part, with the sign of a."""
    return np.subtract(a, np.trunc(a))


frac.vjp("a", slope="1")(unchanged)


@refusing("derivative for aten::floor_divide is not implemented")
@takes_exact_number
@op("NotImplemented", promotes=True, formula=r"\lfloor a / b \rfloor")
def floor_divide(a: Any, b: Any) -> Array:
    """a / b, rounded down; PyTorch gives it a node that cannot be differentiated."""
    return _floor_quotient(a, b)


@refusing("derivative for aten::floor_divide is not implemented")
@op("NotImplemented", formula=r"\lfloor a / b \rfloor")
def floor_divide_number(a: Any, *, b: float) -> Array:
    """a / a number b, rounded down."""
    return _floor_quotient(*promoted([a, b], floating=False))


@takes_exact_number
@op("DivBackward2", promotes=True, formula=r"\lfloor a / b \rfloor")
def div_floor(a: Any, b: Any) -> Array:
    """a / b, rounded down."""
    return _floor_quotient(a, b)


@takes_exact_number
@op("DivBackward2", promotes=True, formula=r"\operatorname{trunc}(a / b)")
def div_trunc(a: Any, b: Any) -> Array:
    """a / b, rounded towards 0."""
    if "f" in (a.dtype.kind, b.dtype.kind):
        return np.trunc(np.divide(a, b))
    magnitudes = np.floor_divide(np.abs(a), np.abs(b))
    return np.multiply(magnitudes, np.multiply(np.sign(a), np.sign(b)), dtype=a.dtype)


for _division in (div_floor, div_trunc):
    _division.vjp("a", slope="0")(_zero)
    _division.vjp("b", slope="0")(_zero)


def _floor_quotient(a: Any, b: Any) -> Array:
    """The quotient rounded down as C++ does it: by 0 it is inf or nan, as in a division."""
    if a.dtype.kind != "f":
        return np.floor_divide(a, b)
    return np.where(np.equal(b, 0), np.divide(a, b), np.floor_divide(a, b))[()]


def _left_over(a: Any, b: Any) -> Array:
    """The remainder of a / b, with the sign of b; a zero has that of a, unlike numpy's."""
    if a.dtype.kind != "f":
        return np.remainder(a, b)
    left = np.fmod(a, b)
    return np.where(np.not_equal(left, 0) & (np.less(left, 0) != np.less(b, 0)), left + b, left)[()]


def _of_rounded(kernel: Callable[..., Any], a: Any, *, b: float) -> Array:
    """What a kernel makes of halves and of a number, which is rounded first."""
    out: Array = kernel(widened(a), b=float(a.dtype.type(b)))
    return out


@op("RemainderBackward0", formula=r"a - b \lfloor a / b \rfloor")
def remainder_number(a: Any, *, b: float) -> Array:
    """The remainder of a / b for a number b, with the sign of b."""
    return _left_over(*promoted([a, b], floating=False))


for_halves(remainder_number)(partial(_of_rounded, remainder_number.kernel))
remainder_number.vjp("a", slope="1")(unchanged)


@op("NotImplemented", promotes=True, formula=r"a - b \lfloor a / b \rfloor")
def remainder_of_number(a: Any, b: Any) -> Array:
    """The remainder of a / b for a number a; in PyTorch its node cannot be differentiated."""
    return _left_over(a, b)


@remainder_of_number.vjp("b", slope=r"\mathrm{undefined}")
def remainder_of_number_wrt_b(F: Any, g: Any) -> Any:
    raise RuntimeError("derivative for aten::remainder is not implemented")


@op("RemainderBackward1", promotes=True, formula=r"a - b \lfloor a / b \rfloor")
def remainder(a: Any, b: Any) -> Array:
    """The remainder of a / b, with the sign of b."""
    return _left_over(a, b)


remainder.vjp("a", slope="1")(unchanged)


@remainder.vjp("b", slope=r"-\lfloor a / b \rfloor")
def remainder_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.neg(g), F.div_floor(a, b))


@op("FmodBackward0", formula=r"a - b \operatorname{trunc}(a / b)")
def fmod_number(a: Any, *, b: float) -> Array:
    """The remainder of a / b for a number b, with the sign of a."""
    return np.fmod(*promoted([a, b], floating=False))


for_halves(fmod_number)(partial(_of_rounded, fmod_number.kernel))
fmod_number.vjp("a", slope="1")(unchanged)


@op("FmodBackward1", promotes=True, formula=r"a - b \operatorname{trunc}(a / b)")
def fmod(a: Any, b: Any) -> Array:
    """The remainder of a / b, with the sign of a."""
    return np.fmod(a, b)


fmod.vjp("a", slope="1")(unchanged)


@fmod.vjp("b", slope=r"-\operatorname{trunc}(a / b)")
def fmod_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(F.neg(g), F.div_trunc(a, b))


@op("SgnBackward0", formula=r"\operatorname{sgn}(a)")
def sgn(a: Any) -> Array:
    """The sign; for complex numbers a / |a|."""
    if a.dtype.kind == "c":
        length = np.abs(a)
        return np.where(length == 0, 0, a / np.where(length == 0, 1, length)).astype(a.dtype)[()]
    if a.dtype.kind == "b":
        return converted(a, a.dtype)
    return np.subtract(np.greater(a, 0), np.less(a, 0), dtype=a.dtype)


@sgn.vjp("a", slope="0")
def sgn_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    """Nothing for real numbers; a complex one turns by what lies across its direction."""
    if dtype_of(a).kind != "c":
        return F.zeros_like(g)
    length = F.abs(a)
    across = F.sub(g, F.mul(F.mul(out, out), F.conj(g)))
    turned = F.div(across, F.mul_number(length, number=2))
    return F.masked_fill(turned, F.eq(length, 0), value=0)


@refusing("derivative for aten::heaviside is not implemented")
@op("NotImplemented", promotes=True, formula=r"\operatorname{heaviside}(a, b)")
def heaviside(a: Any, b: Any) -> Array:
    """0 where a is below 0, b where it is 0, 1 above."""
    return np.where(np.equal(a, 0), b, np.greater(a, 0)).astype(a.dtype)[()]


@op("CopysignBackward0", promotes=True, floating=True, formula=r"|a| \operatorname{sgn}(b)")
def copysign(a: Any, b: Any) -> Array:
    """The magnitude of a with the sign of b."""
    return np.copysign(a, b)


@copysign.vjp("a", slope=r"\frac{y}{a}")
def copysign_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.mul(g, F.masked_fill(F.div(out, a), F.eq(a, 0), value=0))


@copysign.vjp("b", slope="0")
def copysign_wrt_b(F: Any, g: Any, *, b: Any) -> Any:
    return F.zeros_like(F.mul(g, b))


@in_between
@op("NextafterBackward0", promotes=True, formula=r"\operatorname{nextafter}(a, b)")
def nextafter(a: Any, b: Any) -> Array:
    """The number next to a, on the way to b."""
    return np.nextafter(a, b)


@nextafter.vjp("a", slope=r"\begin{cases} 0 & a = b \\ 1 \end{cases}")
def nextafter_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(g, F.ne(a, b))


nextafter.vjp("b", slope="0")(_zero)
