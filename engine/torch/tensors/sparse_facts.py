"""Attributes of sparse tensors.

Source: torch.sparse, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from engine import dtypes, printing
from engine.device import CPU
from engine.ops.shapes import shape as shapes
from engine.size import Size
from engine.tensor import Tensor
from engine.tensor_formats import layout
from engine.torch.calling.arguments import elements

SPARSE_COO = layout("sparse_coo")


class SparseFacts:
    """A sparse tensor in COO format.

    Attributes:
        shape: its size.
    """

    layout = SPARSE_COO
    device = CPU
    is_sparse = True
    is_cuda = is_sparse_csr = is_quantized = False
    grad = None

    def __init__(
        self, indices: Tensor, values: Tensor, shape: Sequence[int], is_coalesced: bool = False
    ) -> None:
        self.shape = Size(shape)
        self._places, self._held, self._is_coalesced = indices, values, is_coalesced

    @property
    def dtype(self) -> dtypes.dtype:
        """The dtype of the elements."""
        return self._held.dtype

    @property
    def requires_grad(self) -> bool:
        """Whether the values require grad."""
        return self._held.requires_grad

    @property
    def grad_fn(self) -> Any:
        """The grad_fn of the values."""
        return self._held.grad_fn

    @property
    def is_leaf(self) -> bool:
        """Whether the values are a leaf."""
        return self.grad_fn is None

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    def dim(self) -> int:
        """The number of dimensions."""
        return self.ndim

    def size(self, dim: int | None = None) -> Any:
        """The size, or that of one dimension."""
        return self.shape if dim is None else self.shape[dim]

    def numel(self) -> int:
        """The number of elements, zeros included."""
        return prod(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def sparse_dim(self) -> int:
        """The number of sparse dimensions."""
        return int(self._places.shape[0])

    def dense_dim(self) -> int:
        """The number of dimensions of each value."""
        return self.ndim - self.sparse_dim()

    def is_coalesced(self) -> bool:
        """Whether indices are unique and sorted."""
        return self._is_coalesced

    def _nnz(self) -> int:
        return int(self._places.shape[1])

    def _indices(self) -> Tensor:
        return self._places

    def _values(self) -> Tensor:
        return shapes.detach(self._held)

    def indices(self) -> Tensor:
        """The indices of the values.

        Raises:
            RuntimeError: the tensor is not coalesced.
        """
        self._check_coalesced("indices")
        return self._places

    def values(self) -> Tensor:
        """The values.

        Raises:
            RuntimeError: the tensor is not coalesced.
        """
        self._check_coalesced("values")
        return self._held

    def _check_coalesced(self, what: str) -> None:
        if not self._is_coalesced:
            raise RuntimeError(
                f"Cannot get {what} on an uncoalesced tensor, please call .coalesce() first"
            )

    def __repr__(self) -> str:
        node = self.grad_fn
        places, values = elements(self._places), elements(self._held)
        name = None if node is None else type(node).__name__
        return printing.sparse_repr(places, values, tuple(self.shape), name)
