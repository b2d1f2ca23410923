"""Inverses and factors that tell where there are none, instead of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.ops.algebra import factoring, solving
from engine.ops.algebra.matrices import adjoint, swapped
from engine.ops.order import in_columns
from engine.registry import raw
from engine.tensor import Tensor, wrap
from engine.torch import return_types
from engine.torch.calling.arguments import elements
from engine.torch.matrices.square_matrices import (
    SINGULAR,
    bad_minor,
    check_equations,
    check_square,
    failed,
    zero_pivot,
)

_NOT_POSITIVE = (
    "The factorization could not be completed because the input is not positive-definite (the "
    "leading minor of order {place} is not positive-definite)."
)
_UNSOLVED = "The solver failed because the input matrix is singular."


def _tried(
    compute: Callable[[], Tensor],
    instead: Callable[[], Any],
    a: Tensor,
    find: Callable[[Any], int | None],
) -> tuple[Tensor, Tensor, bool]:
    """What is computed, where it fails for each matrix, and whether it does for any.

    Args:
        instead: what there is where it fails.
    """
    batch = tuple(a.shape[:-2])
    try:
        return compute(), wrap(np.zeros(batch, np.int32)[()]), False
    except np.linalg.LinAlgError:
        wide = np.result_type(a._data.dtype, np.float64)
        matrices = elements(a).astype(wide).reshape(-1, *a.shape[-2:])
        places = np.array([find(each.copy()) or 0 for each in matrices], np.int32)
        return wrap(instead()), wrap(places.reshape(batch)[()]), True


def _divided_by_zero(a: np.ndarray, b: Any) -> Any:
    """The x with a x = b by the factors of a, although a pivot is 0.

    Source: LAPACK's getrs.
    """
    factors, exchanges, _ = factoring.lu_factor.kernel(a)
    order = factoring.permutations(exchanges, a.shape[-1], a.dtype)
    return factoring.lu_solve.kernel(factors, b, order, left=True, adjoint=False)


def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:  # noqa: N803
    """The inverse of a matrix, and the place of the first pivot that is 0; 0 if there is none.

    Raises:
        LinAlgError: there is one, and ``check_errors``.
    """
    check_square("linalg.inv", A)
    found, info, is_bad = _tried(
        lambda: solving.inverse(A),
        lambda: _divided_by_zero(elements(A), np.eye(A.shape[-1], dtype=A._data.dtype)),
        A,
        zero_pivot,
    )
    if is_bad and check_errors:
        raise failed("linalg.inv_ex", A, SINGULAR, zero_pivot)
    return return_types.linalg_inv_ex((found, info))


def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:  # noqa: N803
    """The Cholesky factor, and the order of the first minor that is not positive; 0 without one.

    Raises:
        LinAlgError: there is one, and ``check_errors``.
    """
    check_square("linalg.cholesky", A, "cholesky_cpu")
    found, info, is_bad = _tried(
        lambda: solving.cholesky(A, upper=upper), lambda: _half_factored(A, upper), A, bad_minor
    )
    if is_bad and check_errors:
        raise failed("linalg.cholesky_ex", A, _NOT_POSITIVE, bad_minor)
    return return_types.linalg_cholesky_ex((found, info))


def _half_factored(a: Tensor, upper: bool) -> Any:
    """The factors of matrices, as far as there are."""
    half = adjoint(raw, np.triu(elements(a))) if upper else np.tril(elements(a))
    matrices = np.array(half, order="C").reshape(-1, *a.shape[-2:])
    for each in matrices:
        _factor(each)
    low = matrices.reshape(a.shape)
    return in_columns(adjoint(raw, low) if upper else low)


def _factor(a: np.ndarray) -> None:
    """Make of the lower half of a matrix its factor, in place, up to the first minor that is bad.

    Source: LAPACK's potf2, which computes one column after the other.
    """
    for at in range(len(a)):
        done = a[at, :at]
        a[at, at] -= (done @ done.conj()).real
        if not a[at, at].real > 0:
            return
        a[at, at] = np.sqrt(a[at, at])
        a[at + 1 :, at] = (a[at + 1 :, at] - a[at + 1 :, :at] @ done.conj()) / a[at, at]


def _half_solved(a: np.ndarray, b: np.ndarray, left: bool) -> Any:
    """The x with a x = b, as far as there is one; b has columns, or is one for each matrix."""
    if not left:
        return swapped(raw, _half_solved(swapped(raw, a), swapped(raw, b), True))
    is_of_vectors = b.ndim == 1 or b.shape == a.shape[:-1]
    return _divided_by_zero(a, b[..., None])[..., 0] if is_of_vectors else _divided_by_zero(a, b)


def solve_ex(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    *,
    left: bool = True,
    check_errors: bool = False,
) -> Any:
    """The X with A X = B, and the place of the first pivot that is 0; 0 if there is none.

    Raises:
        LinAlgError: there is one, and ``check_errors``.
    """
    check_equations(A, B, left)
    found, info, is_bad = _tried(
        lambda: solving.solve(A, B, left=left),
        lambda: _half_solved(elements(A), elements(B), left),
        A,
        zero_pivot,
    )
    if is_bad and check_errors:
        raise failed("torch.linalg.solve_ex", A, _UNSOLVED, zero_pivot)
    return return_types.linalg_solve_ex((found, info))
