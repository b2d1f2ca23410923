"""Copies of a tensor in which a slice, a diagonal, or the places of an index or mask are replaced.

The gradient of what is replaced is cut out, and goes to what came in its place.
"""

from math import prod
from typing import Any

import numpy as np

from engine.nodes.pullbacks import unchanged
from engine.op import Op, op
from engine.ops.arrays import array_of
from engine.ops.indexing import select
from engine.ops.refusing import refusing
from engine.ops.shapes import layout
from engine.strides import converted
from engine.tensor import Array

_ALL = np.s_[:]


@op("SelectScatterBackward0", formula=r"a \text{ with } a_{\mathrm{index}} = b")
def select_scatter(a: Array, b: Array, *, dim: int, index: int) -> Array:
    """a, with b as the slice at one index of a dimension."""
    out = np.array(a)
    out[(_ALL,) * dim + (index,)] = b
    return out


@select_scatter.vjp("a", sends=r"\begin{cases} 0 & i = \mathrm{index} \\ g_i \end{cases}")
def select_scatter_wrt_a(F: Any, g: Any, *, b_shape: tuple[int, ...], dim: int, index: int) -> Any:
    return F.select_scatter(g, F.zeros_of(g, shape=tuple(b_shape)), dim=dim, index=index)


@select_scatter.vjp("b", sends=r"g_{\mathrm{index}}")
def select_scatter_wrt_b(F: Any, g: Any, *, dim: int, index: int) -> Any:
    return F.select(g, dim=dim, index=index)


@op("SliceScatterBackward0", formula=r"a \text{ with } a_{\mathrm{start}:\mathrm{end}} = b")
def slice_scatter(a: Array, b: Array, *, dim: int, start: int, end: int, step: int) -> Array:
    """a, with b as some slices of a dimension."""
    out = np.array(a)
    out[(_ALL,) * dim + (slice(start, end, step),)] = b
    return out


@slice_scatter.vjp(
    "a", sends=r"\begin{cases} 0 & \mathrm{start} \le i < \mathrm{end} \\ g_i \end{cases}"
)
def slice_scatter_wrt_a(
    F: Any, g: Any, *, b_shape: tuple[int, ...], dim: int, start: int, end: int, step: int
) -> Any:
    zeros = F.zeros_of(g, shape=tuple(b_shape))
    return F.slice_scatter(g, zeros, dim=dim, start=start, end=end, step=step)


@slice_scatter.vjp("b", sends=r"g_{\mathrm{start}:\mathrm{end}}")
def slice_scatter_wrt_b(F: Any, g: Any, *, dim: int, start: int, end: int, step: int) -> Any:
    return F.slice(g, dim=dim, start=start, end=end, step=step)


@op("DiagonalScatterBackward0", formula=r"a \text{ with } a_{ii} = b_i")
def diagonal_scatter(a: Array, b: Array, *, offset: int, dim1: int, dim2: int) -> Array:
    """a, with b as the diagonal of two dimensions."""
    out = np.array(a)
    layout.diagonal.kernel(out, offset=offset, dim1=dim1, dim2=dim2)[...] = b
    return out


@diagonal_scatter.vjp("a", sends=r"\begin{cases} 0 & i = j \\ g_{ij} \end{cases}")
def diagonal_scatter_wrt_a(
    F: Any, g: Any, *, b_shape: tuple[int, ...], offset: int, dim1: int, dim2: int
) -> Any:
    zeros = F.zeros_of(g, shape=tuple(b_shape))
    return F.diagonal_scatter(g, zeros, offset=offset, dim1=dim1, dim2=dim2)


