"""Products of Householder reflections, each by a vector whose first element that is not 0 is 1.

Shapes: a (..., m, n), b (..., k) with m >= n >= k -> (..., m, n)

Source: torch.linalg.householder_product and torch.geqrf, PyTorch 2.13; Householder 1958.
"""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.ops.algebra.matrices import adjoint, matmul, write
from engine.ops.elementwise.complex_numbers import conjugate
from engine.ops.order import in_columns
from engine.ops.refusing import refusing
from engine.registry import raw
from engine.tensor import Array

_PRODUCT = r"\prod_i (1 - b_i v_i v_i^{\mathsf{T}}),\, v_i = (0, \dots, 0, 1, a_{i + 1, i}, \dots)"


@op("LinalgHouseholderProductBackward0", formula=_PRODUCT)
def householder_product(a: Any, b: Any) -> Array:
    """The first columns of a product of Householder reflections, one for each column of ``a``."""
    return in_columns(_product(a, b, a.shape[-1]))


def _product(a: Any, b: Any, columns: int) -> Array:
    rows = a.shape[-2]
    out = np.zeros((*a.shape[:-1], columns), a.dtype)
    out[..., np.arange(columns), np.arange(columns)] = 1
    for at in reversed(range(b.shape[-1])):
        vector = np.where(np.arange(rows) > at, a[..., at], 0)
        vector[..., at] = 1
        along = np.einsum("...m,...mn->...n", vector.conj(), out)
        out -= b[..., at, None, None] * vector[..., :, None] * along[..., None, :]
    return out


def _unit(F: Any, a: Any, at: int) -> Any:
    """A column with a 1 in one place, for every matrix."""
    ndim, rows = len(a.shape), a.shape[-2]
    corner = F.slice(F.slice(a, dim=ndim - 2, start=0, end=1, step=1), **_column(ndim, 0))
    pad = ((0, 0),) * (ndim - 2) + ((at, rows - at - 1), (0, 0))
    return F.constant_pad(F.ones_like(corner), pad=pad, value=0)


def _column(ndim: int, at: int) -> dict[str, int]:
    return {"dim": ndim - 1, "start": at, "end": at + 1, "step": 1}


class _Reflections:
    """The reflections and what they make of the unit columns, and of a gradient.

    Attributes:
        vectors: one column for each.
        sizes: how much of each is taken away.
        after: what the reflections behind each make of the unit columns.
        before: what the reflections in front of each make of the gradient.
    """

    def __init__(self, F: Any, g: Any, a: Any, b: Any) -> None:
        self.F, ndim, count = F, len(a.shape), b.shape[-1]
        self.vectors, self.sizes = [], []
        for at in range(count):
            below = F.tril(F.slice(a, **_column(ndim, at)), diagonal=-(at + 1))
            self.vectors.append(F.add(below, _unit(F, a, at)))
            self.sizes.append(F.unsqueeze(F.slice(b, **_column(ndim - 1, at)), dim=ndim - 1))
        units = F.cat(*(_unit(F, a, at) for at in range(g.shape[-1])), dim=ndim - 1)
        self.after, self.before = [units], [g]
        for at in reversed(range(1, count)):
            self.after.insert(0, self._reflected(at, self.sizes[at], self.after[0]))
        for at in range(count - 1):
            size = conjugate(F, self.sizes[at])
            self.before.append(self._reflected(at, size, self.before[-1]))

    def _reflected(self, at: int, size: Any, columns: Any) -> Any:
        F, vector = self.F, self.vectors[at]
        along = matmul(F, adjoint(F, vector), columns)
        return F.sub(columns, F.mul(F.mul(size, vector), along))

    def along(self, at: int) -> tuple[Any, Any]:
        """How much of both there is along one vector."""
        F, vector = self.F, self.vectors[at]
        return (
            matmul(F, adjoint(F, self.after[at]), vector),
            matmul(F, adjoint(F, self.before[at]), vector),
        )


