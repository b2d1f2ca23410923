"""Factors of matrices with rows exchanged, and what is solved or derived from them."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from engine import operand_checks
from engine.half_precision import is_half
from engine.ops.algebra import eigen, factoring, solving
from engine.ops.reductions import running
from engine.ops.shapes import joining
from engine.tensor import Tensor, wrap
from engine.torch import return_types
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.out_argument import into
from engine.torch.matrices.square_matrices import (
    SINGULAR,
    check_extents,
    check_floating,
    check_linear,
    check_sides,
    check_square,
    failed,
    has_lapack_dtype,
    require_lapack_dtype,
    zero_on_diagonal,
    zero_pivot,
)
from engine.torch.routines import dimensions, shapes

_ZERO_PIVOT = (
    "U[{place},{place}] is zero and using it on lu_solve would result in a division by zero. If "
    "you still want to perform the factorization, consider calling linalg.lu(A, pivot) or "
    "linalg.lu_factor_ex(A, pivot)"
)


def check_factored(a: Tensor, pivot: bool, function: str = "torch.lu_factor") -> None:
    """Check what is to be factored.

    Raises:
        RuntimeError: no matrix, or no pivots asked for.
        NotImplementedError: integers.
    """
    require_tensors("linalg_lu", A=a)
    if a.ndim < 2:
        raise RuntimeError(
            f"{function}: Expected tensor with 2 or more dimensions. Got size: "
            f"{list(a.shape)} instead"
        )
    if not has_lapack_dtype(a):
        raise not_implemented("lu_cpu", a)
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")


def lu(A: Tensor, *, pivot: bool = True) -> Any:  # noqa: N803
    """The LU decomposition A = P L U: a permutation, a lower and an upper triangular factor."""
    check_factored(A, pivot, "linalg.lu")
    return return_types.linalg_lu(factoring.lu(A))


def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:  # noqa: N803
    """The LU factors in one matrix, the pivots, and the first pivot that is 0.

    Raises:
        RuntimeError: there is one, and errors are to be checked.
    """
    check_factored(A, pivot)
    result = factoring.lu_factor(A)
    if check_errors:
        _check_info("torch.linalg.lu_factor_ex", result[2])
    return return_types.linalg_lu_factor_ex(result)


def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:  # noqa: N803
    """The LU factors in one matrix, and the pivots.

    Raises:
        RuntimeError: a pivot is 0.
    """
    check_factored(A, pivot)
    result = factoring.lu_factor(A)
    _check_info("torch.linalg.lu_factor", result[2])
    return return_types.linalg_lu_factor(result[:2])


def _check_info(function: str, info: Tensor) -> None:
    bad = np.flatnonzero(np.ravel(info._data))
    if len(bad):
        where = f"(Batch element {bad[0]}): " if info.ndim else ""
        place = int(np.ravel(info._data)[bad[0]])
        raise RuntimeError(f"{function}: {where}{_ZERO_PIVOT.format(place=place)}")


def _permutation(pivots: Tensor, like: Tensor) -> Tensor:
    return wrap(factoring.permutations(elements(pivots), like.shape[-2], like._data.dtype))


def lu_unpack(
    LU_data: Tensor,  # noqa: N803
    LU_pivots: Tensor,  # noqa: N803
    unpack_data: bool = True,
    unpack_pivots: bool = True,
) -> Any:
    """P, L and U of what ``lu_factor`` gave."""
    require_tensors("lu_unpack", LU_data=LU_data, LU_pivots=LU_pivots)
    empty = wrap(np.zeros(0, LU_data._data.dtype))
    p = _permutation(LU_pivots, LU_data) if unpack_pivots else empty
    low, up = factoring.lu_unpack(LU_data) if unpack_data else (empty, empty)
    return return_types.lu_unpack((p, low, up))


def lu_solve(
    LU: Tensor,  # noqa: N803
    pivots: Tensor,
    B: Tensor,  # noqa: N803
    *,
    left: bool = True,
    adjoint: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The X with A X = B, by the factors of A; X A = B if A is not on the ``left``.

    Args:
        adjoint: whether the adjoint of A is meant.

    Raises:
        RuntimeError: dtypes or shapes that do not match.
    """
    require_tensors("linalg_lu_solve", LU=LU, pivots=pivots, B=B)
    if pivots.requires_grad:
        raise RuntimeError(
            "The function 'linalg_lu_solve' is not differentiable with respect to argument "
            "'pivots'. This input cannot have requires_grad True."
        )
    if not is_half(LU._data.dtype):
        check_floating("torch.linalg.lu_solve", LU)
    if LU.dtype is not B.dtype:
        raise RuntimeError(
            "linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type "
            f"{LU.dtype.scalar_name} and B of type {B.dtype.scalar_name} instead"
        )
    if pivots._data.dtype != np.int32:
        raise RuntimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    check_extents("torch.linalg.lu_solve", LU)
    check_sides("linalg.lu_solve", LU, B.shape, left)
    _check_pivots(pivots, LU)
    require_lapack_dtype("linalg.lu_solve_cpu", LU)
    order = _permutation(pivots, LU)
    result = factoring.lu_solve(LU, B, order, left=left, adjoint=adjoint)
    return result if out is None else into("linalg_lu_solve", out, result)


