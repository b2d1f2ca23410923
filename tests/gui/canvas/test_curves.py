"""Curves join the ends of a route, stay inside it, and can be measured."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.canvas.curves import (
    bends,
    curve_path,
    curve_pieces,
    curve_points,
    distance,
    length,
    part,
    point_at,
)


@st.composite
def routes(draw: st.DrawFn) -> np.ndarray:
    """Routes that go down."""
    x = draw(st.lists(st.integers(-300, 300), min_size=2, max_size=6))
    steps = draw(st.lists(st.integers(1, 200), min_size=len(x), max_size=len(x)))
    return np.stack((np.array(x, np.float64), np.cumsum(np.array(steps, np.float64))), axis=1)


@given(routes())
def test_curve_goes_down_from_end_to_end_inside_its_route(route: np.ndarray) -> None:
    points = curve_points(route)
    assert points[0].tolist() == route[0].tolist()
    assert points[-1].tolist() == route[-1].tolist()
    assert (np.diff(points[:, 1]) > 0).all()
    assert (points >= route.min(axis=0) - 1e-9).all()
    assert (points <= route.max(axis=0) + 1e-9).all()


@given(routes(), st.floats(0, 1))
def test_points_lie_on_the_painted_path(route: np.ndarray, share: float) -> None:
    path = curve_path(route)
    at = path.pointAtPercent(share)
    assert distance(curve_points(route, 64), (at.x(), at.y())) < 1.0


@given(routes(), st.floats(20, 400))
def test_pieces_follow_each_other_along_the_path(route: np.ndarray, longest_px: float) -> None:
    pieces, points = curve_pieces(route, longest_px), curve_points(route, 64)
    ends = [(path.pointAtPercent(0), path.pointAtPercent(1)) for path in pieces]
    assert (ends[0][0].x(), ends[0][0].y()) == pytest.approx(route[0])
    assert (ends[-1][1].x(), ends[-1][1].y()) == pytest.approx(route[-1])
    assert all(end == start for (_, end), (start, _) in pairwise(ends))
    middles = [path.pointAtPercent(0.5) for path in pieces]
    assert all(distance(points, (at.x(), at.y())) < 1.0 for at in middles)
    assert max(path.length() for path in pieces) < 2 * longest_px


def test_straight_run_has_two_bends() -> None:
    route = np.array([[5.0, 0.0], [5.0, 10.0], [5.0, 20.0], [5.0, 30.0]])
    assert bends(route).tolist() == [[5.0, 0.0], [5.0, 30.0]]


@given(routes(), st.floats(0.1, 0.9))
def test_parts_of_a_curve_add_up(route: np.ndarray, share: float) -> None:
    points = curve_points(route)
    cut = share * length(points)
    near, far = part(points, 0.0, cut), part(points, cut, length(points))
    assert near[-1] == pytest.approx(point_at(points, share))
    assert far[0] == pytest.approx(near[-1])
    assert length(near) + length(far) == pytest.approx(length(points))


def test_distance_is_to_the_nearest_piece() -> None:
    corner = np.array([[0.0, 0.0], [0.0, 10.0], [10.0, 10.0]])
    assert distance(corner, (3.0, 4.0)) == pytest.approx(3.0)
    assert distance(corner, (13.0, 14.0)) == pytest.approx(5.0)
