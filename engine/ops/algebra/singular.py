"""Singular values and vectors of matrices, and the pseudoinverse that they give.

Shapes: a (..., m, n), one matrix or a batch of them
"""

from typing import Any

import numpy as np

from engine import errors
from engine.multi_op import multi_op
from engine.op import op
from engine.ops.algebra.matrices import adjoint, diagonal_of, matmul
from engine.ops.algebra.solving import changed_diagonal, depends_on_phases
from engine.ops.arrays import array_of, dtype_of
from engine.ops.elementwise import arithmetic
from engine.ops.order import in_columns
from engine.tensor import Array


@multi_op(
    "LinalgSvdBackward0",
    outputs=("U", "S", "Vh"),
    formula=r"U, S, V^{\mathsf{T}}: a = U S V^{\mathsf{T}}",
)
def svd(a: Any, *, full_matrices: bool) -> tuple[Array, Array, Array]:
    """The singular value decomposition a = U diag(S) Vh."""
    finite = np.isfinite(a).all(axis=(-2, -1))
    if not finite.all():
        return _svd_of_infinite(a, finite, full_matrices)
    u, s, vh = np.linalg.svd(a, full_matrices=full_matrices)
    return in_columns(u), s, in_columns(vh)


def _svd_of_infinite(a: Any, finite: Any, full_matrices: bool) -> tuple[Array, Array, Array]:
    """The factors where some matrices have infinite elements: nan; LAPACK would not end.

    Raises:
        LinAlgError: some elements are nan.
    """
    bad = np.flatnonzero(np.isnan(a).any(axis=(-2, -1)))
    if len(bad):
        where = f"(Batch element {bad[0]}): " if a.ndim > 2 else ""
        raise errors.LinAlgError(
            f"linalg.svd: {where}The algorithm failed to converge because the input matrix "
            "contained non-finite values."
        )
    known = np.where(finite[..., None, None], a, 0)
    u, s, vh = np.linalg.svd(known, full_matrices=full_matrices)
    for factor in (u, s, vh):
        factor[~finite] = np.nan
    return u, s, vh


@svd.vjp(
    "a",
    sends=r"U m V^{\mathsf{T}} + (I - U U^{\mathsf{T}}) g_1 S^{-1} V^{\mathsf{T}} + U S^{-1} g_3 "
    r"(I - V V^{\mathsf{T}}),\, m_{ij} = \begin{cases} g_{2, i} & i = j \\ "
    r"\frac{(U^{\mathsf{T}} g_1 - g_1^{\mathsf{T}} U)_{ij} S_j + S_i (V^{\mathsf{T}} "
    r"g_3^{\mathsf{T}} - g_3 V)_{ij}}{S_j^2 - S_i^2} \end{cases}",
)
def svd_wrt_a(
    F: Any,
    gs: Any,
    *,
    U: Any,  # noqa: N803
    S: Any,  # noqa: N803
    Vh: Any,  # noqa: N803
    full_matrices: bool,
) -> Any:
    """Source: svd_backward, PyTorch 2.13; Townsend 2016."""
    of_u, of_s, of_vh = gs
    ndim, k = len(U.shape), S.shape[-1]
    if full_matrices:
        U, of_u = _first(F, U, ndim - 1, k), _first(F, of_u, ndim - 1, k)  # noqa: N806
        Vh, of_vh = _first(F, Vh, ndim - 2, k), _first(F, of_vh, ndim - 2, k)  # noqa: N806
    rows, columns = U.shape[ndim - 2], Vh.shape[ndim - 1]
    if of_u is None and of_vh is None:
        if rows >= columns:
            return matmul(F, U, F.mul(F.unsqueeze(of_s, dim=ndim - 1), Vh))
        return matmul(F, F.mul(U, F.unsqueeze(of_s, dim=ndim - 2)), Vh)
    inner = _between_bases(F, of_u, of_vh, U, S, Vh)
    _check_phases(F, of_u, of_vh, U, Vh)
    if of_s is not None:
        inner = F.add(inner, F.diag_embed(of_s, offset=0, dim1=ndim - 2, dim2=ndim - 1))
    if rows > k and of_u is not None:
        outer = F.div(of_u, F.unsqueeze(S, dim=ndim - 2))
        within = matmul(F, U, matmul(F, adjoint(F, U), outer))
        return matmul(F, F.sub(F.add(matmul(F, U, inner), outer), within), Vh)
    if columns > k and of_vh is not None:
        outer = F.div(of_vh, F.unsqueeze(S, dim=ndim - 1))
        within = matmul(F, matmul(F, outer, adjoint(F, Vh)), Vh)
        return matmul(F, U, F.sub(F.add(matmul(F, inner, Vh), outer), within))
    if rows >= columns:
        return matmul(F, U, matmul(F, inner, Vh))
    return matmul(F, matmul(F, U, inner), Vh)


