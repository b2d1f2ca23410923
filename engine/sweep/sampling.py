"""Where to sample a function next: first everywhere, then where its slopes do not explain it."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator, Sequence

import numpy as np

from engine.sweep.curve import surprises, visible_range
from engine.sweep.sample import Sample

GRID_INTERVALS = 64
FINEST = 2.0**-13
"""As a share of the range: closer samples tell no more."""

_GOOD = 0.002
"""A surprise too small to be seen."""
_GAP = 0.05
"""What the edge of a gap counts as, so that it is found, but after larger surprises."""
_FINEST_GAP = 2.0**-9


class Sampling:
    """Chooses numbers of a range, each once, in the light of what was found so far.

    Args:
        low, high: the range, low < high.
        first: numbers that come before all others.
        most: how many numbers in all.
    """

    def __init__(self, low: float, high: float, first: Sequence[float], most: int) -> None:
        self._span = high - low
        self._left = most
        self._planned = iter((*first, *_coarse_to_fine(low, high)))
        self._seen: set[float] = set()
        self._samples: list[Sample] = []

    def next_number(self) -> float | None:
        """The next number; None when there is no more to be found."""
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
        """Take in what was found."""
        bisect.insort(self._samples, sample, key=lambda each: each.number)

    def _middle_of_the_worst(self) -> float | None:
        """Between the two neighbours that are farthest apart, and least explained."""
        if len(self._samples) < 2:
            return None
        numbers = np.array([each.number for each in self._samples])
        values = np.array([each.value for each in self._samples])
        slopes = np.array([each.slope for each in self._samples])
        is_whole = np.isfinite(values)
        widths = np.diff(numbers) / self._span
        wrong = np.full(len(widths), 0.0)
        both = is_whole[:-1] & is_whole[1:]
        with np.errstate(invalid="ignore", over="ignore"):
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
    """A number of the range, so rounded that it is as short as the range allows."""
    number = low + share * (high - low)
    digits = 4 - math.floor(math.log10(high - low)) if high > low else 0
    return min(max(round(number, max(digits, 0)), low), high)
