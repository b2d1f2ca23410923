"""Tensors taken apart along a dimension."""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.tensor import Array


@multi_op("UnbindBackward0", is_view=True, formula=r"a_{0},\, a_{1},\, \ldots")
def unbind(a: Array, *, dim: int) -> tuple[Array, ...]:
    """The parts at every place along a dimension, one after the other."""
    array: Any = np.asarray(a)
    lead: Any = (np.s_[:],) * dim
    return tuple([array[(*lead, index, ...)] for index in range(a.shape[dim])])


@unbind.vjp("a", sends=r"(g_1, g_2, \dots)")
def unbind_wrt_a(F: Any, gs: Any, *, dim: int) -> Any:
    defined = next(g for g in gs if g is not None)
    return F.stack(*[F.zeros_like(defined) if g is None else g for g in gs], dim=dim)


@multi_op("SplitBackward0", is_view=True, formula=r"a_{0:n},\, a_{n:2n},\, \ldots")
def split(a: Array, *, size: int, dim: int) -> tuple[Array, ...]:
    """Parts of one size along a dimension; the last may be smaller."""
    extent = a.shape[dim]
    array: Any = np.asarray(a)
    lead: Any = (np.s_[:],) * dim
    return tuple(
        [
            array[(*lead, np.s_[start : start + size])]
            for start in (range(0, extent, size) if extent else range(1))
        ]
    )


@split.vjp("a", sends=r"(g_1, g_2, \dots)")
def split_wrt_a(F: Any, gs: Any, *, a_shape: tuple[int, ...], size: int, dim: int) -> Any:
    extent = a_shape[dim]
    sizes = [min(size, extent - start) for start in range(0, extent, size)] if extent else [0]
    return _joined(F, gs, tuple(a_shape), sizes, dim)


@multi_op("UnsafeSplitBackward0", formula=r"a_{0:n},\, a_{n:2n},\, \ldots")
def unsafe_split(a: Array, *, size: int, dim: int) -> tuple[Array, ...]:
    """Parts of one size along a dimension that nobody else refers to."""
    return split.kernel(a, size=size, dim=dim)


unsafe_split.vjp("a", sends=r"(g_1, g_2, \dots)")(split_wrt_a)


@multi_op(
    "SplitWithSizesBackward0", is_view=True, formula=r"a_{0:n_1},\, a_{n_1:n_1+n_2},\, \ldots"
)
def split_sizes(a: Array, *, sizes: tuple[int, ...], dim: int) -> tuple[Array, ...]:
    """Parts of given sizes along a dimension."""
    ends = np.cumsum(sizes).tolist()
    return tuple(
        np.asarray(a)[(np.s_[:],) * dim + (np.s_[end - size : end],)]
        for size, end in zip(sizes, ends)
    )


@split_sizes.vjp("a", sends=r"(g_1, g_2, \dots)")
def split_sizes_wrt_a(
    F: Any, gs: Any, *, a_shape: tuple[int, ...], sizes: tuple[int, ...], dim: int
) -> Any:
    return _joined(F, gs, tuple(a_shape), sizes, dim)


def _joined(F: Any, gs: Any, shape: tuple[int, ...], sizes: Any, dim: int) -> Any:
    """The gradients of parts side by side, with zeros for those that are not defined."""
    defined = next(g for g in gs if g is not None)
    whole = [
        F.zeros_of(defined, shape=(*shape[:dim], size, *shape[dim + 1 :])) if g is None else g
        for g, size in zip(gs, sizes)
    ]
    return F.cat(*whole, dim=dim)
