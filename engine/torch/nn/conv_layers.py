"""Convolutions as modules, with parameters.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from engine import dtypes
from engine.tensor import Tensor
from engine.torch.nn import functional, init
from engine.torch.nn.layers import empty
from engine.torch.nn.module import Module


def repeated(value: Any, ndim: int) -> tuple[Any, ...]:
    """A setting per dimension, given as one for all or as a sequence."""
    return tuple(value) if isinstance(value, Iterable) else (value,) * ndim


class _ConvNd(Module):
    """A convolution or transposed convolution."""

    _ndim: int
    transposed = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        self._check_padding(padding, stride, padding_mode)
        ndim = self._ndim
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = repeated(kernel_size, ndim), repeated(stride, ndim)
        self.padding = padding if isinstance(padding, str) else repeated(padding, ndim)
        self.dilation = repeated(dilation, ndim)
        self.output_padding = (0,) * ndim
        self.padding_mode = padding_mode
        ends = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        extents = (ends[0], ends[1] // groups, *self.kernel_size)
        self.weight = empty(*extents, dtype=dtype, device=device)
        if bias:
            self.bias = empty(out_channels, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _check_padding(self, padding: Any, stride: Any, mode: str) -> None:
        if mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but "
                f"got padding_mode='{mode}'"
            )
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(
                    f"Invalid padding string '{padding}', should be one of {{'same', 'valid'}}"
                )
            if padding == "same" and any(each != 1 for each in repeated(stride, self._ndim)):
                raise ValueError("padding='same' is not supported for strided convolutions")

    def reset_parameters(self) -> None:
        """Initialise the parameters."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])
            if fan_in:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        """Convolve the input."""
        return self._conv_forward(input, self.weight, self.bias)

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """Convolve the input with other parameters, as subclasses of scripts do."""
        function = getattr(functional, f"conv{self._ndim}d")
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            widths = self._reversed_padding_repeated_twice
            input = functional.pad(input, widths, mode=self.padding_mode)
            padding = 0
        result: Tensor = function(
            input, weight, bias, self.stride, padding, self.dilation, self.groups
        )
        return result

    @property
    def _reversed_padding_repeated_twice(self) -> list[int] | tuple[int, ...]:
        """The widths of the margins, as ``pad`` takes them."""
        widths = [each for ends in reversed(self._widths()) for each in ends]
        return widths if isinstance(self.padding, str) else tuple(widths)

    def _widths(self) -> list[Any]:
        if self.padding == "valid":
            return [(0, 0)] * self._ndim
        if self.padding == "same":
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
            return [(each // 2, each - each // 2) for each in totals]
        return [(each, each) for each in self.padding]

    def extra_repr(self) -> str:
        """Its sizes, and non-default settings."""
        ones = (1,) * self._ndim
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        ]
        if self.padding != (0,) * self._ndim:
            parts.append(f"padding={self.padding}")
        if self.dilation != ones:
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != (0,) * self._ndim:
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class Conv1d(_ConvNd):
    """Convolution over one dimension: (n, channels, length)."""

    _ndim = 1


class Conv2d(_ConvNd):
    """Convolution over two dimensions: (n, channels, height, width)."""

    _ndim = 2


class Conv3d(_ConvNd):
    """Convolution over three dimensions: (n, channels, depth, height, width)."""

    _ndim = 3


class _ConvTransposeNd(_ConvNd):
    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )
        self.output_padding = repeated(output_padding, self._ndim)

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """Apply the transposed convolution, optionally for a given output size."""
        function = getattr(functional, f"conv_transpose{self._ndim}d")
        result: Tensor = function(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.output_padding if output_size is None else self._added(input, output_size),
            self.groups,
            self.dilation,
        )
        return result

    def _added(self, input: Any, size: Sequence[int]) -> list[int]:
        """The output padding of each dimension for an output size.

        Raises:
            ValueError: the size is not possible.
        """
        lead = 2 if input.dim() == self._ndim + 2 else 1
        if len(size) == lead + self._ndim:
            size = size[lead:]
        if len(size) != self._ndim:
            raise ValueError(
                f"ConvTranspose{self._ndim}D: for {input.dim()}D input, output_size must have "
                f"{self._ndim} or {lead + self._ndim} elements (got {len(size)})"
            )
        settings = zip(self.stride, self.padding, self.dilation, self.kernel_size, strict=True)
        least = [
            (input.size(at + lead) - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1
            for at, (stride, padding, dilation, kernel) in enumerate(settings)
        ]
        most = [n + stride - 1 for n, stride in zip(least, self.stride, strict=True)]
        if any(not low <= n <= high for low, n, high in zip(least, size, most, strict=True)):
            raise ValueError(
                f"requested an output size of {size}, but valid sizes range from {least} to {most} "
                f"(for an input of {input.size()[2:]})"
            )
        return [n - low for n, low in zip(size, least, strict=True)]


class ConvTranspose1d(_ConvTransposeNd):
    """Transposed convolution over one dimension: (n, channels, length)."""

    _ndim = 1


class ConvTranspose2d(_ConvTransposeNd):
    """Transposed convolution over two dimensions: (n, channels, height, width)."""

    _ndim = 2


class ConvTranspose3d(_ConvTransposeNd):
    """Transposed convolution over three dimensions: (n, channels, depth, height, width)."""

    _ndim = 3
