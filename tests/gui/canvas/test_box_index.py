"""The box index finds exactly the boxes that touch a rectangle."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from gui.canvas.box_index import BoxIndex

places = st.integers(-50, 50)
sizes = st.integers(0, 40)
boxes = st.tuples(places, places, sizes, sizes)


@given(st.lists(boxes, max_size=30), boxes)
def test_finds_the_same_boxes_as_a_linear_search(
    placed: list[tuple[int, int, int, int]], wanted: tuple[int, int, int, int]
) -> None:
    corners = [(x, y, x + width, y + height) for x, y, width, height in placed]
    left, top, width, height = wanted
    right, bottom = left + width, top + height
    expected = [
        number
        for number, (x0, y0, x1, y1) in enumerate(corners)
        if x0 <= right and x1 >= left and y0 <= bottom and y1 >= top
    ]
    found = BoxIndex(np.array(corners, np.float64)).touching(QRectF(*wanted))
    assert found.tolist() == expected
