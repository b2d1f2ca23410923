"""Windows that move over a tensor: taken out of it, and added up again.

All windows are taken at once, one element of the kernel after the other: so many long copies are
far quicker than one of every small window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np


class Window(NamedTuple):
    """How windows move over a tensor, one number per dimension."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]

    def places(self, extents: tuple[int, ...]) -> tuple[int, ...]:
        """How many windows fit along each dimension of a tensor."""
        return tuple(
            (n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(extents, *self)
        )

    def parts(self, places: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
        """For each place in the kernel, that place, and where all windows have it in the tensor."""
        for at in np.ndindex(*self.kernel):
            yield (
                at,
                tuple(
                    np.s_[k * d : k * d + s * (n - 1) + 1 : s]
                    for k, d, s, n in zip(at, self.dilation, self.stride, places)
                ),
            )

    @property
    def is_one(self) -> bool:
        """Whether the windows are the single elements, in order."""
        return all(k == s == 1 and not p for k, s, p, _ in zip(*self))


def padded(a: Any, window: Window, fill: float = 0) -> Any:
    """A tensor with a margin around its planes.

    Shapes: a (n, channels, *extents) -> (n, channels, *(extents + 2 * padding))
    """
    if not any(window.padding):
        return a
    whole = tuple(n + 2 * p for n, p in zip(a.shape[2:], window.padding))
    out: Any = np.full((*a.shape[:2], *whole), fill, a.dtype)
    out[(..., *_inner(a.shape[2:], window))] = a
    return out


def windows(a: Any, window: Window, fill: float = 0) -> Any:
    """The elements of all windows of a padded tensor.

    Shapes: a (n, channels, *extents) -> (n, channels, *kernel, *places)
    """
    places = window.places(a.shape[2:])
    shape = (*a.shape[:2], *window.kernel, *places)
    if window.is_one:
        return a.reshape(shape)
    a = padded(a, window, fill)
    out: Any = np.empty(shape, a.dtype)
    for at, where in window.parts(places):
        out[(np.s_[:], np.s_[:], *at)] = a[(..., *where)]
    return out


def add_windows(parts: Any, extents: tuple[int, ...], window: Window) -> Any:
    """Windows added up where they overlap, without the padding.

    Shapes: parts (n, channels, *kernel, *places) -> (n, channels, *extents)
    """
    if window.is_one:
        return parts.reshape(*parts.shape[:2], *extents)
    whole = tuple(n + 2 * p for n, p in zip(extents, window.padding))
    out: Any = np.zeros((*parts.shape[:2], *whole), parts.dtype)
    for at, where in window.parts(parts.shape[2 + len(window.kernel) :]):
        out[(..., *where)] += parts[(np.s_[:], np.s_[:], *at)]
    return np.ascontiguousarray(out[(..., *_inner(extents, window))])


def _inner(extents: tuple[int, ...], window: Window) -> tuple[slice, ...]:
    return tuple(np.s_[p : p + n] for p, n in zip(window.padding, extents))
