"""Max unpooling as modules.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.tensor import Tensor
from engine.torch.nn import unpooling
from engine.torch.nn.convolution import Extents, per_dim
from engine.torch.nn.module import Module


class _MaxUnpoolNd(Module):
    """The partial inverse of a ``MaxPool`` with indices.

    Attributes:
        kernel_size, stride, padding: those of the pooling.
    """

    _unpool: Callable[..., Tensor]
    _ndim: int

    def __init__(
        self, kernel_size: Extents, stride: Extents | None = None, padding: Extents = 0
    ) -> None:
        super().__init__()
        self.kernel_size = per_dim(kernel_size, self._ndim)
        self.stride = per_dim(kernel_size if stride is None else stride, self._ndim)
        self.padding = per_dim(padding, self._ndim)

    def forward(
        self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None
    ) -> Tensor:
        """The elements of ``input`` at their indices, zeros elsewhere."""
        way = self.kernel_size, self.stride, self.padding
        return type(self)._unpool(input, indices, *way, output_size)

    def extra_repr(self) -> str:
        """The settings of the pooling."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpoolNd):
    """The partial inverse of ``MaxPool1d``."""

    _unpool, _ndim = staticmethod(unpooling.max_unpool1d), 1


class MaxUnpool2d(_MaxUnpoolNd):
    """The partial inverse of ``MaxPool2d``."""

    _unpool, _ndim = staticmethod(unpooling.max_unpool2d), 2


class MaxUnpool3d(_MaxUnpoolNd):
    """The partial inverse of ``MaxPool3d``."""

    _unpool, _ndim = staticmethod(unpooling.max_unpool3d), 3
