"""Complex numbers: their parts, and those put together from parts."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np

from engine.op import op
from engine.ops.arrays import dtype_of
from engine.tensor import Array


@op("ConjBackward0", formula=r"\overline{a}")
def conj(a: Any) -> Array:
    """The complex conjugates."""
    turned: Array = np.conjugate(a)
    return turned


@conj.vjp("a", sends=r"\overline{g}")
def conj_wrt_a(F: Any, g: Any) -> Any:
    return F.conj(g)


def conjugate(F: Any, a: Any) -> Any:
    """Complex numbers conjugated, others as they are."""
    return F.conj(a) if dtype_of(a).kind == "c" else a


@op("ConjPhysicalBackward0", formula=r"\overline{a}")
def conj_physical(a: Any) -> Array:
    """The same, which PyTorch computes at once where ``conj`` only marks the memory."""
    return conj.kernel(a)


@conj_physical.vjp("a", sends=r"\overline{g}")
def conj_physical_wrt_a(F: Any, g: Any) -> Any:
    return F.conj_physical(g)


@op("ConjPhysicalBackward1", formula=r"\overline{a}")
def conj_physical_(a: Any) -> Array:
    """The same, as it overwrites its operand."""
    return conj.kernel(a) if a.dtype.kind == "c" else a


@conj_physical_.vjp("a", sends=r"\overline{g}")
def conj_physical__wrt_a(F: Any, g: Any) -> Any:
    return F.conj_physical(g) if dtype_of(g).kind == "c" else g


@op("ViewAsRealBackward0", is_view=True, formula=r"(\operatorname{Re} a, \operatorname{Im} a)")
def view_as_real(a: Any) -> Array:
    """The two parts of each number along a new last dimension, in the same memory."""
    array = np.asarray(a)
    return array[..., None].view(array.real.dtype)


@view_as_real.vjp("a", sends="g_1 + i g_2")
def view_as_real_wrt_a(F: Any, g: Any) -> Any:
    return F.view_as_complex(g)


@op("ViewAsComplexBackward0", is_view=True, formula="a_1 + i a_2")
def view_as_complex(a: Any) -> Array:
    """Pairs along the last dimension as the two parts of numbers, in the same memory."""
    array = np.asarray(a)
    if array.strides[-1] != array.itemsize:  # only a gradient's
        array = np.ascontiguousarray(array)
    return array.view(np.result_type(array.dtype, np.complex64))[..., 0]


@view_as_complex.vjp("a", sends=r"(\operatorname{Re} g, \operatorname{Im} g)")
def view_as_complex_wrt_a(F: Any, g: Any) -> Any:
    return F.view_as_real(g)


def part(F: Any, a: Any, index: int) -> Any:
    """The real or the imaginary parts."""
    return F.select(F.view_as_real(a), dim=len(a.shape), index=index)


@op("ComplexBackward0", promotes=True, formula="a + i b")
def complex(a: Any, b: Any, *, dtype: np.dtype[Any]) -> Array:
    """Complex numbers of a dtype from their real and imaginary parts."""
    out = np.empty(np.broadcast_shapes(a.shape, b.shape), dtype)
    out.real, out.imag = a, b
    return out[()]


@complex.vjp("a", sends=r"\operatorname{Re} g")
def complex_wrt_a(F: Any, g: Any) -> Any:
    return part(F, g, 0)


@complex.vjp("b", sends=r"\operatorname{Im} g")
def complex_wrt_b(F: Any, g: Any) -> Any:
    return part(F, g, 1)


@op("PolarBackward0", promotes=True, formula="a e^{i b}")
def polar(a: Any, b: Any, *, dtype: np.dtype[Any]) -> Array:
    """Complex numbers of a dtype from magnitude and angle (polar coordinates)."""
    return complex.kernel(a * np.cos(b), a * np.sin(b), dtype=dtype)


@polar.vjp("a", sends=r"\operatorname{Re}(\overline{g} \operatorname{sgn} y)")
def polar_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return part(F, F.mul(F.conj(g), F.sgn(out)), 0)


@polar.vjp("b", sends=r"\operatorname{Re}(\overline{g} i y)")
def polar_wrt_b(F: Any, g: Any, *, out: Any) -> Any:
    return part(F, F.mul(F.conj(g), F.mul_number(out, number=1j)), 0)


@op("AngleBackward0", formula=r"\arg a")
def angle(a: Any) -> Array:
    """The angle (argument) of each complex number."""
    if a.dtype.kind != "c":
        return np.where(np.isnan(a), a, a.dtype.type(pi) * np.less(a, 0))[()]
    turned: Array = np.angle(a)
    return turned


@angle.vjp("a", sends=r"\frac{i g a}{|a|^2}")
def angle_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    dtype = dtype_of(a)
    if dtype.kind != "c":
        return F.zeros_like(g)
    real, imaginary = part(F, a, 0), part(F, a, 1)
    square = F.add(F.pow_number(real, exponent=2), F.pow_number(imaginary, exponent=2))
    held = F.masked_fill(F.div(g, square), F.eq(square, 0), value=0)
    return F.complex(F.neg(F.mul(held, imaginary)), F.mul(held, real), dtype=dtype)
