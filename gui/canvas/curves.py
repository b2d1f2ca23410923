"""The curves of edges: cubic pieces that begin and end vertically."""

import math
from functools import cache
from itertools import pairwise
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

_Share = TypeVar("_Share", float, np.ndarray)


def bends(route: np.ndarray) -> np.ndarray:
    """The points of a route, without those inside a straight vertical run.

    Shapes: route (k, 2) -> (j, 2), j <= k, first and last kept.
    """
    x = route[:, 0]
    inside_run = (x[1:-1] == x[:-2]) & (x[1:-1] == x[2:])
    return route[np.concatenate(([True], ~inside_run, [True]))]


def curve_path(route: np.ndarray) -> QPainterPath:
    """A route as one smooth path.

    Shapes: route (k, 2), k >= 2, going down.
    """
    points = bends(route).tolist()
    path = QPainterPath(QPointF(*points[0]))
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 == x1:
            path.lineTo(x1, y1)
        else:
            middle = (y0 + y1) / 2
            path.cubicTo(x0, middle, x1, middle, x1, y1)
    return path


def curve_points(route: np.ndarray, count: int = 12) -> np.ndarray:
    """Points along the curve of a route, ``count`` on each of its pieces.

    Shapes: route (k, 2) -> ((j - 1) * count + 1, 2), j the number of its bends.
    """
    corners = bends(route)
    start, step = corners[:-1, None], np.diff(corners, axis=0)[:, None]
    points = start + step * _unit_points(count)
    return np.concatenate((points.reshape(-1, 2), corners[-1:]))


def curve_pieces(route: np.ndarray, longest_px: float) -> list[QPainterPath]:
    """The path of a route in pieces, none of them much longer than requested.

    Shapes: route (k, 2), k >= 2, going down.
    """
    paths = []
    for (x, y), (x_end, y_end) in pairwise(bends(route).tolist()):
        across, down = x_end - x, y_end - y
        count = max(1, math.ceil((abs(across) + abs(down)) / longest_px))
        shares = [number / count for number in range(count + 1)]
        points = [(x + across * dx, y + down * dy) for dx, dy in map(_unit_point, shares)]
        across, down = across / (3 * count), down / (3 * count)
        ways = [(across * dx, down * dy) for dx, dy in map(_unit_slope, shares)]
        for (p, q), (before, after) in zip(pairwise(points), pairwise(ways)):
            path = QPainterPath(QPointF(*p))
            path.cubicTo(p[0] + before[0], p[1] + before[1], q[0] - after[0], q[1] - after[1], *q)
            paths.append(path)
    return paths


def point_at(points: np.ndarray, share: _Share) -> np.ndarray:
    """The point after a share (0 to 1) of the length of a polyline, or the points after several.

    Shapes: points (k, 2), share () or (j,) -> (2,) or (2, j).
    """
    lengths = _lengths_along(points)
    at = share * lengths[-1]
    return np.array([np.interp(at, lengths, points[:, axis]) for axis in (0, 1)])


def share_below(points: np.ndarray, down_px: float) -> float:
    """The share (0 to 1) of the length of a polyline after which it has gone down so far.

    Shapes: points (k, 2), going down.
    """
    lengths = _lengths_along(points)
    return float(np.interp(down_px, points[:, 1] - points[0, 1], lengths) / lengths[-1])


def part(points: np.ndarray, start: float, end: float) -> np.ndarray:
    """The part of a polyline between two distances from its beginning.

    Shapes: points (k, 2) -> (j, 2).
    """
    lengths = _lengths_along(points)
    inner = points[(lengths > start) & (lengths < end)]
    ends = [
        [np.interp(at, lengths, points[:, axis]) for axis in (0, 1)]
        for at in (max(start, 0.0), min(end, lengths[-1]))
    ]
    return np.concatenate((ends[:1], inner, ends[1:]))


def length(points: np.ndarray) -> float:
    """The length of a polyline. Shapes: points (k, 2)."""
    return float(_lengths_along(points)[-1])


def distance(points: np.ndarray, target: tuple[float, float]) -> float:
    """The distance of a point from a polyline.

    Shapes: points (k, 2), k >= 2.
    """
    start, step = points[:-1], np.diff(points, axis=0)
    away = np.asarray(target) - start
    squared = np.maximum((step * step).sum(axis=1), 1e-12)
    share = np.clip((away * step).sum(axis=1) / squared, 0.0, 1.0)
    gaps = away - step * share[:, None]
    return float(np.sqrt((gaps * gaps).sum(axis=1).min()))


@cache
def _unit_points(count: int) -> np.ndarray:
    """Points on the curve of ``curve_path``, for a unit step. Shapes: -> (count, 2)."""
    points: np.ndarray = np.stack(_unit_point(np.linspace(0, 1, count, endpoint=False)), axis=-1)
    return points


def _unit_point(t: _Share) -> tuple[_Share, _Share]:
    """The point on the curve of ``curve_path``, for a unit step."""
    return t * t * (3 - 2 * t), t * (1.5 * (1 - t) + t * t)


def _unit_slope(t: float) -> tuple[float, float]:
    """The derivative of ``_unit_point``."""
    return 6 * t * (1 - t), 1.5 - 3 * t * (1 - t)


def _lengths_along(points: np.ndarray) -> np.ndarray:
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate(([0.0], np.cumsum(steps)))