@householder_product.vjp(
    "a",
    sends=r"-b_i (G_i R_i^{\mathsf{T}} + R_i G_i^{\mathsf{T}}) v_i,\, G_i = H_{i - 1} \cdots H_1 g,"
    r"\, R_i = H_{i + 1} \cdots H_k",
)
def householder_product_wrt_a(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    if 0 in (*a.shape, *b.shape):
        return F.zeros_like(a)
    found, ndim = _Reflections(F, g, a, b), len(a.shape)
    columns = []
    for at, size in enumerate(found.sizes):
        of_after, of_before = found.along(at)
        left = F.mul(conjugate(F, size), matmul(F, found.before[at], of_after))
        right = F.mul(size, matmul(F, found.after[at], of_before))
        columns.append(F.neg(F.add(left, right)))
    rest = F.slice(a, dim=ndim - 1, start=len(columns), end=a.shape[-1], step=1)
    return F.tril(F.cat(*columns, F.zeros_like(rest), dim=ndim - 1), diagonal=-1)


@householder_product.vjp(
    "b",
    sends=r"-v_i^{\mathsf{T}} G_i R_i^{\mathsf{T}} v_i,\, G_i = H_{i - 1} \cdots H_1 g,"
    r"\, R_i = H_{i + 1} \cdots H_k",
)
def householder_product_wrt_b(F: Any, g: Any, *, a: Any, b: Any) -> Any:
    if 0 in (*a.shape, *b.shape):
        return F.zeros_like(b)
    found, ndim = _Reflections(F, g, a, b), len(a.shape)
    sent = F.zeros_like(b)
    for at in range(b.shape[-1]):
        of_after, of_before = found.along(at)
        product = F.mul(of_after, conjugate(F, of_before))
        number = F.neg(F.sum_dims(product, dim=(ndim - 2,), keepdim=False))
        write(F, F.slice(sent, **_column(ndim - 1, at)), number)
    return sent


@refusing("the derivative for 'geqrf' is not implemented.", NotImplementedError)
@multi_op("GeqrfBackward0", outputs=("h", "tau"), formula=r"h, \tau: a = Q R")
def geqrf(a: Any) -> tuple[Array, Array]:
    """The QR decomposition as Householder reflections, with R above them."""
    count = min(a.shape[-2:])
    packed = np.empty(a.shape, a.dtype)
    tau = np.empty((*a.shape[:-2], count), a.dtype)
    for at in np.ndindex(*a.shape[:-2]):
        found, sizes = np.linalg.qr(a[at], mode="raw")
        packed[at], tau[at] = found.T, sizes
    return in_columns(packed), tau


@op("OrmqrBackward0", formula=r"Q c,\, Q = \prod_i (1 - b_i v_i v_i^{\mathsf{T}})")
def ormqr(a: Any, b: Any, c: Any, *, left: bool, transpose: bool) -> Array:
    """The product of reflections, or its adjoint (``transpose``), times c.

    Shapes: a (..., m, n), b (..., k), c (..., m, p), or (..., p, m) if it stands on the left

    Args:
        left: whether the reflections stand on the left.
    """
    whole = _product(a, b, a.shape[-2])
    q = adjoint(raw, whole) if transpose else whole
    return in_columns(np.matmul(q, c) if left else np.matmul(c, q))


def _of_product(F: Any, g: Any, c: Any, left: bool, transpose: bool) -> Any:
    """What goes back to the product of reflections."""
    pair = (g, adjoint(F, c)) if left else (adjoint(F, c), g)
    if transpose:
        pair = (c, adjoint(F, g)) if left else (adjoint(F, g), c)
    return matmul(F, *pair)


@ormqr.vjp("a", sends=r"\partial_a\, \langle g c^{\mathsf{T}}, Q \rangle")
def ormqr_wrt_a(F: Any, g: Any, *, a: Any, b: Any, c: Any, left: bool, transpose: bool) -> Any:
    of_product = _of_product(F, g, c, left, transpose)
    return householder_product_wrt_a(F, of_product, a=a, b=b)


@ormqr.vjp("b", sends=r"\partial_b\, \langle g c^{\mathsf{T}}, Q \rangle")
def ormqr_wrt_b(F: Any, g: Any, *, a: Any, b: Any, c: Any, left: bool, transpose: bool) -> Any:
    of_product = _of_product(F, g, c, left, transpose)
    return householder_product_wrt_b(F, of_product, a=a, b=b)


@ormqr.vjp("c", sends=r"Q^{\mathsf{T}} g")
def ormqr_wrt_c(F: Any, g: Any, *, a: Any, b: Any, left: bool, transpose: bool) -> Any:
    return F.ormqr(a, b, g, left=left, transpose=not transpose)
