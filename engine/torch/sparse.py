"""The module ``torch.sparse``.

Source: torch.sparse, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable as _Callable
from collections.abc import Sequence as _Sequence
from typing import Any

from engine import dtypes as _dtypes
from engine.ops.algebra import sparse as _sparse
from engine.torch.calling.arguments import distinct_dims as _distinct_dims
from engine.torch.matrices import products as _products
from engine.torch.names.absent import refusal as _refusal
from engine.torch.tensors.sparse_tensors import SparseTensor as _SparseTensor
from engine.torch.tensors.sparse_tensors import sparse_coo_tensor as _sparse_coo_tensor


def mm(mat1: Any, mat2: Any) -> Any:
    """A sparse matrix times a dense one."""
    if isinstance(mat1, _SparseTensor):
        return mat1.times(mat2, _sparse.sparse_addmm)
    return _products.mm(mat1, mat2)


def sum(
    input: Any, dim: int | _Sequence[int] | None = None, dtype: _dtypes.dtype | None = None
) -> Any:
    """The sum of all elements of a sparse tensor, or along some of its dimensions.

    What is left of the sparse dimensions stays sparse.
    """
    added = input if dtype is None else input.to(dtype)
    if dim is None:
        return added.sum()
    return added.summed(_distinct_dims(input, dim if isinstance(dim, _Sequence) else (dim,)))


def _of(dtype: _dtypes.dtype) -> _Callable[..., _SparseTensor]:
    """A deprecated constructor of sparse tensors of a dtype."""

    def make(indices: Any, values: Any, size: Any = None) -> _SparseTensor:
        return _sparse_coo_tensor(indices, values, size, dtype=dtype)

    return make


FloatTensor, DoubleTensor = _of(_dtypes.float32), _of(_dtypes.float64)
LongTensor, IntTensor = _of(_dtypes.int64), _of(_dtypes.int32)

__getattr__ = _refusal("torch.sparse", {"mm": mm, "sum": sum})
