"""The elements that grid sampling reads for each place, and their weights.

Source: torch.nn.functional.grid_sample, PyTorch 2.13; Keys 1981 for cubic weights.
"""

from itertools import product
from typing import Any, NamedTuple

import numpy as np

_SHARPNESS = -0.75
"""Of the cubic weights: the slope of that of the nearest element where the next one begins."""


class Way(NamedTuple):
    """How planes or volumes are read.

    Attributes:
        extents: how many elements they have along each dimension.
        mode: "bilinear", "bicubic" or "nearest".
        padding: what lies around it: "zeros", or by "border" and "reflection" more of the same.
        aligned: whether -1 and 1 are the middles of the outermost elements, not their edges.
    """

    extents: tuple[int, ...]
    mode: str
    padding: str
    aligned: bool


class _Tap(NamedTuple):
    """One of the elements that are read along a dimension.

    Attributes:
        place: where it is; it may be outside.
        orders: its weight, and the first and second derivative of that by the grid.
    """

    place: np.ndarray
    orders: tuple[np.ndarray, np.ndarray, np.ndarray]


class Corner(NamedTuple):
    """One of the elements that are read for each place.

    Attributes:
        at: where it is along each dimension.
        is_inside: whether there is one.
        taps: the same along each coordinate of the grid, whose first is the last dimension.
    """

    at: tuple[np.ndarray, ...]
    is_inside: np.ndarray
    taps: tuple[_Tap, ...]

    def weight(self, *by: int) -> np.ndarray:
        """What the element weighs, derived by coordinates of the grid."""
        total = self.taps[0].orders[by.count(0)]
        for axis, tap in enumerate(self.taps[1:], 1):
            total = total * tap.orders[by.count(axis)]
        return np.where(self.is_inside, total, total.dtype.type(0))


def corners(b: Any, way: Way) -> list[Corner]:
    """The elements that are read at the places of a grid b (n, ..., coordinates)."""
    taps = _cubic if way.mode == "bicubic" else _straight
    by_dimension = [
        taps(b[..., axis], extent, way) for axis, extent in enumerate(reversed(way.extents))
    ][::-1]
    return [_corner(each, way) for each in product(*by_dimension)]


def _corner(taps: tuple[_Tap, ...], way: Way) -> Corner:
    is_inside = np.ones(taps[0].place.shape, bool)
    for tap, extent in zip(taps, way.extents):
        is_inside &= (tap.place >= 0) & (tap.place < extent)
    at = tuple(np.where(is_inside, tap.place, 0).astype(np.int64) for tap in taps)
    return Corner(at, is_inside, taps[::-1])


def _straight(axis: np.ndarray, extent: int, way: Way) -> list[_Tap]:
    """The nearest element, or the two around a place."""
    places, slope = _unscaled(axis, extent, way)
    places, slope = _padded(places, slope, extent, way)
    flat = np.zeros_like(places)
    if way.mode == "nearest":
        return [_Tap(np.rint(places), (np.ones_like(places), flat, flat))]
    low = np.floor(places)
    below, above = (low + 1 - places, -slope, flat), (places - low, slope, flat)
    return [_Tap(low, below), _Tap(low + 1, above)]


def _cubic(axis: np.ndarray, extent: int, way: Way) -> list[_Tap]:
    """The four elements around a place; those that would be outside are found by the padding."""
    places, slope = _unscaled(axis, extent, way)
    low = np.floor(places)
    taps = []
    for step in (-1, 0, 1, 2):
        found, _ = _padded(low + step, slope, extent, way)
        side = 1 if step <= 0 else -1
        weights = _cubic_orders(side * (places - low - step), side * slope, step in (0, 1))
        taps.append(_Tap(np.rint(found), weights))
    return taps


def _cubic_orders(distance: np.ndarray, slope: np.ndarray, is_near: bool) -> Any:
    """The weight at a distance up to 1, or from 1 to 2, and its derivatives by the grid."""
    sharp = distance.dtype.type(_SHARPNESS)
    if is_near:
        weight = ((sharp + 2) * distance - (sharp + 3)) * distance * distance + 1
        first = (3 * (sharp + 2) * distance - 2 * (sharp + 3)) * distance
        second = 6 * (sharp + 2) * distance - 2 * (sharp + 3)
    else:
        weight = ((sharp * distance - 5 * sharp) * distance + 8 * sharp) * distance - 4 * sharp
        first = (3 * sharp * distance - 10 * sharp) * distance + 8 * sharp
        second = 6 * sharp * distance - 10 * sharp
    return weight, first * slope, second * slope * slope


def _unscaled(axis: np.ndarray, extent: int, way: Way) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates as numbers of elements, and how these change with them."""
    dtype = axis.dtype.type
    scale = dtype((extent - 1) / 2 if way.aligned else extent / 2)
    places = (axis + 1) * scale
    if not way.aligned:
        places = places - dtype(0.5)
    return places, np.full_like(axis, scale)


def _padded(
    places: np.ndarray, slope: np.ndarray, extent: int, way: Way
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of elements as the padding has them, and how they then change with the grid."""
    dtype = places.dtype.type
    if way.padding == "reflection":
        low, high = (0.0, extent - 1.0) if way.aligned else (-0.5, extent - 0.5)
        span = dtype(high - low)
        if not span:
            return np.zeros_like(places), np.zeros_like(places)
        distance = np.abs(places - dtype(low))
        slope = np.where(places < low, -slope, slope)
        is_odd = np.floor(distance / span) % 2 == 1
        rest = np.fmod(distance, span)
        places = np.where(is_odd, span - rest + dtype(low), rest + dtype(low))
        slope = np.where(is_odd, -slope, slope)
    if way.padding != "zeros":
        slope = np.where((places <= 0) | (places >= extent - 1), dtype(0), slope)
        places = np.clip(places, dtype(0), dtype(extent - 1))
    return places, slope
