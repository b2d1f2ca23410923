"""Pooling by windows whose distances are drawn, so that extents shrink by any factor.

Shapes: a (n, channels, *extents), or without n -> (n, channels, *size)
Source: Graham 2014, Fractional max-pooling; FractionalMaxPool2d.cpp, PyTorch 2.13.
"""

from math import prod
from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.ops.nn.pooling import past_nan, to_places
from engine.tensor import Array

Size = tuple[int, ...]


def _fractional_max_pool(ndim: int) -> Any:
    def kernel(a: Any, *, kernel: Size, size: Size, samples: Any) -> tuple[Array, Array]:
        batch = a if a.ndim == ndim + 2 else a[None]
        places = _places(batch, kernel, size, samples[: len(batch)])
        lead = batch.shape[:2]
        flat = batch.reshape(*lead, prod(a.shape[-ndim:]))
        found = np.take_along_axis(flat, places.reshape(*lead, prod(places.shape[2:])), 2)
        parts = found.reshape(*lead, *size, prod(kernel))
        best = _largest(parts)[..., None]
        shape = (*a.shape[:-ndim], *size)
        values = np.take_along_axis(parts, best, -1)
        indices = np.take_along_axis(places.reshape(parts.shape), best, -1)
        return values.reshape(shape), indices.reshape(shape)

    kernel.__name__ = f"fractional_max_pool{ndim}d"
    kernel.__doc__ = "The largest element of each window, and its place in the row of its plane."
    node = f"FractionalMaxPool{ndim}DBackward"
    made = multi_op(
        f"{node}0",
        outputs=("values", "indices"),
        gradient_outputs=("values",),
        formula=r"\max_k a_{s_i + k}",
    )(kernel)
    back = to_places(made.name, f"{node}Backward0", ndim)
    made.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")(back)
    return made


def _places(batch: Any, kernel: Size, size: Size, samples: Any) -> Any:
    """The places of the elements of each window in the row of its plane.

    Shapes: -> (n, channels, *size, *kernel)
    """
    extents, ndim = batch.shape[2:], len(size)
    if ndim == 2:
        samples = samples[..., ::-1]  # of planes, the first is for columns
    places: Any = 0
    for axis, (extent, count, width) in enumerate(zip(extents, size, kernel)):
        starts = _starts(samples[..., axis], extent, count, width)
        inside = starts[..., None] + np.arange(width)
        shape = [1] * (2 * ndim)
        shape[axis], shape[ndim + axis] = count, width
        places = places * extent + inside.reshape(*batch.shape[:2], *shape)
    return places


def _starts(samples: Any, extent: int, count: int, width: int) -> Any:
    """Where windows start along a dimension, in each channel: the last one ends with it."""
    starts = np.full((*samples.shape, count), extent - width, np.int64)
    if count > 1:
        alpha = samples.dtype.type(extent - width) / samples.dtype.type(count - 1)
        steps = np.arange(count - 1).astype(samples.dtype) + samples[..., None]
        first = (samples[..., None] * alpha).astype(np.int64)
        starts[..., :-1] = (steps * alpha).astype(np.int64) - first
    return starts


def _largest(parts: Any) -> Any:
    """The place of the largest element of each window: of its last nan if there is one."""
    return past_nan(parts, parts.max(-1), parts.argmax(-1), -1)


fractional_max_pool2d, fractional_max_pool3d = _fractional_max_pool(2), _fractional_max_pool(3)
