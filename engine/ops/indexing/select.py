"""Choosing between elements, and reading and writing some of them by index.

An index is a tuple with one entry per dimension: None for all of it, or integers.
"""

from typing import Any

import numpy as np

from engine import dtypes, errors, strides
from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.order import in_order
from engine.tensor import Array

Index = tuple[Any, ...]


@op(
    "MaskedFillBackward0",
    formula=r"\begin{cases} \mathrm{value} & \mathrm{mask} \\ a \end{cases}",
)
def masked_fill(a: Array, mask: Array, *, value: float) -> Array:
    """a, with ``value`` wherever the bool ``mask`` is true."""
    return in_order(np.where(mask, np.asarray(value).astype(a.dtype), a)[()])


@masked_fill.vjp("a", slope=r"\begin{cases} 0 & \mathrm{mask} \\ 1 \end{cases}")
def masked_fill_wrt_a(F: Any, g: Any, *, mask: Any) -> Any:
    return F.masked_fill(g, mask, value=0)


@op(
    "MaskedFillBackward1",
    formula=r"\begin{cases} \mathrm{value} & \mathrm{mask} \\ a \end{cases}",
)
def masked_fill_tensor(a: Array, value: Array, mask: Array) -> Array:
    """a, with the zero-dim ``value`` wherever the bool ``mask`` is true."""
    fill = value if a.dtype.kind == "c" else value.real
    return in_order(np.where(mask, fill.astype(a.dtype), a)[()])


@masked_fill_tensor.vjp("a", slope=r"\begin{cases} 0 & \mathrm{mask} \\ 1 \end{cases}")
def masked_fill_tensor_wrt_a(F: Any, g: Any, *, mask: Any) -> Any:
    return F.masked_fill(g, mask, value=0)


@masked_fill_tensor.vjp("value", sends=r"\sum_{\mathrm{mask}_i} g_i")
def masked_fill_tensor_wrt_value(F: Any, g: Any, *, mask: Any) -> Any:
    return F.sum(F.masked_fill(g, F.logical_not(mask), value=0))


@op("WhereBackward0", formula=r"\begin{cases} a & \mathrm{condition} \\ b \end{cases}")
def where(a: Array, b: Array, condition: Array) -> Array:
    """a where the condition is true, else b."""
    to = dtypes.result_type(dtypes.operand(a), dtypes.operand(b)).numpy
    return strides.arranged(np.where(condition, a, b).astype(to, copy=False)[()], (condition, a, b))


@where.vjp("a", slope=r"\begin{cases} 1 & \mathrm{condition} \\ 0 \end{cases}")
def where_wrt_a(F: Any, g: Any, *, condition: Any) -> Any:
    return kept(F, g, condition)


@where.vjp("b", slope=r"\begin{cases} 0 & \mathrm{condition} \\ 1 \end{cases}")
def where_wrt_b(F: Any, g: Any, *, condition: Any) -> Any:
    return F.where(F.zeros_of(g, shape=()), g, condition)


def kept(F: Any, g: Any, condition: Any) -> Any:
    """g where a condition holds, else 0."""
    return F.where(g, F.zeros_of(g, shape=()), condition)


@op("SelectBackward0", is_view=True, formula=r"a_{\mathrm{index}}")
def select(a: Array, *, dim: int, index: int) -> Array:
    """The slice at one index of a dimension."""
    return np.asarray(a)[(_ALL,) * dim + (index, ...)]


@select.vjp("a", sends=r"\begin{cases} g & i = \mathrm{index} \\ 0 \end{cases}")
def select_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], dim: int, index: int) -> Any:
    return F.select_backward(g, shape=tuple(a_shape), dim=dim, index=index)


@op("SelectBackwardBackward0", formula=r"d \text{ at } \mathrm{index} \text{, else } 0")
def select_backward(d: Array, *, shape: tuple[int, ...], dim: int, index: int) -> Array:
    """Zeros, with d as the slice at one index of a dimension."""
    out = np.zeros(shape, d.dtype)
    out[(_ALL,) * dim + (index,)] = d
    return out


@select_backward.vjp("d", sends=r"g_{\mathrm{index}}")
def select_backward_wrt_d(F: Any, g: Any, *, dim: int, index: int) -> Any:
    return F.select(g, dim=dim, index=index)