def _check_pivots(pivots: Tensor, like: Tensor) -> None:
    """Check that the rows of some matrices may be exchanged as pivots say.

    Raises:
        IndexError: pivots without dimensions.
        RuntimeError: too few of them, or too many.
    """
    if not pivots.ndim:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    if pivots.shape[-1] != like.shape[-1]:
        raise RuntimeError(
            "linalg.lu_solve: Number of pivots per batch should be same as the dimension of the "
            "matrix"
        )
    if pivots.shape != like.shape[:-1]:
        raise RuntimeError(
            "linalg.lu_solve: Expected LU.shape[:-1] and pivots.shape to be the same, but got "
            f"pivots with shape {list(pivots.shape)} instead"
        )


def eig(A: Tensor) -> Any:  # noqa: N803
    """The eigenvalues of a matrix, complex ones, and eigenvectors in columns.

    Raises:
        RuntimeError: no square matrix, or infinite elements.
    """
    _check_eigen("linalg.eig", A)
    return return_types.linalg_eig(eigen.eig(A))


def _check_eigen(function: str, A: Tensor) -> None:  # noqa: N803
    """Check what has eigenvalues.

    Raises:
        RuntimeError: no square matrix, or infinite elements.
    """
    check_extents(function, A)
    if A._data.dtype.kind in "biu":
        raise RuntimeError(f"Unknown Complex ScalarType for {A.dtype.scalar_name}")
    if not A.dtype.is_complex:
        check_floating("linalg.eig", A, "linalg_eig_out_cpu")
    if not np.isfinite(A._data).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")


def eigvals(A: Tensor) -> Tensor:  # noqa: N803
    """The eigenvalues of a matrix, complex ones."""
    _check_eigen("linalg.eigvals", A)
    values: Tensor = eigen.eig(A)[0]
    return values


def matrix_exp(input: Tensor) -> Tensor:
    """The matrix exponential."""
    check_square("linalg.matrix_exp", input)
    return factoring.matrix_exp(input)


