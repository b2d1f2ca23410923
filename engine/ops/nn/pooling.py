"""Pooling: the largest or the mean element of each window.

Shapes: a (n, channels, *extents) -> (n, channels, *places), or both without n
"""

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from engine import operand_checks
from engine.multi_op import multi_op
from engine.op import op
from engine.ops import folding
from engine.ops.nn.windows import Window, add_windows, of_one_too, view, windows
from engine.ops.order import following, in_order
from engine.tensor import Array


def _max_pool(node_name: str, ndim: int) -> Any:
    @following(0)
    @of_one_too(ndim + 2)
    def kernel(
        a: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any, extra: Any
    ) -> tuple[Array, Array]:
        window = Window(kernel, stride, padding, dilation)
        lowest = -np.inf if a.dtype.kind == "f" else np.iinfo(a.dtype).min
        values, best = _largest(view(a, window, lowest, extra), ndim)
        is_lowest = values == lowest
        if is_lowest.any():  # as the padding is, which is never chosen
            inside = view(np.ones((1, 1, *a.shape[2:]), bool), window, 0, extra)
            first = inside.reshape(prod(kernel), -1).argmax(axis=0)
            best = np.where(is_lowest, first.reshape(best.shape[2:]), best)
        return values, _places_in_plane(best, a.shape[2:], window)

    kernel.__name__ = f"max_pool{ndim}d"
    kernel.__doc__ = "The largest element of each window, and its place in the row of its plane."
    made = multi_op(
        node_name,
        outputs=("values", "indices"),
        gradient_outputs=("values",),
        formula=r"\max_k a_{is+k}",
    )(kernel)
    back = to_places(made.name, f"{node_name[:-1]}Backward0", ndim)
    made.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")(back)
    return made


def _largest(parts: Any, ndim: int) -> tuple[Any, Any]:
    """The largest element of each window, or its last nan, and the place in the kernel.

    Shapes: parts (n, channels, *kernel, *places) -> twice (n, channels, *places)
    """
    axes = range(parts.ndim)
    candidates = parts.transpose(*axes[2 : 2 + ndim], 0, 1, *axes[2 + ndim :])
    shape = candidates.shape[ndim:]
    candidates = candidates.reshape(prod(candidates.shape[:ndim]), -1)
    best = candidates.argmax(axis=0)
    values = candidates[best, np.arange(len(best))]
    return values.reshape(shape), past_nan(candidates, values, best, 0).reshape(shape)


def past_nan(parts: Any, values: Any, best: Any, axis: int) -> Any:
    """The places of the largest elements along an axis, or of the last nan where there is one."""
    is_nan = np.isnan(values) if values.dtype.kind == "f" else np.False_
    if not is_nan.any():
        return best
    last = parts.shape[axis] - 1 - np.isnan(np.flip(parts, axis)).argmax(axis)
    return np.where(is_nan, last, best)


def _places_in_plane(best: Any, extents: tuple[int, ...], window: Window) -> Any:
    """Places in windows as places in the row of all elements of a plane."""
    starts, offsets = _places(extents, best.shape[2:], window)
    return starts + offsets[best]


@lru_cache
def _places(
    extents: tuple[int, ...], counts: tuple[int, ...], window: Window
) -> tuple[np.ndarray, np.ndarray]:
    """Where windows start in the row of a plane, and how far from there their elements are.

    They are the same for all planes of a size, and planes come in batches, again and again.
    """
    starts: Any = 0
    offsets: Any = 0
    for extent, count, size, step, pad, hole in zip(extents, counts, *window):
        starts = np.add.outer(starts * extent, np.arange(count) * step - pad)
        offsets = np.add.outer(offsets * extent, np.arange(size) * hole)
    return starts, offsets.reshape(-1)


