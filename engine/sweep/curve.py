"""A function interpolated from its samples: its pieces, jumps and gaps."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.sweep.sample import Sample

JUMP = 0.02
"""A deviation from the slopes' prediction of more than this fraction of the range is a jump."""

_STRAIGHT = 1e-4
"""The slopes of a straight piece differ from their median by at most this share of it."""
_ROUNDING = 1e-5
"""Differences up to this fraction of a value may be rounding in single precision."""
_OUTLIERS = 0.08
"""Outliers at either end, up to this fraction of the range, may be out of sight."""
_FAR, _MARGIN = 4.0, 0.3
"""They are if the whole range is so many times as wide as the inner one, which gets a margin."""


class Point(NamedTuple):
    """A point on the curve, with its slope (nan if there is none)."""

    number: float
    value: float
    slope: float


class Piece(NamedTuple):
    """A part of the curve without a jump.

    Attributes:
        first, end: its samples, the end excluded.
        low, high: its ends.
        slope: its slope if it is straight; else nan.
    """

    first: int
    end: int
    low: float
    high: float
    slope: float


class Curve:
    """Samples in order of their numbers; immutable.

    Attributes:
        samples: all samples, including failed ones.
        numbers, values, slopes: those with a finite value, as arrays.
    """

    def __init__(self, samples: Iterable[Sample] = ()) -> None:
        by_number = {sample.number: sample for sample in samples}
        self.samples = [by_number[number] for number in sorted(by_number)]
        self._is_whole = np.array([np.isfinite(each.value) for each in self.samples], bool)
        whole = [each for each in self.samples if np.isfinite(each.value)]
        self.numbers = np.array([each.number for each in whole], np.float64)
        self.values = np.array([each.value for each in whole], np.float64)
        self.slopes = np.array([each.slope for each in whole], np.float64)

    def grown(self, samples: Iterable[Sample]) -> Curve:
        """The curve with more samples."""
        return Curve([*self.samples, *samples])

    @property
    def failures(self) -> list[Sample]:
        """The failed samples, in order."""
        return [sample for sample in self.samples if sample.failure]

    def has_sample(self, number: float) -> bool:
        """Whether the script was run for exactly this number, successfully or not."""
        place = bisect.bisect_left(self.samples, number, key=_number)
        return place < len(self.samples) and self.samples[place].number == number

    @cached_property
    def pieces(self) -> list[Piece]:
        """The parts between jumps and gaps, from left to right."""
        if not len(self.numbers):
            return []
        places = np.flatnonzero(self._is_whole)
        is_gap = np.diff(places) > 1
        ends = np.flatnonzero(is_gap | (self.surprises > JUMP)) + 1
        bounds = [0, *ends.tolist(), len(self.numbers)]
        return [self._piece(*pair) for pair in pairwise(bounds)]

    def _piece(self, first: int, end: int) -> Piece:
        slopes = self.slopes[first:end]
        middle = float(np.median(slopes))
        is_straight = bool(np.all(np.abs(slopes - middle) <= _STRAIGHT * abs(middle)))
        low, high = float(self.numbers[first]), float(self.numbers[end - 1])
        return Piece(first, end, low, high, middle if is_straight else np.nan)

    @cached_property
    def surprises(self) -> np.ndarray:
        """For each two neighbours the error of the slopes' prediction, relative to the range.

        Shapes: (samples with a value - 1,).
        """
        return surprises(self.numbers, self.values, self.slopes, self.value_range)

    @cached_property
    def value_range(self) -> tuple[float, float]:
        """The range of values to show: without a few outliers."""
        return visible_range(self.numbers, self.values)

    @cached_property
    def slope_range(self) -> tuple[float, float]:
        """The same of the slopes."""
        return visible_range(self.numbers, self.slopes)

    def piece_at(self, number: float) -> Piece | None:
        """The piece that contains a number; in a jump the nearer one; None outside the curve."""
        left = bisect.bisect_right(self.numbers, number) - 1
        right = min(left + 1, len(self.numbers) - 1)
        if left < 0 or number > self.numbers[right]:
            return None
        is_right_nearer = self.numbers[right] - number < number - self.numbers[left]
        place = right if is_right_nearer else left
        return next(each for each in self.pieces if each.first <= place < each.end)

    def at(self, number: float) -> Point | None:
        """The curve at a number, interpolated by values and slopes.

        None outside the curve and in its gaps.
        """
        piece = self.piece_at(number)
        if piece is None or self._is_in_gap(number):
            return None
        part = slice(piece.first, piece.end)
        numbers, values, slopes = self.numbers[part], self.values[part], self.slopes[part]
        right = int(np.searchsorted(numbers, number))
        if right < len(numbers) and numbers[right] == number:
            return Point(number, float(values[right]), float(slopes[right]))
        if right in (0, len(numbers)):  # within a jump: extrapolated from the nearer side
            last = min(right, len(numbers) - 1)
            value = values[last] + np.nan_to_num(slopes[last]) * (number - numbers[last])
            return Point(number, float(value), float(slopes[last]))
        pair = slice(right - 1, right + 1)
        return _between(number, numbers[pair], values[pair], slopes[pair])

    def _is_in_gap(self, number: float) -> bool:
        """Whether one of the two samples around a number has no value."""
        right = bisect.bisect_left(self.samples, number, key=_number)
        if self.samples[right].number == number:
            return not self._is_whole[right]
        return not self._is_whole[right - 1 : right + 1].all()


