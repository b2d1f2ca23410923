"""The view: coordinates, and what zooming and panning keep in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from gui.canvas.view import MAX_ZOOM, MIN_ZOOM, View, fitting_view

views = st.builds(
    View,
    zoom=st.floats(0.05, 4),
    left=st.integers(-2000, 2000),
    top=st.integers(-2000, 2000),
    ratio=st.sampled_from([1.0, 1.25, 2.0]),
)
points = st.builds(QPointF, st.integers(-500, 500), st.integers(-500, 500))


@given(views, points)
def test_to_scene_and_to_widget_are_inverse(view: View, point: QPointF) -> None:
    seen = view.to_widget(QRectF(point, point)).topLeft()
    back = view.to_scene(seen)
    assert (back.x(), back.y()) == pytest.approx((point.x(), point.y()), abs=1e-6)


@given(views, points, st.floats(0.2, 5))
def test_zoom_keeps_the_scene_under_the_pointer(view: View, about: QPointF, factor: float) -> None:
    before = view.to_scene(about)
    zoomed = view.zoomed(factor, about)
    after = zoomed.to_widget(QRectF(before, before)).topLeft()
    # The origin is in whole device pixels.
    assert (after.x(), after.y()) == pytest.approx((about.x(), about.y()), abs=0.51)


def test_the_zoom_has_limits() -> None:
    assert View().zoomed(1e9, QPointF()).zoom == MAX_ZOOM
    assert View().zoomed(1e-9, QPointF()).zoom == MIN_ZOOM


@given(views, points)
def test_panning_moves_the_scene_with_the_pointer(view: View, by: QPointF) -> None:
    before = view.to_widget(QRectF(0, 0, 1, 1)).topLeft()
    after = view.panned(by).to_widget(QRectF(0, 0, 1, 1)).topLeft()
    moved = after - before
    assert (moved.x(), moved.y()) == pytest.approx((by.x(), by.y()), abs=0.51)


@given(views, st.integers(0, 300), st.integers(0, 300))
def test_region_is_the_part_of_the_scene_behind_device_pixels(view: View, x: int, y: int) -> None:
    area = QRect(x, y, 40, 30)
    shown = view.transform().mapRect(view.region(area))
    assert (shown.x(), shown.y()) == pytest.approx((x, y), abs=1e-6)
    assert (shown.width(), shown.height()) == pytest.approx((40, 30), abs=1e-6)


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.sampled_from([1.0, 2.0]),
    st.sampled_from([1.0, 2.0]),
)
def test_fitting_view_shows_everything_at_some_zoom_at_most(
    width: int, height: int, ratio: float, most: float
) -> None:
    size, bounds = QSize(800, 600), QRectF(-30, 70, width, height)
    view = fitting_view(bounds, size, ratio, most)
    assert QRectF(0, 0, 800, 600).contains(view.to_widget(bounds))
    assert view.zoom <= most


def test_a_view_far_outside_is_clamped() -> None:
    size, bounds = QSize(800, 600), QRectF(0, 0, 100, 100)
    lost = View(left=10_000, top=-10_000)
    found = lost.clamped_to(bounds, size)
    assert found.to_widget(bounds).intersects(QRectF(0, 0, 800, 600))
    assert found.clamped_to(bounds, size) == found


@given(views, st.integers(1, 5000), st.integers(1, 5000))
def test_a_filled_view_has_no_empty_room_that_the_scene_could_fill(
    view: View, width: int, height: int
) -> None:
    size, bounds, margin = QSize(800, 600), QRectF(-30, 70, width, height), 33
    filled = view.filled_by(bounds, size)
    shown = filled.to_widget(bounds)
    for low, high, room in (
        (shown.left(), shown.right(), size.width()),
        (shown.top(), shown.bottom(), size.height()),
    ):
        if high - low > room - 2 * (margin - 1):
            assert low <= margin and high >= room - margin
        else:
            assert low == pytest.approx(room - high, abs=2)  # in the middle


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_view_inside_the_scene_is_filled_already(left: int, top: int) -> None:
    view, bounds = View(left=left, top=top), QRectF(0, 0, 1800, 1600)
    assert view.filled_by(bounds, QSize(800, 600)) == view


def test_another_device_pixel_ratio_shows_the_same() -> None:
    view = View(zoom=1.5, left=300, top=-60)
    rect = QRectF(10, 20, 30, 40)
    assert view.with_ratio(2.0).to_widget(rect) == view.to_widget(rect)
