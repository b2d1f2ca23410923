"""Planes and volumes read between their elements, at the places that a grid says.

Shapes: a (n, channels, *extents), b (n, *places, coordinates), of x, y and perhaps z in [-1, 1]
-> (n, channels, *places)

Source: torch.nn.functional.grid_sample, PyTorch 2.13; Jaderberg et al. 2015.
"""

from typing import Any

import numpy as np

from engine.multi_op import MultiOp, multi_op
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

    def at_once(
        F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool,
        mask: tuple[bool, ...],
    ) -> Any:  # fmt: skip
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return getattr(F, f"{name}_backward")(g, a, b, mask=mask, **settings)

    @made.vjp("a", sends=r"\sum w_k(b) g")
    def wrt_a(F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return at_once(F, g, a=a, b=b, mask=(True, False), **settings)[0]  # type: ignore[arg-type]

    @made.vjp("b", sends=r"g \sum_k w_k'(b) a_k")
    def wrt_b(F: Any, g: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        return at_once(F, g, a=a, b=b, mask=(False, True), **settings)[1]  # type: ignore[arg-type]

    made.vjp_at_once(at_once)
    return made


def _backward(ndim: int) -> MultiOp:
    """The backward of grid sampling, for the elements that were read and for the grid."""
    name = f"grid_sampler_{ndim}d"

    def kernel(
        d: Any, a: Any, b: Any, *, mask: tuple[bool, ...], mode: str, padding: str, aligned: bool
    ) -> tuple[Any, ...]:
        """d distributed to the elements that were read, and the gradient of the grid."""
        found = corners(b, Way(a.shape[2:], mode, padding, aligned))
        of_a = _scattered(d, a.shape[2:], _by(found)) if mask[0] else None
        if not mask[1]:
            return of_a, None
        return of_a, np.stack([_contracted(d, a, _by(found, k)) for k in range(ndim)], axis=-1)

    kernel.__name__ = f"{name}_backward"
    made = multi_op(
        f"GridSampler{ndim}DBackwardBackward0",
        outputs=("of_a", "of_b"),
        formula=r"\sum w_k(b) d,\, d \sum_k w_k'(b) a_k",
    )(kernel)

    @made.vjp("d", sends=r"\sum_k w_k(b) g_1 + \sum_k g_2 w_k'(b) a_k")
    def wrt_d(F: Any, gs: Any, *, a: Any, b: Any, mode: str, padding: str, aligned: bool) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        of_a, of_b = gs
        read = None if of_a is None else getattr(F, name)(of_a, b, **settings)
        if of_b is None or mode == "nearest":  # whose slopes PyTorch leaves undefined
            return read
        return _sum(F, read, getattr(F, f"{name}_turned")(a, b, of_b, **settings))

    @made.vjp("a", sends=r"\sum g_2 w_k'(b) d")
    def wrt_a(
        F: Any, gs: Any, *, d: Any, a_shape: Any, b: Any, mode: str, padding: str, aligned: bool
    ) -> Any:
        if gs[1] is None or mode == "nearest":
            return None
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        back = getattr(F, f"{name}_turned_back")
        return back(d, b, gs[1], extents=tuple(a_shape[2:]), **settings)

    @made.vjp("b", sends=r"d \sum_k w_k'(b) g_1 + d \sum_k g_2 w_k''(b) a_k")
    def wrt_b(
        F: Any, gs: Any, *, d: Any, a: Any, b: Any, mode: str, padding: str, aligned: bool
    ) -> Any:
        settings = {"mode": mode, "padding": padding, "aligned": aligned}
        of_a, of_b = gs
        slopes = None
        if of_a is not None:
            slopes = getattr(F, made.name)(d, of_a, b, mask=(False, True), **settings)[1]
        if of_b is None or mode == "nearest":
            return slopes
        return _sum(F, slopes, getattr(F, f"{name}_bends")(d, a, b, of_b, **settings))

    return made


def _sum(F: Any, first: Any, second: Any) -> Any:
    """The sum of what there is of two parts."""
    return second if first is None else F.add(first, second)


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
grid_sampler_2d_backward, grid_sampler_3d_backward = _backward(2), _backward(3)
for _ndim in (2, 3):
    _last(_ndim)


@op("AffineGridGeneratorBackward0", formula=r"a \, (u, v, 1)^{\mathsf{T}}")
def affine_grid_generator(a: Any, *, base: np.ndarray, extents: tuple[int, ...]) -> Array:
    """The places of a regular grid, moved by matrices.

    Shapes: a (n, d, d + 1), base (places, d + 1) -> (n, *extents, d)
    """
    moved = np.matmul(base.astype(a.dtype), np.swapaxes(a, 1, 2))
    return moved.reshape(a.shape[0], *extents, a.shape[1])


@affine_grid_generator.vjp("a", sends=r"\sum g \, (u, v, 1)")
def affine_grid_generator_wrt_a(F: Any, g: Any, *, base: np.ndarray) -> Any:
    return F.affine_grid_generator_back(g, base=base)


@op("TransposeBackward0", formula=r"\sum d \, (u, v, 1)")
def affine_grid_generator_back(d: Any, *, base: np.ndarray) -> Array:
    """The transpose of making a grid."""
    rows = d.reshape(d.shape[0], -1, d.shape[-1])
    return np.matmul(np.swapaxes(rows, 1, 2), base.astype(d.dtype))


@affine_grid_generator_back.vjp("d", sends=r"g \, (u, v, 1)^{\mathsf{T}}")
def affine_grid_generator_back_wrt_d(F: Any, g: Any, *, d_shape: Any, base: np.ndarray) -> Any:
    return F.affine_grid_generator(g, base=base, extents=tuple(d_shape[1:-1]))
