"""Planes and volumes read between their elements, at the places that a grid says.

Shapes: a (n, channels, *extents), b (n, *places, coordinates), of x, y and perhaps z in [-1, 1]
-> (n, channels, *places)

Source: torch.nn.functional.grid_sample, PyTorch 2.13; Jaderberg et al. 2015.
"""

from typing import Any

import numpy as np

from engine.op import Op, op
from engine.ops.nn.grid_corners import Corner, Way, corners
from engine.ops.refusing import refusing
from engine.tensor import Array

Weighted = list[tuple[Corner, np.ndarray]]


def _places(shape: tuple[int, ...], corner: Corner) -> Any:
    """The index of the elements at a corner, for every channel."""
    ndim = len(corner.at)
    samples = np.arange(shape[0]).reshape(-1, 1, *(1,) * ndim)
    channels = np.arange(shape[1]).reshape(1, -1, *(1,) * ndim)
    return (samples, channels, *(each[:, None] for each in corner.at))


def _gathered(a: Any, weighted: Weighted) -> Array:
    total = sum(a[_places(a.shape, corner)] * weight[:, None] for corner, weight in weighted)
    return np.asarray(total, a.dtype)


def _scattered(g: Any, extents: Any, weighted: Weighted) -> Array:
    out = np.zeros((*g.shape[:2], *extents), g.dtype)
    for corner, weight in weighted:
        np.add.at(out, _places(g.shape, corner), g * weight[:, None])
    return out


def _contracted(g: Any, a: Any, weighted: Weighted) -> np.ndarray:
    total = sum(
        (g * a[_places(a.shape, corner)]).sum(axis=1) * weight for corner, weight in weighted
    )
    return np.asarray(total)


def _by(found: list[Corner], *axes: int) -> Weighted:
    return [(each, each.weight(*axes)) for each in found]


def _along(h: Any, found: list[Corner]) -> Weighted:
    """How much weights change where the places change by h."""
    axes = range(h.shape[-1])
    return [(each, sum(each.weight(axis) * h[..., axis] for axis in axes)) for each in found]


def _declared(kernel: Any, name: str, node: str, formula: str) -> Op:
    kernel.__name__ = kernel.__qualname__ = name
    return op(node, formula=formula)(kernel)


def _sampler(ndim: int) -> Op:
    """The operation that reads planes, or volumes."""
    name = f"grid_sampler_{ndim}d"

    def kernel(a: Any, b: Any, *, mode: str, padding: str, aligned: bool) -> Array:
        """Weighted means of the elements around each place of a grid."""
        return _gathered(a, _by(corners(b, Way(a.shape[2:], mode, padding, aligned))))

    made = _declared(kernel, name, f"GridSampler{ndim}DBackward0", r"\sum_k w_k(b) a_k")

    @made.vjp("a", sends=r"\sum w_k(b) g")
    def wrt_a(F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_spread")(g, a, b, **settings)

    @made.vjp("b", sends=r"g \sum_k w_k'(b) a_k")
    def wrt_b(F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_slopes")(g, a, b, **settings)

    return made


def _spread(ndim: int) -> Op:
    """The transpose of reading."""
    name = f"grid_sampler_{ndim}d"

    def kernel(d: Any, a: Any, b: Any, *, mode: str, padding: str, aligned: bool) -> Array:
        """d spread over the elements of a that were read."""
        extents = a.shape[2:]
        return _scattered(d, extents, _by(corners(b, Way(extents, mode, padding, aligned))))

    node = f"GridSampler{ndim}DBackwardBackward0"
    made = _declared(kernel, f"{name}_spread", node, r"\sum w_k(b) d")

    @made.vjp("d", sends=r"\sum_k w_k(b) g_k")
    def wrt_d(F: Any, g: Any, *, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        return getattr(F, name)(g, b, mode=mode, padding=padding, aligned=aligned)

    @made.vjp("a", slope="0")
    def wrt_a(F: Any, g: Any, *, a: Any) -> Any:
        return F.zeros_like(a)

    @made.vjp("b", sends=r"d \sum_k w_k'(b) g_k")
    def wrt_b(F: Any, g: Any, *, d: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_slopes")(d, g, b, **settings)

    return made


def _slopes(ndim: int) -> Op:
    """How what is read changes with the grid."""
    name = f"grid_sampler_{ndim}d"

    def kernel(d: Any, a: Any, b: Any, *, mode: str, padding: str, aligned: bool) -> Array:
        """How the sum of d times what was read changes with the grid."""
        found = corners(b, Way(a.shape[2:], mode, padding, aligned))
        parts = [_contracted(d, a, _by(found, axis)) for axis in range(ndim)]
        return np.stack(parts, axis=-1)

    node = f"GridSampler{ndim}DBackwardBackward0"
    made = _declared(kernel, f"{name}_slopes", node, r"d \sum_k w_k'(b) a_k")

    @made.vjp("d", sends=r"\sum_k g w_k'(b) a_k")
    def wrt_d(F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_turned")(a, b, g, **settings)

    @made.vjp("a", sends=r"\sum g w_k'(b) d")
    def wrt_a(
        F: Any, g: Any, *, d: Any, a_shape: Any, b: Any, mode: str, padding: str, aligned: bool
    ) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        back = getattr(F, f"{name}_turned_back")
        return back(d, b, g, extents=tuple(a_shape[2:]), **settings)

    @made.vjp("b", sends=r"d \sum_k g w_k''(b) a_k")
    def wrt_b(
        F: Any, g: Any, *, d: Any, a: Any, b: Any, mode: str, padding: str, aligned: bool
    ) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_bends")(d, a, b, g, **settings)

    return made


def _last(ndim: int) -> list[Op]:
    """What second derivatives are computed by, and has none of its own."""
    name = f"grid_sampler_{ndim}d"

    def turned(a: Any, b: Any, h: Any, *, mode: str, padding: str, aligned: bool) -> Array:
        """How what is read changes where the grid changes by h."""
        return _gathered(a, _along(h, corners(b, Way(a.shape[2:], mode, padding, aligned))))

    def turned_back(
        d: Any, b: Any, h: Any, *, extents: Any, mode: str, padding: str, aligned: bool
    ) -> Array:
        """The transpose of that."""
        return _scattered(d, extents, _along(h, corners(b, Way(extents, mode, padding, aligned))))

    def bends(d: Any, a: Any, b: Any, h: Any, *, mode: str, padding: str, aligned: bool) -> Array:
        """How the slopes change with the grid."""
        found = corners(b, Way(a.shape[2:], mode, padding, aligned))
        parts = [
            sum(_contracted(d, a, _by(found, axis, other)) * h[..., other] for other in range(ndim))
            for axis in range(ndim)
        ]
        return np.stack(parts, axis=-1)

    refuse = refusing(f"derivative for aten::{name}_double_backward is not implemented")
    return [
        refuse(_declared(turned, f"{name}_turned", "NotImplemented", r"\sum_k h w_k'(b) a_k")),
        refuse(
            _declared(turned_back, f"{name}_turned_back", "NotImplemented", r"\sum h w_k'(b) d")
        ),
        refuse(_declared(bends, f"{name}_bends", "NotImplemented", r"d \sum_k h w_k''(b) a_k")),
    ]


grid_sampler_2d, grid_sampler_3d = _sampler(2), _sampler(3)
grid_sampler_2d_slopes, grid_sampler_3d_slopes = _slopes(2), _slopes(3)
for _ndim in (2, 3):
    _spread(_ndim)
    _last(_ndim)


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