@op("SliceBackward0", is_view=True, formula=r"a_{\mathrm{start}:\mathrm{end}}")
def slice(a: Array, *, dim: int, start: int, end: int, step: int) -> Array:
    """Every ``step``-th slice from ``start`` to before ``end`` of a dimension."""
    return np.asarray(a)[(_ALL,) * dim + (_slice(start, end, step),)]


@slice.vjp(
    "a",
    sends=r"\begin{cases} g_{i - \mathrm{start}} & \mathrm{start} \le i < \mathrm{end} "
    r"\\ 0 \end{cases}",
)
def slice_wrt_a(
    F: Any, g: Any, *, a_shape: tuple[int, ...], dim: int, start: int, end: int, step: int
) -> Any:
    return F.slice_backward(g, shape=tuple(a_shape), dim=dim, start=start, end=end, step=step)


@op("SliceBackwardBackward0", formula=r"d \text{ at } \mathrm{start}:\mathrm{end} \text{, else } 0")
def slice_backward(
    d: Array, *, shape: tuple[int, ...], dim: int, start: int, end: int, step: int
) -> Array:
    """Zeros, with d as some slices of a dimension."""
    out = np.zeros(shape, d.dtype)
    out[(_ALL,) * dim + (_slice(start, end, step),)] = d
    return out


@slice_backward.vjp("d", sends=r"g_{\mathrm{start}:\mathrm{end}}")
def slice_backward_wrt_d(F: Any, g: Any, *, dim: int, start: int, end: int, step: int) -> Any:
    return F.slice(g, dim=dim, start=start, end=end, step=step)


@op("IndexBackward0", formula=r"a_{\mathrm{indices}}")
def index(a: Array, by: Array, *, indices: Index) -> Array:  # what is saved
    """Elements by integers, one sequence of them per indexed dimension.

    ``by`` is what a script gave for the first of them, which the node saves.
    """
    a = np.asarray(a)
    result = a[_numpy_index(indices)]
    arrays = [a, *[np.asarray(each) for each in indices if each is not None]]
    if not isinstance(result, np.ndarray) or all(each.flags.c_contiguous for each in arrays):
        ordered = in_order(result)
        if isinstance(ordered, np.ndarray) and 1 in ordered.shape and ordered.size:
            return np.ndarray(ordered.shape, ordered.dtype, ordered)  # with strides in order
        return ordered
    at = [dim for dim, each in enumerate(indices) if each is not None]
    found = np.broadcast_shapes(*[np.shape(indices[dim]) for dim in at])
    rest = [by for dim, by in enumerate(a.strides) if dim not in at]
    lead = at[0] if at[-1] - at[0] == len(at) - 1 else 0
    of_a = (*rest[:lead], *[0] * len(found), *rest[lead:])
    of_indices = [strides.broadcast_strides(np.asarray(indices[dim]), found) for dim in at]
    others = [((*[0] * lead, *each, *[0] * (len(rest) - lead))) for each in of_indices]
    return strides.laid_out(result, (of_a, *others))


@index.vjp("a", sends=r"\sum_{\mathrm{indices}_k = i} g_k")
def index_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], by: Any, indices: Index) -> Any:
    return F.index_spread(F.zeros_of(g, shape=tuple(a_shape)), g, by, indices=indices)


@op("IndexPutImplBackward0", formula=r"a + \sum_{\mathrm{indices} = i} b")
def index_spread(a: Array, b: Array, by: Array, *, indices: Index) -> Array:
    """a, with b added at the indices, as often as each comes; ``by`` as in ``index``."""
    out = np.array(a)
    np.add.at(out, _numpy_index(indices), b)
    return out


index_spread.vjp("a", slope="1")(unchanged)


@index_spread.vjp("b", sends=r"g_{\mathrm{indices}}")
def index_spread_wrt_b(F: Any, g: Any, *, by: Any, indices: Index) -> Any:
    return F.index(g, by, indices=indices)


@op("IndexPutBackward0", formula=r"a \text{ with } a_{\mathrm{indices}} = b")
def index_put(a: Array, b: Array, by: Array, *, indices: Index, accumulate: bool) -> Array:
    """a, with b at the indices, or added there; ``by`` as in ``index``."""
    out = np.array(a)
    where_to = _numpy_index(indices)
    if accumulate:
        np.add.at(out, where_to, b)
    else:
        out[where_to] = b
    return out


