"""Linear layers and other simple layers with parameters.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

import math
from typing import Any

from engine import dtypes
from engine.device import check_device
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import filled
from engine.torch.calling.dtype_arguments import checked_dtype
from engine.torch.calling.options import size_of
from engine.torch.nn import functional, init, linear
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter


def memory(
    function: str, *extents: int, value: float = 0, dtype: dtypes.dtype | None = None
) -> Tensor:
    """A tensor of one value, whose errors name a function of ``torch``.

    Raises:
        TypeError: a size that is not an integer, or no dtype.
        RuntimeError: a negative size, or not enough memory.
    """
    size = size_of(function, extents, None) if extents else ()
    kind = checked_dtype(function, dtype or dtypes.default_dtype())
    return wrap(filled(size, value, kind.numpy))


def empty(
    *extents: int, dtype: dtypes.dtype | None = None, device: Any = None, value: float = 0
) -> Parameter:
    """An uninitialised parameter; errors as for ``memory``."""
    check_device(device)
    return Parameter(memory("empty", *extents, value=value, dtype=dtype))


class Identity(Module):
    """The identity, whatever the arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        """Return the input."""
        return input


class Linear(Module):
    """A linear layer: input @ weight.T + bias.

    Shapes: input (..., in_features) -> (..., out_features)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = empty(out_features, in_features, dtype=dtype, device=device)
        if bias:
            self.bias = empty(out_features, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialise the parameters."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        """Apply the layer to the last dimension."""
        return linear.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Its sizes."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class Bilinear(Module):
    """A bilinear map of two inputs.

    Shapes: input1 (..., in1_features), input2 (..., in2_features) -> (..., out_features)

    Raises:
        ValueError: no features of the first input.
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features, self.in2_features = in1_features, in2_features
        self.out_features = out_features
        extents = out_features, in1_features, in2_features
        self.weight = empty(*extents, dtype=dtype, device=device)
        if bias:
            self.bias = empty(out_features, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Initialise the parameters."""
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        """Apply the map to the last dimensions."""
        result: Tensor = functional.bilinear(input1, input2, self.weight, self.bias)
        return result

    def extra_repr(self) -> str:
        """Its sizes."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Flatten(Module):
    """Merges dimensions into one, by default all but the first."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Any) -> Any:
        """Merge the dimensions."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Which dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits one dimension into several.

    Raises:
        TypeError: sizes that are not integers.
    """

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, tuple | list):
            raise TypeError(
                "unflattened_size must be a tuple of ints, but found type "
                f"{type(unflattened_size).__name__}"
            )
        for at, each in enumerate(unflattened_size):
            if not isinstance(each, int):
                raise TypeError(
                    "unflattened_size must be tuple of ints, but found element of type "
                    f"{type(each).__name__} at pos {at}"
                )
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Any) -> Any:
        """Split the dimension."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """Which dimension."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
