"""Sparse matrices in COO format, given by their values and indices.

Shapes: a (n,), rows (n,), cols (n,): the values, and where they are in a matrix (m, k). Several
values in one place count together.

Source: torch.sparse, PyTorch 2.13 (behaviour).
"""

from typing import Any

import numpy as np

from engine.nodes.pullbacks import unchanged
from engine.op import op
from engine.ops.shapes.shape import reshaped
from engine.tensor import Array


@op("SparseCooTensorWithDimsAndTensorsBackward0", is_view=True, formula="a")
def sparse_values(a: Array) -> Array:
    """The values of such a matrix, in their memory."""
    return np.asarray(a).view()


sparse_values.vjp("a", slope="1")(unchanged)


@op("CoalesceBackward0", formula=r"\sum_{\mathrm{index}_j = i} a_j")
def coalesce(a: Array, index: Any, *, count: int) -> Array:
    """The sums of values that are in one place; ``index`` says in which of so many."""
    out = np.zeros((count, *a.shape[1:]), a.dtype)
    np.add.at(out, index, a)
    return out


@coalesce.vjp("a", sends=r"g_{\mathrm{index}}")
def coalesce_wrt_a(F: Any, g: Any, *, index: Any, count: int) -> Any:
    return F.index_select(g, index, dim=0)


@op("ToDenseBackward0", formula=r"\sum_{\mathrm{index}_j = i} a_j")
def sparse_to_dense(a: Array, index: Any, *, shape: tuple[int, ...]) -> Array:
    """The whole of what has values at the places ``index``, counted along all its elements."""
    out = np.zeros(shape, a.dtype)
    np.add.at(out.reshape(-1), index, a)
    return out[()]


@sparse_to_dense.vjp("a", sends=r"g_{\mathrm{index}}")
def sparse_to_dense_wrt_a(F: Any, g: Any, *, index: Any, shape: tuple[int, ...]) -> Any:
    return F.index_select(reshaped(F, g, (int(np.prod(shape)),)), index, dim=0)


def _product(a: Array, b: Array, rows: Any, cols: Any, *, count: int) -> Array:
    """Such a matrix with so many rows times a matrix b (k, p), or a vector (k,)."""
    out = np.zeros((count, *b.shape[1:]), b.dtype)
    np.add.at(out, rows, a.reshape(-1, *(1,) * (b.ndim - 1)) * np.take(b, cols, axis=0))
    return out


def _product_wrt_a(F: Any, g: Any, *, b: Any, rows: Any, cols: Any, count: int) -> Any:
    terms = F.mul(F.index_select(g, rows, dim=0), F.index_select(b, cols, dim=0))
    return F.sum_dims(terms, dim=(1,), keepdim=False) if len(b.shape) == 2 else terms


def _product_wrt_b(
    F: Any, g: Any, *, a: Any, b_shape: tuple[int, ...], rows: Any, cols: Any, count: int
) -> Any:
    weights = reshaped(F, a, (rows.shape[0], *(1,) * (len(b_shape) - 1)))
    terms = F.mul(weights, F.index_select(g, rows, dim=0))
    return F.index_add(F.zeros_of(g, shape=tuple(b_shape)), terms, cols, dim=0)


_FORMULA = r"\sum_{\mathrm{rows}_j = i} a_j b_{\mathrm{cols}_j}"


def _declared(name: str, node: str) -> Any:
    """The product under the name that a function of PyTorch gives its node."""

    def kernel(a: Array, b: Array, rows: Any, cols: Any, *, count: int) -> Array:
        return _product(a, b, rows, cols, count=count)

    kernel.__name__, kernel.__doc__ = name, _product.__doc__
    made = op(node, formula=_FORMULA)(kernel)
    made.vjp("a", sends=r"\sum g_{\mathrm{rows}} b_{\mathrm{cols}}")(_product_wrt_a)
    made.vjp("b", sends=r"\sum_{\mathrm{cols}_j = i} a_j g_{\mathrm{rows}_j}")(_product_wrt_b)
    return made


sparse_addmm = _declared("sparse_addmm", "SparseAddmmBackward0")
sparse_mm = _declared("sparse_mm", "MmBackward0")
sparse_mv = _declared("sparse_mv", "MvBackward0")
