"""Elements of one tensor gathered into places of another: products, means, extremes of them.

Source: the gradients of ``scatter_reduce`` and ``index_reduce`` in PyTorch 2.13 (behaviour).
"""

from typing import Any

import numpy as np

from engine import dtypes
from engine.op import op
from engine.ops.arrays import dtype_of
from engine.ops.indexing.select import corner, gathered, refuse_spare_elements
from engine.registry import raw
from engine.tensor import Array

_WRITERS: dict[str, Any] = {
    "sum": np.add,
    "prod": np.multiply,
    "mean": np.add,
    "amax": np.maximum,
    "amin": np.minimum,
    "max": np.maximum,
    "min": np.minimum,
}


def _start(how: str, dtype: Any) -> Any:
    """What changes nothing when it is combined with another element."""
    if how in ("sum", "mean"):
        return 0
    if how == "prod":
        return 1
    limits = np.finfo(dtype) if dtype.kind == "f" else None
    if limits is not None:
        return -np.inf if how.endswith("max") else np.inf
    if dtype.kind == "b":
        return how.endswith("min")
    return np.iinfo(dtype).min if how.endswith("max") else np.iinfo(dtype).max


@op("ScatterReduceBackward0", formula=r"\mathrm{how}(a_i, b_j : \mathrm{index}_j = i)")
def scatter_reduce(
    a: Array, b: Array, index: Any, *, dim: int, how: str, include_self: bool
) -> Array:
    """a, with elements of b combined along a dimension at the places that ``index`` says."""
    out, places = np.atleast_1d(np.array(a)), np.atleast_1d(index)
    grid = gathered(places, dim)
    if not include_self:
        out[grid] = _start(how, out.dtype)
    _WRITERS[how].at(out, grid, corner(np.atleast_1d(b), places.shape))
    if how == "mean":
        counts = np.full(out.shape, int(include_self))
        np.add.at(counts, grid, 1)
        counts[counts == 0] = 1
        whole = out.dtype.kind in "iu"
        out = (out // counts if whole else out / counts).astype(out.dtype)
    return out.reshape(np.shape(a))[()]


@op("IndexReduceBackward0", formula=r"\mathrm{how}(a_i, b_j : \mathrm{index}_j = i)")
def index_reduce(
    a: Array, b: Array, index: Any, *, dim: int, how: str, include_self: bool
) -> Array:
    """a, with slices of b combined at the slices of a dimension that ``index`` says."""
    rows = np.atleast_1d(b)
    places = _along(raw, np.asarray(index), rows.shape, dim)
    return scatter_reduce.kernel(a, rows, places, dim=dim, how=how, include_self=include_self)


def _along(F: Any, index: Any, shape: tuple[int, ...], dim: int) -> Any:
    """A vector index along a dimension as one with a place for each element of a shape."""
    line = tuple(n if each == dim else 1 for each, n in enumerate(shape))
    return F.expand(F.view(index, shape=line), shape=tuple(shape))


def _to_a(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    """What each element of a is sent of the gradient of what it was combined to, if it was."""
    if how == "mean":
        g = F.div(g, _counts(F, g, b, index, dim, include_self))
    elif how == "prod":
        nonzero = F.masked_fill(a, F.eq(a, 0), value=1)
        product = F.scatter_reduce(nonzero, b, index, dim=dim, how=how, include_self=include_self)
        g = F.div(F.mul(g, product), nonzero)
    elif how != "sum":
        equal = _as_numbers(F, F.eq(a, out), g)
        g = F.mul(F.div(g, _extremes(F, g, equal, b, out, index, dim)), equal)
    return g


def _to_b(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    """What each element of b is sent of the gradient of what it was combined to."""
    if how == "sum":
        return F.gather(g, index, dim=dim)
    if how == "mean":
        counts = _counts(F, g, b, index, dim, include_self)
        return F.gather(F.div(g, counts), index, dim=dim)
    if how == "prod":
        return _of_product(F, g, a, b, out, index, dim, include_self)
    shared = F.div(g, _extremes(F, g, _as_numbers(F, F.eq(a, out), g), b, out, index, dim))
    return F.mul(F.gather(shared, index, dim=dim), F.eq(b, F.gather(out, index, dim=dim)))


def _counts(F: Any, g: Any, b: Any, index: Any, dim: int, include_self: bool) -> Any:
    """How many elements each mean is of; 1 where there is none."""
    own = F.ones_like(g) if include_self else F.zeros_like(g)
    counts = F.scatter_add(own, F.ones_like(b), index, dim=dim)
    return F.masked_fill(counts, F.eq(counts, 0), value=1)


def _extremes(F: Any, g: Any, equal: Any, b: Any, out: Any, index: Any, dim: int) -> Any:
    """Among how many elements each extreme one's gradient is divided."""
    others = _as_numbers(F, F.eq(b, F.gather(out, index, dim=dim)), b)
    return F.scatter_add(equal, others, index, dim=dim)


def _as_numbers(F: Any, mask: Any, like: Any) -> Any:
    """1 where a mask is true, else 0, in the dtype of other numbers."""
    return F.to_copy(mask, dtype=dtypes.of(dtype_of(like)))


def _of_product(
    F: Any, g: Any, a: Any, b: Any, out: Any, index: Any, dim: int, include_self: bool
) -> Any:
    """The products of all but one factor; a factor of 0 is left out, not divided by."""
    is_zero = F.eq(b, 0)
    zeros = F.scatter_add(F.zeros_like(out), _as_numbers(F, is_zero, b), index, dim=dim)
    is_only = F.logical_and(is_zero, F.eq(F.gather(zeros, index, dim=dim), 1))
    rest = F.masked_fill(b, is_only, value=1)
    product = F.scatter_reduce(a, rest, index, dim=dim, how="prod", include_self=include_self)
    divided = F.div(F.gather(F.mul(g, out), index, dim=dim), F.masked_fill(b, is_zero, value=1))
    return F.where(F.gather(F.mul(g, product), index, dim=dim), divided, is_only)


def _refuse_older_names(how: str) -> None:
    """Refuse names that have no gradient: ``max`` for ``amax``, and ``min``.

    Raises:
        RuntimeError: it is one.
    """
    if how in ("max", "min"):
        raise RuntimeError(
            f"Expected 'reduce' to be one of 'sum', 'prod', 'mean', 'amax', 'amin' but got {how}."
        )


@scatter_reduce.vjp("a", sends=r"g_i \frac{\partial y_i}{\partial a_i}")
def scatter_reduce_wrt_a(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    _refuse_older_names(how)
    settings: dict[str, Any] = {"dim": dim, "how": how, "include_self": include_self}
    sent = _to_a(F, g, a=a, b=b, out=out, index=index, **settings)
    return sent if include_self else F.scatter_value(sent, index, dim=dim, value=0)


@scatter_reduce.vjp("b", sends=r"g_i \frac{\partial y_i}{\partial b_j}")
def scatter_reduce_wrt_b(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    _refuse_older_names(how)
    if how in ("sum", "mean"):
        refuse_spare_elements("ScatterReduceBackward0", index, b.shape)
    settings: dict[str, Any] = {"dim": dim, "how": how, "include_self": include_self}
    return _to_b(F, g, a=a, b=b, out=out, index=index, **settings)


@index_reduce.vjp("a", sends=r"g_i \frac{\partial y_i}{\partial a_i}")
def index_reduce_wrt_a(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    settings: dict[str, Any] = {"dim": dim, "how": how, "include_self": include_self}
    sent = _to_a(F, g, a=a, b=b, out=out, index=_along(F, index, b.shape, dim), **settings)
    return sent if include_self else F.slices_filled(sent, index, dim=dim, value=0)


@index_reduce.vjp("b", sends=r"g_i \frac{\partial y_i}{\partial b_j}")
def index_reduce_wrt_b(
    F: Any, g: Any, *, a: Any, b: Any, out: Any, index: Any, dim: int, how: str, include_self: bool
) -> Any:
    places = _along(F, index, b.shape, dim)
    if how == "mean":  # PyTorch takes slices here, not elements
        counts = _counts(F, g, b, places, dim, include_self)
        shares = (F.index_select(each, index, dim=dim) for each in (g, counts))
        return F.div(*shares)
    settings: dict[str, Any] = {"dim": dim, "how": how, "include_self": include_self}
    return _to_b(F, g, a=a, b=b, out=out, index=places, **settings)
