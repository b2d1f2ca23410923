"""Arithmetic between a tensor and a number as PyTorch's own functions have it: nodes of one edge.

In a script the number is an operand, wrapped as a tensor: that is ``arithmetic``.
"""

from typing import Any

import numpy as np

from engine.half_precision import for_halves
from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.elementwise import exponentials, rounding
from engine.promotion import promoted
from engine.tensor import Array


@op("AddBackward1", formula=r"a + \mathrm{number}")
def add_number(a: Any, *, number: float) -> Array:
    """a plus a number."""
    if a.dtype.kind == "f":
        return a + number  # which keeps its dtype, as promotion would
    base, other = promoted([a, number], floating=False)
    return base + other


@for_halves(add_number)
def add_number_to_halves(a: Any, *, number: float) -> Array:
    """a plus a number, which is rounded first."""
    return a + a.dtype.type(number)


add_number.vjp("a", slope="1")(unchanged)


@op("SubBackward1", formula=r"a - \mathrm{number}")
def sub_number(a: Any, *, number: float) -> Array:
    """a minus a number."""
    if a.dtype.kind == "f":
        return a - number
    base, other = promoted([a, number], floating=False)
    return base - other


@for_halves(sub_number)
def sub_number_from_halves(a: Any, *, number: float) -> Array:
    """a minus a number, which is rounded first."""
    return a - a.dtype.type(number)


sub_number.vjp("a", slope="1")(unchanged)


@op("MulBackward1", formula=r"a \cdot \mathrm{number}", is_holomorphic=True)
def mul_number(a: Any, *, number: float) -> Array:
    """a times a number."""
    if a.dtype.kind == "f":
        return a * number
    base, other = promoted([a, number], floating=False)
    return base * other


@mul_number.vjp("a", slope=r"\mathrm{number}")
def mul_number_wrt_a(F: Any, g: Any, *, number: float) -> Any:
    return F.mul_number(g, number=number)


@op("DivBackward1", formula=r"\frac{a}{\mathrm{number}}", is_holomorphic=True)
def div_number(a: Any, *, number: float) -> Array:
    """a over a number."""
    if a.dtype.kind == "f":
        return a / number
    base, other = promoted([a, number], floating=True)
    return base / other


@div_number.vjp("a", slope=r"\frac{1}{\mathrm{number}}")
def div_number_wrt_a(F: Any, g: Any, *, number: float) -> Any:
    return F.div_number(g, number=number)


@op("XlogyBackward2", formula=r"a \ln \mathrm{number}")
def xlogy_number(a: Array, *, number: float) -> Array:
    """a times the logarithm of a number; 0 where a is 0."""
    return exponentials.xlogy.kernel(*promoted([a, number], floating=True))


@xlogy_number.vjp("a", slope=r"\ln \mathrm{number}")
def xlogy_number_wrt_a(F: Any, g: Any, *, a: Any, number: float) -> Any:
    return exponentials.xlogy_wrt_a(F, g, a=a, b=F.copy_from(a, F.constant(data=number)))


@op("XlogyBackward1", formula=r"\mathrm{number} \ln a")
def number_xlogy(a: Array, *, number: float) -> Array:
    """A number times the logarithm of a; 0 for the number 0."""
    factor, base = promoted([number, a], floating=True)
    return exponentials.xlogy.kernel(np.asarray(factor), base)


@number_xlogy.vjp("a", slope=r"\frac{\mathrm{number}}{a}")
def number_xlogy_wrt_a(F: Any, g: Any, *, a: Any, number: float) -> Any:
    return F.mul(g, F.mul(F.reciprocal(a), number))


@op("SpecialXlog1PyBackward2", formula=r"a \ln(1 + \mathrm{number})")
def xlog1py_number(a: Array, *, number: float) -> Array:
    """a times the logarithm of 1 + number; 0 where a is 0."""
    return exponentials.xlog1py.kernel(*promoted([a, number], floating=True))


@xlog1py_number.vjp("a", slope=r"\ln(1 + \mathrm{number})")
def xlog1py_number_wrt_a(F: Any, g: Any, *, a: Any, number: float) -> Any:
    return exponentials.xlog1py_wrt_a(F, g, a=a, b=F.copy_from(a, F.constant(data=number)))


@op("SpecialXlog1PyBackward1", formula=r"\mathrm{number} \ln(1 + a)")
def number_xlog1py(a: Array, *, number: float) -> Array:
    """A number times the logarithm of 1 + a; 0 for the number 0."""
    factor, base = promoted([number, a], floating=True)
    return exponentials.xlog1py.kernel(np.asarray(factor), base)


@number_xlog1py.vjp("a", slope=r"\frac{\mathrm{number}}{1 + a}")
def number_xlog1py_wrt_a(F: Any, g: Any, *, a: Any, number: float) -> Any:
    return F.mul(g, F.mul(F.reciprocal(F.add_number(a, number=1)), number))


@op("CopysignBackward1", formula=r"|a| \operatorname{sgn}(\mathrm{number})")
def copysign_number(a: Array, *, number: float) -> Array:
    """The magnitude of a with the sign of a number."""
    return np.copysign(*promoted([a, number], floating=True))


@copysign_number.vjp("a", slope=r"\frac{y}{a}")
def copysign_number_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return rounding.copysign_wrt_a(F, g, a=a, out=out)
