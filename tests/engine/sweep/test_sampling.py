"""Adaptive sampling finds jumps and gaps, and terminates."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sweep.curve import Curve
from engine.sweep.sample import Sample
from engine.sweep.sampling import FINEST, Sampling


def sampled(function, low, high, first=(), most=400):
    """All requested samples in order; ``function`` returns value and slope or None."""
    sampling = Sampling(low, high, first, most)
    samples = []
    while (number := sampling.next_number()) is not None:
        found = function(number)
        sample = Sample(number, failure="error") if found is None else Sample(number, *found)
        sampling.add(sample)
        samples.append(sample)
    return samples


def test_requested_numbers_come_first_then_the_ends():
    samples = sampled(lambda x: (x, 1.0), -2.0, 6.0, first=(2.0,))
    assert [each.number for each in samples[:4]] == [2.0, -2.0, 6.0, 0.0]


def test_a_straight_line_is_sampled_only_on_the_grid():
    assert len(sampled(lambda x: (3 * x, 3.0), 0.0, 1.0)) == 65


@pytest.mark.parametrize("place", [0.3, 1.5707, -0.999])
def test_a_jump_is_located_exactly(place):
    samples = sampled(lambda x: (float(x > place), 0.0), -1.0, 2.0)
    left, right = Curve(samples).pieces
    assert left.high <= place < right.low
    assert right.low - left.high < 3 * 3 * FINEST


def test_the_edge_of_a_gap_is_located():
    root = sampled(lambda x: None if x < 0.1 else (math.sqrt(x), 0.5 / math.sqrt(x)), -1.0, 1.0)
    (piece,) = Curve(root).pieces
    assert 0.1 <= piece.low < 0.11


def test_sampling_terminates_if_all_runs_fail():
    assert len(sampled(lambda x: None, 0.0, 1.0)) == 65


def test_steep_parts_get_more_samples():
    samples = sampled(lambda x: (math.tanh(40 * x), 40 / math.cosh(40 * x) ** 2), -3.0, 3.0)
    curve = Curve(samples)
    assert len(curve.pieces) == 1
    assert sum(abs(x) < 0.1 for x in curve.numbers) > 8


@given(
    low=st.floats(-1e6, 1e6),
    width=st.floats(1e-6, 1e6),
    most=st.integers(0, 90),
    shape=st.sampled_from([math.sin, lambda x: x % 1, lambda x: 1 / x if x else math.nan]),
)
def test_samples_are_inside_the_range_unique_and_limited(low, width, most, shape):
    samples = sampled(lambda x: (shape(x), 1.0), low, low + width, most=most)
    numbers = [each.number for each in samples]
    assert len(numbers) == len(set(numbers)) <= most
    assert all(low <= number <= low + width for number in numbers)
