"""Orthogonal polynomials, by the recurrences that make each from the two before it.

They have no derivative in PyTorch.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import errors
from engine.op import Op, op
from engine.tensor import Array

_MOST = 100_000
"""Degrees up to which the recurrences are followed."""

_Next = Callable[[Any, int, Any, Any], Any]


def _evaluated(x: Any, n: Any, first: Any, following: _Next) -> Array:
    """The polynomial of degree n at x; 0 for negative degrees."""
    x, n = np.broadcast_arrays(x, n)
    degree = np.nan_to_num(np.trunc(n), nan=-1.0, posinf=-1.0, neginf=-1.0)
    last = int(np.max(degree, initial=0))
    if last > _MOST:
        raise errors.MissingOperationError(f"Gradwalk has no polynomials of degree {last}")
    before, now = np.ones_like(x), first
    found = np.where(degree < 0, np.zeros_like(x), before)
    found = np.where(degree == 1, now, found)
    for k in range(1, last):
        before, now = now, following(x, k, now, before)
        found = np.where(degree == k + 1, now, found)
    return found.astype(x.dtype)[()]


def _chebyshev(x: Any, k: int, now: Any, before: Any) -> Any:
    return 2 * x * now - before


def _hermite(x: Any, k: int, now: Any, before: Any) -> Any:
    return 2 * x * now - 2 * k * before


def _hermite_of_chances(x: Any, k: int, now: Any, before: Any) -> Any:
    return x * now - k * before


def _laguerre(x: Any, k: int, now: Any, before: Any) -> Any:
    return ((2 * k + 1 - x) * now - k * before) / (k + 1)


def _legendre(x: Any, k: int, now: Any, before: Any) -> Any:
    return ((2 * k + 1) * x * now - k * before) / (k + 1)


def _polynomial(
    name: str, formula: str, first: Callable[[Any], Any], following: _Next, shifted: bool = False
) -> Op:
    def kernel(a: Any, b: Any) -> Array:
        x = 2 * a - 1 if shifted else a
        return _evaluated(x, b, first(np.broadcast_arrays(x, b)[0]), following)

    kernel.__name__ = kernel.__qualname__ = name
    kernel.__doc__ = "The polynomial of degree b at a."
    return op(promotes=True, floating=True, formula=formula)(kernel)


_FIRST: dict[str, Callable[[Any], Any]] = {
    "t": lambda x: x,
    "u": lambda x: 2 * x,
    "v": lambda x: 2 * x - 1,
    "w": lambda x: 2 * x + 1,
}
chebyshev_polynomial_t, chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w = (
    _polynomial(f"chebyshev_polynomial_{kind}", f"{kind.upper()}_b(a)", first, _chebyshev)
    for kind, first in _FIRST.items()
)
(
    shifted_chebyshev_polynomial_t,
    shifted_chebyshev_polynomial_u,
    shifted_chebyshev_polynomial_v,
    shifted_chebyshev_polynomial_w,
) = (
    _polynomial(
        f"shifted_chebyshev_polynomial_{kind}",
        f"{kind.upper()}_b(2 a - 1)",
        first,
        _chebyshev,
        shifted=True,
    )
    for kind, first in _FIRST.items()
)
hermite_polynomial_h = _polynomial("hermite_polynomial_h", "H_b(a)", lambda x: 2 * x, _hermite)
hermite_polynomial_he = _polynomial(
    "hermite_polynomial_he", r"\mathit{He}_b(a)", lambda x: x, _hermite_of_chances
)
laguerre_polynomial_l = _polynomial("laguerre_polynomial_l", "L_b(a)", lambda x: 1 - x, _laguerre)
legendre_polynomial_p = _polynomial("legendre_polynomial_p", "P_b(a)", lambda x: x, _legendre)
