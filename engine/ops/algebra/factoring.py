"""LU factors of matrices with pivoted rows, and linear systems solved by factors.

Shapes: a (..., m, n), one or a batch of matrices; k is the smaller of m and n.
"""

from math import prod
from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import op
from engine.ops.algebra import singular, triangular
from engine.ops.algebra.matrices import adjoint as adjoint_of
from engine.ops.algebra.matrices import matmul, swapped, write
from engine.ops.arrays import array_of
from engine.ops.order import in_columns, in_rows
from engine.registry import raw
from engine.tensor import Array


def _eliminated(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """A matrix with both factors in its place, the rows exchanged, and the first pivot that is 0.

    Rows and pivots count from 1 on, as in LAPACK.
    """
    work = np.array(matrix, np.result_type(matrix.dtype, np.float64))
    rows, columns = work.shape
    pivots = np.arange(1, min(rows, columns) + 1, dtype=np.int32)
    failed = 0
    for at in range(len(pivots)):
        best = at + int(np.argmax(np.abs(work[at:, at].real) + np.abs(work[at:, at].imag)))
        pivots[at] = best + 1
        if work[best, at] == 0:
            failed = failed or at + 1
            continue
        work[[at, best]] = work[[best, at]]
        work[at + 1 :, at] /= work[at, at]
        work[at + 1 :, at + 1 :] -= np.outer(work[at + 1 :, at], work[at, at + 1 :])
    return work, pivots, failed


def permutations(pivots: np.ndarray, rows: int, dtype: Any) -> np.ndarray:
    """The matrices P that give back the order of rows that was before the exchanges."""
    flat = pivots.reshape(prod(pivots.shape[:-1]), pivots.shape[-1])
    out = np.zeros((len(flat), rows, rows), dtype)
    for matrix, exchanges in zip(out, flat):
        order = np.arange(rows)
        for at, other in enumerate(exchanges - 1):
            order[[at, other]] = order[[other, at]]
        matrix[order, np.arange(rows)] = 1
    return out.reshape(*pivots.shape[:-1], rows, rows)


@multi_op(
    "LinalgLuFactorExBackward0",
    outputs=("LU", "pivots", "info"),
    gradient_outputs=("LU",),
    formula=r"L + U - I: P L U = a",
)
def lu_factor(a: Any) -> tuple[Array, Array, Array]:
    """The LU factors in one matrix, the pivots, and the first pivot that is 0."""
    lead, k = a.shape[:-2], min(a.shape[-2:])
    flat = [_eliminated(each) for each in a.reshape(prod(lead), *a.shape[-2:])]
    whole = np.array([each[0] for each in flat]).reshape(a.shape).astype(a.dtype)
    pivots = np.array([each[1] for each in flat], np.int32).reshape(*lead, k)
    info = np.array([each[2] for each in flat], np.int32).reshape(lead)
    return in_columns(whole), pivots, info[()]


@lu_factor.vjp(
    "a",
    sends=r"P L^{-\mathsf{T}} \left(\operatorname{tril}_{-1}(L^{\mathsf{T}} g_L) + "
    r"\operatorname{triu}(g_U U^{\mathsf{T}})\right) U^{-\mathsf{T}}",
)
def lu_factor_wrt_a(F: Any, g: Any, *, LU: Any, pivots: Any) -> Any:  # noqa: N803
    rows, columns = LU.shape[-2:]
    exchanges = np.asarray(array_of(pivots))
    p = F.copy_from(
        F.zeros_of(LU, shape=(*LU.shape[:-1], rows)),
        F.constant(data=permutations(exchanges, rows, np.float64)),
    )
    k = min(rows, columns)
    low, up = F.lu_unpack(LU)
    last = len(g.shape) - 1
    of_low = F.slice(g, dim=last, start=0, end=k, step=1)
    of_up = F.slice(g, dim=last - 1, start=0, end=k, step=1)
    return matmul(F, p, _to_product(F, low, up, of_low, of_up))


@multi_op(
    "LinalgLuBackward0",
    outputs=("P", "L", "U"),
    gradient_outputs=("L", "U"),
    formula=r"P, L, U: a = P L U",
)
def lu(a: Any) -> tuple[Array, Array, Array]:
    """The LU decomposition: a permutation P, a unit lower triangular L, an upper triangular U."""
    whole, pivots, _ = lu_factor.kernel(a)
    rows, columns = a.shape[-2:]
    k = min(rows, columns)
    low = np.tril(whole[..., :k], -1) + np.eye(rows, k, dtype=a.dtype)
    return permutations(pivots, rows, a.dtype), low, np.triu(whole[..., :k, :])


@lu.vjp(
    "a",
    sends=r"P L^{-\mathsf{T}} \left(\operatorname{tril}_{-1}(L^{\mathsf{T}} g_1) + "
    r"\operatorname{triu}(g_2 U^{\mathsf{T}})\right) U^{-\mathsf{T}}",
)
def lu_wrt_a(F: Any, gs: Any, *, P: Any, L: Any, U: Any) -> Any:  # noqa: N803
    of_low, of_up = gs
    of_low = F.zeros_like(L) if of_low is None else of_low
    of_up = F.zeros_like(U) if of_up is None else of_up
    return matmul(F, P, _to_product(F, L, U, of_low, of_up))


def _to_product(F: Any, low: Any, up: Any, of_low: Any, of_up: Any) -> Any:
    """The gradient of the product of two triangular factors, from theirs.

    What hangs over the square part follows from it: for a tall matrix a_2 U^-1, for a wide one
    L^-1 a_2.
    """
    rows, k = low.shape[-2:]
    columns = up.shape[-1]
    low1, up1 = _rows(F, low, 0, k), _columns(F, up, 0, k)
    lower = matmul(F, adjoint_of(F, low1), _rows(F, of_low, 0, k))
    upper = matmul(F, _columns(F, of_up, 0, k), adjoint_of(F, up1))
    if rows > k:
        of_rest = _rows(F, of_low, k, rows)
        upper = F.sub(upper, matmul(F, adjoint_of(F, _rows(F, low, k, rows)), of_rest))
    if columns > k:
        of_rest = _columns(F, of_up, k, columns)
        lower = F.sub(lower, matmul(F, of_rest, adjoint_of(F, _columns(F, up, k, columns))))
    inner = F.add(F.tril(lower, diagonal=-1), F.triu(upper, diagonal=0))
    square = _under_low(F, low1, _over_up(F, up1, inner))
    if rows > k:
        return F.cat(square, _over_up(F, up1, of_rest), dim=len(low.shape) - 2)
    if columns > k:
        return F.cat(square, _under_low(F, low1, of_rest), dim=len(low.shape) - 1)
    return square


def _under_low(F: Any, low: Any, b: Any) -> Any:
    """L^-T b, for a lower triangular L with ones on its diagonal."""
    return F.solve_triangular(adjoint_of(F, low), b, upper=True, unitriangular=True, left=True)


def _over_up(F: Any, up: Any, b: Any) -> Any:
    """b U^-T, for an upper triangular U."""
    return F.solve_triangular(adjoint_of(F, up), b, upper=False, unitriangular=False, left=False)


def _rows(F: Any, a: Any, start: int, end: int) -> Any:
    if (start, end) == (0, a.shape[-2]):
        return a
    return F.slice(a, dim=len(a.shape) - 2, start=start, end=end, step=1)


def _columns(F: Any, a: Any, start: int, end: int) -> Any:
    if (start, end) == (0, a.shape[-1]):
        return a
    return F.slice(a, dim=len(a.shape) - 1, start=start, end=end, step=1)


@multi_op("LuUnpackBackward0", outputs=("L", "U"), formula=r"L, U: L + U - I = a")
def lu_unpack(a: Any) -> tuple[Array, Array]:
    """L and U of the one matrix in which ``lu_factor`` packs them."""
    rows, columns = a.shape[-2:]
    k = min(rows, columns)
    low = np.tril(a[..., :k], -1) + np.eye(rows, k, dtype=a.dtype)
    return low, np.triu(a[..., :k, :])


@lu_unpack.vjp("a", sends=r"\operatorname{tril}_{-1}(g_1) + \operatorname{triu}(g_2)")
def lu_unpack_wrt_a(F: Any, gs: Any, *, a: Any) -> Any:
    of_low, of_up = gs
    total = F.zeros_like(a)
    if of_low is not None:
        total = F.add(total, F.pad_to(F.tril(of_low, diagonal=-1), shape=tuple(a.shape)))
    if of_up is not None:
        total = F.add(total, F.pad_to(F.triu(of_up, diagonal=0), shape=tuple(a.shape)))
    return total


@op("LinalgLuSolveBackward0", formula=r"U^{-1} L^{-1} P^{\mathsf{T}} b,\, a = L + U - I")
def lu_solve(a: Any, b: Any, p: Any, *, left: bool, adjoint: bool) -> Array:
    """The x with P L U x = b, for the factors in one matrix and the permutation p.

    Shapes: a (..., n, n), b (..., n, k), p (..., n, n) -> (..., n, k)

    Args:
        left: whether the product stands on the left, not on the right of x.
        adjoint: whether its adjoint does.
    """
    if not left:
        solved = lu_solve.kernel(a, adjoint_of(raw, b), p, left=True, adjoint=not adjoint)
        return in_rows(adjoint_of(raw, solved))
    solve = triangular.solve_triangular.kernel
    if adjoint:
        a = adjoint_of(raw, a)
        half = solve(a, b, upper=False, unitriangular=False, left=True)
        whole = solve(a, half, upper=True, unitriangular=True, left=True)
        return in_columns(np.matmul(p, whole).astype(b.dtype))
    exchanged = np.matmul(np.swapaxes(p, -1, -2), b).astype(b.dtype)
    half = solve(a, exchanged, upper=False, unitriangular=True, left=True)
    return solve(a, half, upper=True, unitriangular=False, left=True)


@lu_solve.vjp(
    "a",
    sends=r"-\operatorname{tril}_{-1}(h (U y)^{\mathsf{T}}) - "
    r"\operatorname{triu}(U^{-\mathsf{T}} g "
    r"y^{\mathsf{T}}),\, h = L^{-\mathsf{T}} U^{-\mathsf{T}} g",
)
def lu_solve_wrt_a(F: Any, g: Any, *, a: Any, p: Any, out: Any, left: bool, adjoint: bool) -> Any:
    """As each way is one of A or of its adjoint from the left, only these two differ."""
    if not left:
        g, out, adjoint = adjoint_of(F, g), adjoint_of(F, out), not adjoint
    low, up = F.lu_unpack(a)
    if adjoint:  # A^H y = b: what of A's inverse goes to b comes to A from the other side
        sent = F.lu_solve(a, g, p, left=True, adjoint=False)
        of_product = F.neg(matmul(F, out, adjoint_of(F, sent)))
    else:
        sent = F.lu_solve(a, g, p, left=True, adjoint=True)
        of_product = F.neg(matmul(F, sent, adjoint_of(F, out)))
    inner = matmul(F, swapped(F, p), of_product)
    of_low = F.tril(matmul(F, inner, adjoint_of(F, up)), diagonal=-1)
    return F.add(of_low, F.triu(matmul(F, adjoint_of(F, low), inner), diagonal=0))


@lu_solve.vjp("b", sends=r"P L^{-\mathsf{T}} U^{-\mathsf{T}} g")
def lu_solve_wrt_b(F: Any, g: Any, *, a: Any, p: Any, left: bool, adjoint: bool) -> Any:
    return F.lu_solve(a, g, p, left=left, adjoint=not adjoint)


@op("CholeskySolveBackward0", formula=r"(b b^{\mathsf{T}})^{-1} a")
def cholesky_solve(a: Any, b: Any, *, upper: bool) -> Array:
    """The x with b bT x = a for a lower triangular factor b, with bT b x = a for an upper one."""
    try:
        return in_columns(np.linalg.solve(_product_of_factor(b, upper), a))
    except np.linalg.LinAlgError:  # it has zeros on its diagonal, which are divided by
        low = adjoint_of(raw, b) if upper else b
        solve, way = triangular.solve_triangular.kernel, {"unitriangular": False, "left": True}
        half = solve(low, a, upper=False, **way)
        return solve(adjoint_of(raw, low), half, upper=True, **way)


def _product_of_factor(factor: Any, upper: bool) -> Any:
    low = adjoint_of(raw, np.triu(factor)) if upper else np.tril(factor)
    return np.matmul(low, adjoint_of(raw, low))


def _times_factor(F: Any, symmetric: Any, factor: Any, upper: bool) -> Any:
    """What goes back to a factor; as in PyTorch to all of its elements, also those not read."""
    pair = (factor, symmetric) if upper else (symmetric, factor)
    return F.neg(matmul(F, *pair))


@cholesky_solve.vjp("a", sends=r"(b b^{\mathsf{T}})^{-1} g")
def cholesky_solve_wrt_a(F: Any, g: Any, *, b: Any, upper: bool) -> Any:
    return F.cholesky_solve(g, b, upper=upper)


@cholesky_solve.vjp(
    "b",
    sends=r"-(s y^{\mathsf{T}} + y s^{\mathsf{T}}) b,\, s = (b b^{\mathsf{T}})^{-1} g",
)
def cholesky_solve_wrt_b(F: Any, g: Any, *, b: Any, out: Any, upper: bool) -> Any:
    sent = matmul(F, F.cholesky_solve(g, b, upper=upper), adjoint_of(F, out))
    return _times_factor(F, F.add(sent, adjoint_of(F, sent)), b, upper)


@op("CholeskyInverseBackward0", formula=r"(a a^{\mathsf{T}})^{-1}")
def cholesky_inverse(a: Any, *, upper: bool) -> Array:
    """The inverse of a aT for a lower triangular factor a, of aT a for an upper one."""
    return in_columns(np.linalg.inv(_product_of_factor(a, upper)))


@cholesky_inverse.vjp("a", sends=r"-y (g + g^{\mathsf{T}}) y a")
def cholesky_inverse_wrt_a(F: Any, g: Any, *, a: Any, out: Any, upper: bool) -> Any:
    both = F.add(g, adjoint_of(F, g))
    return _times_factor(F, matmul(F, out, matmul(F, both, out)), a, upper)


@multi_op("LinalgLstsqBackward0", outputs=("solution", "residuals"), formula=r"a^{+} b")
def lstsq(a: Any, b: Any, *, rcond: float, tells: bool) -> tuple[Array, Array]:
    """The least-squares solution x of a x = b of minimum norm; if it ``tells``, the residuals too.

    Shapes: a (..., m, n), b (..., m, k) -> (..., n, k), (..., k); also b (..., m) -> (..., n), ...
    """
    is_vector = b.ndim < a.ndim
    columns = b[..., None] if is_vector else b
    found = np.matmul(singular.pinv.kernel(a, rcond=rcond), columns)
    # As LAPACK writes the solution over b, it has the room that either of them needs.
    rows = max(a.shape[-2:])
    room = np.zeros((*found.shape[:-2], found.shape[-1], rows), found.dtype)
    solution = np.swapaxes(room, -1, -2)[..., : found.shape[-2], :]
    solution[...] = found
    residuals = np.zeros(0, a.real.dtype)
    if tells:
        residuals = np.sum(np.abs(np.matmul(a, solution) - columns) ** 2, axis=-2)
    return (solution[..., 0] if is_vector else solution), residuals


@lstsq.vjp(
    "a",
    sends=r"\partial_a\, \langle g_1 b^{\mathsf{T}}, a^{+} \rangle + "
    r"2 g_2 (a y - b) y^{\mathsf{T}}",
)
def lstsq_wrt_a(F: Any, gs: Any, *, a: Any, b: Any, rcond: float, tells: bool) -> Any:
    (g, of_residuals), inverse = gs, F.pinv(a, rcond=rcond)
    b, sent = _as_columns(F, b, a), None
    if g is not None:
        product = matmul(F, _as_columns(F, g, a), adjoint_of(F, b))
        sent = singular.pinv_wrt_a(F, product, a=a, out=inverse)
    if of_residuals is None or not tells:
        return sent
    solution = matmul(F, inverse, b)
    gaps = _doubled_gaps(F, of_residuals, a, b, solution)
    part = matmul(F, gaps, adjoint_of(F, solution))
    return part if sent is None else F.add(sent, part)


@lstsq.vjp("b", sends=r"(a^{+})^{\mathsf{T}} g_1 + 2 g_2 (b - a y)")
def lstsq_wrt_b(F: Any, gs: Any, *, a: Any, b: Any, rcond: float, tells: bool) -> Any:
    (g, of_residuals), inverse = gs, F.pinv(a, rcond=rcond)
    columns, sent = _as_columns(F, b, a), None
    if g is not None:
        sent = matmul(F, adjoint_of(F, inverse), _as_columns(F, g, a))
    if of_residuals is not None and tells:
        solution = matmul(F, inverse, columns)
        part = F.neg(_doubled_gaps(F, of_residuals, a, columns, solution))
        sent = part if sent is None else F.add(sent, part)
    is_vector = sent is not None and columns is not b
    return F.squeeze_dim(sent, dim=len(a.shape) - 1) if is_vector else sent


def _as_columns(F: Any, vectors: Any, a: Any) -> Any:
    """Vectors as matrices of one column; matrices as they are."""
    is_vector = len(vectors.shape) < len(a.shape)
    return F.unsqueeze(vectors, dim=len(vectors.shape)) if is_vector else vectors


def _doubled_gaps(F: Any, of_residuals: Any, a: Any, b: Any, solution: Any) -> Any:
    """Twice what is left over, times the gradient of its square, column by column."""
    gaps = F.sub(matmul(F, a, solution), b)
    return F.mul(F.mul_number(gaps, number=2.0), F.unsqueeze(of_residuals, dim=len(b.shape) - 2))


@op("LinalgMatrixExpBackward0", formula=r"\sum_k \frac{a^k}{k!}")
def matrix_exp(a: Any) -> Array:
    """The matrix exponential: a Taylor series, by scaling and squaring.

    Source: scaling and squaring (Moler and Van Loan 2003), with the Taylor series in float64.
    """
    work = np.asarray(a, np.result_type(a.dtype, np.float64))
    if not work.size or not np.isfinite(work).all():
        return np.full_like(a, np.nan)
    norm = np.abs(work).sum(axis=-2).max()
    halvings = max(0, int(np.ceil(np.log2(norm))) + 2) if norm else 0
    part = work / 2.0**halvings
    term = total = np.broadcast_to(np.eye(work.shape[-1]), work.shape)
    for order in range(1, 19):
        term = np.matmul(term, part) / order
        total = total + term
    for _ in range(halvings):
        total = np.matmul(total, total)
    return total.astype(a.dtype)


@matrix_exp.vjp("a", sends=r"\int_0^1 e^{t a^{\mathsf{T}}} g\, e^{(1 - t) a^{\mathsf{T}}} \, dt")
def matrix_exp_wrt_a(F: Any, g: Any, *, a: Any) -> Any:
    """Source: Mathias 1996, A chain rule for matrix functions."""
    back, n = adjoint_of(F, a), a.shape[-1]
    blocks = F.zeros_of(g, shape=(*a.shape[:-2], 2 * n, 2 * n))
    for block, top, left in ((back, 0, 0), (back, n, n), (g, 0, n)):
        write(F, _columns(F, _rows(F, blocks, top, top + n), left, left + n), block)
    return _columns(F, _rows(F, F.matrix_exp(blocks), 0, n), n, 2 * n)
