"""A callout is beside its target, inside the window, and points at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from gui.help.callout_placement import ARROW_PX, Placement, Side, place_callout

SIZE = QSize(300, 140)
ROOM = QRect(0, 0, 1200, 800)
MIDDLE = QRect(500, 350, 60, 40)
SIDES = [Side.RIGHT, Side.LEFT, Side.BELOW, Side.ABOVE]


@pytest.mark.parametrize("side", SIDES)
def test_the_callout_is_on_the_preferred_side(side: Side) -> None:
    placement = place_callout(SIZE, MIDDLE, ROOM, side)
    assert placement.side is side
    assert placement.body.size() == SIZE
    gaps = {
        Side.RIGHT: placement.body.left() - MIDDLE.right() - 1,
        Side.LEFT: MIDDLE.left() - placement.body.right() - 1,
        Side.BELOW: placement.body.top() - MIDDLE.bottom() - 1,
        Side.ABOVE: MIDDLE.top() - placement.body.bottom() - 1,
    }
    assert gaps[side] == ARROW_PX


def test_the_callout_is_on_another_side_if_the_preferred_one_has_no_room() -> None:
    at_right = QRect(1140, 100, 60, 500)
    assert place_callout(SIZE, at_right, ROOM, Side.RIGHT).side is Side.LEFT


def test_without_a_target_the_callout_is_in_the_centre() -> None:
    placement = place_callout(SIZE, None, ROOM, Side.BELOW)
    assert placement.side is Side.NONE
    assert placement.body.center() == ROOM.center()


def test_in_a_target_that_fills_the_window_the_callout_is_at_the_bottom() -> None:
    placement = place_callout(SIZE, ROOM, ROOM, Side.LEFT)
    assert placement.side is Side.NONE
    assert ROOM.contains(placement.body)
    assert placement.body.center().y() > ROOM.center().y()


@pytest.mark.parametrize("side", SIDES)
def test_along_its_side_the_callout_covers_least_of_the_avoided_areas(side: Side) -> None:
    target = QRect(400, 200, 400, 400)
    best = place_callout(SIZE, target, ROOM, side).body
    card = QRect(best.center(), QSize(40, 40))
    placement = place_callout(SIZE, target, ROOM, side, [card])
    assert placement.side is side
    assert not placement.body.intersects(card)
    assert target.adjusted(-1, -1, 1, 1).contains(placement.tip)


def test_if_everything_is_avoided_the_callout_is_at_the_best_place() -> None:
    best = place_callout(SIZE, MIDDLE, ROOM, Side.RIGHT)
    assert place_callout(SIZE, MIDDLE, ROOM, Side.RIGHT, [ROOM]) == best


rects = st.builds(
    QRect, st.integers(0, 1100), st.integers(0, 700), st.integers(1, 1200), st.integers(1, 800)
).map(lambda rect: rect & ROOM)


@given(rects, st.sampled_from(SIDES))
def test_the_callout_is_always_inside_and_points_at_its_target(target: QRect, side: Side) -> None:
    placement: Placement = place_callout(SIZE, target, ROOM, side)
    assert ROOM.contains(placement.body)
    if placement.side is not Side.NONE:
        assert not placement.body.intersects(target)
        assert target.adjusted(-1, -1, 1, 1).contains(placement.tip)
        assert not target.contains(placement.tip)
