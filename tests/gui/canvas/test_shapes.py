"""The shapes of marks."""

import pytest
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.shapes import corner_mark, left_part, rounded

FRAME = QRectF(0, 0, 120, 60)
RADIUS = 12.0
POINTS = [QPointF(x / 4 + 0.1, y / 4 + 0.1) for x in range(4 * 120) for y in range(0, 4 * 60, 3)]


@pytest.mark.parametrize("width", [5.0, RADIUS])
def test_left_part_is_the_part_of_the_rounded_rectangle_near_its_left_side(width: float):
    whole, part = rounded(FRAME, RADIUS, RADIUS), left_part(FRAME, RADIUS, width)
    differing = [
        point
        for point in POINTS
        if part.contains(point) != (whole.contains(point) and point.x() < width)
    ]
    assert differing == []


def test_the_corner_mark_stays_within_the_rounded_corner():
    whole, mark = rounded(FRAME, RADIUS, RADIUS), corner_mark(FRAME, RADIUS, 20)
    inside = [point for point in POINTS if mark.contains(point)]
    assert len(inside) > 100
    assert all(whole.contains(point) for point in inside)
    assert all(point.x() - point.y() >= 100 for point in inside)
