"""Central differences of a noisy function along a line, compared with a derivative.

Two steps, one half the other, show how reliable the result is: extrapolation removes the effect of
curvature, a difference between the one-sided slopes that does not shrink with the step is a kink,
and the rest is rounding, which grows as the step shrinks.

Source: Richardson's extrapolation, as in Press et al., Numerical Recipes, section 5.7.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

RELATIVE_TOLERANCE = 2e-3
"""Relative to the derivative, in single precision; the square of it in double precision."""

_LEVELS, _SHRINKING = 4, 8.0
"""How many steps are tried, each so many times smaller than the one before."""
_VAGUE = 0.05
"""If the tolerance is more than this share of the derivative, the comparison tells nothing."""
_ROUNDINGS = 8.0
"""The usual number of rounding errors between the result and the exact value."""
_SINGLE_EPS = 2.0**-23
_NOTICEABLE = 0.05
"""One-sided slopes are apart if they differ by more than this share of the steeper one."""
_KEEPS = 0.8
"""A gap between them that keeps more than this share when the step is halved is a kink."""


class Reading(NamedTuple):
    """The function at a point of the line.

    Attributes:
        value: the value.
        magnitude: the sum of the absolute values of its terms, to which rounding is relative.
        foretold: the change from the middle that the derivative predicts.
    """

    value: float
    magnitude: float
    foretold: float


class Comparison(NamedTuple):
    """The comparison of a derivative with finite differences, per unit of the line.

    Attributes:
        how: "kink" if the one-sided slopes differ, however small the step.
        difference: the derivative by finite differences.
        foretold: the derivative to be checked.
        tolerance: the allowed difference.
    """

    how: Literal["agrees", "differs", "kink", "not_finite"]
    difference: float
    foretold: float
    tolerance: float


def compare(read: Callable[[float], Reading], step: float, eps: float) -> Comparison:
    """Compare along one line; the step is reduced as long as both differ.

    Args:
        read: evaluates the function, at distances up to ``step`` from the middle.
        step: the first and largest step.
        eps: the machine epsilon of the function's numbers.
    """
    middle = read(0.0)
    found = _compared(middle, read, step, eps)
    for level in range(1, _LEVELS):
        if found.how == "agrees":
            break
        closer = _compared(middle, read, step * _SHRINKING**-level, eps)
        if closer.tolerance > _VAGUE * max(abs(closer.difference), abs(closer.foretold)):
            break  # at this distance, only rounding is left
        found = closer
    return found


def relative_tolerance(eps: float) -> float:
    """The allowed difference relative to the larger derivative, without rounding."""
    return RELATIVE_TOLERANCE if eps >= _SINGLE_EPS else RELATIVE_TOLERANCE**2


def _compared(
    middle: Reading, read: Callable[[float], Reading], width: float, eps: float
) -> Comparison:
    far = read(-width), read(width)
    near = read(-width / 2), read(width / 2)
    slopes, foretold = [], []
    for (low, high), reach in ((far, width), (near, width / 2)):
        slopes.append((high.value - low.value) / (2 * reach))
        foretold.append((high.foretold - low.foretold) / (2 * reach))
    difference = (4 * slopes[1] - slopes[0]) / 3
    expected = (4 * foretold[1] - foretold[0]) / 3
    magnitude = max(each.magnitude for each in (middle, *far, *near))
    noise = _ROUNDINGS * eps * magnitude / width
    tolerance = relative_tolerance(eps) * max(abs(difference), abs(expected)) + noise
    if not (math.isfinite(difference) and math.isfinite(expected) and math.isfinite(noise)):
        return Comparison("not_finite", difference, expected, tolerance)
    if _is_kink(middle.value, far, near, width, noise):
        return Comparison("kink", difference, expected, tolerance)
    agrees = abs(difference - expected) <= tolerance
    return Comparison("agrees" if agrees else "differs", difference, expected, tolerance)


def _is_kink(
    middle: float,
    far: tuple[Reading, Reading],
    near: tuple[Reading, Reading],
    width: float,
    noise: float,
) -> bool:
    """Whether the one-sided slopes stay apart although the step is halved."""
    gaps = []
    steepest = 0.0
    for (low, high), reach in ((far, width), (near, width / 2)):
        left, right = (middle - low.value) / reach, (high.value - middle) / reach
        gaps.append(right - left)
        steepest = max(steepest, abs(left), abs(right))
    wide, narrow = map(abs, gaps)
    is_noticeable = narrow > 4 * noise and narrow > _NOTICEABLE * steepest
    return is_noticeable and narrow > _KEEPS * wide