@index_put.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{indices} \\ g_i \end{cases}")
def index_put_wrt_a(
    F: Any, g: Any, *, b_shape: tuple[int, ...], by: Any, indices: Index, accumulate: bool
) -> Any:
    if accumulate:
        return g
    nothing = F.zeros_of(g, shape=tuple(b_shape))
    return F.index_put(g, nothing, by, indices=indices, accumulate=False)


@index_put.vjp("b", sends=r"g_{\mathrm{indices}}")
def index_put_wrt_b(F: Any, g: Any, *, by: Any, indices: Index) -> Any:
    return F.index(g, by, indices=indices)


_ALL = np.s_[:]


def _slice(start: int, end: int, step: int) -> Any:
    return np.s_[start:end:step]


def _numpy_index(indices: Index) -> Index:
    return tuple(_ALL if each is None else each for each in indices)


@op("GatherBackward0", formula=r"a_{\mathrm{index}_i}")
def gather(a: Array, index: Any, *, dim: int) -> Array:
    """Elements along a dimension, at the places that ``index`` says."""
    if not np.ndim(index):
        return np.ravel(a)[index]
    if not np.size(index):
        return np.zeros(np.shape(index), a.dtype)
    return np.asarray(a)[gathered(index, dim)] if np.ndim(a) else np.broadcast_to(a, index.shape)


def gathered(index: Any, dim: int) -> Index:
    """The numpy index of what ``gather`` reads."""
    ones = (1,) * index.ndim
    grid = [np.arange(n).reshape(n, *ones[at + 1 :]) for at, n in enumerate(index.shape)]
    grid[dim] = index
    return tuple(grid)


@gather.vjp("a", sends=r"\sum_{\mathrm{index}_k = i} g_k")
def gather_wrt_a(F: Any, g: Any, *, a: Any, index: Any, dim: int) -> Any:
    if 0 in index.shape:
        return F.zeros_of(g, shape=tuple(a.shape))
    return F.scatter_add(F.zeros_of(g, shape=tuple(a.shape)), g, index, dim=dim)


@op("ScatterAddBackward0", formula=r"a_i + \sum_{\mathrm{index}_j = i} b_j")
def scatter_add(a: Array, b: Array, index: Any, *, dim: int) -> Array:
    """a, with elements of b added along a dimension at the places that ``index`` says."""
    out = np.array(a)
    if not out.ndim:
        return (out + np.sum(b)).astype(out.dtype)[()]
    np.add.at(out, gathered(index, dim), corner(b, index.shape))
    return in_order(out)


def corner(b: Array, shape: tuple[int, ...]) -> Array:
    """The part of b from its first element on that has a shape."""
    return np.asarray(b)[tuple(np.s_[:n] for n in shape)]


scatter_add.vjp("a", slope="1")(unchanged)


@scatter_add.vjp("b", sends=r"g_{\mathrm{index}}")
def scatter_add_wrt_b(F: Any, g: Any, *, index: Any, b_shape: tuple[int, ...], dim: int) -> Any:
    refuse_spare_elements("ScatterAddBackward0", index, b_shape)
    return F.gather(g, index, dim=dim)


@op("ScatterBackward0", formula=r"a \text{ with } a_{\mathrm{index}_j} = b_j")
def scatter(a: Array, b: Array, index: Any, *, dim: int) -> Array:
    """a, with elements of b along a dimension at the places that ``index`` says."""
    out = np.array(a)
    if not out.ndim:
        return np.ravel(b)[-1].astype(out.dtype) if np.size(index) else out[()]
    out[gathered(index, dim)] = corner(b, index.shape)
    return in_order(out)


