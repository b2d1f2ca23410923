"""Several elementwise steps as one operation, and copies into a tensor."""

from typing import Any

import numpy as np

from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.elementwise import last_digit
from engine.tensor import Array


@op("AddcmulBackward0", promotes=True, formula=r"a + \mathrm{value} \cdot b c", is_holomorphic=True)
def addcmul(a: Any, b: Any, c: Any, *, value: float) -> Array:
    """a + value * b * c."""
    return last_digit.plus_product(a, a.dtype.type(value) * b, c)


addcmul.vjp("a", slope="1")(unchanged)


@addcmul.vjp("b", slope=r"\mathrm{value} \cdot c")
def addcmul_wrt_b(F: Any, g: Any, *, c: Any, value: float) -> Any:
    return F.mul(g, F.mul_number(c, number=value))


@addcmul.vjp("c", slope=r"\mathrm{value} \cdot b")
def addcmul_wrt_c(F: Any, g: Any, *, b: Any, value: float) -> Any:
    return F.mul(g, F.mul_number(b, number=value))


@op(
    "AddcdivBackward0",
    promotes=True,
    formula=r"a + \mathrm{value} \frac{b}{c}",
    is_holomorphic=True,
)
def addcdiv(a: Any, b: Any, c: Any, *, value: float) -> Array:
    """a + value * b / c."""
    return a + a.dtype.type(value) * b / c


addcdiv.vjp("a", slope="1")(unchanged)


@addcdiv.vjp("b", slope=r"\frac{\mathrm{value}}{c}")
def addcdiv_wrt_b(F: Any, g: Any, *, c: Any, value: float) -> Any:
    return F.mul(g, F.div(F.mul(F.ones_like(c), value), c))


@addcdiv.vjp("c", slope=r"-\frac{\mathrm{value} \cdot b}{c^2}")
def addcdiv_wrt_c(F: Any, g: Any, *, b: Any, c: Any, value: float) -> Any:
    return F.mul(F.neg(g), F.div(F.mul_number(b, number=value), F.mul(c, c)))


@op(
    "LerpBackward0",
    promotes=True,
    formula=r"a + \mathrm{weight} (b - a)",
    is_holomorphic=True,
)
def lerp_number(a: Any, b: Any, *, weight: float) -> Array:
    """Linear interpolation, a + weight * (b - a)."""
    weight = a.dtype.type(weight)
    if abs(weight) < 0.5:
        return last_digit.plus_product(a, b - a, weight)
    return last_digit.less_product(b, b - a, 1 - weight)


@lerp_number.vjp("a", slope=r"1 - \mathrm{weight}")
def lerp_number_wrt_a(F: Any, g: Any, *, weight: float) -> Any:
    return F.mul_number(g, number=1 - weight)


@lerp_number.vjp("b", slope=r"\mathrm{weight}")
def lerp_number_wrt_b(F: Any, g: Any, *, weight: float) -> Any:
    return F.mul_number(g, number=weight)


@op("LerpBackward1", promotes=True, formula=r"a + c (b - a)", is_holomorphic=True)
def lerp(a: Any, b: Any, c: Any) -> Array:
    """Linear interpolation, a + c * (b - a)."""
    near, far = last_digit.plus_product(a, b - a, c), last_digit.less_product(b, b - a, 1 - c)
    return np.where(np.abs(c) < 0.5, near, far)[()]


@lerp.vjp("a", slope="1 - c")
def lerp_wrt_a(F: Any, g: Any, *, c: Any) -> Any:
    return F.mul(g, F.sub(1, c))


@lerp.vjp("b", slope="c")
def lerp_wrt_b(F: Any, g: Any, *, c: Any) -> Any:
    return F.mul(g, c)


@lerp.vjp("c", slope="b - a")
def lerp_wrt_c(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    return F.mul(g, F.sub(b, a))


@op("CopyBackwards", formula="b")
def copy_from(a: Array, b: Array) -> Array:
    """The elements of b in a's shape and dtype; real parts where that has no others."""
    return np.broadcast_to(_real_for(a, b), a.shape).astype(a.dtype)[()]


def _real_for(a: Array, b: Array) -> Array:
    """The elements that can be written in a's dtype: numpy would warn of what is lost."""
    return b.real if b.dtype.kind == "c" and a.dtype.kind != "c" else b


@copy_from.vjp("a", slope="0")
def copy_from_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


copy_from.vjp("b", slope="1")(unchanged)


@op("FillBackward3", formula="b")
def fill_from(a: Array, b: Array) -> Array:
    """The one element of b everywhere in a's shape and dtype."""
    return np.broadcast_to(_real_for(a, b), a.shape).astype(a.dtype)[()]


@fill_from.vjp("a", slope="0")
def fill_from_wrt_a(F: Any, g: Any) -> Any:
    return F.zeros_like(g)


fill_from.vjp("b", slope="1")(unchanged)
