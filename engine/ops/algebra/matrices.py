"""Products of batches of matrices, and sums with products.

Shapes: a (..., m, k), b (..., k, n) -> (..., m, n), where not told otherwise.
"""

from math import prod
from typing import Any

import numpy as np

from engine.half_precision import in_between
from engine.op import op
from engine.ops.algebra import linalg
from engine.ops.elementwise import combined
from engine.ops.elementwise.complex_numbers import conjugate
from engine.ops.order import in_order
from engine.ops.reductions import statistics
from engine.ops.shapes import shape
from engine.registry import raw
from engine.tensor import Array, Tensor


def swapped(F: Any, a: Any) -> Any:
    """The last two dimensions exchanged."""
    ndim = len(a.shape)
    return F.transpose(a, dim0=ndim - 2, dim1=ndim - 1)


def adjoint(F: Any, a: Any) -> Any:
    """The last two dimensions exchanged, and complex numbers conjugated."""
    return conjugate(F, swapped(F, a))


def diagonal_of(F: Any, a: Any) -> Any:
    """The diagonals of matrices, in their memory."""
    ndim = len(a.shape)
    return F.diagonal(a, offset=0, dim1=ndim - 2, dim2=ndim - 1)


def write(F: Any, part: Any, elements: Any) -> None:
    """Fill a part of a tensor that nobody else refers to."""
    if isinstance(part, Tensor):
        combined.copy_from.apply_in_place(part, elements)
    else:
        part[...] = elements