@scatter.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def scatter_wrt_a(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    return F.scatter_value(g, index, dim=dim, value=0)


@scatter.vjp("b", sends=r"g_{\mathrm{index}}")
def scatter_wrt_b(F: Any, g: Any, *, index: Any, b_shape: tuple[int, ...], dim: int) -> Any:
    refuse_spare_elements("ScatterBackward0", index, b_shape)
    return F.gather(g, index, dim=dim)


@op("ScatterBackward1", formula=r"a \text{ with } a_{\mathrm{index}_j} = \mathrm{value}")
def scatter_value(a: Array, index: Any, *, dim: int, value: float) -> Array:
    """a, with a number along a dimension at the places that ``index`` says."""
    out = np.array(a)
    if not out.ndim:
        return out.dtype.type(value) if np.size(index) else out[()]
    out[gathered(index, dim)] = value
    return in_order(out)


@scatter_value.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def scatter_value_wrt_a(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    return F.scatter_value(g, index, dim=dim, value=0)


def refuse_spare_elements(node: str, index: Any, shape: tuple[int, ...]) -> None:
    """Refuse to differentiate by elements that no place was given for, as PyTorch does.

    Raises:
        RuntimeError: there are some.
    """
    if tuple(index.shape) != tuple(shape):
        raise RuntimeError(errors.invalid_gradient(node, 1, index.shape, shape))


@op("PadBackward0", formula=r"a \text{, then } 0")
def pad_to(a: Array, *, shape: tuple[int, ...]) -> Array:
    """a as the first corner of zeros of a larger shape."""
    out = np.zeros(shape, a.dtype)
    out[tuple(np.s_[:n] for n in a.shape)] = a
    return out


@pad_to.vjp("a", sends="g_{0:n}")
def pad_to_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    for dim, extent in enumerate(a_shape):
        g = F.slice(g, dim=dim, start=0, end=extent, step=1)
    return g


@op(formula="0")
def zeros_of(a: Array, *, shape: tuple[int, ...]) -> Array:
    """Zeros of a shape, in a's dtype."""
    return np.zeros(shape, a.dtype)[()]


@op("IndexSelectBackward0", formula=r"a_{\mathrm{index}}")
def index_select(a: Array, index: Any, *, dim: int) -> Array:
    """The slices of a dimension that ``index`` says."""
    return np.take(a, index, axis=dim) if np.ndim(a) else np.asarray(a)[()]


@index_select.vjp("a", sends=r"\sum_{\mathrm{index}_k = i} g_k")
def index_select_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...], index: Any, dim: int) -> Any:
    return F.index_add(F.zeros_of(g, shape=tuple(a_shape)), g, index, dim=dim)


@op("IndexAddBackward0", formula=r"a_i + \sum_{\mathrm{index}_j = i} b_j")
def index_add(a: Array, b: Array, index: Any, *, dim: int) -> Array:
    """a, with slices of b added at the slices of a dimension that ``index`` says."""
    out = np.array(a, order="C")
    if not out.ndim:
        return (out + np.sum(b)).astype(out.dtype)[()]
    np.add.at(out, (_ALL,) * dim + (index,), b)
    return out


index_add.vjp("a", slope="1")(unchanged)


@index_add.vjp("b", sends=r"g_{\mathrm{index}}")
def index_add_wrt_b(F: Any, g: Any, *, b: Any, index: Any, dim: int) -> Any:
    return F.expand(F.index_select(g, index, dim=dim), shape=tuple(b.shape))


@op("MaskedSelectBackward0", formula=r"(a_i : \mathrm{mask}_i)")
def masked_select(a: Array, mask: Array) -> Array:
    """The elements where the mask is true, in one row."""
    both = np.broadcast_arrays(a, mask)
    return both[0][both[1]]


@masked_select.vjp("a", sends=r"\begin{cases} g_{k(i)} & \mathrm{mask}_i \\ 0 \end{cases}")
def masked_select_wrt_a(F: Any, g: Any, *, a: Any, mask: Any) -> Any:
    shape = np.broadcast_shapes(tuple(a.shape), tuple(mask.shape))
    return F.masked_scatter(F.zeros_of(g, shape=shape), g, mask)


@op("TakeBackward0", formula=r"a_{\mathrm{index}}")
def take(a: Array, index: Any) -> Array:
    """Elements by their places in the row of all."""
    return np.take(a, index)


@take.vjp("a", sends=r"\sum_{\mathrm{index}_k = i} g_k")
def take_wrt_a(F: Any, g: Any, *, a: Any, index: Any) -> Any:
    return F.put_at(F.zeros_of(g, shape=tuple(a.shape)), g, index, accumulate=True)


@op(formula=r"\mathrm{data}")
def constant(*, data: Any) -> Array:
    """Integers found otherwise than by a formula: places, counts."""
    return np.asarray(data)
