"""Counting crossings."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.crossings import count_crossings

segments = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 9)))


@given(segments)
def test_the_count_equals_that_of_comparing_all_pairs(drawn: list[tuple[int, int, int]]) -> None:
    expected = sum(
        layer == other_layer and (upper - other_upper) * (lower - other_lower) < 0
        for (layer, upper, lower), (other_layer, other_upper, other_lower) in combinations(drawn, 2)
    )
    layer, upper, lower = np.array(drawn, np.int64).reshape(-1, 3).T
    assert count_crossings(layer, upper, lower) == expected


def test_in_a_complete_reversal_all_pairs_cross() -> None:
    places = np.arange(1000)
    assert count_crossings(np.zeros(1000, np.int64), places, places[::-1]) == 1000 * 999 // 2
