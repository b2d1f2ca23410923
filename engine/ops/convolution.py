"""Convolutions over one, two or three dimensions, as products with matrices of windows.

Shapes: a (n, channels, *extents), b (out_channels, channels / groups, *kernel), c (out_channels,)
or zero-dim for none.
"""

from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.op import op
from engine.tensor import Array


class Window(NamedTuple):
    """How windows move over a tensor, one number per dimension."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]


def windows(a: Any, window: Window, fill: float = 0) -> Any:
    """Views of all windows of a padded tensor.

    Shapes: a (n, channels, *extents) -> (n, channels, *places, *kernel)
    """
    ndim = len(window.kernel)
    if any(window.padding):
        widths = [(0, 0), (0, 0), *((p, p) for p in window.padding)]
        a = np.pad(a, widths, constant_values=fill)
    spans = tuple((k - 1) * d + 1 for k, d in zip(window.kernel, window.dilation))
    views = sliding_window_view(a, spans, axis=tuple(range(2, 2 + ndim)))
    steps = tuple(np.s_[::s] for s in window.stride)
    holes = tuple(np.s_[::d] for d in window.dilation)
    return views[(np.s_[:], np.s_[:], *steps, *holes)]


def add_windows(parts: Any, extents: tuple[int, ...], window: Window) -> Any:
    """Windows added up where they overlap, without the padding.

    Shapes: parts (n, channels, *places, *kernel) -> (n, channels, *extents)
    """
    ndim = len(window.kernel)
    padded = tuple(n + 2 * p for n, p in zip(extents, window.padding))
    out: Any = np.zeros((*parts.shape[:2], *padded), parts.dtype)
    places = parts.shape[2 : 2 + ndim]
    for at in np.ndindex(*window.kernel):
        where = tuple(
            np.s_[k * d : k * d + s * n : s]
            for k, d, s, n in zip(at, window.dilation, window.stride, places)
        )
        out[(..., *where)] += parts[(..., *at)]
    inner = tuple(np.s_[p : p + n] for p, n in zip(window.padding, extents))
    return out[(..., *inner)]


def _columns(a: Any, window: Window, groups: int) -> Any:
    """Windows as the rows of a matrix, for each group of channels."""
    views = windows(a, window)
    n, channels, ndim = a.shape[0], a.shape[1], len(window.kernel)
    split = views.reshape(n, groups, channels // groups, *views.shape[2:])
    moved = np.moveaxis(split, 2, 2 + ndim)
    rows = prod((n, *views.shape[2 : 2 + ndim]))
    return np.moveaxis(moved, 1, 0).reshape(groups, rows, channels // groups * prod(window.kernel))


def _by_groups(g: Any, groups: int) -> Any:
    """(n, channels, *places) -> (groups, n * places, channels / groups)."""
    last = np.moveaxis(g, 1, -1)
    return np.moveaxis(last.reshape(-1, groups, g.shape[1] // groups), 1, 0)


def _convolve(a: Any, b: Any, window: Window, groups: int) -> Any:
    views_shape = _places(a.shape[2:], window)
    weight = b.reshape(groups, b.shape[0] // groups, -1)
    product = np.matmul(_columns(a, window, groups), np.swapaxes(weight, 1, 2))
    last = np.moveaxis(product, 0, 1).reshape(a.shape[0], *views_shape, b.shape[0])
    return np.ascontiguousarray(np.moveaxis(last, -1, 1))


def _places(extents: tuple[int, ...], window: Window) -> tuple[int, ...]:
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(extents, *window))


_CONVOLUTION = r"c + \sum_k a_{i s + k d - p} b_k"


@op("ConvolutionBackward0", formula=_CONVOLUTION)
def convolution(
    a: Any, b: Any, c: Any, *, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """Sums of products of windows of a with the kernels b."""
    out = _convolve(a, b, Window(b.shape[2:], stride, padding, dilation), groups)
    return out + c.reshape(-1, *(1,) * (a.ndim - 2)) if np.ndim(c) else out


@convolution.vjp("a")
def convolution_wrt_a(
    F: Any, g: Any, *, a_shape: Any, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolution_back(
        g,
        b,
        extents=tuple(a_shape[2:]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


@convolution.vjp("b")
def convolution_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolution_kernel(
        g,
        a,
        kernel=tuple(b_shape[2:]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


@convolution.vjp("c")
def convolution_wrt_c(F: Any, g: Any) -> Any:
    return F.sum_dims(g, dim=(0, *range(2, len(g.shape))), keepdim=False)


@op("ConvolutionBackward0", formula=r"\sum_{i s + k d - p = j} a_i b_k")
def convolution_back(
    a: Any, b: Any, *, extents: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """The transpose of a convolution: products of a with the kernels b, added up as windows.

    Shapes: a (n, out_channels, *places), b as in a convolution -> (n, channels, *extents)
    """
    window = Window(b.shape[2:], stride, padding, dilation)
    weight = b.reshape(groups, b.shape[0] // groups, -1)
    columns = np.matmul(_by_groups(a, groups), weight)
    n, places, ndim = a.shape[0], a.shape[2:], a.ndim - 2
    split = columns.reshape(groups, n, *places, b.shape[1], *b.shape[2:])
    moved = np.moveaxis(np.moveaxis(split, 0, 1), 2 + ndim, 2)
    parts = moved.reshape(n, groups * b.shape[1], *places, *b.shape[2:])
    return add_windows(parts, extents, window)


@convolution_back.vjp("a")
def convolution_back_wrt_a(
    F: Any, g: Any, *, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolve(g, b, stride=stride, padding=padding, dilation=dilation, groups=groups)


@convolution_back.vjp("b")
def convolution_back_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolution_kernel(
        a,
        g,
        kernel=tuple(b_shape[2:]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


@op("ConvolutionBackward0", formula=r"\sum_k a_{i s + k d - p} b_k")
def convolve(a: Any, b: Any, *, stride: Any, padding: Any, dilation: Any, groups: int) -> Array:
    """A convolution without a bias."""
    return _convolve(a, b, Window(b.shape[2:], stride, padding, dilation), groups)


convolve.vjp("a")(convolution_wrt_a)
convolve.vjp("b")(convolution_wrt_b)


@op("ConvolutionBackwardBackward0", formula=r"\sum_i a_i b_{i s + k d - p}")
def convolution_kernel(
    a: Any, b: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """Products of a with the windows of b, for each element of the kernels.

    Shapes: a (n, out_channels, *places), b (n, channels, *extents) -> kernels of a convolution
    """
    window = Window(tuple(kernel), stride, padding, dilation)
    columns = _columns(b, window, groups)
    product = np.matmul(np.swapaxes(_by_groups(a, groups), 1, 2), columns)
    return product.reshape(a.shape[1], b.shape[1] // groups, *kernel)


@convolution_kernel.vjp("a")
def convolution_kernel_wrt_a(
    F: Any, g: Any, *, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolve(b, g, stride=stride, padding=padding, dilation=dilation, groups=groups)


@convolution_kernel.vjp("b")
def convolution_kernel_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return F.convolution_back(
        a,
        g,
        extents=tuple(b_shape[2:]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


@op("ConvolutionBackward0", formula=r"c + \sum_{i s + k d - p = j} a_i b_k")
def convolution_transposed(
    a: Any,
    b: Any,
    c: Any,
    *,
    extents: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> Array:
    """``convolution_back`` with a bias."""
    out = convolution_back.kernel(
        a, b, extents=extents, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return out + c.reshape(-1, *(1,) * (a.ndim - 2)) if np.ndim(c) else out


convolution_transposed.vjp("a")(convolution_back_wrt_a)
convolution_transposed.vjp("b")(convolution_back_wrt_b)
convolution_transposed.vjp("c")(convolution_wrt_c)


@op("Im2ColBackward0", formula=r"a_{i s + k d - p}")
def im2col(a: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Array:
    """The windows of planes as columns: (n, channels * kernel, places)."""
    views = windows(a, Window(kernel, stride, padding, dilation))
    columns = np.moveaxis(views, (4, 5), (2, 3))
    return columns.reshape(a.shape[0], a.shape[1] * prod(kernel), -1)


@im2col.vjp("a")
def im2col_wrt_a(
    F: Any, g: Any, *, a_shape: Any, kernel: Any, stride: Any, padding: Any, dilation: Any
) -> Any:
    return F.col2im(
        g,
        extents=tuple(a_shape[2:]),
        kernel=kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )


@op("Col2ImBackward0", formula=r"\sum_{i s + k d - p = j} a_{k i}")
def col2im(a: Any, *, extents: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Array:
    """Columns of windows added up to planes."""
    window = Window(kernel, stride, padding, dilation)
    split = a.reshape(a.shape[0], -1, *kernel, *_places(extents, window))
    return add_windows(np.moveaxis(split, (2, 3), (4, 5)), extents, window)


@col2im.vjp("a")
def col2im_wrt_a(F: Any, g: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return F.im2col(g, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
