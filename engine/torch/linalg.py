"""The module ``torch.linalg``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import operand_checks
from engine.errors import LinAlgError as LinAlgError
from engine.ops.algebra import singular, solving, triangular
from engine.ops.elementwise import combined
from engine.ops.indexing import select
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch import return_types
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import check_dtype_of_norm, refuse_dtypes
from engine.torch.calling.out_argument import into
from engine.torch.matrices import contractions, products
from engine.torch.matrices.chains import multi_dot
from engine.torch.matrices.conditions import cond
from engine.torch.matrices.factors import (
    eig,
    eigvals,
    lu,
    lu_factor,
    lu_factor_ex,
    lu_solve,
    matrix_exp,
    tensorinv,
    tensorsolve,
    vander,
)
from engine.torch.matrices.householder import householder_product
from engine.torch.matrices.indefinite import ldl_factor, ldl_factor_ex, ldl_solve
from engine.torch.matrices.least_squares import lstsq
from engine.torch.matrices.matrix_norms import matrix_norm, norm
from engine.torch.matrices.square_matrices import (
    check_equations,
    check_extents,
    check_floating,
    check_sides,
    check_square,
    diverged,
    failed,
    has_lapack_dtype,
    not_positive,
    require_lapack_dtype,
    zero_pivot,
)
from engine.torch.matrices.tried_factors import cholesky_ex, inv_ex, solve_ex
from engine.torch.names.absent import missing as _missing
from engine.torch.routines import complex_parts, operands, reductions, views
from engine.torch.routines.reductions import vector_norm

__all__ = [
    "cholesky", "cholesky_ex", "cond", "cross", "det", "diagonal", "eig", "eigh", "eigvals",
    "eigvalsh", "householder_product", "inv", "inv_ex",
    "ldl_factor", "ldl_factor_ex", "ldl_solve", "lstsq", "lu", "lu_factor",
    "lu_factor_ex", "lu_solve", "matmul", "matrix_exp", "matrix_norm", "matrix_power",
    "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "solve_ex",
    "solve_triangular", "svd", "svdvals", "tensorinv", "tensorsolve", "vander", "vecdot",
    "vector_norm",
]  # fmt: skip

matmul, cross = products.matmul, contractions.linalg_cross


def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:  # noqa: N803
    """The inverse of a matrix.

    Raises:
        LinAlgError: it is singular.
    """
    check_square("linalg.inv", A)
    try:
        result = solving.inverse(A)
    except np.linalg.LinAlgError:
        reason = (
            "The diagonal element {place} is zero, the inversion could not be completed because "
            "the input matrix is singular."
        )
        raise failed("linalg.inv", A, reason, zero_pivot) from None
    return result if out is None else into("linalg_inv", out, result)


def det(A: Tensor, *, out: Tensor | None = None) -> Tensor:  # noqa: N803
    """The determinant of a matrix."""
    check_square("linalg.det", A, "lu_cpu")
    result = solving.det(A)
    return result if out is None else into("linalg_det", out, result)


def slogdet(A: Tensor) -> Any:  # noqa: N803
    """The sign of a determinant, and the logarithm of its magnitude."""
    check_square("linalg.slogdet", A)
    return return_types.linalg_slogdet(solving.slogdet(A))


def solve(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Tensor:  # noqa: N803
    """The X with A X = B; with X A = B if A is not on the ``left``.

    Raises:
        LinAlgError: the matrix is singular.
        RuntimeError: shapes that do not match.
    """
    check_equations(A, B, left)
    try:
        result = solving.solve(A, B, left=left)
    except np.linalg.LinAlgError:
        reason = "The solver failed because the input matrix is singular."
        raise failed("torch.linalg.solve", A, reason, zero_pivot) from None
    return result if out is None else into("linalg_solve", out, result)


def cholesky(A: Tensor, *, upper: bool = False, out: Tensor | None = None) -> Tensor:  # noqa: N803
    """The Cholesky factor of a positive definite matrix.

    Raises:
        LinAlgError: it is not positive definite.
    """
    check_square("linalg.cholesky", A, "cholesky_cpu")
    try:
        result = solving.cholesky(A, upper=upper)
    except np.linalg.LinAlgError:
        raise not_positive("linalg.cholesky", A) from None
    return result if out is None else into("linalg_cholesky", out, result)


def eigh(A: Tensor, UPLO: str = "L") -> Any:  # noqa: N803
    """The eigenvalues, ascending, and the eigenvectors, in columns, of a symmetric matrix.

    Raises:
        RuntimeError: ``UPLO`` is neither "L" nor "U".
        LinAlgError: an element is not finite.
    """
    return return_types.linalg_eigh(_eigen(A, UPLO))


def _eigen(A: Tensor, half: str, without_vectors: bool = False) -> Any:  # noqa: N803
    """Eigenvalues and eigenvectors.

    Args:
        without_vectors: whether PyTorch would compute no eigenvectors, on which its error for
            infinite elements depends.
    """
    check_extents("linalg.eigh", A)
    refuse_dtypes("linalg_eigh_cpu", A, "biu")
    check_floating("linalg.eigh", A, "linalg_eigh_cpu")
    if half.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {half}")
    try:
        return solving.eigh(A, uplo=half.upper())
    except np.linalg.LinAlgError:
        raise diverged(A, code=A.shape[-1] - 1 - without_vectors) from None


def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:  # noqa: N803
    """The eigenvalues of a symmetric matrix, ascending."""
    values: Tensor = _eigen(A, UPLO, without_vectors=not A.requires_grad)[0]
    return values


def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:  # noqa: N803
    """The singular value decomposition, A = U diag(S) Vh.

    Raises:
        RuntimeError: a driver, which only GPUs have.
    """
    require_tensors("linalg_svd", A=A)
    if driver is not None:
        raise RuntimeError(
            "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with "
            "cuSOLVER backend."
        )
    return return_types.linalg_svd(_factors(A, full_matrices))


def _factors(a: Tensor, full_matrices: bool) -> Any:
    """Singular vectors and values.

    Raises:
        LinAlgError: an element is nan.
    """
    _check_matrix("linalg.svd", a, "linalg_svd_cpu")
    return singular.svd(a, full_matrices=full_matrices)


def _check_matrix(function: str, a: Tensor, kernel: str) -> None:
    if a.ndim < 2:
        raise RuntimeError(f"{function}: The input tensor A must have at least 2 dimensions.")
    check_floating(function, a, kernel)


def svdvals(A: Tensor) -> Tensor:  # noqa: N803
    """The singular values, descending."""
    require_tensors("linalg_svdvals", A=A)
    values: Tensor = _factors(A, full_matrices=False)[1]
    return values


def qr(A: Tensor, mode: str = "reduced") -> Any:  # noqa: N803
    """The QR decomposition; with the mode "r" the factor R alone.

    Raises:
        RuntimeError: an unknown mode.
    """
    require_tensors("linalg_qr", A=A)
    _check_matrix("linalg.qr", A, "geqrf_cpu")
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', "
            "or 'complete'"
        )
    return return_types.linalg_qr(triangular.qr(A, mode=mode))


def pinv(
    A: Tensor,  # noqa: N803
    rcond: Any = None,
    hermitian: bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
) -> Tensor:
    """The pseudoinverse of a matrix of any shape.

    Args:
        rcond: a deprecated name of ``rtol``.
        atol, rtol: the absolute and relative tolerances below which singular values count as 0.

    Raises:
        RuntimeError: not a matrix, or a tolerance that requires grad.
    """
    require_tensors("linalg_pinv", A=A)
    rtol = rcond if rtol is None else rtol
    operand_checks.refuse_gradients("linalg_pinv", rtol=rtol)
    if A.ndim < 2 or not has_lapack_dtype(A):
        raise RuntimeError(
            f"linalg.pinv({A.dtype.scalar_name}{{{list(A.shape)}}}): expected a tensor with 2 or "
            "more dimensions of float, double, cfloat or cdouble types"
        )
    least, share = _bounds(A, atol, rtol)
    if np.isnan(A._data).any():  # for which the decomposition fails
        _eigen(A, "L") if hermitian else _factors(A, full_matrices=False)
    return singular.pinv(A, rcond=share, atol=least, hermitian=hermitian)


def _bounds(A: Tensor, atol: Any, rtol: Any) -> tuple[Any, Any]:  # noqa: N803
    """The absolute and relative tolerances below which singular values count as 0."""
    least, share = (elements(each) if isinstance(each, Tensor) else each for each in (atol, rtol))
    if share is None:
        is_told = least is not None and np.any(least)
        share = 0.0 if is_told else max(A.shape[-2:]) * float(np.finfo(A._data.dtype.name).eps)
    return (0.0 if least is None else least), share


def solve_triangular(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    *,
    upper: bool,
    left: bool = True,
    unitriangular: bool = False,
) -> Tensor:
    """The X with A X = B, for a triangular A; with X A = B if A is not on the ``left``.

    Raises:
        RuntimeError: shapes that do not match.
        NotImplementedError: a dtype for which PyTorch has no kernel.
    """
    require_tensors("linalg_solve_triangular", A=A, B=B)
    check_extents("linalg.solve_triangular", A)
    check_sides("linalg.solve_triangular", A, B.shape, left)
    require_lapack_dtype("triangular_solve_cpu", A)
    return triangular.solve_triangular(A, B, upper=upper, unitriangular=unitriangular, left=left)


def matrix_rank(
    A: Tensor,  # noqa: N803
    tol: Any = None,
    hermitian: bool = False,
    *,
    atol: Any = None,
    rtol: Any = None,
) -> Tensor:
    """The numerical rank: how many singular values exceed the tolerance.

    Args:
        tol: a deprecated name of ``atol``.
        atol, rtol: the absolute and relative tolerances below which singular values count as 0.
    """
    require_tensors("linalg_matrix_rank", input=A)
    if A.ndim < 2:
        raise RuntimeError(
            "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions."
        )
    if not has_lapack_dtype(A):
        raise RuntimeError("This function doesn't handle types other than float and double")
    if not np.isfinite(A._data).all():
        if hermitian:
            _eigen(A, "L", without_vectors=True)
        else:
            _factors(A, full_matrices=False)
        rank = np.zeros(A.shape[:-2])
    else:
        least, share = _bounds(A, tol if atol is None else atol, rtol)
        sizes = np.abs(np.linalg.eigvalsh(elements(A))) if hermitian else _sizes(A)
        bound = np.maximum(least, share * sizes.max(-1, initial=0))
        rank = (sizes > np.asarray(bound)[..., None]).sum(-1)
    return select.constant(data=np.asarray(rank, np.int64)[()])


def _sizes(A: Tensor) -> np.ndarray:  # noqa: N803
    sizes: np.ndarray = np.linalg.svd(elements(A), compute_uv=False)
    return sizes


def matrix_power(A: Tensor, n: int) -> Tensor:  # noqa: N803
    """The n-th power of a matrix, by repeated squaring.

    Raises:
        RuntimeError: not a square matrix.
    """
    check_extents("linalg.matrix_power", A)
    if n == 0:
        eye = np.eye(A.shape[-1], dtype=A._data.dtype)
        return combined.copy_from.apply_in_place(shape.clone_in_order(A), wrap(eye))
    base = inv(A) if n < 0 else A
    n = abs(n)
    if n == 1:
        return shape.clone(base) if base is A else base
    if n == 3:
        return products.matmul(products.matmul(base, base), base)
    result = None
    square = base
    while n:
        if n % 2:
            result = square if result is None else products.matmul(result, square)
        n //= 2
        if n:
            square = products.matmul(square, square)
    assert result is not None
    return result


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot products of vectors along a dimension, the first conjugated.

    Raises:
        RuntimeError: integer vectors, or different dtypes.
    """
    require_tensors("linalg_vecdot", x=x, y=y)
    check_dtype_of_norm("linalg.vecdot", x, None)
    if x.dtype is not y.dtype:
        raise RuntimeError(
            "linalg.vecdot: Expected x and y to have the same dtype, but found x of type "
            f"{x.dtype.scalar_name} and y of type {y.dtype.scalar_name} instead"
        )
    if x.ndim == y.ndim == 1:
        return contractions.vdot(x, y)
    first = complex_parts.conj(x) if x.dtype.is_complex else x
    return reductions.sum(operands.mul(first, y), dim)


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:  # noqa: N803
    """The diagonals of matrices."""
    return views.diagonal(A, offset, dim1, dim2)


def __getattr__(name: str) -> Any:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.linalg", name, __all__)
