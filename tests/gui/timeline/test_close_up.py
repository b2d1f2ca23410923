"""The range of the close-up, and the axis of pass numbers."""

from hypothesis import given
from hypothesis import strategies as st

from gui.timeline.close_up import close_up_around, tick_distance
from gui.timeline.tracks import Scale


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
