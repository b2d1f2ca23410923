"""Distribution functions and the zeta function on float64 arrays.

Source: Press et al., Numerical Recipes, 3rd edition, section 6.2; Abramowitz and Stegun 1964,
26.2; the Euler-Maclaurin formula.
"""

import math
from typing import Any

import numpy as np

from engine.ops.elementwise import special_kernels

_Array = np.ndarray[Any, np.dtype[Any]]

_MOST_TERMS = 20_000
_TINY = 1e-300


def regularized_gammas(shape: _Array, x: _Array) -> tuple[_Array, _Array]:
    """The regularized incomplete gamma functions P and Q: by a series, or a continued fraction."""
    is_inside = (shape > 0) & (x > 0) & np.isfinite(shape) & np.isfinite(x)
    a, z = np.where(is_inside, shape, 1.0), np.where(is_inside, x, 1.0)
    height = np.exp(a * np.log(z) - z - special_kernels.lgamma(a))
    is_low = z < a + 1
    low = height * _series(np.where(is_low, a, 1.0), np.where(is_low, z, 1.0))
    high = height * _fraction(np.where(is_low, 1.0, a), np.where(is_low, 2.0, z))
    below = np.where(is_low, low, 1 - high)
    above = np.where(is_low, 1 - low, high)
    for where, value in (
        ((x == 0) & (shape > 0), 0.0),
        (np.isposinf(shape) & (x >= 0), 0.0),
        (np.isposinf(x) & (shape >= 0), 1.0),
        ((shape == 0) & (x > 0), 1.0),
    ):
        below, above = np.where(where, value, below), np.where(where, 1 - value, above)
    is_none = (shape < 0) | (x < 0) | np.isnan(shape) | np.isnan(x)
    is_none |= ((shape == 0) & (x == 0)) | (np.isposinf(shape) & np.isposinf(x))
    return np.where(is_none, np.nan, below), np.where(is_none, np.nan, above)


def _series(a: _Array, x: _Array) -> _Array:
    """1 / a + x / (a (a + 1)) + x^2 / (a (a + 1) (a + 2)) + ..."""
    term = 1 / a
    total = term.copy()
    for n in range(1, _MOST_TERMS):
        term = term * x / (a + n)
        total = total + term
        if np.all(term < 1e-17 * total):
            break
    return total


def _fraction(a: _Array, x: _Array) -> _Array:
    """1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)), by Lentz' method."""
    b = x + 1 - a
    c, d = np.full_like(x, 1 / _TINY), 1 / np.where(b == 0, _TINY, b)
    total = d.copy()
    for n in range(1, _MOST_TERMS):
        factor = -n * (n - a)
        b = b + 2
        d = factor * d + b
        d = 1 / np.where(np.abs(d) < _TINY, _TINY, d)
        c = b + factor / c
        c = np.where(np.abs(c) < _TINY, _TINY, c)
        total = total * c * d
        if np.all(np.abs(c * d - 1) < 1e-16):
            break
    return total


def zeta(s: _Array, q: _Array) -> _Array:
    """The Hurwitz zeta function, the sum of (q + k)^-s: inf at poles and s = 1, nan for s < 1."""
    is_whole = q == np.floor(q)
    is_there = (s > 1) & ((q > 0) | ((s == np.floor(s)) & ~is_whole & (q > -_MOST_TERMS)))
    power, at = np.where(is_there, s, 2.0), np.where(is_there & np.isfinite(q), q, 1.0)
    total = np.zeros_like(at)
    for _ in range(int(12 - min(np.min(at, initial=0), 0)) + 1):
        is_near = at < 12
        total = np.where(is_near, total + at**-power, total)
        at = np.where(is_near, at + 1, at)
    total = total + at ** (1 - power) / (power - 1) + at**-power / 2
    rising = power
    for k, bernoulli in enumerate(special_kernels.BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * k) * rising * at ** (-power - 2 * k + 1)
        rising = rising * (power + 2 * k - 1) * (power + 2 * k)
    total = np.where(is_there & np.isfinite(q), total, np.nan)
    is_pole = (s > 1) & (q <= 0) & is_whole
    return np.where((s == 1) | is_pole, np.inf, total)


def polygamma(n: int, x: _Array) -> _Array:
    """The n-th derivative of digamma, for n >= 2."""
    factorial = float(math.factorial(n)) if n <= 170 else math.inf  # as a double has it
    value: _Array = (factorial if n % 2 else -factorial) * zeta(np.full_like(x, n + 1), x)
    return value


def erfcx(x: _Array) -> _Array:
    """exp(x^2) erfc(x)."""
    right = special_kernels.erfcx_positive(np.abs(x))
    found: _Array = np.where(x >= 0, right, 2 * np.exp(x * x) - right)
    return found


def log_ndtr(x: _Array) -> _Array:
    """The logarithm of the standard normal CDF."""
    scaled = x * math.sqrt(0.5)
    left = np.log(erfcx(-np.minimum(scaled, 0)) / 2) - scaled * scaled
    right = np.log1p(-special_kernels.erfc(np.maximum(scaled, -1)) / 2)
    return np.where(x < -1, left, right)


def ndtri(p: _Array) -> _Array:
    """The inverse of the standard normal CDF, by Newton's method."""
    is_inside = (p > 0) & (p < 1)
    smaller = np.where(is_inside, np.minimum(p, 1 - p), 0.5)
    wanted = np.log(smaller)
    x = -np.sqrt(-2 * np.log(2 * smaller))
    for _ in range(12):
        reached = log_ndtr(x)
        slope = np.exp(-x * x / 2 - reached) / math.sqrt(2 * math.pi)
        x = x - (reached - wanted) / slope
    found = np.where(p <= 0.5, x, -x)
    found = np.where(p == 0.5, 0.0, found)
    edge = np.where(p == 0, -np.inf, np.where(p == 1, np.inf, np.nan))
    return np.where(is_inside, found, edge)