def tensorinv(A: Tensor, ind: int = 2) -> Tensor:  # noqa: N803
    """The inverse of the map that ``tensordot`` with A is.

    Raises:
        RuntimeError: it is not between spaces of equal size.
    """
    require_tensors("linalg_tensorinv", A=A)
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    if ind > A.ndim:
        raise RuntimeError(f"ArrayRef: invalid slice, N = {ind}; size = {A.ndim}")
    first, last = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    if prod(first) != prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == "
            f"prod(self.shape[:ind]), but got {prod(last)} != {prod(first)}"
        )
    flat = shapes.reshape(A, prod(first), prod(last))
    check_floating("linalg.inv", flat)
    try:
        inverse = solving.inverse(flat)
    except np.linalg.LinAlgError:
        reason = (
            "The diagonal element {place} is zero, the inversion could not be completed because "
            "the input matrix is singular."
        )
        raise failed("linalg.inv", flat, reason, zero_pivot) from None
    return shapes.reshape(inverse, [*last, *first])


def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:  # noqa: N803
    """The X for which ``tensordot`` of A and X is B.

    Raises:
        RuntimeError: A is no map between spaces of equal size.
    """
    require_tensors("linalg_tensorsolve", A=A, B=B)
    if dims is not None:
        chosen = [each % A.ndim for each in dims]
        rest = [each for each in range(A.ndim) if each not in chosen]
        A = dimensions.permute(A, [*rest, *chosen])  # noqa: N806
    last = tuple(A.shape[B.ndim :])
    if B._data.size != prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
            f"prod(self.shape[:other.ndim]), but got {prod(last)} != {B._data.size}"
        )
    flat = shapes.reshape(A, prod(last), prod(last))
    check_floating("linalg.solve", flat, "lu_cpu")
    try:
        result = solving.solve(flat, shapes.reshape(B, -1), left=True)
    except np.linalg.LinAlgError:
        reason = "The solver failed because the input matrix is singular."
        raise failed("torch.linalg.solve", flat, reason, zero_pivot) from None
    return shapes.reshape(result, list(last))


def vander(x: Tensor, N: int | None = None) -> Tensor:  # noqa: N803
    """The Vandermonde matrix: the powers of numbers, from 0 on, as a new last dimension.

    Raises:
        RuntimeError: fewer than two powers.
    """
    require_tensors("linalg_vander", x=x)
    if is_half(x._data.dtype) or x._data.dtype.kind == "b":
        raise RuntimeError(
            "linalg.vander supports floating point, complex, and integer tensors, but got "
            f"{x.dtype.scalar_name}"
        )
    x = x if x.ndim else shapes.view(x, [1])
    count = x.shape[-1] if N is None else N
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    last = x.ndim
    bases = dimensions.expand(dimensions.unsqueeze(x, -1), *x.shape, count - 1)
    powers = running.cumprod(bases, dim=last)
    ones = wrap(np.ones((*x.shape, 1), powers._data.dtype))
    return joining.cat(ones, powers, dim=last)


def cholesky_solve(input: Tensor, input2: Tensor, upper: bool = False) -> Tensor:
    """The X with A X = input, by the Cholesky factor of A.

    Raises:
        RuntimeError: no matrix.
    """
    require_tensors("cholesky_solve", input=input, input2=input2)
    if input.ndim < 2:
        raise RuntimeError(
            f"b should have at least 2 dimensions, but has {input.ndim} dimensions instead"
        )
    if input2.ndim < 2:
        raise RuntimeError(
            f"u should have at least 2 dimensions, but has {input2.ndim} dimensions instead"
        )
    check_linear(input, input2, "cholesky_solve")
    operand_checks.check_broadcast_shapes(input.shape[:-2], input2.shape[:-2])
    require_lapack_dtype("cholesky_solve_cpu", input2)
    return factoring.cholesky_solve(input, input2, upper=upper)


def cholesky_inverse(input: Tensor, upper: bool = False) -> Tensor:
    """The inverse of a matrix, by its Cholesky factor.

    Raises:
        LinAlgError: the factor has no inverse.
    """
    check_square("cholesky_inverse", input, "cholesky_inverse_out_cpu")
    try:
        return factoring.cholesky_inverse(input, upper=upper)
    except np.linalg.LinAlgError:
        raise failed("cholesky_inverse", input, SINGULAR, zero_on_diagonal) from None
