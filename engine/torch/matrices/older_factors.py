"""Factors of matrices by older names, each of which says once what has taken its place."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops.algebra import factoring, solving
from engine.script_warnings import warn_once
from engine.tensor import Tensor
from engine.torch import linalg, return_types
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import factors
from engine.torch.matrices.square_matrices import check_extents, check_floating, not_positive


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """The Cholesky factor of a positive definite matrix."""
    require_tensors("cholesky", A=input)
    warn_once(
        "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
        "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\nL = "
        "torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\nshould be replaced with"
        "\nU = torch.linalg.cholesky(A).mH\nThis transform will produce equivalent results for all "
        "valid (symmetric positive definite) inputs."
    )
    check_extents("cholesky", input)
    refuse_dtypes("cholesky_cpu", input, "biu")
    check_floating("cholesky", input, "cholesky_cpu")
    try:
        return solving.older_cholesky(input, upper=upper)
    except np.linalg.LinAlgError:
        raise not_positive("cholesky", input) from None


def lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:  # noqa: N803
    """The LU factors in one matrix, the pivots, and if asked for the first pivot that is 0."""
    require_tensors("_lu_with_info", input=A)
    warn_once(
        "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and "
        "will be removed in a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\n"
        "should be replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\nLU, "
        "pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\nLU, "
        "pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)"
    )
    factors.check_factored(A, pivot)
    result = factoring.lu_factor(A)
    return return_types.lu_with_info(result) if get_infos else tuple(result[:2])


def lu_of(A: Tensor, pivot: bool = True, get_infos: bool = False) -> tuple[Tensor, ...]:  # noqa: N803
    """``torch.lu`` as a method: the results have no names."""
    return tuple(lu(A, pivot, get_infos))


def lu_solve(
    input: Tensor,
    LU_data: Tensor,  # noqa: N803
    LU_pivots: Tensor,  # noqa: N803
    *,
    out: Tensor | None = None,
) -> Tensor:
    """``linalg.lu_solve`` with its arguments in another order."""
    require_tensors("lu_solve", input=input, LU_data=LU_data, LU_pivots=LU_pivots)
    warn_once(
        "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a "
        "future PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\nX = "
        "torch.lu_solve(B, LU, pivots)\nshould be replaced with\nX = torch.linalg.lu_solve(LU, "
        "pivots, B)"
    )
    return factors.lu_solve(LU_data, LU_pivots, input, out=out)


def qr(input: Tensor, some: bool = True) -> Any:
    """The QR decomposition: an orthogonal and an upper triangular factor."""
    warn_once(
        "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future "
        "PyTorch release.\nThe boolean parameter 'some' has been replaced with a string parameter "
        "'mode'.\nQ, R = torch.qr(A, some)\nshould be replaced with\nQ, R = torch.linalg.qr(A, "
        "'reduced' if some else 'complete')"
    )
    return return_types.qr(linalg.qr(input, "reduced" if some else "complete"))
