"""What is nearest to a solution where there is none, as scripts call it.

Source: torch.linalg.lstsq, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import operand_checks
from engine.errors import LinAlgError
from engine.ops.algebra import factoring
from engine.tensor import Tensor, wrap
from engine.torch import return_types
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.matrices.square_matrices import has_lapack_dtype


def lstsq(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    rcond: float | None = None,
    *,
    driver: str | None = None,
) -> Any:
    """The least-squares solution X of A X = B, and the rank of A.

    Raises:
        RuntimeError: dtypes or shapes that do not match, or an unknown driver.
        LinAlgError: a matrix without full rank, where the driver needs it.
    """
    require_tensors("linalg_lstsq", A=A, B=B)
    if A.ndim < 2:
        raise RuntimeError("torch.linalg.lstsq: input must have at least 2 dimensions.")
    if A.dtype is not B.dtype:
        raise RuntimeError(
            "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's "
            f"dtype {A.dtype.scalar_name} and other's dtype {B.dtype.scalar_name}"
        )
    if not has_lapack_dtype(A):
        raise RuntimeError("This function doesn't handle types other than float and double")
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(
            "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)"
        )
    _check_right_sides(A, B)
    method, columns = driver or "gelsy", A.shape[-1]
    dtype = elements(A).real.dtype
    least = float(np.finfo(dtype).eps) * max(A.shape[-2:]) if rcond is None else rcond
    sizes = np.linalg.svd(elements(A), compute_uv=False)
    rank = (sizes > least * sizes.max(axis=-1, keepdims=True, initial=0)).sum(axis=-1)
    if method == "gels":
        _check_full_rank(A)
    tells = method != "gelsy" and A.shape[-2] > columns and bool(np.all(rank == columns))
    solution, residuals = factoring.lstsq(A, B, rcond=least, tells=tells)
    nothing = np.zeros(0)
    found = nothing if method == "gels" else rank
    values = sizes if method in ("gelsd", "gelss") else nothing
    details = wrap(np.asarray(found, np.int64)[()]), wrap(values.astype(dtype))
    return return_types.linalg_lstsq((solution, residuals, *details))


def _check_right_sides(a: Tensor, b: Tensor) -> None:
    """Check that vectors or matrices can be what a product with others is nearest to.

    Raises:
        RuntimeError: they cannot.
    """
    function = "torch.linalg.lstsq"
    if not b.ndim:
        raise RuntimeError(f"{function}: other must have at least 1 dimension.")
    if not 0 <= a.ndim - b.ndim <= 1:
        raise RuntimeError(
            f"{function}: input.dim() must be greater or equal to other.dim() and (input.dim() - "
            "other.dim()) <= 1"
        )
    is_vector = (a.ndim > 2 and b.shape == a.shape[:-1]) or b.ndim == 1
    place = -1 if is_vector else -2
    if b.shape[place] != a.shape[-2]:
        raise RuntimeError(f"{function}: input.size(-2) should match other.size({place})")
    operand_checks.check_broadcast_shapes(a.shape[:-2], b.shape[: -1 if b.ndim < a.ndim else -2])


def _check_full_rank(a: Tensor) -> None:
    """Check that the triangular factor of matrices, which may lie down, has no 0 on its diagonal.

    Raises:
        LinAlgError: it has.
    """
    tall = elements(a) if a.shape[-2] >= a.shape[-1] else np.swapaxes(elements(a), -1, -2)
    factors = np.linalg.qr(tall, mode="r")
    sizes = np.abs(np.diagonal(factors, axis1=-2, axis2=-1))
    tiny = np.finfo(sizes.dtype).eps * sizes.max(axis=-1, keepdims=True, initial=0)
    bad = np.flatnonzero((sizes <= tiny).any(axis=-1))
    if len(bad):
        place = 1 + int(np.argmax((sizes <= tiny).reshape(-1, sizes.shape[-1])[bad[0]]))
        where = f"(Batch element {bad[0]}): " if a.ndim > 2 else ""
        raise LinAlgError(
            f"torch.linalg.lstsq: {where}The least squares solution could not be computed because "
            f"the input matrix does not have full rank (error code: {place})."
        )
