"""Special functions on float64 arrays that numpy lacks, to about 15 digits.

Source: Press et al., Numerical Recipes, 3rd edition, sections 6.1 and 6.2 (how erfc is turned
into a smooth function of one interval; Lanczos' approximation of the gamma function).
"""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import chebyshev

_Array = np.ndarray[Any, np.dtype[Any]]

_GAMMA_TERMS = 2000
"""Of the series for gamma distributions: enough for shapes of thousands."""


def _erfc_exponent(t: _Array) -> _Array:
    """log(erfc(z) / t) + z^2 for z = 2 / t - 2, by the standard library's erfc where it can."""
    z = 2 / t - 2
    far = z > 20  # where erfc soon underflows, its asymptotic series is exact to 16 digits
    large = np.where(far, z, 20)
    series = sum((-1) ** k * math.prod(range(1, 2 * k, 2)) / (2 * large**2) ** k for k in range(8))
    asymptotic = np.log(series / (large * t * math.sqrt(math.pi)))
    exact = np.array([math.log(math.erfc(each)) for each in np.where(far, 1.0, z).tolist()])
    near: _Array = exact - np.log(t) + z * z
    return np.where(far, asymptotic, near)


@cache
def _erfc_coefficients() -> _Array:
    """Chebyshev coefficients on [-1, 1] of the exponent as a function of 2 t - 1."""
    nodes = chebyshev.chebpts1(35)
    return chebyshev.chebfit(nodes, _erfc_exponent((nodes + 1) / 2), 34)


def _chebyshev_sum(x: _Array, coefficients: _Array) -> _Array:
    """A series of Chebyshev polynomials, by Clenshaw's recurrence."""
    *others, before, last = coefficients.tolist()
    twice = 2 * x
    for coefficient in reversed(others):
        product = last * twice
        product += before
        before, last = coefficient - last, product
    total: _Array = before + last * x
    return total


_LANCZOS = (
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7,
)  # fmt: skip
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


class Precision(NamedTuple):
    """How much of the series is enough.

    Attributes:
        coefficients: Chebyshev coefficients of the exponent of erfc.
        terms: terms of the series of erf near 0.
    """

    coefficients: int
    terms: int


DOUBLE = Precision(35, 26)
SINGLE = Precision(14, 14)


def erfcx_positive(z: _Array, precision: Precision = DOUBLE) -> _Array:
    """exp(z^2) * erfc(z) for z >= 0."""
    t = 2 / (2 + z)
    exponent = _chebyshev_sum(2 * t - 1, _erfc_coefficients()[: precision.coefficients])
    scaled: _Array = t * np.exp(exponent)
    return scaled


def erfc(x: _Array, precision: Precision = DOUBLE) -> _Array:
    """1 - erf(x)."""
    z = np.abs(x)
    upper = np.exp(-z * z) * erfcx_positive(z, precision)
    return np.where(x >= 0, upper, 2 - upper)


