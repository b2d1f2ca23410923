"""Derivatives of beta samples with respect to the shape parameters, at fixed quantiles."""

from typing import Any

import numpy as np

from engine.ops.elementwise import special_kernels

_Array = np.ndarray[Any, np.dtype[Any]]

_REACH = 4.0
_STEP = 1 / 16


def _nodes() -> tuple[_Array, _Array]:
    """Nodes in (0, 1) and weights of tanh-sinh quadrature, for integrands with poles at the ends.

    Source: Takahasi and Mori 1974.
    """
    t = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    s = np.pi / 2 * np.sinh(t)
    places = 1 / (1 + np.exp(-2 * s))
    weights = np.pi / 2 * np.cosh(t) / (2 * np.cosh(s) ** 2) * _STEP
    return places, weights


_U, _WEIGHTS = _nodes()


def beta_motion(a: _Array, b: _Array, x: _Array) -> _Array:
    """The derivative of a sample x of the beta distribution with respect to a: -(dF/da) / f.

    It is the integral of (ln t - mean of ln t) t^(a - 1) (1 - t)^(b - 1) from the nearer end to x,
    over that product at x, with t = x u^(1 / a), or the same from 1 on.
    """
    mean = special_kernels.digamma(a) - special_kernels.digamma(a + b)
    is_low = x <= 0.5
    end = np.where(is_low, x, 1 - x)
    near, far = np.where(is_low, a, b), np.where(is_low, b, a)
    total = np.zeros_like(x)
    for u, weight in zip(_U, _WEIGHTS):
        t = end * u ** (1 / near)
        logarithm = np.where(is_low, np.log(end) + np.log(u) / near, np.log1p(-t))
        density = np.exp((far - 1) * (np.log1p(-t) - np.log1p(-end)))
        total = total + weight * density * (logarithm - mean)
    moved: _Array = np.where(is_low, -1.0, 1.0) * end / near * total
    return moved
