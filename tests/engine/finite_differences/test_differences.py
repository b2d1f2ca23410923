"""Derivatives compared with finite differences: right and wrong ones, rounding, kinks, jumps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.finite_differences.differences import Reading, compare

SINGLE = 2.0**-23
DOUBLE = 2.0**-52


def compared(function, slope, at, step=0.0186, eps=SINGLE):
    def read(place):
        value = float(function(at + place))
        if eps == SINGLE:
            value = float(np.float32(value))
        return Reading(value, abs(value), slope * place)

    return compare(read, step, eps)


@given(st.floats(-1.5, 1.5), st.floats(0.1, 3.0))
def test_a_right_derivative_agrees_and_one_off_by_a_tenth_differs(at, factor):
    slope = factor * math.exp(factor * at)
    assert compared(lambda x: math.exp(factor * x), slope, at).how == "agrees"
    assert compared(lambda x: math.exp(factor * x), 1.1 * slope, at).how == "differs"


def test_double_precision_detects_smaller_errors_than_single():
    for eps, how in ((SINGLE, "agrees"), (DOUBLE, "differs")):
        found = compared(math.sin, math.cos(1.0) * (1 + 1e-4), 1.0, eps**0.25, eps)
        assert found.how == how


@pytest.mark.parametrize(
    "function", [abs, lambda x: max(x, 0.0), lambda x: float(x > 0), lambda x: abs(x) + x * x]
)
def test_at_a_kink_the_verdict_is_kink(function):
    assert compared(function, 0.0, 0.0).how == "kink"


def test_a_kink_beside_the_point_is_not_reported():
    assert compared(lambda x: max(x, 0.0), 1.0, 0.004).how == "agrees"


def test_at_the_end_of_the_domain_there_is_no_verdict():
    assert compared(lambda x: math.sqrt(x) if x >= 0 else math.nan, 0.0, 0.0).how == "not_finite"


def test_the_tolerance_grows_with_the_rounding_error():
    small = compared(lambda x: x, 1.0, 0.0)
    large = compared(lambda x: x + 1000.0, 1.0, 0.0)
    assert large.tolerance > 3 * small.tolerance
