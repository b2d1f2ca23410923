"""The line search for the strong Wolfe conditions.

Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6; the steps that PyTorch 2.13 takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

_C1, _C2 = 1e-4, 0.9  # the constants of the sufficient decrease and the curvature condition
_SMALLEST_CHANGE = 1e-9  # of any parameter, before a bracket is no longer shrunk


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
"""Evaluates the function at a distance from the start."""


def cubic_minimum(a: Point, b: Point, bounds: tuple[float, float] | None = None) -> float:
    """The step at which the cubic through two points, with their slopes, is least within bounds.

    Source: Nocedal and Wright 2006, equation 3.59.
    """
    low, high = bounds or (min(a.step, b.step), max(a.step, b.step))
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.step - b.step)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2
    d2 = math.sqrt(square)
    first, last = (a, b) if a.step <= b.step else (b, a)
    fraction = (last.slope + d2 - d1) / (last.slope - first.slope + 2 * d2)
    step = last.step - (last.step - first.step) * fraction
    return min(max(step, low), high)


def strong_wolfe(
    evaluate: Evaluate, start: Point, step: float, largest: float, max_iterations: int
) -> tuple[Point, int]:
    """A point that satisfies the strong Wolfe conditions, and the number of evaluations.

    Args:
        evaluate: evaluates the function at a distance from the start.
        start: the point at step 0.
        step: the first step to try.
        largest: the largest magnitude in the direction.
        max_iterations: after so many it returns the best point so far.
    """
    search = _Search(evaluate, start, max_iterations)
    low, high, is_done = search.bracket(step)
    if not is_done:
        low = search.zoom(low, high, largest)
    return low, search.evaluations


class _Search:
    """One search.

    Attributes:
        evaluations: how often the function was evaluated.
    """

    def __init__(self, evaluate: Evaluate, start: Point, max_iterations: int) -> None:
        self._evaluate, self._start, self._max_iterations = evaluate, start, max_iterations
        self.evaluations = self._iterations = 0

    def _evaluated_at(self, step: float) -> Point:
        self.evaluations += 1
        return self._evaluate(step)

    def _is_too_high(self, point: Point) -> bool:
        """Whether a point violates the condition of sufficient decrease."""
        start = self._start
        return point.loss > start.loss + _C1 * point.step * start.slope

    def _is_flat(self, point: Point) -> bool:
        """Whether a point satisfies the curvature condition."""
        return abs(point.slope) <= -_C2 * self._start.slope

    def bracket(self, step: float) -> tuple[Point, Point, bool]:
        """Two points that bracket a good one, the lower first; True and a good one if one is met.

        Source: Nocedal and Wright 2006, algorithm 3.5.
        """
        before, point = self._start, self._evaluated_at(step)
        while self._iterations < self._max_iterations:
            rises = self._iterations > 1 and point.loss >= before.loss
            if self._is_too_high(point) or rises:
                break
            if self._is_flat(point):
                return point, point, True
            if point.slope >= 0:
                break
            bounds = (point.step + 0.01 * (point.step - before.step), point.step * 10)
            further = cubic_minimum(before, point, bounds)
            before, point = point, self._evaluated_at(further)
            self._iterations += 1
        else:
            before = self._start
        return *_sorted(before, point), False

    def zoom(self, low: Point, high: Point, largest: float) -> Point:
        """The good point in a bracket, found by shrinking it.

        Source: Nocedal and Wright 2006, algorithm 3.6.
        """
        is_stuck = False
        while self._iterations < self._max_iterations:
            if abs(high.step - low.step) * largest < _SMALLEST_CHANGE:
                break
            step, is_stuck = _next_step(low, high, is_stuck)
            point = self._evaluated_at(step)
            self._iterations += 1
            if self._is_too_high(point) or point.loss >= low.loss:
                low, high = _sorted(low, point)
                continue
            if self._is_flat(point):
                return point
            if point.slope * (high.step - low.step) >= 0:
                high = low
            low = point
        return low


def _sorted(a: Point, b: Point) -> tuple[Point, Point]:
    return (a, b) if a.loss <= b.loss else (b, a)


def _next_step(low: Point, high: Point, was_stuck: bool) -> tuple[float, bool]:
    """The next step to try in a bracket, and whether it is close to an end.

    After such a step, the next is kept away from the ends.
    """
    step = cubic_minimum(low, high)
    first, last = min(low.step, high.step), max(low.step, high.step)
    margin = 0.1 * (last - first)
    if min(last - step, step - first) >= margin:
        return step, False
    if was_stuck or step >= last or step <= first:
        is_nearer_last = abs(step - last) < abs(step - first)
        return (last - margin if is_nearer_last else first + margin), False
    return step, True
