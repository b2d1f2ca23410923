"""Boxes are packed in lines."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.layout.packing import pack_boxes

sizes = st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 2000)), min_size=1, max_size=30)


@given(sizes)
def test_boxes_keep_their_distance_and_their_order(drawn: list[tuple[int, int]]) -> None:
    widths, heights = np.array(drawn, float).T
    left, top = pack_boxes(widths, heights, 10)
    assert (left[0], top[0]) == (0, 0)
    for box in range(1, len(drawn)):
        on_the_same_line = top[box] == top[box - 1]
        if on_the_same_line:
            assert left[box] == left[box - 1] + widths[box - 1] + 10
        else:
            line = top[:box] == top[box - 1]
            assert left[box] == 0
            assert top[box] == top[box - 1] + heights[:box][line].max() + 10


def test_many_boxes_are_packed_in_several_lines() -> None:
    left, top = pack_boxes(np.full(400, 100.0), np.full(400, 100.0), 0)
    assert 1 < (left.max() + 100) / (top.max() + 100) < 3


def test_a_few_small_boxes_share_a_line() -> None:
    _, top = pack_boxes(np.full(3, 240.0), np.array([300.0, 50.0, 300.0]), 64)
    assert np.all(top == 0)


def test_no_boxes_need_no_room() -> None:
    left, top = pack_boxes(np.zeros(0), np.zeros(0), 10)
    assert len(left) == len(top) == 0
