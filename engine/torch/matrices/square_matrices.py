"""What functions of matrices ask of them, and PyTorch's words where they cannot be factored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import operand_checks
from engine.errors import LinAlgError
from engine.half_precision import is_half
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented

SINGULAR = (
    "The diagonal element {place} is zero, the inversion could not be completed because the input "
    "matrix is singular."
)
"""What is said of inverses."""


def check_square(function: str, a: Tensor, kernel: str = "") -> None:
    """Check that a tensor is a square matrix of floating-point numbers, or a batch of such.

    Raises:
        RuntimeError: it is not, or its numbers are too short.
        NotImplementedError: they are, and PyTorch tells its ``kernel``.
    """
    check_extents(function, a)
    check_floating(function, a, kernel)


def check_extents(function: str, a: Tensor) -> None:
    """Check that there are square matrices.

    Raises:
        RuntimeError: there are not.
    """
    require_tensors(function.replace(".", "_"), A=a)
    if a.ndim < 2:
        raise RuntimeError(f"{function}: The input tensor A must have at least 2 dimensions.")
    rows, columns = a.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"{function}: A must be batches of square matrices, but they are {rows} by {columns} "
            "matrices"
        )


def check_sides(function: str, a: Tensor, sides: Sequence[int], left: bool) -> None:
    """Check that square matrices a fit the right sides of equations.

    Args:
        sides: the shape of these.
        left: whether a stands on the left of what is looked for.

    Raises:
        RuntimeError: they do not.
    """
    if len(sides) < 2:
        raise RuntimeError(f"{function}: The input tensor B must have at least 2 dimensions.")
    rows, columns = sides[-2:]
    if (rows if left else columns) != a.shape[-1]:
        raise RuntimeError(
            f"{function}: Incompatible shapes of A and B for the equation "
            f"{'AX' if left else 'XA'} = B ({a.shape[-2]}x{a.shape[-1]} and {rows}x{columns})"
        )
    operand_checks.check_broadcast_shapes(sides[:-2], a.shape[:-2])


def check_same_dtype(b: Tensor, a: Tensor) -> None:
    """Check that right sides have the dtype of the matrices.

    Raises:
        RuntimeError: they do not.
    """
    if a.dtype is not b.dtype:
        raise RuntimeError(
            f"Expected b and A to have the same dtype, but found b of type {b.dtype.scalar_name} "
            f"and A of type {a.dtype.scalar_name} instead."
        )


def check_linear(b: Tensor, a: Tensor, function: str) -> None:
    """Check that matrices fit the right sides of equations, as older functions say it.

    Raises:
        RuntimeError: they do not.
    """
    check_same_dtype(b, a)
    rows, columns = a.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"A must be batches of square matrices, but they are {rows} by {columns} matrices"
        )
    height, width = b.shape[-2:]
    if height != rows:
        raise RuntimeError(
            f"Incompatible matrix sizes for {function}: each A matrix is {rows} by {rows} but each "
            f"b matrix is {height} by {width}"
        )


def check_equations(a: Tensor, b: Tensor, left: bool) -> None:
    """Check what ``linalg.solve`` is given.

    Raises:
        RuntimeError: dtypes or shapes that do not match.
    """
    check_square("linalg.solve", a, "lu_cpu")
    require_tensors("linalg_solve", A=a, B=b)
    if a.dtype is not b.dtype:
        raise RuntimeError(
            "linalg.solve: Expected A and B to have the same dtype, but found A of type "
            f"{a.dtype.scalar_name} and B of type {b.dtype.scalar_name} instead"
        )
    is_vector = b.ndim == 1 or b.shape == a.shape[:-1]
    check_sides("linalg.solve", a, (*b.shape, 1) if is_vector else b.shape, left)
    if is_vector and not left:
        raise RuntimeError(
            "linalg.solve: Vector broadcasting of the left hand side is not supported for "
            "left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)"
        )


def has_lapack_dtype(a: Tensor) -> bool:
    """Whether LAPACK has routines for a dtype: single and double precision, real or complex."""
    return a._data.dtype.kind in "fc" and not is_half(a._data.dtype)


def require_lapack_dtype(kernel: str, a: Tensor) -> None:
    """Check that LAPACK has a routine for a dtype.

    Raises:
        NotImplementedError: it has none, as PyTorch's ``kernel`` says.
    """
    if not has_lapack_dtype(a):
        raise not_implemented(kernel, a)


def check_floating(function: str, a: Tensor, kernel: str = "") -> None:
    """Check that the numbers of matrices are floating-point ones and long enough.

    Raises:
        RuntimeError: they are not, or too short.
        NotImplementedError: they are too short, and PyTorch tells its ``kernel``.
    """
    if not (a.dtype.is_floating_point or a.dtype.is_complex):
        raise RuntimeError(
            f"{function}: Expected a floating point or complex tensor as input. Got "
            f"{a.dtype.scalar_name}"
        )
    if is_half(a._data.dtype) and kernel:
        raise not_implemented(kernel, a)
    if is_half(a._data.dtype):
        name = a.dtype.scalar_name
        raise RuntimeError(f"{function}: Low precision dtypes not supported. Got {name}")


def zero_pivot(matrix: np.ndarray) -> int | None:
    """The place, from 1 on, of the first pivot of a matrix that is 0."""
    for at in range(len(matrix)):
        best = at + int(np.argmax(np.abs(matrix[at:, at].real) + np.abs(matrix[at:, at].imag)))
        if matrix[best, at] == 0:
            return at + 1
        matrix[[at, best]] = matrix[[best, at]]
        matrix[at + 1 :] -= np.outer(matrix[at + 1 :, at] / matrix[at, at], matrix[at])
    return None


def zero_on_diagonal(matrix: np.ndarray) -> int | None:
    """The place, from 1 on, of the first 0 on a diagonal."""
    return next((at + 1 for at, each in enumerate(np.diagonal(matrix)) if not each), None)


def bad_minor(matrix: np.ndarray) -> int | None:
    """The order of the first leading minor of a matrix that is not positive."""
    for order in range(1, len(matrix) + 1):
        if not np.linalg.det(matrix[:order, :order]).real > 0:
            return order
    return None


def failed(function: str, a: Tensor, reason: str, find: Callable[[Any], int | None]) -> Exception:
    """The error for the first matrix in which ``find`` finds what is wrong."""
    batch = elements(a).astype(np.result_type(a._data.dtype, np.float64)).reshape(-1, *a.shape[-2:])
    found = [find(matrix.copy()) for matrix in batch]
    first = next((at for at, place in enumerate(found) if place is not None), 0)
    place = found[first] if found[first] is not None else a.shape[-1]
    where = f"(Batch element {first}): " if a.ndim > 2 else ""
    error: Exception = LinAlgError(f"{function}: {where}{reason.format(place=place)}")
    return error


def diverged(a: Tensor, code: int) -> Exception:
    """The error for a symmetric matrix whose elements are not finite."""
    reason = (
        "The algorithm failed to converge because the input matrix is ill-conditioned or has too "
        "many repeated eigenvalues (error code: {place})."
    )
    return failed("linalg.eigh", a, reason, lambda m: None if np.isfinite(m).all() else code)


def not_positive(function: str, a: Tensor) -> Exception:
    """The error for a matrix that is not positive definite."""
    reason = (
        "The factorization could not be completed because the input is not positive-definite "
        "(the leading minor of order {place} is not positive-definite)."
    )
    return failed(function, a, reason, bad_minor)