def to_places(name: str, node_name: str, ndim: int) -> Any:
    """The rule that sends what arrives for windows to places in the row of each plane.

    It is an operation of its own, with such a node.
    """
    adding = r"\sum_{\mathrm{places}_k = i} d_k"

    def kernel(d: Any, a: Any, places: Any) -> Array:
        lead = a.shape[:-ndim]
        count, extent = prod(lead), prod(a.shape[-ndim:])
        out = np.zeros(count * extent, d.dtype)
        starts = np.repeat(np.arange(count) * extent, prod(places.shape[-ndim:]))
        np.add.at(out, places.reshape(-1) + starts, d.reshape(-1))
        return out.reshape(a.shape)

    kernel.__name__ = f"{name}_backward"
    kernel.__doc__ = "Zeros like a, with d added at places in the row of each plane."
    made = op(node_name, formula=adding)(kernel)

    def wrt_d(F: Any, g: Any, *, places: Any) -> Any:
        flat = (*places.shape[:-ndim], prod(places.shape[-ndim:]))
        row = F.view(g, shape=(*g.shape[:-ndim], prod(g.shape[-ndim:])))
        found = F.gather(row, F.view(places, shape=flat), dim=len(flat) - 1)
        return F.view(found, shape=tuple(places.shape))

    def wrt_a(F: Any, g: Any) -> Any:
        return F.zeros_like(g)

    made.vjp("d", sends=r"g_{\mathrm{places}}")(wrt_d)
    made.vjp("a", slope="0")(wrt_a)

    def rule(F: Any, g: Any, *, a: Any, indices: Any) -> Any:
        return getattr(F, made.name)(g, a, indices)

    return rule


max_pool2d = _max_pool("MaxPool2DWithIndicesBackward0", 2)
max_pool3d = _max_pool("MaxPool3DWithIndicesBackward0", 3)


def _nothing(F: Any, g: Any, *, a: Any) -> Any:
    return F.zeros_like(a)


def _avg_pool(node_name: str, ndim: int) -> Any:
    @following(*(0,) * (ndim == 2))
    @of_one_too(ndim + 2)
    def kernel(
        a: Any, *, kernel: Any, stride: Any, padding: Any, extra: Any, divisors: Any
    ) -> Array:
        window = Window(kernel, stride, padding, (1,) * ndim)
        total = folding.added(windows(a, window, 0, extra), axis=tuple(range(2, 2 + ndim)))
        return (total / divisors).astype(a.dtype, copy=False)

    @of_one_too(ndim + 2)
    def kernel_back(
        d: Any, a: Any, *, kernel: Any, stride: Any, padding: Any, extra: Any, divisors: Any
    ) -> Array:
        extents = a.shape[2:]
        window = Window(kernel, stride, padding, (1,) * ndim)
        share = (d / divisors).astype(d.dtype, copy=False)
        parts = share.reshape(*d.shape[:2], *(1,) * ndim, *d.shape[2:])
        reach = tuple([n + more for n, more in zip(extents, extra)])
        return add_windows(parts, reach, window)[(..., *[slice(n) for n in extents])]

    kernel.__name__ = f"avg_pool{ndim}d"
    kernel.__doc__ = "The mean of each window; ``divisors`` says of how many elements."
    kernel_back.__name__ = f"avg_pool{ndim}d_back"
    kernel_back.__doc__ = "d divided equally among the elements of each window."
    made = op(node_name, formula=r"\frac{1}{|k|} \sum_k a_{is+k}")(kernel)
    back = op(f"{node_name[:-1]}Backward0", formula=r"\frac{1}{|k|} \sum_{is+k=j} d_i")(kernel_back)

    def wrt_a(
        F: Any,
        g: Any,
        *,
        a: Any,
        kernel: Any,
        stride: Any,
        padding: Any,
        extra: Any,
        divisors: Any,
    ) -> Any:
        return getattr(F, back.name)(
            g,
            a,
            kernel=kernel,
            stride=stride,
            padding=padding,
            extra=extra,
            divisors=divisors,
        )

    def wrt_d(
        F: Any, g: Any, *, kernel: Any, stride: Any, padding: Any, extra: Any, divisors: Any
    ) -> Any:
        return getattr(F, made.name)(
            g, kernel=kernel, stride=stride, padding=padding, extra=extra, divisors=divisors
        )

    made.vjp("a", sends=r"\frac{1}{|k|} \sum_{i s + k = j} g_i")(wrt_a)
    back.vjp("d", sends=r"\frac{1}{|k|} \sum_k g_{i s + k}")(wrt_d)
    back.vjp("a", slope="0")(_nothing)
    return made


