"""Central differences of a noisy function along a line, and whether a derivative is theirs.

Two steps, one half the other, tell how far to trust the result: extrapolation removes what the
curvature adds, a difference between the sides that does not shrink with the step is a kink, and
what is left is rounding, which grows as the step shrinks.

Source: Richardson's extrapolation, as in Press et al., Numerical Recipes, section 5.7.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

RELATIVE_TOLERANCE = 2e-3
"""Of the derivative, in single precision; in double precision it is the square of it."""

_LEVELS = 4
_SHRINKING = 8.0
_ROUNDINGS = 8.0
"""How many roundings usually lie between the result and the exact one."""
_SINGLE_EPS = 2.0**-23
_KEEPS = 0.8
_NOTICEABLE = 0.05
_VAGUE = 0.05


class Reading(NamedTuple):
    """A function at one place of the line.

    Attributes:
        value: what it is there.
        magnitude: the sum of the absolute values of its terms, which rounding is relative to.
        foretold: by how much the derivative to be checked says that it has changed from the middle.
    """

    value: float
    magnitude: float
    foretold: float


class Comparison(NamedTuple):
    """Both sides, per unit of the line.

    Attributes:
        how: "kink" where the slopes on both sides of the middle differ, however near.
        difference: the derivative by differences.
        foretold: the derivative to be checked.
        tolerance: how far they may be apart.
    """

    how: Literal["agrees", "differs", "kink", "not_finite"]
    difference: float
    foretold: float
    tolerance: float


def compare(read: Callable[[float], Reading], step: float, eps: float) -> Comparison:
    """Compare along one line; shorter steps are tried for as long as both sides differ.

    Args:
        read: the function; it is called for places up to ``step`` from the middle.
        step: the first and longest step.
        eps: the rounding of the function's numbers.
    """
    middle = read(0.0)
    found = _compared(middle, read, step, eps)
    for level in range(1, _LEVELS):
        if found.how == "agrees":
            break
        closer = _compared(middle, read, step * _SHRINKING**-level, eps)
        if closer.tolerance > _VAGUE * max(abs(closer.difference), abs(closer.foretold)):
            break  # so close, it is all rounding
        found = closer
    return found


def relative_tolerance(eps: float) -> float:
    """How far both may be apart, as a part of the larger one, without any rounding."""
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
    """Whether the slopes on both sides keep their distance although the step is halved."""
    gaps = []
    steepest = 0.0
    for (low, high), reach in ((far, width), (near, width / 2)):
        left, right = (middle - low.value) / reach, (high.value - middle) / reach
        gaps.append(right - left)
        steepest = max(steepest, abs(left), abs(right))
    wide, narrow = map(abs, gaps)
    is_noticeable = narrow > 4 * noise and narrow > _NOTICEABLE * steepest
    return is_noticeable and narrow > _KEEPS * wide
