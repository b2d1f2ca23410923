"""``torch.norm`` and its relatives, which are older than ``torch.linalg``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from engine import dtypes
from engine.compiled import fast
from engine.ops.elementwise import elementary
from engine.ops.reductions import reduce, statistics
from engine.tensor import Tensor
from engine.torch.calling.arguments import many_dims, require_tensors
from engine.torch.calling.dtype_arguments import check_dtype_of_norm
from engine.torch.calling.numbers import checked_number
from engine.torch.calling.out_argument import into
from engine.torch.matrices.matrix_norms import matrix_norm
from engine.torch.routines.reductions import vector_norm

Dims = int | Sequence[int] | None


@partial(fast.on_one, reduce.norm)
def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: Dims = None,
    keepdim: bool = False,
    out: Tensor | None = None,
    dtype: dtypes.dtype | None = None,
) -> Tensor:
    """The norm of all elements, or along dimensions; the Euclidean one unless told otherwise.

    Raises:
        RuntimeError: integers, or no such norm.
        TypeError: an order that is no number.
    """
    is_euclidean = isinstance(p, str) and p == "fro"
    is_plain = is_euclidean and dim is None and dtype is None and out is None and not keepdim
    if is_plain and isinstance(input, Tensor) and input._data.dtype.kind == "f":
        return reduce.norm(input)
    require_tensors("norm", input=input)
    if isinstance(p, str) and p == "nuc":
        dims = tuple(range(input.ndim)) if dim is None else dim
        return matrix_norm(input, p, dims, keepdim, dtype=dtype, out=out)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    is_default = isinstance(p, str | None)
    order: float = 2 if is_default else checked_number("linalg_vector_norm", "ord", 2, p)
    return vector_norm(input, order, dim, keepdim, dtype=dtype, out=out)


def nuclear_norm(
    input: Tensor,
    dim: Dims = (-2, -1),
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The nuclear norm of matrices, the sum of their singular values.

    Raises:
        RuntimeError: no matrices, or numbers without singular values.
    """
    dims = (dim, dim) if isinstance(dim, int) else dim
    return matrix_norm(input, "nuc", dims, keepdim, out=out)


def frobenius_norm(
    input: Tensor, dim: Dims, keepdim: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The Frobenius norm along one or two dimensions, or of all elements.

    Raises:
        RuntimeError: integers, or more dimensions.
    """
    require_tensors("frobenius_norm", input=input)
    if isinstance(dim, Sequence) and len(dim) > 2:
        raise RuntimeError(f"Expected at most 2 dimensions, but got {len(dim)} dimensions instead.")
    if input.dtype.is_complex:
        input = elementary.abs(input)
    check_dtype_of_norm("norm", input, None)
    result = statistics.norm_along(input, p=2.0, dim=many_dims(input, dim), keepdim=keepdim)
    return result if out is None else into("frobenius_norm", out, result)