def erf(x: _Array, precision: Precision = DOUBLE) -> _Array:
    """2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    is_near = np.abs(x) <= 1
    value = np.empty_like(x)
    value[is_near] = _erf_near_zero(x[is_near], precision)
    value[~is_near] = 1 - erfc(x[~is_near], precision)
    return value


def _erf_near_zero(x: _Array, precision: Precision) -> _Array:
    square = x * x
    term = x * (2 / math.sqrt(math.pi)) * np.exp(-square)
    total = term.copy()
    for k in range(1, precision.terms):
        term *= square
        term *= 2 / (2 * k + 1)
        total += term
    return total


def erfinv(y: _Array) -> _Array:
    """The x with erf(x) = y: Winitzki's approximation, then three steps of Halley's method."""
    inside = np.where(np.abs(y) < 1, y, 0.0)
    logarithm = np.log1p(-inside * inside)
    middle = 2 / (math.pi * 0.147) + logarithm / 2
    x = np.copysign(np.sqrt(np.sqrt(middle * middle - logarithm / 0.147) - middle), inside)
    for _ in range(3):
        # Near the ends the error is taken from erfc, which keeps the digits that erf rounds away.
        error = np.where(
            np.abs(x) < 0.5,
            erf(x) - inside,
            np.sign(x) * (1 - np.abs(inside)) - (np.sign(x) * erfc(np.abs(x))),
        )
        step = error / (2 / math.sqrt(math.pi) * np.exp(-x * x))
        x = x - step / (1 + x * step)
    edge = np.where(np.abs(y) == 1, np.copysign(np.inf, y), np.nan)
    return np.where(np.abs(y) < 1, x, edge)


def _lgamma_above_half(x: _Array) -> _Array:
    z = x - 1
    total = _LANCZOS[0] + sum(c / (z + k) for k, c in enumerate(_LANCZOS[1:], 1))
    base = z + 7.5
    value: _Array = (z + 0.5) * np.log(base) - base + np.log(math.sqrt(2 * math.pi) * total)
    return value


def lgamma(x: _Array) -> _Array:
    """Logarithm of the magnitude of the gamma function; inf at 0, -1, -2, ..."""
    low = x < 0.5
    reflected = _lgamma_above_half(np.where(low, 1 - x, x))
    value = np.where(
        low, math.log(math.pi) - np.log(np.abs(np.sin(math.pi * x))) - reflected, reflected
    )
    value = np.where((x == 1) | (x == 2), 0.0, value)
    return np.where(np.isinf(x) | ((x <= 0) & (x == np.floor(x))), np.inf, value)


def digamma(x: _Array) -> _Array:
    """The derivative of lgamma."""
    low = x < 0
    z = np.where(low, 1 - x, x)
    shift = np.zeros_like(z)
    for _ in range(10):
        small = z < 10
        shift = np.where(small, shift - 1 / z, shift)
        z = np.where(small, z + 1, z)
    tail = sum(b / (2 * k * z ** (2 * k)) for k, b in enumerate(BERNOULLI, 1))
    value = shift + np.log(z) - 1 / (2 * z) - tail
    value = np.where(low, value - math.pi / np.tan(math.pi * x), value)
    value = np.where((x < 0) & (x == np.floor(x)), np.nan, value)
    return np.where(x == 0, np.copysign(np.inf, -x), value)


def trigamma(x: Any) -> Any:
    """The derivative of digamma, to the digits of the dtype of ``x``.

    Source: trigamma of aten/src/ATen/native/Math.h, PyTorch 2.13: for x < 1/2 by the reflection
    formula, then by recurrence and the asymptotic series.
    """
    pi = x.dtype.type(math.pi)
    reflects = x < 0.5
    at = np.where(reflects, 1 - x, x)
    total = np.where(reflects, -(pi * pi) / np.square(np.sin(pi * x)), x.dtype.type(0))
    for _ in range(6):
        total = total + 1 / (at * at)
        at = at + 1
    ixx = 1 / (at * at)
    fifth = x.dtype.type(1) / 6 - ixx * (x.dtype.type(1) / 30 - ixx / 42)
    total = total + (1 + 1 / (2 * at) + ixx * fifth) / at
    return np.where(reflects, -total, total)


_LARGEST_OF_SINH = 711.0
"""The hyperbolic sine of what is larger is infinite in double precision."""


def i1(x: _Array) -> _Array:
    """The modified Bessel function of the first kind of order 1, from its integral.

    I1(x) is the mean of sinh(x cos t) cos t over a half turn, which the midpoint rule takes to 15
    digits with 64 points up to 50, and with more the larger x is, until no double holds it.
    """
    largest = float(np.max(np.abs(x), initial=0, where=np.isfinite(x)))
    count = 64 + int(4 * math.sqrt(min(largest, _LARGEST_OF_SINH)) * 4)
    cosines = np.cos((np.arange(count) + 0.5) * (math.pi / count))
    total = np.zeros_like(x)
    for cosine in cosines.tolist():
        total = total + np.sinh(x * cosine) * cosine
    return total / count


def gamma_motion(shape: Any, x: Any) -> Any:
    """The derivative of a gamma sample with respect to the shape, at a fixed quantile.

    That is -(dF/dshape) / f, by the series x^n / (shape (shape + 1) ... (shape + n)) of F / (x f).
    """
    term = 1 / shape
    harmonic = 1 / shape
    total, weighted = term.copy(), term * harmonic
    for n in range(1, _GAMMA_TERMS):
        term = term * x / (shape + n)
        harmonic = harmonic + 1 / (shape + n)
        total, weighted = total + term, weighted + term * harmonic
        if np.all(term * harmonic < 1e-17 * weighted):
            break
    return -x * ((np.log(x) - digamma(shape)) * total - weighted)
