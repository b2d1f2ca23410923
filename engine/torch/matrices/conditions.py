"""Condition numbers: how much the solutions of linear equations may change.

Source: linalg_cond in aten/src/ATen/native/LinearAlgebra.cpp, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.ops.algebra import singular
from engine.ops.elementwise import arithmetic, special
from engine.ops.indexing import select
from engine.ops.reductions import reduce
from engine.ops.shapes import layout
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.out_argument import into
from engine.torch.matrices.matrix_norms import matrix_norm
from engine.torch.matrices.square_matrices import check_extents, check_floating
from engine.torch.matrices.tried_factors import inv_ex
from engine.torch.routines import dimensions, operands

_ORDERS = (1, -1, 2, -2, math.inf, -math.inf, "fro", "nuc")


def cond(A: Tensor, p: Any = None, *, out: Tensor | None = None) -> Tensor:  # noqa: N803
    """The condition number of a matrix, by default in the 2-norm.

    Raises:
        RuntimeError: no such norm, or a matrix that is not square and has none of that.
    """
    require_tensors("linalg_cond", self=A)
    order = 2 if p is None else p
    if order not in _ORDERS:
        raise RuntimeError(f"linalg.cond got an invalid norm type: {order}")
    if A.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    result = _condition(A, order)
    return result if out is None else into("linalg_cond", out, result)


def _condition(a: Tensor, order: Any) -> Tensor:
    if not a._data.size:
        return wrap(np.zeros(a.shape[:-2], elements(a).real.dtype)[()])
    if order in (2, -2):
        check_floating("linalg.svd", a, "linalg_svd_cpu")
        return _share(singular.svd(a, full_matrices=False)[1], order)
    order_text = f"{order:f}" if isinstance(order, float) else str(order)
    check_extents(f"linalg.cond(ord={order_text})", a)
    if order == "nuc":
        check_floating("linalg.svd", a, "linalg_svd_cpu")
        values = singular.svd(a, full_matrices=False)[1]
        along = {"dim": (values.ndim - 1,), "keepdim": False}
        inverses = reduce.sum_dims(arithmetic.reciprocal(values), **along)
        return arithmetic.mul(reduce.sum_dims(values, **along), inverses)
    check_floating("linalg.inv", a)
    inverse, info = inv_ex(a)
    is_singular = elements(info)[..., None, None] > 0
    select.masked_fill.apply_in_place(inverse, wrap(is_singular), value=math.inf)
    product = arithmetic.mul(matrix_norm(a, order), matrix_norm(inverse, order))
    bounds = {"nan": math.inf, "posinf": math.inf, "neginf": -math.inf}
    return special.nan_to_num.apply_in_place(product, **bounds)


def _share(values: Tensor, order: int) -> Tensor:
    """The largest singular value over the smallest, or the other way round."""
    last = values.ndim - 1
    ends = [dimensions.narrow(values, last, at, 1) for at in (0, values.shape[-1] - 1)]
    return layout.squeeze_dim(operands.div(*(ends if order == 2 else ends[::-1])), dim=last)