def _between_bases(F: Any, of_u: Any, of_vh: Any, u: Any, s: Any, vh: Any) -> Any:
    """The gradient in terms of both bases of singular vectors, off its diagonal."""
    ndim, squares = len(u.shape), F.mul(s, s)
    gaps = F.sub(F.unsqueeze(squares, dim=ndim - 2), F.unsqueeze(squares, dim=ndim - 1))
    gaps = changed_diagonal(F, gaps, arithmetic.fill, value=1.0)
    if of_u is not None:
        left = _skew(F, matmul(F, adjoint(F, u), of_u))
        row = F.unsqueeze(s, dim=ndim - 2)
        if of_vh is None:
            return F.mul(F.div(left, gaps), row)
    right = _skew(F, matmul(F, vh, adjoint(F, of_vh)))
    column = F.unsqueeze(s, dim=ndim - 1)
    if of_u is None:
        return F.mul(column, F.div(right, gaps))
    between = F.div(F.add(F.mul(left, row), F.mul(column, right)), gaps)
    if dtype_of(between).kind != "c":
        return between
    turns = F.div(diagonal_of(F, left), F.mul_number(s, number=2.0))
    return F.add(between, F.diag_embed(turns, offset=0, dim1=ndim - 2, dim2=ndim - 1))


def _check_phases(F: Any, of_u: Any, of_vh: Any, u: Any, vh: Any) -> None:
    """Check that a result does not depend on the phases of pairs of complex singular vectors.

    Raises:
        RuntimeError: it does.
    """
    if dtype_of(u).kind != "c":
        return
    products: Any = 0.0
    if of_u is not None:
        products = products + array_of(diagonal_of(F, matmul(F, adjoint(F, u), of_u)))
    if of_vh is not None:
        products = products + array_of(diagonal_of(F, matmul(F, vh, adjoint(F, of_vh))))
    if depends_on_phases(products):
        raise RuntimeError(
            "svd_backward: The singular vectors in the complex case are specified up to "
            "multiplication by e^{i phi}. The specified loss function depends on this phase term, "
            "making it ill-defined."
        )


def _first(F: Any, a: Any, dim: int, count: int) -> Any:
    return None if a is None else F.slice(a, dim=dim, start=0, end=count, step=1)


def _skew(F: Any, a: Any) -> Any:
    return F.sub(a, adjoint(F, a))


@op("LinalgPinvBackward0", formula="a^{+}")
def pinv(a: Any, *, rcond: Any, atol: Any = 0.0, hermitian: bool = False) -> Array:
    """The pseudoinverse of a matrix of any shape; too small singular values count as 0.

    They are too small up to ``rcond`` times the largest one, or up to ``atol``.
    """
    if not np.isfinite(a).all():
        return np.full_like(np.swapaxes(a, -1, -2), np.nan)
    if np.any(atol):
        largest = np.linalg.norm(a, 2, axis=(-2, -1)) if a.size else np.ones(a.shape[:-2], a.dtype)
        rcond = np.maximum(rcond, atol / largest)
    return np.linalg.pinv(a, rcond, hermitian)


@pinv.vjp(
    "a",
    sends=r"-y^{\mathsf{T}} g y^{\mathsf{T}} + (I - a y) g^{\mathsf{T}} y y^{\mathsf{T}} + "
    r"y^{\mathsf{T}} y g^{\mathsf{T}} (I - y a)",
)
def pinv_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    """Source: Golub and Pereyra 1973, for matrices of constant rank."""
    rows, columns = a.shape[-2:]
    back, gt = adjoint(F, out), adjoint(F, g)
    if rows <= columns:
        across = matmul(F, gt, out)
        long = matmul(F, across, back)
        sent = F.add(F.neg(adjoint(F, matmul(F, out, across))), long)
        sent = F.sub(sent, matmul(F, matmul(F, a, out), long))
        rest = F.sub(gt, matmul(F, across, a))
        return F.add(sent, matmul(F, matmul(F, back, out), rest))
    across = matmul(F, out, gt)
    long = matmul(F, back, across)
    rest = matmul(F, matmul(F, F.sub(gt, matmul(F, a, across)), out), back)
    sent = F.add(F.add(F.neg(adjoint(F, matmul(F, across, out))), rest), long)
    return F.sub(sent, matmul(F, matmul(F, long, out), a))
