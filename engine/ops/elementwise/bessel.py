"""Bessel and Airy functions, element by element; most have no derivative in PyTorch."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine.op import Op, op
from engine.ops.elementwise import bessel_kernels
from engine.ops.elementwise.in_double import in_double
from engine.ops.elementwise.special import half_at_zero
from engine.tensor import Array


def _constant(name: str, formula: str, function: Callable[..., Any], doc: str) -> Op:
    """An operation without a derivative."""

    def kernel(a: Any) -> Array:
        return in_double(function, a)

    kernel.__name__ = kernel.__qualname__ = name
    kernel.__doc__ = doc
    return op(promotes=True, floating=True, formula=formula)(kernel)


def _modified_i(x: Any, order: int) -> Any:
    return np.exp(np.abs(x)) * bessel_kernels.scaled_i(x, order)


_OF_FIRST_KIND = "Bessel function of the first kind, order {}."
_OF_SECOND_KIND = "Bessel function of the second kind, order {}."
_MODIFIED = "Modified Bessel function of the {} kind, order {}."
_SCALED = (
    "Exponentially scaled modified Bessel function of the second kind, order {0}: exp(a) K{0}(a)."
)

bessel_j0 = _constant(
    "bessel_j0", "J_0(a)", partial(bessel_kernels.j, order=0), _OF_FIRST_KIND.format(0)
)
bessel_j1 = _constant(
    "bessel_j1", "J_1(a)", partial(bessel_kernels.j, order=1), _OF_FIRST_KIND.format(1)
)
bessel_y0 = _constant(
    "bessel_y0", "Y_0(a)", partial(bessel_kernels.y, order=0), _OF_SECOND_KIND.format(0)
)
bessel_y1 = _constant(
    "bessel_y1", "Y_1(a)", partial(bessel_kernels.y, order=1), _OF_SECOND_KIND.format(1)
)
modified_bessel_i0 = _constant(
    "modified_bessel_i0", "I_0(a)", partial(_modified_i, order=0), _MODIFIED.format("first", 0)
)
modified_bessel_i1 = _constant(
    "modified_bessel_i1", "I_1(a)", partial(_modified_i, order=1), _MODIFIED.format("first", 1)
)
modified_bessel_k0 = _constant(
    "modified_bessel_k0",
    "K_0(a)",
    partial(bessel_kernels.k, order=0),
    _MODIFIED.format("second", 0),
)
modified_bessel_k1 = _constant(
    "modified_bessel_k1",
    "K_1(a)",
    partial(bessel_kernels.k, order=1),
    _MODIFIED.format("second", 1),
)
scaled_modified_bessel_k0 = _constant(
    "scaled_modified_bessel_k0",
    "e^{a} K_0(a)",
    partial(bessel_kernels.scaled_k, order=0),
    _SCALED.format(0),
)
scaled_modified_bessel_k1 = _constant(
    "scaled_modified_bessel_k1",
    "e^{a} K_1(a)",
    partial(bessel_kernels.scaled_k, order=1),
    _SCALED.format(1),
)
spherical_bessel_j0 = _constant(
    "spherical_bessel_j0",
    r"\frac{\sin a}{a}",
    bessel_kernels.spherical_j0,
    "Spherical Bessel function of the first kind, order 0: sin(a) / a.",
)
airy_ai = _constant("airy_ai", r"\operatorname{Ai}(a)", bessel_kernels.airy, "Airy function Ai.")


@op("SpecialI0EBackward0", promotes=True, floating=True, formula="e^{-|a|} I_0(a)")
def i0e(a: Any) -> Array:
    """Exponentially scaled modified Bessel function of the first kind, order 0: exp(-|a|) I0(a)."""
    return in_double(partial(bessel_kernels.scaled_i, order=0), a)


@i0e.vjp("a", slope=r"e^{-|a|} I_1(a) - \operatorname{sgn}(a) y")
def i0e_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return F.mul(g, F.sub(F.i1e(a), F.mul(F.sgn(a), out)))


@op("SpecialI1EBackward0", promotes=True, floating=True, formula="e^{-|a|} I_1(a)")
def i1e(a: Any) -> Array:
    """Exponentially scaled modified Bessel function of the first kind, order 1: exp(-|a|) I1(a)."""
    return in_double(partial(bessel_kernels.scaled_i, order=1), a)


@i1e.vjp("a", slope=r"e^{-|a|} I_0(a) - y \left(\operatorname{sgn}(a) + \frac{1}{a}\right)")
def i1e_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    def slope(away: Any) -> Any:
        return F.sub(F.i0e(away), F.mul(out, F.add(F.sgn(away), F.reciprocal(away))))

    return F.mul(g, half_at_zero(F, a, slope))
