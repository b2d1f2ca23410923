"""Windows that move over a tensor: taken out of it, and added up again.

All windows are one view of the tensor's memory, and their elements are copied at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from math import prod
from typing import Any, NamedTuple, TypeVar

import numpy as np

from engine.ops import folding

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def of_one_too(ndim: int) -> Callable[[_Kernel], _Kernel]:
    """Let a kernel of batches with so many dimensions also take one element of one."""

    def extended(kernel: _Kernel) -> _Kernel:
        @wraps(kernel)
        def either(first: Any, *others: Any, **settings: Any) -> Any:
            if first.ndim == ndim:
                return kernel(first, *others, **settings)
            made = kernel(first[None], *[each[None] for each in others], **settings)
            return tuple([each[0] for each in made]) if isinstance(made, tuple) else made[0]

        return either  # type: ignore[return-value]

    return extended


# How many elements of layers are added up at once: few enough to stay in the cache.
_BLOCK = 2**16


class Window(NamedTuple):
    """How windows move over a tensor, one number per dimension."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]

    def places(self, extents: Sequence[int]) -> tuple[int, ...]:
        """How many windows fit along each dimension of a tensor."""
        moves = zip(extents, *self)
        return tuple([(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in moves])

    def strides(self, units: Sequence[int]) -> tuple[list[int], list[int]]:
        """How far it is from one element of a window to the next, and from window to window.

        ``units`` tell the same of the elements of the tensor.
        """
        inside = [unit * d for unit, d in zip(units, self.dilation)]
        return inside, [unit * s for unit, s in zip(units, self.stride)]

    @property
    def is_one(self) -> bool:
        """Whether the windows are the single elements, in order."""
        return all(k == s == 1 and not p for k, s, p, _ in zip(*self))


def padded(a: Any, window: Window, fill: float = 0, extra: tuple[int, ...] = ()) -> Any:
    """A tensor with a margin around its planes, at their ends wider by ``extra``.

    Shapes: a (n, channels, *extents) -> (n, channels, *(extents + 2 * padding + extra))
    """
    if not (any(window.padding) or any(extra)):
        return np.ascontiguousarray(a)
    more = extra or (0,) * len(window.kernel)
    whole = [n + 2 * p + e for n, p, e in zip(a.shape[2:], window.padding, more)]
    out: Any = np.full((*a.shape[:2], *whole), fill, a.dtype)
    out[(..., *_inner(a.shape[2:], window))] = a
    return out


def view(a: Any, window: Window, fill: float = 0, extra: tuple[int, ...] = ()) -> Any:
    """The elements of all windows of a padded tensor, in its memory.

    Shapes: a (n, channels, *extents) -> (n, channels, *kernel, *places)
    """
    whole = padded(a, window, fill, extra)
    shape, strides = _moves(whole.shape[2:], whole.strides[2:], window)
    return np.ndarray(whole.shape[:2] + shape, whole.dtype, whole, 0, whole.strides[:2] + strides)


@lru_cache
def _moves(
    extents: tuple[int, ...], units: tuple[int, ...], window: Window
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The shape and the strides of all windows of a plane that has its padding."""
    places = window._replace(padding=(0,) * len(extents)).places(extents)
    inside, between = window.strides(units)
    return (*window.kernel, *places), (*inside, *between)


def windows(a: Any, window: Window, fill: float = 0, extra: tuple[int, ...] = ()) -> Any:
    """The elements of all windows of a padded tensor, in memory of their own order."""
    return np.ascontiguousarray(view(a, window, fill, extra))


def add_windows(parts: Any, extents: tuple[int, ...], window: Window) -> Any:
    """Windows added up where they overlap, without the padding.

    Shapes: parts (n, channels, *kernel or ones, *places) -> (n, channels, *extents)
    """
    if window.is_one:
        return parts.reshape(*parts.shape[:2], *extents)
    whole = tuple([n + 2 * p for n, p in zip(extents, window.padding)])
    planes = parts.reshape(-1, *parts.shape[2:])
    count = max(1, min(len(planes), _BLOCK // max(1, prod(window.kernel) * prod(whole))))
    layers, places = _layers(planes, count, whole, window)
    out: Any = np.empty((len(planes), *whole), parts.dtype)
    for start in range(0, len(planes), count):
        block = planes[start : start + count]
        places[: len(block)] = block
        folding.added(layers[:, : len(block)], axis=0, initial=0, out=out[start : start + count])
    inner = np.ascontiguousarray(out[(..., *_inner(extents, window))])
    return inner.reshape(*parts.shape[:2], *extents)


def _layers(planes: Any, count: int, whole: tuple[int, ...], window: Window) -> tuple[Any, Any]:
    """A layer for each element of a kernel, and where in them the windows of planes belong.

    Shapes: planes (n, *kernel, *places) -> (elements, count, *whole), (count, *kernel, *places)
    """
    layers: Any = np.zeros((prod(window.kernel), count, *whole), planes.dtype)
    layer, plane, *units = layers.strides
    inside, between = window.strides(units)
    steps = [prod(window.kernel[at:]) * layer + step for at, step in enumerate(inside, 1)]
    shape = (count, *window.kernel, *planes.shape[1 + len(window.kernel) :])
    return layers, np.ndarray(shape, layers.dtype, layers, 0, (plane, *steps, *between))


def _inner(extents: tuple[int, ...], window: Window) -> tuple[slice, ...]:
    return tuple([slice(p, p + n) for p, n in zip(window.padding, extents)])