def _number(sample: Sample) -> float:
    return sample.number


def _between(number: float, numbers: np.ndarray, values: np.ndarray, slopes: np.ndarray) -> Point:
    """Between two samples: the cubic Hermite interpolant, and its slope."""
    width = numbers[1] - numbers[0]
    share = (number - numbers[0]) / width
    secant = values[1] - values[0]
    begins, ends = (width * np.where(np.isnan(slopes), secant / width, slopes)).tolist()
    bend = share * (1 - share) * ((begins - secant) * (1 - share) + (secant - ends) * share)
    slope = slopes[0] + share * (slopes[1] - slopes[0])
    return Point(number, float(values[0] + share * secant + bend), float(slope))


def surprises(
    numbers: np.ndarray, values: np.ndarray, slopes: np.ndarray, seen: tuple[float, float]
) -> np.ndarray:
    """How far each value is from the prediction of the slopes before it, relative to ``seen``.

    Without a gradient the prediction is no change. Deviations out of sight count only as far as
    they are visible.

    Shapes: three times (n,) -> (n - 1,).
    """
    low, high = seen
    scale = max(high - low, _ROUNDING * max(abs(low), abs(high))) or 1.0
    known = np.nan_to_num(slopes)
    with np.errstate(invalid="ignore", over="ignore"):
        foretold = np.diff(numbers) * (known[:-1] + known[1:]) / 2
        wrong = np.abs(np.diff(values) - foretold) / scale
    side = np.where(values < low, -1, np.where(values > high, 1, 0))
    is_seen = (side[:-1] == 0) & (side[1:] == 0)
    found: np.ndarray = np.where(is_seen, wrong, np.minimum(wrong, side[:-1] != side[1:]))
    return found


def visible_range(numbers: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """From the minimum to the maximum, without outliers in small parts of the range.

    Shapes: twice (n,), by number.
    """
    is_finite = np.isfinite(values)
    numbers, values = numbers[is_finite], values[is_finite]
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    inner_low, inner_high = _quantiles(numbers, values, (_OUTLIERS, 1 - _OUTLIERS))
    inner = inner_high - inner_low
    if inner > 0 and high - low > _FAR * inner:
        low, high = max(low, inner_low - _MARGIN * inner), min(high, inner_high + _MARGIN * inner)
    return low, high


def _quantiles(
    numbers: np.ndarray, values: np.ndarray, shares: tuple[float, float]
) -> tuple[float, float]:
    """The quantiles of the values, weighted by the distances of the samples."""
    widths = np.diff(numbers, prepend=numbers[0], append=numbers[-1])
    order = np.argsort(values)
    below = np.cumsum((widths[:-1] + widths[1:])[order])
    places = np.searchsorted(below, np.array(shares) * below[-1])
    low, high = values[order][places].tolist()
    return low, high