avg_pool2d = _avg_pool("AvgPool2DBackward0", 2)
avg_pool3d = _avg_pool("AvgPool3DBackward0", 3)


@op("AdaptiveAvgPool2DBackward0", formula=r"P a Q^{\mathsf{T}}")
@following(0)
def adaptive_avg_pool2d(a: Any, *, rows: Any, columns: Any) -> Array:
    """Adaptive average pooling of planes, by averaging matrices for rows and columns."""
    return in_order(np.matmul(np.matmul(rows.astype(a.dtype), a), columns.T.astype(a.dtype)))


@adaptive_avg_pool2d.vjp("a", sends=r"P^{\mathsf{T}} g Q")
def adaptive_avg_pool2d_wrt_a(F: Any, g: Any, *, a: Any, rows: Any, columns: Any) -> Any:
    operand_checks.check_gradient_of_parts("adaptive_avg_pool2d", g.shape)
    return F.adaptive_avg_pool2d_back(g, a, rows=rows, columns=columns)


@op("AdaptiveAvgPool2DBackwardBackward0", formula=r"P^{\mathsf{T}} d Q")
def adaptive_avg_pool2d_back(d: Any, a: Any, *, rows: Any, columns: Any) -> Array:
    """The backward of ``adaptive_avg_pool2d`` for a."""
    return adaptive_avg_pool2d.kernel(d, rows=rows.T, columns=columns.T)


@adaptive_avg_pool2d_back.vjp("d", sends=r"P g Q^{\mathsf{T}}")
def adaptive_avg_pool2d_back_wrt_d(F: Any, g: Any, *, rows: Any, columns: Any) -> Any:
    return F.adaptive_avg_pool2d(g, rows=rows, columns=columns)


adaptive_avg_pool2d_back.vjp("a", slope="0")(_nothing)


def _adaptive_max_pool(ndim: int) -> Any:
    @following(0)
    @of_one_too(ndim + 2)
    def kernel(a: Any, *, size: tuple[int, ...]) -> tuple[Array, Array]:
        """The largest elements of nearly equal parts, and their places in the row of all."""
        extents = a.shape[2:]
        values = np.empty((*a.shape[:2], *size), a.dtype)
        places = np.empty(values.shape, np.int64)
        for at in np.ndindex(*size):
            ranges = [parts_of(n, count)[k] for n, count, k in zip(extents, size, at)]
            part = a[(slice(None), slice(None), *(slice(*each) for each in ranges))]
            row = part.reshape(*a.shape[:2], prod(part.shape[2:]))
            largest = part.max(axis=tuple(range(2, 2 + ndim)))
            best = past_nan(row, largest, row.argmax(-1), -1)
            inside = np.unravel_index(best, part.shape[2:])
            whole = tuple(found + first for found, (first, _) in zip(inside, ranges))
            places[(..., *at)] = np.ravel_multi_index(whole, extents)
            values[(..., *at)] = largest
        return values, places

    kernel.__name__ = f"adaptive_max_pool{ndim}d"
    node = f"AdaptiveMaxPool{ndim}DBackward"
    made = multi_op(
        f"{node}0",
        outputs=("values", "indices"),
        gradient_outputs=("values",),
        formula=r"\max_k a_{k}",
    )(kernel)
    back = to_places(made.name, f"{node}Backward0", ndim)

    def wrt_a(F: Any, g: Any, *, a: Any, indices: Any) -> Any:
        operand_checks.check_gradient_of_parts(made.name, g.shape)
        return back(F, g, a=a, indices=indices)

    made.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")(wrt_a)
    return made


adaptive_max_pool2d, adaptive_max_pool3d = _adaptive_max_pool(2), _adaptive_max_pool(3)


def parts_of(extent: int, count: int) -> list[tuple[int, int]]:
    """Where nearly equal parts of a dimension begin and end."""
    return [(i * extent // count, -(-(i + 1) * extent // count)) for i in range(count)]
