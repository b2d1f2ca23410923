"""Inverses, determinants and factors of square matrices, one or a batch of them.

Shapes: a (..., n, n). Singular matrices raise ``numpy.linalg.LinAlgError``.
"""

from typing import Any

import numpy as np

from engine.multi_op import multi_op
from engine.op import Op, op
from engine.ops import arithmetic, combined
from engine.ops.matrices import adjoint, matmul, swapped
from engine.ops.order import in_columns
from engine.tensor import Array, Tensor


def _across(F: Any, g: Any) -> Any:
    """One number per matrix, spread over its rows and columns."""
    ndim = len(g.shape)
    return F.unsqueeze(F.unsqueeze(g, dim=ndim), dim=ndim + 1)


@op("LinalgInvExBackward0", formula="a^{-1}")
def inverse(a: Any) -> Array:
    """The inverse of a matrix."""
    return in_columns(np.linalg.inv(a))


@inverse.vjp("a", sends=r"-y^{\mathsf{T}} g y^{\mathsf{T}}")
def inverse_wrt_a(F: Any, g: Any, *, out: Any) -> Any:
    return F.neg(matmul(F, swapped(F, out), matmul(F, g, swapped(F, out))))


@op("LinalgDetBackward0", formula=r"\det a")
def det(a: Any) -> Array:
    """The determinant of a matrix."""
    return np.linalg.det(a)


@det.vjp("a", sends=r"g \operatorname{cof}(a)")
def det_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    if not isinstance(out, Tensor):
        return F.mul(_across(F, g), _cofactors(a))
    if np.all(out._data):
        return _solved_for_diagonal(F, F.mul(g, out), a)
    return _from_singular_values(F, g, a)


def _cofactors(a: Any) -> Array:
    """The derivative of the determinant by each element, of singular matrices too."""
    if not a.size:
        return np.zeros_like(a)
    if not np.isfinite(a).all():
        return np.full_like(a, np.nan)
    u, s, vh = np.linalg.svd(a)
    others = np.stack(
        [np.prod(np.delete(s, i, axis=-1), axis=-1) for i in range(s.shape[-1])], axis=-1
    )
    sign = np.linalg.det(u) * np.linalg.det(vh)
    scaled = u * others[..., None, :]
    return np.matmul(scaled, vh) * sign[..., None, None]


def _from_singular_values(F: Any, g: Any, a: Any) -> Any:
    """The same times g, by steps that have derivatives."""
    u, s, vh = F.svd(a, full_matrices=True)
    dim = len(a.shape) - 2
    values = [F.select(s, dim=dim, index=at) for at in range(a.shape[-1])]
    scale = F.mul(g, F.mul(F.det(u), F.det(vh)))
    products = []
    for one in values:
        product = scale
        for other in values:
            product = product if other is one else F.mul(product, other)
        products.append(product)
    row = F.unsqueeze(F.stack(*products, dim=dim), dim=dim)
    return matmul(F, F.mul(u, row), vh)


def _solved_for_diagonal(F: Any, number: Any, a: Any) -> Any:
    """The transposed inverse of a matrix, times a number for each."""
    ndim = len(a.shape)
    row = F.expand(F.unsqueeze(number, dim=ndim - 2), shape=tuple(a.shape[:-1]))
    diagonal = F.diag_embed(row, offset=0, dim1=ndim - 2, dim2=ndim - 1)
    return F.solve(swapped(F, a), swapped(F, diagonal))


@multi_op(
    "LinalgSlogdetBackward0",
    outputs=("sign", "logabsdet"),
    formula=r"\operatorname{sgn} \det a,\, \ln |\det a|",
)
def slogdet(a: Any) -> tuple[Array, Array]:
    """The sign of a determinant, and the logarithm of its magnitude."""
    sign, logabsdet = np.linalg.slogdet(a)
    return sign, logabsdet


@slogdet.vjp("a", sends=r"g_2 a^{-\mathsf{T}}")
def slogdet_wrt_a(F: Any, gs: Any, *, a: Any) -> Any:
    of_logarithm = gs[1]
    return of_logarithm if of_logarithm is None else _solved_for_diagonal(F, of_logarithm, a)


@op("LinalgSolveExBackward0", formula="a^{-1} b")
def solve(a: Any, b: Any) -> Array:
    """The x with a x = b.

    Shapes: a (..., n, n), b (..., n, k) -> (..., n, k); also b (..., n) -> (..., n)
    """
    if _is_of_vectors(a.shape, b.shape):
        return np.linalg.solve(a, b[..., None])[..., 0]
    return in_columns(np.linalg.solve(a, b))


def _is_of_vectors(of_matrix: tuple[int, ...], of_right: tuple[int, ...]) -> bool:
    """Whether one right side is meant for each matrix, and not the columns of a matrix."""
    return len(of_right) == 1 or tuple(of_right) == tuple(of_matrix[:-1])


@solve.vjp("a", sends=r"-a^{-\mathsf{T}} g y^{\mathsf{T}}")
def solve_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    return solve_at_once(F, g, a=a, out=out, mask=(True, False))[0]


