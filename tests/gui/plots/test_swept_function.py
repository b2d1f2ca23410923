"""The default range of a sweep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.fields import LARGEST
from gui.plots.swept_function import default_range


@pytest.mark.parametrize(
    ("number", "low", "high"),
    [(-100, -250, 50), (2, -1, 5), (0, -1.5, 1.5), (0.001, -0.0005, 0.0025), (123, -57, 303)],
)
def test_the_default_range_is_round_and_includes_zero(
    number: float, low: float, high: float
) -> None:
    assert default_range(number) == pytest.approx((low, high))


@given(st.floats(-LARGEST, LARGEST))
def test_every_number_is_inside_its_default_range(number: float) -> None:
    low, high = default_range(number)
    assert -LARGEST <= low <= number <= high <= LARGEST
    assert low < high
