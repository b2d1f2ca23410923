"""Norms of vectors and matrices, as ``torch.linalg`` has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import dtypes
from engine.ops.algebra import singular
from engine.ops.reductions import reduce
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import check_dtype_of_norm, in_dtype
from engine.torch.calling.out_argument import into
from engine.torch.matrices.square_matrices import check_floating
from engine.torch.routines.reductions import amax, amin, vector_norm

_ORDERS = ("fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf)


def norm(
    A: Tensor,  # noqa: N803
    ord: Any = None,
    dim: Any = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """A vector norm, or with an order of a matrix a matrix norm."""
    require_tensors("linalg_norm", A=A)
    is_matrix = isinstance(ord, str) or (
        ord is not None
        and ((isinstance(dim, tuple | list) and len(dim) == 2) or (dim is None and A.ndim == 2))
    )
    if ord is not None and dim is None and A.ndim not in (1, 2):
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got "
            f"{A.ndim}D."
        )
    if is_matrix:
        dim = (-2, -1) if dim is None else dim
        result = matrix_norm(A, ord, dim, keepdim, dtype=dtype)
    else:
        result = vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)
    return result if out is None else into("linalg_norm", out, result)


def matrix_norm(
    A: Tensor,  # noqa: N803
    ord: Any = "fro",
    dim: Any = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """A norm of matrices: "fro", "nuc", or one of the orders 1, 2, inf and their negatives.

    Raises:
        RuntimeError: another order, or no matrix.
    """
    require_tensors("linalg_matrix_norm", A=A)
    if ord not in _ORDERS:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    if A.ndim < 2:
        raise RuntimeError(
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions."
        )
    check_dtype_of_norm("linalg.matrix_norm", A, dtype)
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(dims) != 2:
        dims_text = " ".join(map(str, dims))
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {dims_text}")
    rows, columns = (one_dim(A, each) for each in dims)
    if rows == columns:
        raise RuntimeError(
            f"linalg.matrix_norm: dims must be different. Got ({dims[0]}, {dims[1]})"
        )
    result = _norm(A, ord, rows, columns, keepdim, dtype)
    return result if out is None else into("linalg_matrix_norm", out, result)


def _norm(
    a: Tensor, ord: Any, rows: int, columns: int, keepdim: bool, dtype: dtypes.dtype | None
) -> Tensor:
    if ord == "fro":
        return vector_norm(a, 2, (rows, columns), keepdim, dtype=dtype)
    if ord in ("nuc", 2, -2):
        check_floating("linalg.matrix_norm", a)
        converted = in_dtype("linalg_matrix_norm", a, dtype)
        return _spectral_norm(converted, ord, rows, columns, keepdim)
    summed, left = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(a, 1, (summed,), keepdim, dtype=dtype)
    if not keepdim and summed < left:
        left -= 1
    return _extreme(sums, left, ord, keepdim)


def _extreme(sizes: Tensor, dim: int, ord: float, keepdim: bool) -> Tensor:
    """The largest sizes along a dimension, which of none are 0; the smallest for a negative order.

    Raises:
        IndexError: there are none, and the smallest are asked for.
    """
    if ord < 0:
        return amin(sizes, dim, keepdim)
    if not sizes.shape[dim]:
        return wrap(np.max(elements(sizes), axis=dim, keepdims=keepdim, initial=0))
    return amax(sizes, dim, keepdim)


def _spectral_norm(a: Tensor, ord: Any, rows: int, columns: int, keepdim: bool) -> Tensor:
    order = [dim for dim in range(a.ndim) if dim not in (rows, columns)] + [rows, columns]
    values = singular.svd(shape.permute(a, dims=tuple(order)), full_matrices=False)[1]
    last = values.ndim - 1
    if ord == "nuc":
        result = reduce.sum_dims(values, dim=(last,), keepdim=keepdim)
    else:
        result = _extreme(values, -1, ord, keepdim)
    if not keepdim:
        return result
    back = tuple(order.index(dim) for dim in range(a.ndim))
    return shape.permute(shape.unsqueeze(result, dim=last + 1), dims=back)
