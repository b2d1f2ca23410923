"""The range of the close-up, its marks, and the axis of pass numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from engine.record.schema import EventKind
from gui.theme import LIGHT
from gui.timeline.close_up import CloseUpPainter, close_up_around, tick_distance
from gui.timeline.track_painter import MARKS_PX, track_top
from gui.timeline.tracks import Scale, Tracks


@given(st.integers(1, 100_000), st.floats(0, 1), st.integers(100, 4_000))
def test_steps_on_both_sides_of_the_cursor_are_in_the_close_up(
    count: int, share: float, room_px: int
) -> None:
    cursor = round(share * count)
    whole = Scale(80.0, room_px / count, count)
    seen = close_up_around(whole, room_px, cursor, has_axis=True)
    assert seen.steps.start <= cursor <= seen.steps.stop
    if 0 < cursor < count:
        assert {cursor - 1, cursor} <= set(seen.steps)
    assert 0 <= seen.steps.start < seen.steps.stop <= count
    assert seen.scale.x(seen.steps.start) == whole.left_px
    assert seen.scale.x(seen.steps.stop) <= whole.left_px + room_px


@given(st.integers(1, 10**6), st.floats(80, 5_000))
def test_pass_numbers_on_the_axis_are_round_and_apart(count: int, room_px: float) -> None:
    distance = tick_distance(count, room_px)
    assert str(distance).rstrip("0") in ("1", "2", "5")
    assert count / distance * 64 <= room_px


def test_only_the_marks_of_the_shown_steps_are_painted(qapp: QApplication) -> None:
    count, shown = 40, range(10, 20)
    nothing = np.empty(0, np.intp)
    tracks = Tracks(
        np.full(count, EventKind.OP_APPLIED, np.uint8),
        np.zeros(count, np.intp),
        0,
        nothing,
        np.array([3, 13, 33]),
        nothing,
        False,
    )
    image = QImage(600, 60, QImage.Format.Format_RGB32)
    image.fill(LIGHT.ground)
    painter = QPainter(image)
    cells = CloseUpPainter(tracks, Scale(0.0, 14.0, count), 0, LIGHT, shown)
    cells.paint(painter)
    cells.paint_stops(painter, np.array([9, 10, 19, 20]))
    painter.end()
    row = track_top(1) + MARKS_PX // 2
    marked = [x for x in range(600) if image.pixelColor(x, row) != LIGHT.ground]
    assert sorted({x // 14 for x in marked}) == [10, 13, 19]