@diagonal_scatter.vjp("b", sends="g_{ii}")
def diagonal_scatter_wrt_b(F: Any, g: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    return F.diagonal(g, offset=offset, dim1=dim1, dim2=dim2)


def _scatter_reducing(name: str, name_in_pytorch: str) -> Op:
    def kernel(a: Array, b: Array, index: Any, *, dim: int, reduce: str) -> Array:
        out = np.array(a)
        row, by = np.atleast_1d(out), np.atleast_1d(select.corner(b, np.shape(index)))
        ufunc = np.add if reduce == "add" else np.multiply
        ufunc.at(row, select.gathered(np.atleast_1d(index), dim), by)
        return row.reshape(out.shape)[()]

    kernel.__name__ = name
    kernel.__doc__ = "a, with elements of b added or multiplied in at the places of ``index``."
    text = f"derivative for aten::{name_in_pytorch} is not implemented"
    formula = r"a_i \circ b_j \circ \dots,\ \mathrm{index}_j = i"
    return refusing(text)(op("NotImplemented", formula=formula)(kernel))


scatter_reducing = _scatter_reducing("scatter_reducing", "scatter")
scatter_reducing_ = _scatter_reducing("scatter_reducing_", "scatter_")


@op("IndexCopyBackward0", formula=r"a \text{ with } a_{\mathrm{index}_j} = b_j")
def index_copy(a: Array, b: Array, index: Any, *, dim: int) -> Array:
    """a, with slices of b in place of the slices of a dimension that ``index`` says."""
    out = np.array(a)
    if not out.ndim:
        return np.ravel(b)[-1].astype(out.dtype) if np.size(index) else out[()]
    out[(_ALL,) * dim + (index,)] = b
    return out


@index_copy.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def index_copy_wrt_a(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    return F.slices_filled(g, index, dim=dim, value=0)


@index_copy.vjp("b", sends=r"g_{\mathrm{index}}")
def index_copy_wrt_b(F: Any, g: Any, *, b: Any, index: Any, dim: int) -> Any:
    return F.expand(F.index_select(g, index, dim=dim), shape=tuple(b.shape))


@op("IndexAddBackward0", formula=r"a_i + \alpha \sum_{\mathrm{index}_j = i} b_j")
def index_add_scaled(a: Array, b: Any, index: Any, *, dim: int, alpha: float) -> Array:
    """``index_add`` of alpha times b."""
    return select.index_add.kernel(a, b * np.asarray(alpha).astype(b.dtype), index, dim=dim)


index_add_scaled.vjp("a", slope="1")(unchanged)


@index_add_scaled.vjp("b", sends=r"\alpha g_{\mathrm{index}}")
def index_add_scaled_wrt_b(F: Any, g: Any, *, b: Any, index: Any, dim: int, alpha: float) -> Any:
    sent = select.index_add_wrt_b(F, g, b=b, index=index, dim=dim)
    return F.mul_number(sent, number=alpha)


@op("IndexFillBackward0", formula=r"a \text{ with } a_{\mathrm{index}_j} = \mathrm{value}")
def slices_filled(a: Array, index: Any, *, dim: int, value: float) -> Array:
    """a, with one number in the slices of a dimension that ``index`` says."""
    out = np.atleast_1d(converted(a, a.dtype))
    out[(_ALL,) * dim + (index,)] = value
    return out.reshape(np.shape(a))[()]


@slices_filled.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def slices_filled_wrt_a(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    return F.slices_filled(g, index, dim=dim, value=0)


@op("IndexFillBackward1", formula=r"a \text{ with } a_{\mathrm{index}_j} = \mathrm{value}")
def slices_filled_from(a: Array, value: Array, index: Any, *, dim: int) -> Array:
    """a, with the zero-dim ``value`` in the slices of a dimension that ``index`` says."""
    return slices_filled.kernel(a, index, dim=dim, value=value)


@slices_filled_from.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def slices_filled_from_wrt_a(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    return F.slices_filled(g, index, dim=dim, value=0)


@slices_filled_from.vjp("value", sends=r"\sum_{i \in \mathrm{index}} g_i")
def slices_filled_from_wrt_value(F: Any, g: Any, *, index: Any, dim: int) -> Any:
    once = F.constant(data=np.unique(array_of(index)))
    return F.sum(F.index_select(g, once, dim=dim))


@op(
    "MaskedScatterBackward0", formula=r"\begin{cases} b_{k(i)} & \mathrm{mask}_i \\ a_i \end{cases}"
)
def masked_scatter(a: Array, b: Array, mask: Array) -> Array:
    """a, with the elements of b in turn wherever the bool ``mask`` is true."""
    shape = np.broadcast_shapes(np.shape(a), mask.shape)
    out = np.array(np.broadcast_to(a, shape), order="C")
    places = np.broadcast_to(mask, shape)
    out[places] = np.ravel(b)[: np.count_nonzero(places)]
    return out[()]


@masked_scatter.vjp("a", sends=r"\begin{cases} 0 & \mathrm{mask}_i \\ g_i \end{cases}")
def masked_scatter_wrt_a(F: Any, g: Any, *, mask: Any) -> Any:
    return F.masked_fill(g, mask, value=0)


@masked_scatter.vjp("b", sends=r"(g_i : \mathrm{mask}_i) \text{, then } 0")
def masked_scatter_wrt_b(F: Any, g: Any, *, b_shape: tuple[int, ...], mask: Any) -> Any:
    return F.masked_scatter_backward(g, mask, shape=tuple(b_shape))


@op("MaskedScatterBackwardBackward0", formula=r"(d_i : \mathrm{mask}_i) \text{, then } 0")
def masked_scatter_backward(d: Array, mask: Array, *, shape: tuple[int, ...]) -> Array:
    """The backward of ``masked_scatter`` for b, which has this shape."""
    found = select.masked_select.kernel(d, mask)
    return select.pad_to.kernel(found, shape=(prod(shape),)).reshape(shape)


@masked_scatter_backward.vjp(
    "d", sends=r"\begin{cases} g_{k(i)} & \mathrm{mask}_i \\ 0 \end{cases}"
)
def masked_scatter_backward_wrt_d(F: Any, g: Any, *, d_shape: tuple[int, ...], mask: Any) -> Any:
    return F.masked_scatter(F.zeros_of(g, shape=tuple(d_shape)), g, mask)


@op("PutBackward0", formula=r"a \text{ with } a_{\mathrm{index}_j} = b_j")
def put_at(a: Array, b: Array, index: Any, *, accumulate: bool) -> Array:
    """a, with b at places in the row of all elements, or added there."""
    row = np.array(a, order="C").reshape(-1)
    if accumulate:
        np.add.at(row, np.ravel(index), np.ravel(b))
    else:
        row[np.ravel(index)] = np.ravel(b)
    out = np.empty_like(a)
    np.copyto(out, row.reshape(np.shape(a)))
    return out[()]


@put_at.vjp("a", sends=r"\begin{cases} 0 & i \in \mathrm{index} \\ g_i \end{cases}")
def put_at_wrt_a(F: Any, g: Any, *, b: Any, index: Any, accumulate: bool) -> Any:
    if accumulate:
        return g
    return F.put_at(g, F.zeros_of(g, shape=tuple(b.shape)), index, accumulate=False)


@put_at.vjp("b", sends=r"g_{\mathrm{index}}")
def put_at_wrt_b(F: Any, g: Any, *, b: Any, index: Any) -> Any:
    return F.view(F.take(g, index), shape=tuple(b.shape))