def matmul(F: Any, a: Any, b: Any) -> Any:
    """The product of two matrices, or of those of two batches."""
    if len(a.shape) == len(b.shape) == 2:
        return F.mm(a, b)
    if F is raw:
        return F.bmm(a, b)
    lead = np.broadcast_shapes(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    wide = [F.expand(each, shape=(*lead, *each.shape[-2:])) for each in (a, b)]
    left, right = (shape.reshaped(F, each, (prod(lead), *each.shape[-2:])) for each in wide)
    return F.unsafe_view(F.bmm(left, right), shape=(*lead, a.shape[-2], b.shape[-1]))


def times(F: Any, a: Any, number: float) -> Any:
    """a times a number, which PyTorch leaves out where it is 1."""
    return a if number == 1 else F.mul_number(a, number=number)


@op("BmmBackward0", formula="a b", is_holomorphic=True)
def bmm(a: Array, b: Array) -> Array:
    """Matrix times matrix, for each matrix of two batches."""
    return np.matmul(a, b)


@bmm.vjp("a", sends=r"g b^{\mathsf{T}}")
def bmm_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.bmm(g, swapped(F, b))


@bmm.vjp("b", sends=r"a^{\mathsf{T}} g")
def bmm_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.bmm(swapped(F, a), g)


_ADDED = r"\beta c + \alpha a b"


@op("AddmmBackward0", formula=_ADDED, is_holomorphic=True)
def addmm(c: Any, a: Any, b: Any, *, beta: float, alpha: float) -> Array:
    """beta * c + alpha * (a @ b)."""
    product = np.dot(a, b)
    if alpha != 1:
        product *= a.dtype.type(alpha)
    if beta == 0:
        return product
    return product + (c if beta == 1 else c * a.dtype.type(beta))


@op("BaddbmmBackward0", formula=_ADDED, is_holomorphic=True)
def baddbmm(c: Any, a: Any, b: Any, *, beta: float, alpha: float) -> Array:
    """beta * c + alpha * (a @ b), for each matrix of two batches."""
    product = np.matmul(a, b) * a.dtype.type(alpha)
    return product if beta == 0 else product + c * a.dtype.type(beta)


@addmm.vjp("c", slope=r"\beta")
@baddbmm.vjp("c", slope=r"\beta")
def added_wrt_c(F: Any, g: Any, *, beta: float) -> Any:
    return times(F, g, beta)


@addmm.vjp("a", sends=r"\alpha g b^{\mathsf{T}}")
def addmm_wrt_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    return times(F, linalg.mm_wrt_a(F, g, b=b), alpha)


@addmm.vjp("b", sends=r"\alpha a^{\mathsf{T}} g")
def addmm_wrt_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    return times(F, linalg.mm_wrt_b(F, g, a=a), alpha)


@addmm.vjp("a", sends=r"\alpha g b^{\mathsf{T}}", column_major=True)
def addmm_wrt_column_major_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    return times(F, linalg.mm_wrt_column_major_a(F, g, b=b), alpha)


@addmm.vjp("b", sends=r"\alpha a^{\mathsf{T}} g", column_major=True)
def addmm_wrt_column_major_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    return times(F, linalg.mm_wrt_column_major_b(F, g, a=a), alpha)


@baddbmm.vjp("a", sends=r"\alpha g b^{\mathsf{T}}")
def baddbmm_wrt_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    product = F.bmm(g, swapped(F, b))
    return times(F, product, alpha)


@baddbmm.vjp("b", sends=r"\alpha a^{\mathsf{T}} g")
def baddbmm_wrt_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    product = F.bmm(swapped(F, a), g)
    return times(F, product, alpha)


@op("AddmvBackward0", formula=_ADDED, is_holomorphic=True)
def addmv(c: Any, a: Any, b: Any, *, beta: float, alpha: float) -> Array:
    """beta * c + alpha * (a @ b).

    Shapes: c (m,), a (m, n), b (n,) -> (m,)
    """
    product = np.dot(a, b) * a.dtype.type(alpha)
    return product if beta == 0 else product + c * a.dtype.type(beta)


addmv.vjp("c", slope=r"\beta")(added_wrt_c)


@addmv.vjp("a", sends=r"\alpha g b^{\mathsf{T}}")
def addmv_wrt_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    return times(F, linalg.mv_wrt_a(F, g, b=b), alpha)


@addmv.vjp("b", sends=r"\alpha a^{\mathsf{T}} g")
def addmv_wrt_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    return times(F, linalg.mv_wrt_b(F, g, a=a), alpha)


@op(
    "AddrBackward0",
    promotes=True,
    formula=r"\beta c + \alpha a b^{\mathsf{T}}",
    is_holomorphic=True,
)
def addr(c: Any, a: Any, b: Any, *, beta: float, alpha: float) -> Array:
    """beta * c + alpha * the outer product of two vectors.

    Shapes: c (m, n), a (m,), b (n,) -> (m, n)
    """
    product = np.multiply.outer(a, b) * a.dtype.type(alpha)
    return product if beta == 0 else product + c * a.dtype.type(beta)


addr.vjp("c", slope=r"\beta")(added_wrt_c)


@addr.vjp("a", sends=r"\alpha g b")
def addr_wrt_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    return times(F, F.mv(g, b), alpha)


@addr.vjp("b", sends=r"\alpha g^{\mathsf{T}} a")
def addr_wrt_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    return times(F, F.mv(F.t(g), a), alpha)


@op("AddbmmBackward0", formula=r"\beta c + \alpha \sum_i a_i b_i", is_holomorphic=True)
def addbmm(c: Any, a: Any, b: Any, *, beta: float, alpha: float) -> Array:
    """beta * c + alpha * the sum of the products of two batches of matrices."""
    product = np.sum(np.matmul(a, b), axis=0, dtype=a.dtype) * a.dtype.type(alpha)
    return product if beta == 0 else product + c * a.dtype.type(beta)


addbmm.vjp("c", slope=r"\beta")(added_wrt_c)


@addbmm.vjp("a", sends=r"\alpha g b_i^{\mathsf{T}}")
def addbmm_wrt_a(F: Any, g: Any, *, b: Any, alpha: float) -> Any:
    spread = F.expand(F.unsqueeze(g, dim=0), shape=(b.shape[0], *g.shape))
    return times(F, F.bmm(spread, swapped(F, b)), alpha)


@addbmm.vjp("b", sends=r"\alpha a_i^{\mathsf{T}} g")
def addbmm_wrt_b(F: Any, g: Any, *, a: Any, alpha: float) -> Any:
    spread = F.expand(F.unsqueeze(g, dim=0), shape=(a.shape[0], *g.shape))
    return times(F, F.bmm(swapped(F, a), spread), alpha)


@op("VdotBackward0", formula=r"\sum_i \overline{a_i} b_i")
def vdot(a: Any, b: Any) -> Array:
    """The dot product of two vectors, the first conjugated where it is complex.

    Shapes: a (n,), b (n,) -> ()
    """
    product: Array = np.vdot(a, b)
    return product


@vdot.vjp("a", sends=r"\overline{g} b")
def vdot_wrt_a(F: Any, g: Any, *, b: Any) -> Any:
    return F.mul(conjugate(F, g), b)


@vdot.vjp("b", sends="g a")
def vdot_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return F.mul(g, a)


@op("TraceBackward0", formula=r"\sum_i a_{ii}")
def trace(a: Array) -> Array:
    """The sum of a matrix's diagonal.

    Shapes: a (m, n) -> ()
    """
    return np.trace(a, dtype=np.int64 if a.dtype.kind in "biu" else None)


@trace.vjp("a", sends=r"\begin{cases} g & i = j \\ 0 \end{cases}")
def trace_wrt_a(F: Any, g: Any, *, a_shape: tuple[int, ...]) -> Any:
    rows, columns = a_shape
    places = F.constant(data=np.arange(min(rows, columns)) * (columns + 1))
    row = F.zeros_of(g, shape=(rows * columns,))
    return F.view(F.slices_filled_from(row, g, places, dim=0), shape=tuple(a_shape))


@in_between
@op("LinalgCrossBackward0", promotes=True, formula=r"a \times b", is_holomorphic=True)
def cross(a: Any, b: Any, *, dim: int) -> Array:
    """Cross products of three-dimensional vectors along a dimension."""
    a, b = np.broadcast_arrays(a, b)
    x, y = np.moveaxis(a, dim, 0), np.moveaxis(b, dim, 0)
    parts = [x[i - 2] * y[i - 1] - x[i - 1] * y[i - 2] for i in range(3)]
    return in_order(np.stack(parts, axis=dim))


@cross.vjp("a", sends=r"b \times g")
def cross_wrt_a(F: Any, g: Any, *, b: Any, dim: int) -> Any:
    return F.cross(b, g, dim=dim)


@cross.vjp("b", sends=r"g \times a")
def cross_wrt_b(F: Any, g: Any, *, a: Any, dim: int) -> Any:
    return F.cross(g, a, dim=dim)


@op("DistBackward0", promotes=True, formula=r"\left(\sum_i |a_i - b_i|^p\right)^{1/p}")
def dist(a: Any, b: Any, *, p: float) -> Array:
    """The norm of order p of the difference."""
    size = np.abs(a - b)
    if abs(p) == np.inf:
        return np.max(size) if p > 0 else np.min(size)
    if p == 0:
        return np.sum(size != 0).astype(size.dtype)
    return np.power(np.sum(np.power(size, size.dtype.type(p))), size.dtype.type(1 / p))


def _difference_rule(F: Any, g: Any, a: Any, b: Any, out: Any, p: float) -> Any:
    gaps = F.sub(a, b)
    if p == 0:  # a count does not change with what is counted
        return F.zeros_of(gaps, shape=tuple(gaps.shape))
    return statistics.vector_norm_wrt_a(F, g, a=gaps, out=out, p=p, dim=None, keepdim=False)


@dist.vjp("a", slope=r"\operatorname{sgn}(a - b) \left(\frac{|a - b|}{y}\right)^{p - 1}")
def dist_wrt_a(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    return _difference_rule(F, g, a, b, out, p)


@dist.vjp("b", slope=r"-\operatorname{sgn}(a - b) \left(\frac{|a - b|}{y}\right)^{p - 1}")
def dist_wrt_b(F: Any, g: Any, *, a: Any, b: Any, out: Any, p: float) -> Any:
    return F.neg(_difference_rule(F, g, a, b, out, p))