@solve.vjp("b", sends=r"a^{-\mathsf{T}} g")
def solve_wrt_b(F: Any, g: Any, *, a: Any) -> Any:
    return solve_at_once(F, g, a=a, out=None, mask=(False, True))[1]


@solve.vjp_at_once
def solve_at_once(F: Any, g: Any, *, a: Any, out: Any, mask: tuple[bool, bool]) -> list[Any]:
    last = len(g.shape) if _is_of_vectors(a.shape, g.shape) else 0
    back = F.solve(adjoint(F, a), F.unsqueeze(g, dim=last) if last else g)
    of_a = of_b = None
    if mask[0]:
        columns = F.unsqueeze(out, dim=last) if last else out
        of_a = F.neg(matmul(F, back, adjoint(F, columns)))
    if mask[1]:
        of_b = F.squeeze_dim(back, dim=last) if last else back
    return [of_a, of_b]


@op("LinalgCholeskyExBackward0", formula=r"L: L L^{\mathsf{T}} = a")
def cholesky(a: Any, *, upper: bool) -> Array:
    """A triangular factor of a positive definite matrix, from the same half of that."""
    half = np.swapaxes(np.triu(a), -1, -2) if upper else np.tril(a)
    low = np.linalg.cholesky(half + np.swapaxes(np.tril(half, -1), -1, -2))
    if np.isnan(low).any():
        raise np.linalg.LinAlgError
    return in_columns(np.swapaxes(low, -1, -2) if upper else low)


@cholesky.vjp(
    "a",
    sends=r"\frac{1}{2} (s + s^{\mathsf{T}}),\, s = L^{-\mathsf{T}} "
    r"\operatorname{low}(L^{\mathsf{T}} g) L^{-1}",
)
def cholesky_wrt_a(F: Any, g: Any, *, out: Any, upper: bool) -> Any:
    if upper:
        g, out = swapped(F, g), swapped(F, out)
    low = F.tril(matmul(F, swapped(F, out), g), diagonal=0)
    whole = F.add(low, swapped(F, F.tril(low, diagonal=-1)))
    half = F.mul_number(whole, number=0.5)
    settings = {"unitriangular": False}
    inner = F.solve_triangular(swapped(F, out), half, upper=True, left=True, **settings)
    return F.solve_triangular(out, inner, upper=False, left=False, **settings)


@op("CholeskyBackward0", formula=r"L: L L^{\mathsf{T}} = a")
def older_cholesky(a: Any, *, upper: bool) -> Array:
    """``cholesky`` by its older name."""
    return cholesky.kernel(a, upper=upper)


@older_cholesky.vjp(
    "a",
    sends=r"\frac{1}{2} (s + s^{\mathsf{T}}),\, s = L^{-\mathsf{T}} "
    r"\operatorname{low}(L^{\mathsf{T}} g) L^{-1}",
)
def older_cholesky_wrt_a(F: Any, g: Any, *, out: Any, upper: bool) -> Any:
    return cholesky_wrt_a(F, g, out=out, upper=upper)


def _diagonal_part(F: Any, a: Any, ndim: int) -> Any:
    """The matrix with all but its diagonal set to 0."""
    diagonal = F.diagonal_copy(a, offset=0, dim1=ndim - 2, dim2=ndim - 1)
    return F.diag_embed(diagonal, offset=0, dim1=ndim - 2, dim2=ndim - 1)


