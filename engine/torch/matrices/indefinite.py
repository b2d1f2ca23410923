"""Factors of matrices that are symmetric or Hermitian, but perhaps not definite.

Source: torch.linalg.ldl_factor and torch.linalg.ldl_solve, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import operand_checks
from engine.half_precision import is_half
from engine.ops.algebra import indefinite
from engine.tensor import Tensor
from engine.torch import return_types
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.out_argument import into
from engine.torch.matrices.square_matrices import (
    check_extents,
    check_floating,
    check_linear,
)


def ldl_factor_ex(A: Tensor, *, hermitian: bool = False, check_errors: bool = False) -> Any:  # noqa: N803
    """L and D in one matrix, the rows exchanged, and the first block of D that is 0.

    Raises:
        RuntimeError: there is one, and errors are to be checked.
    """
    result = _factored(A, hermitian)
    if check_errors:
        _check_info("torch.linalg.ldl_factor_ex", result[2])
    return return_types.linalg_ldl_factor_ex(result)


def ldl_factor(A: Tensor, *, hermitian: bool = False) -> Any:  # noqa: N803
    """L and D in one matrix, and the rows exchanged: A = P L D Lᵀ Pᵀ.

    Raises:
        RuntimeError: a block of D is 0.
    """
    result = _factored(A, hermitian)
    _check_info("torch.linalg.ldl_factor", result[2])
    return return_types.linalg_ldl_factor(result[:2])


def _factored(a: Tensor, hermitian: bool) -> Any:
    function = "torch.linalg.ldl_factor_ex"
    require_tensors("linalg_ldl_factor", input=a)
    check_extents(function, a)
    check_floating(function, a, "ldl_factor_kernel_cpu")
    return indefinite.ldl_factor(a, hermitian=hermitian)


def _check_info(function: str, info: Tensor) -> None:
    bad = np.flatnonzero(info._data)
    if len(bad):
        raise RuntimeError(f"{function}: Unknown error code: {int(np.ravel(info._data)[bad[0]])}.")


def ldl_solve(
    LD: Tensor,  # noqa: N803
    pivots: Tensor,
    B: Tensor,  # noqa: N803
    *,
    hermitian: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The X with A X = B, by the factors of A.

    Raises:
        RuntimeError: dtypes or shapes that do not match.
    """
    require_tensors("linalg_ldl_solve", LD=LD, pivots=pivots, B=B)
    _check(LD, pivots, B)
    with np.errstate(all="ignore"):
        result = indefinite.ldl_solve(LD, B, pivots, hermitian=hermitian)
    return result if out is None else into("linalg_ldl_solve", out, result)


def _check(a: Tensor, pivots: Tensor, b: Tensor) -> None:
    function = "torch.linalg.ldl_solve"
    check_extents(function, a)
    if not is_half(a._data.dtype):
        check_floating(function, a)
    if b.ndim < 2:
        raise IndexError("Dimension out of range (expected to be in range of [-1, 0], but got -2)")
    check_linear(b, a, function)
    if pivots.shape != a.shape[:-1]:
        raise RuntimeError(
            f"{function}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots "
            f"with shape {list(pivots.shape)} instead"
        )
    if pivots._data.dtype.kind not in "iu":
        name = pivots.dtype.scalar_name
        raise RuntimeError(f"{function}: Expected pivots to be integers. Got {name}")
    operand_checks.check_broadcast_shapes(b.shape[:-2], a.shape[:-2])
    check_floating(function, a, "ldl_solve_kernel_cpu")
