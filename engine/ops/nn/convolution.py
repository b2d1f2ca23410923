"""Convolutions over one, two or three dimensions, as products with matrices of windows.

Shapes: a (n, channels, *extents), b (out_channels, channels / groups, *kernel), c (out_channels,)
or zero-dim for none.
"""

from math import prod
from typing import Any

import numpy as np

from engine.op import op
from engine.ops import folding
from engine.ops.elementwise.complex_numbers import conjugate
from engine.ops.nn.windows import Window, add_windows, of_one_too, windows
from engine.ops.order import following
from engine.tensor import Array


def _columns(a: Any, window: Window, groups: int) -> Any:
    """The windows as columns of matrices, for each sample and group of channels.

    Shapes: a (n, channels, *extents) -> (n, groups, channels / groups * kernel, places)
    """
    size = a.shape[1] // groups * prod(window.kernel)
    return windows(a, window).reshape(a.shape[0], groups, size, prod(window.places(a.shape[2:])))


def _by_groups(g: Any, groups: int) -> Any:
    """(n, channels, *places) -> (n, groups, channels / groups, places)."""
    return g.reshape(g.shape[0], groups, g.shape[1] // groups, prod(g.shape[2:]))


def _convolve(a: Any, b: Any, window: Window, groups: int) -> Any:
    weight = b.reshape(groups, b.shape[0] // groups, -1)
    product = np.matmul(weight, _columns(a, window, groups))
    return product.reshape(a.shape[0], b.shape[0], *window.places(a.shape[2:]))


_CONVOLUTION = r"c + \sum_k a_{i s + k d - p} b_k"


@op("ConvolutionBackward0", formula=_CONVOLUTION)
@following(0, 1)
def convolution(
    a: Any, b: Any, c: Any, *, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """Sums of products of windows of a with the kernels b."""
    out = _convolve(a, b, Window(b.shape[2:], stride, padding, dilation), groups)
    return out + c.reshape(-1, *(1,) * (a.ndim - 2)) if np.ndim(c) else out


@convolution.vjp("a", sends=r"\sum_{i s + k d - p = j} g_i b_k")
def convolution_wrt_a(
    F: Any, g: Any, *, a_shape: Any, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return F.convolution_input(g, conjugate(F, b), extents=tuple(a_shape[2:]), **moves)


@convolution.vjp("b", sends=r"\sum_i g_i a_{i s + k d - p}")
def convolution_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return F.convolution_weight(g, conjugate(F, a), kernel=tuple(b_shape[2:]), **moves)


@convolution.vjp("c", sends=r"\sum_i g_i")
def convolution_wrt_c(F: Any, g: Any) -> Any:
    return F.sum_dims(g, dim=(0, *range(2, len(g.shape))), keepdim=False)


def cropped(F: Any, out: Any, places: Any) -> Any:
    """Cut each dimension to its first ``places`` elements; padding may have added more."""
    for dim, count in enumerate(places, 2):
        if out.shape[dim] > count:
            out = F.slice(out, dim=dim, start=0, end=count, step=1)
    return out


@op("ConvolutionBackward0", formula=r"\sum_{i s + k d - p = j} a_i b_k")
def convolution_input(
    a: Any, b: Any, *, extents: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """The transpose of a convolution: products of a with the kernels b, added up as windows.

    Shapes: a (n, out_channels, *places), b as in a convolution -> (n, channels, *extents)
    """
    window = Window(b.shape[2:], stride, padding, dilation)
    weight = b.reshape(groups, b.shape[0] // groups, -1)
    columns = np.matmul(weight.swapaxes(1, 2), _by_groups(a, groups))
    parts = columns.reshape(a.shape[0], groups * b.shape[1], *b.shape[2:], *a.shape[2:])
    return add_windows(parts, extents, window)


@convolution_input.vjp("a", sends=r"\sum_k g_{i s + k d - p} b_k")
def convolution_input_wrt_a(
    F: Any, g: Any, *, a_shape: Any, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return cropped(F, F.convolution_without_bias(g, conjugate(F, b), **moves), a_shape[2:])


@convolution_input.vjp("b", sends=r"\sum_i a_i g_{i s + k d - p}")
def convolution_input_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return F.convolution_weight(conjugate(F, a), g, kernel=tuple(b_shape[2:]), **moves)


@op("ConvolutionBackward0", formula=r"\sum_k a_{i s + k d - p} b_k")
def convolution_without_bias(
    a: Any, b: Any, *, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """A convolution without a bias."""
    return _convolve(a, b, Window(b.shape[2:], stride, padding, dilation), groups)


convolution_without_bias.vjp("a", sends=r"\sum_{i s + k d - p = j} g_i b_k")(convolution_wrt_a)
convolution_without_bias.vjp("b", sends=r"\sum_i g_i a_{i s + k d - p}")(convolution_wrt_b)


@op("ConvolutionBackwardBackward0", formula=r"\sum_i a_i b_{i s + k d - p}")
def convolution_weight(
    a: Any, b: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    """Products of a with the windows of b, for each element of the kernels.

    Places of b after the last one of a are left out.

    Shapes: a (n, out_channels, *places), b (n, channels, *extents) -> kernels of a convolution
    """
    places = windows(b, Window(tuple(kernel), stride, padding, dilation))
    size = b.shape[1] // groups * prod(kernel)
    of_a = places[(..., *map(slice, a.shape[2:]))]
    columns = of_a.reshape(b.shape[0], groups, size, prod(a.shape[2:]))
    products = np.matmul(_by_groups(a, groups), columns.swapaxes(2, 3))
    return folding.added(products, axis=0).reshape(a.shape[1], b.shape[1] // groups, *kernel)


@convolution_weight.vjp("a", sends=r"\sum_k b_{i s + k d - p} g_k")
def convolution_weight_wrt_a(
    F: Any, g: Any, *, a_shape: Any, b: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return cropped(F, F.convolution_without_bias(conjugate(F, b), g, **moves), a_shape[2:])


@convolution_weight.vjp("b", sends=r"\sum_{i s + k d - p = j} a_i g_k")
def convolution_weight_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    moves = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return F.convolution_input(conjugate(F, a), g, extents=tuple(b_shape[2:]), **moves)


@op("ConvolutionBackward0", formula=r"c + \sum_{i s + k d - p = j} a_i b_k")
@following(0, 1)
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
    """``convolution_input`` with a bias."""
    out = convolution_input.kernel(
        a, b, extents=extents, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return out + c.reshape(-1, *(1,) * (a.ndim - 2)) if np.ndim(c) else out


convolution_transposed.vjp("a", sends=r"\sum_k g_{i s + k d - p} b_k")(convolution_input_wrt_a)
convolution_transposed.vjp("b", sends=r"\sum_i a_i g_{i s + k d - p}")(convolution_input_wrt_b)
convolution_transposed.vjp("c", sends=r"\sum_i g_i")(convolution_wrt_c)


@op("Im2ColBackward0", formula=r"a_{i s + k d - p}")
@of_one_too(4)
def im2col(a: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Array:
    """The windows of planes as columns: (n, channels * kernel, places)."""
    columns: Array = _columns(a, Window(kernel, stride, padding, dilation), 1)[:, 0]
    return columns


@im2col.vjp("a", sends=r"\sum_{i s + k d - p = j} g_{k i}")
def im2col_wrt_a(
    F: Any, g: Any, *, a_shape: Any, kernel: Any, stride: Any, padding: Any, dilation: Any
) -> Any:
    return F.col2im(
        g,
        extents=tuple(a_shape[-2:]),
        kernel=kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )


@op("Col2ImBackward0", formula=r"\sum_{i s + k d - p = j} a_{k i}")
@of_one_too(3)
def col2im(a: Any, *, extents: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Array:
    """Columns of windows added up to planes."""
    window = Window(kernel, stride, padding, dilation)
    channels = a.shape[1] // prod(kernel)
    parts = a.reshape(a.shape[0], channels, *kernel, *window.places(extents))
    return add_windows(parts, extents, window)


@col2im.vjp("a", sends="g_{i s + k d - p}")
def col2im_wrt_a(F: Any, g: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    return F.im2col(g, kernel=kernel, stride=stride, padding=padding, dilation=dilation)
