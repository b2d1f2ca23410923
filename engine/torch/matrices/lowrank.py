"""Decompositions by random projections, as scripts call them.

Source: torch.svd_lowrank and torch.pca_lowrank, PyTorch 2.13; Halko et al. 2009.
"""

from __future__ import annotations

from typing import Any

from engine.tensor import Tensor
from engine.torch import linalg, random
from engine.torch.calling.arguments import require_tensors
from engine.torch.matrices import products
from engine.torch.routines import derived, operands, reductions
from engine.torch.routines.dimensions import matrix_transpose


def _basis(matrix: Tensor, count: int, iterations: int) -> Any:
    """Columns that nearly span what a matrix makes of vectors."""
    drawn = random.randn(matrix.shape[-1], count, dtype=matrix.dtype)
    basis = linalg.qr(products.matmul(matrix, drawn))[0]
    turned = matrix_transpose(matrix)
    for _ in range(iterations):
        basis = linalg.qr(products.matmul(turned, basis))[0]
        basis = linalg.qr(products.matmul(matrix, basis))[0]
    return basis


def svd_lowrank(
    A: Tensor,  # noqa: N803
    q: int | None = 6,
    niter: int | None = 2,
    M: Tensor | None = None,  # noqa: N803
) -> Any:
    """The low-rank singular value decomposition, by random projections."""
    require_tensors("svd_lowrank", A=A)
    matrix = A if M is None else operands.sub(A, M)
    is_wide = matrix.shape[-2] < matrix.shape[-1]
    if is_wide:
        matrix = matrix_transpose(matrix)
    basis = _basis(matrix, 6 if q is None else q, 2 if niter is None else niter)
    projected = products.matmul(matrix_transpose(basis), matrix)
    u, s, v = derived.svd(projected)
    u = products.matmul(basis, u)
    return (v, s, u) if is_wide else (u, s, v)


def pca_lowrank(
    A: Tensor,  # noqa: N803
    q: int | None = None,
    center: bool = True,
    niter: int = 2,
) -> Any:
    """Principal component analysis of the rows, by random projections.

    Raises:
        ValueError: so many directions there are not.
    """
    require_tensors("pca_lowrank", A=A)
    least = min(A.shape[-2:])
    count = min(6, least) if q is None else q
    if not 0 <= count <= least:
        raise ValueError(
            f"q(={count}) must be non-negative integer and not greater than min(m, n)={least}"
        )
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    if center:
        means = reductions.mean(A, (A.ndim - 2,), keepdim=True)
        return svd_lowrank(operands.sub(A, means), count, niter)
    return svd_lowrank(A, count, niter)