@multi_op(
    "LinalgEighBackward0",
    outputs=("eigenvalues", "eigenvectors"),
    formula=r"\Lambda, V: a = V \Lambda V^{\mathsf{T}}",
)
def eigh(a: Any, *, uplo: Any) -> tuple[Array, Array]:
    """Eigenvalues in rising order and eigenvectors, in columns, of a symmetric matrix.

    Only its lower half is read, or with ``uplo="U"`` its upper one.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(a, uplo)
    return eigenvalues, in_columns(eigenvectors)


@eigh.vjp(
    "a",
    sends=r"V \left(\operatorname{diag}(g_1) + \frac{V^{\mathsf{T}} g_2}{\lambda_j - "
    r"\lambda_i}\right) V^{\mathsf{T}}",
)
def eigh_wrt_a(F: Any, gs: Any, *, eigenvalues: Any, eigenvectors: Any) -> Any:
    of_values, of_vectors = gs
    ndim = len(eigenvectors.shape)
    turned = swapped(F, eigenvectors)
    if of_vectors is None:
        scaled = F.mul(eigenvectors, F.unsqueeze(of_values, dim=ndim - 2))
        return matmul(F, scaled, turned)
    product = matmul(F, turned, of_vectors)
    skew = F.mul_number(F.sub(product, swapped(F, product)), number=0.5)
    gaps = F.sub(F.unsqueeze(eigenvalues, dim=ndim - 2), F.unsqueeze(eigenvalues, dim=ndim - 1))
    inner = F.div(skew, changed_diagonal(F, gaps, arithmetic.fill, value=1.0))
    if of_values is not None:
        inner = changed_diagonal(F, inner, combined.copy_from, of_values)
    return matmul(F, eigenvectors, matmul(F, inner, swapped(F, eigenvectors)))


def changed_diagonal(F: Any, a: Any, change: Op, *others: Any, **settings: Any) -> Any:
    """A matrix that nobody else refers to, its diagonal changed in place by an operation."""
    ndim = len(a.shape)
    diagonal = F.diagonal(a, offset=0, dim1=ndim - 2, dim2=ndim - 1)
    if isinstance(a, Tensor):
        change.apply_in_place(diagonal, *others, **settings)
    else:
        diagonal[...] = change.kernel(diagonal, *others, **settings)
    return a


@multi_op(
    "LinalgSvdBackward0",
    outputs=("U", "S", "Vh"),
    formula=r"U, S, V^{\mathsf{T}}: a = U S V^{\mathsf{T}}",
)
def svd(a: Any, *, full_matrices: bool) -> tuple[Array, Array, Array]:
    """Singular vectors and values: a = U diag(S) Vh."""
    finite = np.isfinite(a).all(axis=(-2, -1))
    if not finite.all():
        return _svd_of_infinite(a, finite, full_matrices)
    u, s, vh = np.linalg.svd(a, full_matrices=full_matrices)
    return in_columns(u), s, in_columns(vh)


def _svd_of_infinite(a: Any, finite: Any, full_matrices: bool) -> tuple[Array, Array, Array]:
    """The factors where some matrices have infinite elements: nan; LAPACK would not end.

    Raises:
        numpy.linalg.LinAlgError: some elements are nan.
    """
    if np.isnan(a).any():
        raise np.linalg.LinAlgError(
            "linalg.svd: The algorithm failed to converge because the input matrix contained "
            "non-finite values."
        )
    known = np.where(finite[..., None, None], a, 0)
    u, s, vh = np.linalg.svd(known, full_matrices=full_matrices)
    for factor in (u, s, vh):
        factor[~finite] = np.nan
    return u, s, vh


@svd.vjp(
    "a",
    sends=r"U \left(\operatorname{diag}(g_2) + \frac{(U^{\mathsf{T}} g_1 - g_1^{\mathsf{T}} "
    r"U) s_j + s_i (V^{\mathsf{T}} g_3^{\mathsf{T}} - g_3 V)}{s_j^2 - s_i^2}\right) "
    r"V^{\mathsf{T}} + (1 - U U^{\mathsf{T}}) g_1 S^{-1} V^{\mathsf{T}} + U S^{-1} g_3 "
    r"(1 - V V^{\mathsf{T}})",
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
    if of_s is not None:
        inner = F.add(inner, F.diag_embed(of_s, offset=0, dim1=ndim - 2, dim2=ndim - 1))
    if rows > k and of_u is not None:
        outer = F.div(of_u, F.unsqueeze(S, dim=ndim - 2))
        within = matmul(F, U, matmul(F, swapped(F, U), outer))
        return matmul(F, F.sub(F.add(matmul(F, U, inner), outer), within), Vh)
    if columns > k and of_vh is not None:
        outer = F.div(of_vh, F.unsqueeze(S, dim=ndim - 1))
        within = matmul(F, matmul(F, outer, swapped(F, Vh)), Vh)
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
        left = _skew(F, matmul(F, swapped(F, u), of_u))
        row = F.unsqueeze(s, dim=ndim - 2)
        if of_vh is None:
            return F.mul(F.div(left, gaps), row)
    right = _skew(F, matmul(F, vh, swapped(F, of_vh)))
    column = F.unsqueeze(s, dim=ndim - 1)
    if of_u is None:
        return F.mul(column, F.div(right, gaps))
    return F.div(F.add(F.mul(left, row), F.mul(column, right)), gaps)


def _first(F: Any, a: Any, dim: int, count: int) -> Any:
    return None if a is None else F.slice(a, dim=dim, start=0, end=count, step=1)


def _skew(F: Any, a: Any) -> Any:
    return F.sub(a, swapped(F, a))


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
    sends=r"-y^{\mathsf{T}} g y^{\mathsf{T}} + (1 - a y) g^{\mathsf{T}} y y^{\mathsf{T}} + "
    r"y^{\mathsf{T}} y g^{\mathsf{T}} (1 - y a)",
)
def pinv_wrt_a(F: Any, g: Any, *, a: Any, out: Any) -> Any:
    """Source: Golub and Pereyra 1973, for matrices of constant rank."""
    turned, gt = swapped(F, out), swapped(F, g)
    first = F.neg(matmul(F, turned, matmul(F, g, turned)))
    left = F.sub(gt, matmul(F, a, matmul(F, out, gt)))
    second = matmul(F, left, matmul(F, out, turned))
    right = F.sub(gt, matmul(F, gt, matmul(F, out, a)))
    third = matmul(F, turned, matmul(F, out, right))
    return F.add(first, F.add(second, third))
