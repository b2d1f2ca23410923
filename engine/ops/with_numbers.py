"""Arithmetic between a tensor and a number as PyTorch's own functions have it: nodes of one edge.

In a script the number is an operand, wrapped as a tensor: that is ``arithmetic``.
"""

from typing import Any

from engine import dtypes
from engine.op import op
from engine.tensor import Array


def _promoted(a: Any, number: float) -> tuple[Any, Any]:
    """The two in the dtype that they promote to."""
    to = dtypes.result_type(dtypes.operand(a), dtypes.operand(number)).numpy
    return (a if a.dtype == to else a.astype(to)), to.type(number)


@op("AddBackward1", formula=r"a + \mathrm{number}")
def add_number(a: Array, *, number: float) -> Array:
    """a plus a number."""
    base, other = _promoted(a, number)
    return base + other


@add_number.vjp("a", slope="1")
def add_number_wrt_a(F: Any, g: Any) -> Any:
    return g


@op("SubBackward1", formula=r"a - \mathrm{number}")
def sub_number(a: Array, *, number: float) -> Array:
    """a minus a number."""
    base, other = _promoted(a, number)
    return base - other


@sub_number.vjp("a", slope="1")
def sub_number_wrt_a(F: Any, g: Any) -> Any:
    return g


@op("MulBackward1", formula=r"a \cdot \mathrm{number}")
def mul_number(a: Array, *, number: float) -> Array:
    """a times a number."""
    base, other = _promoted(a, number)
    return base * other


@mul_number.vjp("a", slope=r"\mathrm{number}")
def mul_number_wrt_a(F: Any, g: Any, *, number: float) -> Any:
    return F.mul_number(g, number=number)


@op("DivBackward1", formula=r"\frac{a}{\mathrm{number}}")
def div_number(a: Array, *, number: float) -> Array:
    """a over a number."""
    base, other = _promoted(a, number)
    return base / other


@div_number.vjp("a", slope=r"\frac{1}{\mathrm{number}}")
def div_number_wrt_a(F: Any, g: Any, *, number: float) -> Any:
    return F.div_number(g, number=number)
