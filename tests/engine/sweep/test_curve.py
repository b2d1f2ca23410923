"""Pieces, jumps and interpolation, on known functions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sweep.curve import Curve, visible_range
from engine.sweep.sample import Sample


def curve(function, slope, numbers):
    return Curve(Sample(x, function(x), slope(x)) for x in np.asarray(numbers, float).tolist())


def saw(x):
    return 512 * x if x < 2 else 256 * x


SAW = curve(saw, lambda x: 512 if x < 2 else 256, np.linspace(1, 3, 101))


def test_the_pieces_of_a_sawtooth_have_their_slopes():
    low, high = SAW.pieces
    assert (low.slope, high.slope) == (512, 256)
    assert low.low == 1
    assert low.high < 2 <= high.low
    assert high.high == 3


def test_a_smooth_function_is_one_curved_piece():
    (piece,) = curve(math.sin, math.cos, np.linspace(-4, 4, 65)).pieces
    assert math.isnan(piece.slope)


def test_a_kink_does_not_divide_the_curve():
    found = curve(abs, lambda x: math.copysign(1, x), np.linspace(-2, 2, 257))
    assert len(found.pieces) == 1


def test_a_pole_divides_the_curve():
    numbers = [*np.linspace(-4, -0.01, 200), *np.linspace(0.01, 4, 200)]
    found = curve(lambda x: 1 / x, lambda x: -1 / x**2, numbers)
    assert [piece.low > 0 for piece in found.pieces] == [False, True]
    low, high = found.value_range
    assert -30 < low < -1 < 1 < high < 30


def test_a_step_function_without_gradients_has_a_jump():
    found = curve(lambda x: float(x > 0), lambda x: math.nan, np.linspace(-1, 1, 64))
    assert [piece.end - piece.first for piece in found.pieces] == [32, 32]
    assert len(curve(lambda x: 5.0, lambda x: 0.0, range(9)).pieces) == 1


def test_rounding_errors_make_no_jumps():
    found = curve(lambda x: 5.0 + 1e-7 * (-1) ** x, lambda x: 0.0, range(9))
    assert len(found.pieces) == 1


@given(
    st.lists(st.floats(-3, 3), min_size=4, max_size=4),
    st.floats(-2, 2),
)
def test_a_cubic_is_interpolated_exactly(coefficients, number):
    function = np.polynomial.Polynomial(coefficients)
    found = curve(function, function.deriv(), np.linspace(-2, 2, 33))
    point = found.at(number)
    assert point is not None
    assert point.value == pytest.approx(function(number), abs=1e-9)
    assert point.slope == pytest.approx(function.deriv()(number), abs=0.05)


def test_within_a_jump_the_nearer_side_is_extended():
    sides = curve(saw, lambda x: 512 if x < 2 else 256, [1, 1.5, 1.9, 2.1, 2.5, 3])
    assert sides.at(1.95) == pytest.approx((1.95, 512 * 1.95, 512))
    assert sides.at(2.05) == pytest.approx((2.05, 256 * 2.05, 256))


def test_outside_of_the_curve_and_in_gaps_there_is_no_value():
    gap = Sample(1.0, failure="error", detail="ValueError: no")
    found = curve(lambda x: x, lambda x: 1, [-1, 0, 2, 3]).grown([gap])
    assert [found.at(x) for x in (-2, 0.5, 1, 1.5, 4)] == [None] * 5
    assert found.at(2.5) == (2.5, 2.5, 1)
    assert found.at(0) == (0, 0, 1)
    assert found.failures == [gap]
    assert len(found.pieces) == 2


def test_the_last_sample_at_a_number_counts():
    found = Curve([Sample(1, 1, 1)]).grown([Sample(1, 2, 3)])
    assert found.at(1) == (1, 2, 3)
    assert len(found.samples) == 1


def test_an_empty_curve_has_no_pieces():
    assert Curve().pieces == []
    assert Curve().at(0) is None
    assert Curve().value_range == (0, 1)
    only_gap = Curve([Sample(1.0, failure="timeout")])
    assert only_gap.at(1.0) is None


def test_values_that_are_not_finite_are_gaps():
    numbers = np.arange(5.0)
    assert visible_range(numbers, np.array([1, np.nan, np.inf, 3, -np.inf])) == (1, 3)
