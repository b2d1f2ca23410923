"""Adaptive sampling of a function: first a grid, then where its slopes do not explain it."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator, Sequence

import numpy as np

from engine.sweep.curve import surprises, visible_range
from engine.sweep.sample import Sample

GRID_INTERVALS = 64
FINEST = 2.0**-13
"""The smallest distance of samples, relative to the range."""

_GOOD = 0.002
"""A deviation too small to be visible."""
_GAP = 0.05
"""The deviation assumed at the edge of a gap, so that it is located after larger deviations."""
_FINEST_GAP = 2.0**-9


class Sampling:
    """Chooses the next number of a range, given the samples so far.

    Args:
        low, high: the range, low < high.
        first: numbers to sample first.
        most: the maximum number of samples.
    """

    def __init__(self, low: float, high: float, first: Sequence[float], most: int) -> None:
        self._span = high - low
        self._left = most
        self._planned = iter((*first, *_coarse_to_fine(low, high)))
        self._seen: set[float] = set()
        self._samples: list[Sample] = []

    def next_number(self) -> float | None:
        """The next number; None if no more are needed."""
        if self._left <= 0:
            return None
        number = next((each for each in self._planned if each not in self._seen), None)
        if number is None:
            number = self._middle_of_the_worst()
        if number is not None:
            self._left -= 1
            self._seen.add(number)
        return number

    def add(self, sample: Sample) -> None:
        """Add a sample."""
        bisect.insort(self._samples, sample, key=lambda each: each.number)

    def _middle_of_the_worst(self) -> float | None:
        """The middle between the two neighbours with the largest unexplained deviation."""
        if len(self._samples) < 2:
            return None
        numbers = np.array([each.number for each in self._samples])
        values = np.array([each.value for each in self._samples])
        slopes = np.array([each.slope for each in self._samples])
        is_whole = np.isfinite(values)
        widths = np.diff(numbers) / self._span
        wrong = np.full(len(widths), 0.0)
        both = is_whole[:-1] & is_whole[1:]
        found = surprises(numbers, values, slopes, visible_range(numbers, values))
        wrong[both] = found[both]
        wrong[(is_whole[:-1] != is_whole[1:]) & (widths > _FINEST_GAP)] = _GAP
        wrong[(widths <= FINEST) | (wrong < _GOOD)] = 0.0
        worst = int(np.argmax(wrong * widths))
        if not wrong[worst]:
            return None
        middle = float(numbers[worst] + numbers[worst + 1]) / 2
        return None if middle in self._seen else middle


def _coarse_to_fine(low: float, high: float) -> Iterator[float]:
    """The ends of a range, its middle, and so on down to a grid."""
    for place in (0, GRID_INTERVALS):
        yield _at(low, high, place / GRID_INTERVALS)
    step = GRID_INTERVALS
    while step > 1:
        for place in range(step // 2, GRID_INTERVALS, step):
            yield _at(low, high, place / GRID_INTERVALS)
        step //= 2


def _at(low: float, high: float, share: float) -> float:
    """A number of the range, rounded to as few digits as the range allows."""
    number = low + share * (high - low)
    digits = 4 - math.floor(math.log10(high - low)) if high > low else 0
    return min(max(round(number, max(digits, 0)), low), high)
