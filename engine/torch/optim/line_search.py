"""The line search for the strong Wolfe conditions.

Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6; the steps that PyTorch 2.13 takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

_FALL, _FLATTEN = 1e-4, 0.9  # the constants of the Wolfe conditions
_LEAST_CHANGE = 1e-9


class Point(NamedTuple):
    """A point on the line of the search.

    Attributes:
        step: its distance from the start.
        loss: the function's value.
        gradient: its gradient.
        slope: its derivative along the direction.
    """

    step: float
    loss: float
    gradient: np.ndarray
    slope: float


Evaluate = Callable[[float], Point]


def between(a: Point, b: Point, bounds: tuple[float, float] | None = None) -> float:
    """The minimiser of the cubic interpolant of two points with their slopes, within bounds."""
    low, high = bounds or (min(a.step, b.step), max(a.step, b.step))
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.step - b.step)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2
    d2 = math.sqrt(square)
    first, last = (a, b) if a.step <= b.step else (b, a)
    share = (last.slope + d2 - d1) / (last.slope - first.slope + 2 * d2)
    place = last.step - (last.step - first.step) * share
    return min(max(place, low), high)


def strong_wolfe(
    evaluate: Evaluate, start: Point, step: float, width: float, most: int
) -> tuple[Point, int]:
    """A point that satisfies the strong Wolfe conditions, and the number of evaluations.

    Args:
        start: the point at step 0.
        step: the first step to try.
        width: the largest magnitude in the direction.
        most: the maximum number of iterations.
    """
    search = _Search(evaluate, start, most)
    low, high, is_done = search.bracket(step)
    if not is_done:
        low = search.zoom(low, high, width)
    return low, search.evaluations


class _Search:
    def __init__(self, evaluate: Evaluate, start: Point, most: int) -> None:
        self._evaluate, self._start, self._most = evaluate, start, most
        self.evaluations = self._iterations = 0

    def _at(self, step: float) -> Point:
        self.evaluations += 1
        return self._evaluate(step)

    def _is_too_high(self, point: Point) -> bool:
        start = self._start
        return point.loss > start.loss + _FALL * point.step * start.slope

    def _is_flat(self, point: Point) -> bool:
        return abs(point.slope) <= -_FLATTEN * self._start.slope

    def bracket(self, step: float) -> tuple[Point, Point, bool]:
        """Two points that bracket a good one, the lower first; or a good one at once."""
        before, here = self._start, self._at(step)
        while self._iterations < self._most:
            rises = self._iterations > 1 and here.loss >= before.loss
            if self._is_too_high(here) or rises:
                break
            if self._is_flat(here):
                return here, here, True
            if here.slope >= 0:
                break
            bounds = (here.step + 0.01 * (here.step - before.step), here.step * 10)
            further = between(before, here, bounds)
            before, here = here, self._at(further)
            self._iterations += 1
        else:
            before = self._start
        return *_sorted(before, here), False

    def zoom(self, low: Point, high: Point, width: float) -> Point:
        """The good point in a bracket, found by shrinking it."""
        is_stuck = False
        while self._iterations < self._most:
            if abs(high.step - low.step) * width < _LEAST_CHANGE:
                break
            step, is_stuck = _inside(low, high, is_stuck)
            here = self._at(step)
            self._iterations += 1
            if self._is_too_high(here) or here.loss >= low.loss:
                low, high = _sorted(low, here)
                continue
            if self._is_flat(here):
                return here
            if here.slope * (high.step - low.step) >= 0:
                high = low
            low = here
        return low


def _sorted(a: Point, b: Point) -> tuple[Point, Point]:
    return (a, b) if a.loss <= b.loss else (b, a)


def _inside(low: Point, high: Point, was_stuck: bool) -> tuple[float, bool]:
    """The next step to try, kept away from the ends if there is no progress."""
    step = between(low, high)
    least, most = min(low.step, high.step), max(low.step, high.step)
    margin = 0.1 * (most - least)
    if min(most - step, step - least) >= margin:
        return step, False
    if was_stuck or step >= most or step <= least:
        nearer_end = abs(step - most) < abs(step - least)
        return (most - margin if nearer_end else least + margin), False
    return step, True
