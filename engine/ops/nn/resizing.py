"""Planes resized or given a margin: by repeating elements, or by weighted means of neighbours.

Each dimension from the third on is treated on its own, by the places that its elements are taken
from, or by a matrix of weights.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import operand_checks
from engine.op import Op, op
from engine.ops.order import following
from engine.ops.refusing import refusing
from engine.tensor import Array

Places = tuple[np.ndarray, ...]


def _repeated(a: Any, places: Sequence[Any]) -> Any:
    """The elements at some places of the last dimensions, one sequence for each of these."""
    for dim, each in enumerate(places, a.ndim - len(places)):
        a = np.take(a, each, axis=dim)
    return a


def _by_places(name: str, node_name: str, keeps_input: bool) -> Op:
    """An operation that takes elements along each dimension, and the one that adds them up.

    That may be an operation also of the first one's input, though nothing depends on it.
    """

    @following(0)
    def kernel(a: Array, *, places: Places) -> Array:
        return _repeated(a, places)

    def kernel_back(d: Array, *, extents: tuple[int, ...], places: Places) -> Array:
        for dim, (extent, each) in enumerate(zip(extents, places), d.ndim - len(places)):
            out = np.zeros((*d.shape[:dim], extent, *d.shape[dim + 1 :]), d.dtype)
            where: Any = (*(np.s_[:],) * dim, each)
            np.add.at(out, where, d)
            d = out
        return d

    def kernel_back_like(d: Array, a: Array, *, places: Places) -> Array:
        return kernel_back(d, extents=a.shape[a.ndim - len(places) :], places=places)

    kernel_of_back: Any = kernel_back_like if keeps_input else kernel_back
    kernel.__name__, kernel_of_back.__name__ = name, f"{name}_back"
    kernel.__doc__ = "The elements at the places that are given for each of the last dimensions."
    kernel_of_back.__doc__ = "d added at the places that it was taken from."
    made = op(f"{node_name}Backward0", formula=r"a_{\mathrm{places}_i}")(kernel)
    added = r"\sum_{\mathrm{places}_k = i} g_k"
    back = op(f"{node_name}BackwardBackward0", formula=r"\sum_{\mathrm{places}_k = i} d_k")(
        kernel_of_back
    )

    def wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], places: Places) -> Any:
        return getattr(F, back.name)(g, extents=tuple(a_shape[-len(places) :]), places=places)

    def wrt_kept_a(F: Any, g: Any, *, a: Any, places: Places) -> Any:
        return getattr(F, back.name)(g, a, places=places)

    def nothing(F: Any, g: Any, *, a: Any) -> Any:
        return F.zeros_like(a)

    def wrt_d(F: Any, g: Any, *, places: Places) -> Any:
        return getattr(F, name)(g, places=places)

    made.vjp("a", sends=added)(wrt_kept_a if keeps_input else wrt_a)
    back.vjp("d", sends=r"g_{\mathrm{places}_i}")(wrt_d)
    if keeps_input:
        back.vjp("a", slope="0")(nothing)
    return made


def _for_dims(name: str, node_name: str, keeps_input: bool = False) -> dict[int, Op]:
    """The operations for one, two and three dimensions."""
    return {n: _by_places(f"{name}{n}d", f"{node_name}{n}D", keeps_input) for n in (1, 2, 3)}


reflection_pad = _for_dims("reflection_pad", "ReflectionPad", keeps_input=True)
replication_pad = _for_dims("replication_pad", "ReplicationPad", keeps_input=True)
upsample_nearest = _for_dims("upsample_nearest", "UpsampleNearest")
upsample_nearest_exact = _for_dims("upsample_nearest_exact", "UpsampleNearestExact")


def _weighted(a: Any, weights: Sequence[Any]) -> Any:
    """Weighted sums along the last dimensions, a matrix for each; bytes are rounded."""
    of_bytes = a.dtype.kind == "u"
    dtype = np.dtype(np.float64) if of_bytes else a.dtype
    for dim, each in enumerate(weights, a.ndim - len(weights)):
        a = np.moveaxis(np.tensordot(each.astype(dtype), a, (1, dim)), 0, dim)
    if of_bytes:
        a = np.clip(np.floor(a + 0.5), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(a)


def _by_weights(name: str, node_name: str, keeps_input: bool = False) -> Op:
    """An operation that takes weighted means along each dimension, and its transpose.

    The transpose refers to the input too where PyTorch's does (``keeps_input``).
    """

    @following(0)
    def kernel(a: Array, *, weights: tuple[np.ndarray, ...]) -> Array:
        return _weighted(a, weights)

    def kernel_back(d: Array, *, weights: tuple[np.ndarray, ...]) -> Array:
        return _weighted(d, weights)

    def kernel_back_beside(d: Array, a: Array, *, weights: tuple[np.ndarray, ...]) -> Array:
        return _weighted(d, weights)

    if keeps_input:
        kernel_back = kernel_back_beside  # type: ignore[assignment]
    kernel.__name__, kernel_back.__name__ = name, f"{name}_back"
    kernel.__doc__ = "Weighted means along each of the last dimensions, by matrices of weights."
    kernel_back.__doc__ = "d distributed to the elements that it is a mean of."
    made = op(f"{node_name}Backward0", formula=r"\sum_k w_{ik} a_k")(kernel)
    back = op(f"{node_name}BackwardBackward0", formula=r"\sum_k w_{ik} d_k")(kernel_back)

    def wrt_a(F: Any, g: Any, *, weights: tuple[np.ndarray, ...]) -> Any:
        return getattr(F, back.name)(g, weights=tuple(each.T for each in weights))

    def wrt_a_beside(F: Any, g: Any, *, a: Any, weights: tuple[np.ndarray, ...]) -> Any:
        operand_checks.check_gradient_of_parts(name, g.shape)
        return getattr(F, back.name)(g, a, weights=tuple(each.T for each in weights))

    def wrt_d(F: Any, g: Any, *, weights: tuple[np.ndarray, ...]) -> Any:
        return getattr(F, name)(g, weights=tuple(each.T for each in weights))

    made.vjp("a", sends=r"\sum_k w_{ki} g_k")(wrt_a_beside if keeps_input else wrt_a)
    back.vjp("d", sends=r"\sum_k w_{ki} g_k")(wrt_d)
    if keeps_input:
        back.vjp("a", slope="0")(_zeros)
    return made


def _zeros(F: Any, g: Any, *, a: Any) -> Any:
    return F.zeros_like(a)


upsample_linear1d = _by_weights("upsample_linear1d", "UpsampleLinear1D")
upsample_bilinear2d = _by_weights("upsample_bilinear2d", "UpsampleBilinear2D")
upsample_bicubic2d = _by_weights("upsample_bicubic2d", "UpsampleBicubic2D")
upsample_trilinear3d = _by_weights("upsample_trilinear3d", "UpsampleTrilinear3D")
upsample_bilinear2d_aa = _by_weights("upsample_bilinear2d_aa", "UpsampleBilinear2DAa")
upsample_bicubic2d_aa = _by_weights("upsample_bicubic2d_aa", "UpsampleBicubic2DAa")
adaptive_avg_pool3d = _by_weights("adaptive_avg_pool3d", "AdaptiveAvgPool3D", keeps_input=True)


@op("PixelShuffleBackward0", formula=r"a_{c r^2 + r (h \bmod r) + w \bmod r,\, h/r,\, w/r}")
@following(0)
def pixel_shuffle(a: Array, *, r: int) -> Array:
    """Channels rearranged to r x r blocks of a larger plane."""
    *lead, channels, height, width = a.shape
    split = a.reshape(*lead, channels // r**2, r, r, height, width)
    n = len(lead)
    moved = split.transpose(*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return moved.copy().reshape(*lead, channels // r**2, height * r, width * r)


@pixel_shuffle.vjp("a", sends=r"\operatorname{unshuffle}(g)")
def pixel_shuffle_wrt_a(F: Any, g: Any, *, r: int) -> Any:
    return F.pixel_unshuffle(g, r=r)


@op(
    "PixelUnshuffleBackward0",
    formula=r"a_{\lfloor c / r^2 \rfloor,\, h r + \lfloor c / r \rfloor \bmod r,\, "
    r"w r + c \bmod r}",
)
@following(0)
def pixel_unshuffle(a: Array, *, r: int) -> Array:
    """Blocks of r times r elements of a plane as channels of a smaller one."""
    *lead, channels, height, width = a.shape
    n = len(lead)
    split = a.reshape(*lead, channels, height // r, r, width // r, r)
    moved = split.transpose(*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return moved.copy().reshape(*lead, channels * r**2, height // r, width // r)


@pixel_unshuffle.vjp("a", sends=r"\operatorname{shuffle}(g)")
def pixel_unshuffle_wrt_a(F: Any, g: Any, *, r: int) -> Any:
    return F.pixel_shuffle(g, r=r)


@op("ChannelShuffleBackward0", formula=r"a_{n,\, \mathrm{shuffled}(c)}")
@following(0)
def channel_shuffle(a: Array, *, groups: int) -> Array:
    """Channels of several groups taken in turn."""
    n, channels, *extents = a.shape
    split = a.reshape(n, groups, channels // groups, *extents)
    return np.swapaxes(split, 1, 2).copy().reshape(a.shape)


@channel_shuffle.vjp("a", sends=r"\operatorname{unshuffled}(g)")
def channel_shuffle_wrt_a(F: Any, g: Any, *, groups: int) -> Any:
    return F.channel_shuffle(g, groups=g.shape[1] // groups)


@refusing("derivative for aten::native_channel_shuffle is not implemented")
@op("NotImplemented", formula=channel_shuffle.formula)
def native_channel_shuffle(a: Array, *, groups: int) -> Array:
    """``channel_shuffle`` without a derivative."""
    return channel_shuffle.kernel(a, groups=groups)
