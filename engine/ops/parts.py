"""Parts of tensors along one dimension, and tensors put together from such parts."""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.tensor import Array


@op("SelectBackward0", is_view=True, formula=r"a_{\ldots,\,\mathrm{index},\,\ldots}")
def select(a: Array, *, dim: int, index: int) -> Array:
    """The part at one place along a dimension, which is then gone."""
    part: np.ndarray = a[_at(dim, index)]  # type: ignore[index]
    return part


@select.vjp("a")
def select_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], dim: int, index: int) -> Any:
    return F.select_backward(g, shape=a_shape, dim=dim, index=index)


@op("SelectBackwardBackward0", formula=r"\text{g at one place of zeros}")
def select_backward(g: Array, *, shape: tuple[int, ...], dim: int, index: int) -> Array:
    """Zeros, but for g at one place along a dimension."""
    whole = np.zeros(shape, g.dtype)
    whole[_at(dim, index)] = g
    return whole


@select_backward.vjp("g")
def select_backward_wrt_g(F: Any, g: Any, *, dim: int, index: int) -> Any:
    return F.select(g, dim=dim, index=index)


@op("SliceBackward0", is_view=True, formula=r"a_{\ldots,\,\mathrm{start}:\mathrm{end},\,\ldots}")
def slice_(a: Array, *, dim: int, start: int, end: int, step: int) -> Array:
    """Every ``step``-th place of a range of them along a dimension."""
    part: np.ndarray = a[_at(dim, slice(start, end, step))]  # type: ignore[index]
    return part


@slice_.vjp("a")
def slice_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dim: int, start: int, end: int, step: int
) -> Any:
    return F.slice_backward(g, shape=a_shape, dim=dim, start=start, end=end, step=step)


@op("SliceBackwardBackward0", formula=r"\text{g in a range of zeros}")
def slice_backward(
    g: Array, *, shape: tuple[int, ...], dim: int, start: int, end: int, step: int
) -> Array:
    """Zeros, but for g at every ``step``-th place of a range of them along a dimension."""
    whole = np.zeros(shape, g.dtype)
    whole[_at(dim, slice(start, end, step))] = g
    return whole


@slice_backward.vjp("g")
def slice_backward_wrt_g(F: Any, g: Any, *, dim: int, start: int, end: int, step: int) -> Any:
    return F.slice_(g, dim=dim, start=start, end=end, step=step)


@multi_op("UnbindBackward0", is_view=True, formula=r"a_{0},\, a_{1},\, \ldots")
def unbind(a: Array, *, dim: int) -> tuple[Array, ...]:
    """The parts at every place along a dimension, one after the other."""
    return tuple(a[_at(dim, index)] for index in range(a.shape[dim]))  # type: ignore[index]


@unbind.vjp("a")
def unbind_wrt_a(F: Any, gs: Any, *, dim: int) -> Any:
    defined = next(g for g in gs if g is not None)
    return F.stack(*[F.zeros_like(defined) if g is None else g for g in gs], dim=dim)


@op("StackBackward0", formula=r"(\mathrm{tensors}_0,\, \mathrm{tensors}_1,\, \ldots)")
def stack(*tensors: Array, dim: int) -> Array:
    """Tensors of one shape along a new dimension."""
    return np.stack(tensors, dim)


@stack.vjp("tensors")
def stack_wrt_each(F: Any, g: Any, *, dim: int, index: int) -> Any:
    return F.select(g, dim=dim, index=index)


def _at(dim: int, places: int | slice) -> tuple[Any, ...]:
    """An index of ``places`` along a dimension; what it gives is an array, of no dimension too."""
    return (*(slice(None),) * dim, places, ...)
