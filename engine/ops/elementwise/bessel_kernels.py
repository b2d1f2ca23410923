"""Bessel functions and the Airy function on float64 arrays, to about 13 digits.

Source: Abramowitz and Stegun 1964, 9.1.18 to 9.1.89, 9.2.5 to 9.2.10, 9.6.20 to 9.7.2 and
10.4.2 to 10.4.60; Trefethen and Weideman 2014 on why sums of so few points are that exact.
"""

import math
from typing import Any

import numpy as np

_Array = np.ndarray[Any, np.dtype[Any]]

_NEAR = 25.0
"""Up to here integrals are summed up, from here on asymptotic series are exact."""
_POINTS = 128
_MOST_ORDER = 80
_EULER = 0.57721566490153286


def _asymptotic(x: _Array, order: float, terms: int) -> list[_Array]:
    """The terms of Hankel's asymptotic expansion for large x."""
    term = np.ones_like(x)
    found = [term]
    for k in range(1, terms):
        term = term * (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
        found.append(term)
    return found


def _near(x: _Array, order: int) -> _Array:
    """The Bessel function of the first kind, from its integral over [0, pi]."""
    total = np.zeros_like(x)
    for angle in (np.arange(_POINTS) + 0.5) * (math.pi / _POINTS):
        total = total + np.cos(order * angle - x * math.sin(angle))
    return total / _POINTS


def _waves(x: _Array, order: int) -> tuple[_Array, _Array]:
    """The Bessel functions of the first and second kind for large x."""
    terms = _asymptotic(x, order, 30)
    even = sum((-1) ** k * terms[2 * k] for k in range(15))
    odd = sum((-1) ** k * terms[2 * k + 1] for k in range(15))
    phase = x - (order / 2 + 0.25) * math.pi
    height = np.sqrt(2 / (math.pi * x))
    cosine, sine = np.cos(phase), np.sin(phase)
    return height * (even * cosine - odd * sine), height * (even * sine + odd * cosine)


def j(x: _Array, order: int) -> _Array:
    """The Bessel function of the first kind, order 0 or 1."""
    size = np.abs(x)
    near = _near(np.minimum(size, _NEAR), order)
    far = _waves(np.maximum(size, _NEAR), order)[0]
    found = np.where(size <= _NEAR, near, far)
    odd = np.where(x == 0, 0.0, np.copysign(1, x) * found)
    return np.where(np.isinf(x), np.nan, odd if order else found)


def y(x: _Array, order: int) -> _Array:
    """The Bessel function of the second kind, order 0 or 1: nan below 0."""
    near = np.clip(x, 1e-300, _NEAR)
    logarithm = np.log(near / 2) + _EULER
    total = np.zeros_like(x)
    for k in range(1, _MOST_ORDER // 2):
        weight = (order + 2 * k) / (k * (order + k))
        total = total + (-1) ** k * weight * _near(near, 2 * k + order)
    series = 2 / math.pi * (logarithm - order) * _near(near, order) - 2 / math.pi * total
    if order:
        series = series - 2 / (math.pi * near) * _near(near, 0)
    found = np.where(x <= _NEAR, series, _waves(np.maximum(x, _NEAR), order)[1])
    found = np.where(np.isinf(x) | (x < 0) | np.isnan(x), np.nan, found)
    return np.where(x == 0, -np.inf, found)


def scaled_k(x: _Array, order: float) -> _Array:
    """exp(x) times the modified Bessel function of the second kind for x > 0: inf at 0, nan below.

    Its integral of exp(-x cosh t) cosh(order t) is summed up in steps that suit x.
    """
    safe = np.where((x > 0) & np.isfinite(x), x, 1.0)
    end = np.arccosh(1 + 745.0 / safe)
    step = 0.2 / np.sqrt(1 + safe)
    total = np.full_like(safe, 0.5)
    for at in range(1, int(np.max(end / step, initial=0)) + 2):
        t = np.minimum(at * step, 700.0)
        exponent = -safe * (np.cosh(t) - 1) if at > 50 else -2 * safe * np.sinh(t / 2) ** 2
        total = total + np.exp(exponent) * np.cosh(order * np.minimum(t, 700 / max(order, 1)))
    found = np.where(x > 0, total * step, np.where(x == 0, np.inf, np.nan))
    return np.where(np.isposinf(x), 0.0, found)


def k(x: _Array, order: float) -> _Array:
    """The modified Bessel function of the second kind for x > 0: inf at 0, nan below."""
    found: _Array = np.exp(-np.where(x > 0, x, 0.0)) * scaled_k(x, order)
    return found


def scaled_i(x: _Array, order: int) -> _Array:
    """exp(-|x|) times the modified Bessel function of the first kind, order 0 or 1."""
    size = np.abs(x)
    near, far = np.minimum(size, 50.0), np.maximum(size, 50.0)
    total = np.zeros_like(near)
    for angle in (np.arange(_POINTS) + 0.5) * (math.pi / _POINTS):
        total = total + np.exp(near * (math.cos(angle) - 1)) * math.cos(order * angle)
    terms = _asymptotic(far, order, 30)
    series = sum((-1) ** n * terms[n] for n in range(30)) / np.sqrt(2 * math.pi * far)
    found = np.where(size <= 50.0, total / _POINTS, series)
    found = np.where(np.isinf(x), 0.0, found)
    return np.where(x == 0, 0.0, np.sign(x) * found) if order else found


def spherical_j0(x: _Array) -> _Array:
    """sin(x) / x: 1 at 0."""
    safe = np.where((x == 0) | np.isinf(x), 1.0, x)
    return np.where(x == 0, 1.0, np.where(np.isinf(x), 0.0, np.sin(safe) / safe))


_AT_0 = 0.35502805388781724
_SLOPE_AT_0 = 0.25881940379280680
_LEAST_OF_SERIES = -8.0


def airy(x: _Array) -> _Array:
    """The Airy function: by its power series around 0, by K and by waves far from it."""
    positive = np.where((x > 1) & np.isfinite(x), x, 1.0)
    right = np.sqrt(positive / 3) / math.pi * k(2 / 3 * positive**1.5, 1 / 3)
    found = np.where(x > 1, right, _airy_near(np.clip(x, _LEAST_OF_SERIES, 1.0)))
    negative = np.where((x < _LEAST_OF_SERIES) & np.isfinite(x), -x, 8.0)
    found = np.where(x < _LEAST_OF_SERIES, _airy_waves(negative), found)
    return np.where(np.isfinite(x), found, np.nan)


def _airy_near(x: _Array) -> _Array:
    first = np.ones_like(x)
    second = x.copy()
    f, g, cube = first.copy(), second.copy(), x**3
    for n in range(1, 60):
        first = first * cube / ((3 * n - 1) * (3 * n))
        second = second * cube / ((3 * n) * (3 * n + 1))
        f, g = f + first, g + second
    return _AT_0 * f - _SLOPE_AT_0 * g


def _airy_waves(x: _Array) -> _Array:
    """The Airy function at -x for large x."""
    zeta = 2 / 3 * x**1.5
    terms = [np.ones_like(x)]
    for n in range(1, 20):
        ratio = (6 * n - 5) * (6 * n - 3) * (6 * n - 1) / (216 * n * (2 * n - 1))
        terms.append(terms[-1] * ratio / zeta)
    even = sum((-1) ** n * terms[2 * n] for n in range(10))
    odd = sum((-1) ** n * terms[2 * n + 1] for n in range(10))
    phase = zeta + math.pi / 4
    height = 1 / (math.sqrt(math.pi) * x**0.25)
    found: _Array = height * (np.sin(phase) * even - np.cos(phase) * odd)
    return found
