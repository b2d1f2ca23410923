"""Planes read between their elements, at the places that a grid says.

Shapes: a (n, channels, height, width), b (n, rows, columns, 2), of x and y in [-1, 1]
-> (n, channels, rows, columns)

Source: torch.nn.functional.grid_sample, PyTorch 2.13; Jaderberg et al. 2015.
"""

from typing import Any, NamedTuple

import numpy as np

from engine.op import op
from engine.ops.refusing import refusing
from engine.tensor import Array


class _Way(NamedTuple):
    """How a plane is read.

    Attributes:
        extents: its height and width.
        mode: "bilinear", or "nearest".
        padding: what lies around it: "zeros", or by "border" and "reflection" more of the same.
        aligned: whether -1 and 1 are the middles of the outermost elements, not their edges.
    """

    extents: tuple[int, int]
    mode: str
    padding: str
    aligned: bool


class _Corner(NamedTuple):
    """One of the elements that are read for each place, and the weight it is given.

    Attributes:
        row, column: where it is.
        weight: its share.
        by_x, by_y, by_both: how that changes with the place.
    """

    row: np.ndarray
    column: np.ndarray
    weight: np.ndarray
    by_x: np.ndarray
    by_y: np.ndarray
    by_both: np.ndarray


def _places(axis: np.ndarray, extent: int, way: _Way) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates as numbers of elements, and how these change with them."""
    dtype = axis.dtype.type
    scale = dtype((extent - 1) / 2 if way.aligned else extent / 2)
    slope = np.full_like(axis, scale)
    places = (axis + 1) * scale
    if not way.aligned:
        places = places - dtype(0.5)
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


def _corners(b: Any, way: _Way) -> list[_Corner]:
    """The elements that are read; those outside of the plane weigh nothing."""
    height, width = way.extents
    (x, x_slope), (y, y_slope) = (
        _places(b[..., axis], extent, way) for axis, extent in ((0, width), (1, height))
    )
    if way.mode == "nearest":
        flat = np.zeros_like(x)
        return [_kept(np.rint(y), np.rint(x), way, np.ones_like(x), flat, flat, flat)]
    left, top = np.floor(x), np.floor(y)
    corners = []
    for down in (0, 1):
        for right in (0, 1):
            of_x = x - left if right else left + 1 - x
            of_y = y - top if down else top + 1 - y
            by_x = x_slope if right else -x_slope
            by_y = y_slope if down else -y_slope
            weights = of_x * of_y, by_x * of_y, of_x * by_y, by_x * by_y
            corners.append(_kept(top + down, left + right, way, *weights))
    return corners


def _kept(row: np.ndarray, column: np.ndarray, way: _Way, *weights: np.ndarray) -> _Corner:
    height, width = way.extents
    is_inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    at = (np.where(is_inside, each, 0).astype(np.int64) for each in (row, column))
    return _Corner(*at, *(np.where(is_inside, each, each.dtype.type(0)) for each in weights))


def _read(a: Any, corner: _Corner) -> Any:
    """The elements at a corner, for every channel."""
    samples = np.arange(a.shape[0])[:, None, None, None]
    channels = np.arange(a.shape[1])[None, :, None, None]
    return a[samples, channels, corner.row[:, None], corner.column[:, None]]


def _gathered(a: Any, weighted: list[tuple[_Corner, np.ndarray]]) -> Array:
    total = sum(_read(a, corner) * weight[:, None] for corner, weight in weighted)
    return np.asarray(total, a.dtype)


def _scattered(g: Any, extents: Any, weighted: list[tuple[_Corner, np.ndarray]]) -> Array:
    out = np.zeros((*g.shape[:2], *extents), g.dtype)
    samples = np.arange(g.shape[0])[:, None, None, None]
    channels = np.arange(g.shape[1])[None, :, None, None]
    for corner, weight in weighted:
        where = (samples, channels, corner.row[:, None], corner.column[:, None])
        np.add.at(out, where, g * weight[:, None])
    return out


def _contracted(g: Any, a: Any, weighted: list[tuple[_Corner, np.ndarray]]) -> np.ndarray:
    total = sum((g * _read(a, corner)).sum(axis=1) * weight for corner, weight in weighted)
    return np.asarray(total)


def _along(h: Any, corners: list[_Corner]) -> list[tuple[_Corner, np.ndarray]]:
    """How much weights change where the places change by h."""
    return [(each, each.by_x * h[..., 0] + each.by_y * h[..., 1]) for each in corners]


@op("GridSampler2DBackward0", formula=r"\sum_k w_k(b) a_k")
def grid_sampler_2d(a: Any, b: Any, *, mode: str, padding: str, aligned: bool) -> Array:
    """Weighted means of the elements around each place of a grid."""
    corners = _corners(b, _Way(a.shape[2:], mode, padding, aligned))
    return _gathered(a, [(each, each.weight) for each in corners])


@grid_sampler_2d.vjp("a", sends=r"\sum w_k(b) g")
def grid_sampler_2d_wrt_a(
    F: Any, g: Any, *, a_shape: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    settings = {"mode": mode, "padding": padding, "aligned": aligned}
    return F.grid_sampler_2d_spread(g, b, extents=tuple(a_shape[2:]), **settings)


@grid_sampler_2d.vjp("b", sends=r"g \sum_k w_k'(b) a_k")
def grid_sampler_2d_wrt_b(
    F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    return F.grid_sampler_2d_slopes(g, a, b, mode=mode, padding=padding, aligned=aligned)


@op("GridSampler2DBackwardBackward0", formula=r"\sum w_k(b) d")
def grid_sampler_2d_spread(
    d: Any, b: Any, *, extents: Any, mode: str, padding: str, aligned: bool
) -> Array:
    """d spread over the elements that were read."""
    corners = _corners(b, _Way(extents, mode, padding, aligned))
    return _scattered(d, extents, [(each, each.weight) for each in corners])


@grid_sampler_2d_spread.vjp("d", sends=r"\sum_k w_k(b) g_k")
def grid_sampler_2d_spread_wrt_d(
    F: Any, g: Any, *, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    return F.grid_sampler_2d(g, b, mode=mode, padding=padding, aligned=aligned)


@grid_sampler_2d_spread.vjp("b", sends=r"d \sum_k w_k'(b) g_k")
def grid_sampler_2d_spread_wrt_b(
    F: Any, g: Any, *, d: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    return F.grid_sampler_2d_slopes(d, g, b, mode=mode, padding=padding, aligned=aligned)


@op("GridSampler2DBackwardBackward0", formula=r"d \sum_k w_k'(b) a_k")
def grid_sampler_2d_slopes(
    d: Any, a: Any, b: Any, *, mode: str, padding: str, aligned: bool
) -> Array:
    """How the sum of d times what was read changes with the grid."""
    corners = _corners(b, _Way(a.shape[2:], mode, padding, aligned))
    by_x = _contracted(d, a, [(each, each.by_x) for each in corners])
    return np.stack([by_x, _contracted(d, a, [(each, each.by_y) for each in corners])], axis=-1)


@grid_sampler_2d_slopes.vjp("d", sends=r"\sum_k g w_k'(b) a_k")
def grid_sampler_2d_slopes_wrt_d(
    F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    return F.grid_sampler_2d_turned(a, b, g, mode=mode, padding=padding, aligned=aligned)


@grid_sampler_2d_slopes.vjp("a", sends=r"\sum g w_k'(b) d")
def grid_sampler_2d_slopes_wrt_a(
    F: Any, g: Any, *, d: Any, a_shape: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    settings = {"mode": mode, "padding": padding, "aligned": aligned}
    return F.grid_sampler_2d_turned_back(d, b, g, extents=tuple(a_shape[2:]), **settings)


@grid_sampler_2d_slopes.vjp("b", sends=r"d \sum_k g w_k''(b) a_k")
def grid_sampler_2d_slopes_wrt_b(
    F: Any, g: Any, *, d: Any, a: Any, b: Any, mode: str, padding: str, aligned: bool
) -> Any:
    return F.grid_sampler_2d_bends(d, a, b, g, mode=mode, padding=padding, aligned=aligned)


_refusing = refusing("derivative for aten::grid_sampler_2d_double_backward is not implemented")


@_refusing
@op("NotImplemented", formula=r"\sum_k h w_k'(b) a_k")
def grid_sampler_2d_turned(
    a: Any, b: Any, h: Any, *, mode: str, padding: str, aligned: bool
) -> Array:
    """How what is read changes where the grid changes by h."""
    corners = _corners(b, _Way(a.shape[2:], mode, padding, aligned))
    return _gathered(a, _along(h, corners))


@_refusing
@op("NotImplemented", formula=r"\sum h w_k'(b) d")
def grid_sampler_2d_turned_back(
    d: Any, b: Any, h: Any, *, extents: Any, mode: str, padding: str, aligned: bool
) -> Array:
    """The transpose of that."""
    corners = _corners(b, _Way(extents, mode, padding, aligned))
    return _scattered(d, extents, _along(h, corners))


@_refusing
@op("NotImplemented", formula=r"d \sum_k h w_k''(b) a_k")
def grid_sampler_2d_bends(
    d: Any, a: Any, b: Any, h: Any, *, mode: str, padding: str, aligned: bool
) -> Array:
    """How the slopes change with the grid; weights are straight in x and in y alone."""
    corners = _corners(b, _Way(a.shape[2:], mode, padding, aligned))
    bend = _contracted(d, a, [(each, each.by_both) for each in corners])
    return np.stack([bend * h[..., 1], bend * h[..., 0]], axis=-1)


@op("AffineGridGeneratorBackward0", formula=r"a \, (x, y, 1)^{\mathsf{T}}")
def affine_grid_generator(a: Any, *, base: np.ndarray, extents: tuple[int, ...]) -> Array:
    """The places of a regular grid, moved by matrices.

    Shapes: a (n, d, d + 1), base (places, d + 1) -> (n, *extents, d)
    """
    moved = np.matmul(base.astype(a.dtype), np.swapaxes(a, 1, 2))
    return moved.reshape(a.shape[0], *extents, a.shape[1])


@affine_grid_generator.vjp("a", sends=r"\sum g \, (x, y, 1)")
def affine_grid_generator_wrt_a(F: Any, g: Any, *, base: np.ndarray) -> Any:
    return F.affine_grid_generator_back(g, base=base)


@op("TransposeBackward0", formula=r"\sum g \, (x, y, 1)")
def affine_grid_generator_back(g: Any, *, base: np.ndarray) -> Array:
    """The transpose of making a grid."""
    rows = g.reshape(g.shape[0], -1, g.shape[-1])
    return np.matmul(np.swapaxes(rows, 1, 2), base.astype(g.dtype))


@affine_grid_generator_back.vjp("g", sends=r"g \, (x, y, 1)^{\mathsf{T}}")
def affine_grid_generator_back_wrt_g(F: Any, g: Any, *, g_shape: Any, base: np.ndarray) -> Any:
    return F.affine_grid_generator(g, base=base, extents=tuple(g_shape[1:-1]))
