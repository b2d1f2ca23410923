"""Deprecated methods that give a tensor another shape.

Source: torch.autograd._functions.Resize, PyTorch 2.13.
"""

from __future__ import annotations

import math
from typing import Any

from engine.functions.custom_function import Function
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.routines import shapes


class Resize(Function):
    """A tensor in another shape, as a custom function."""

    __module__ = "torch.autograd._functions.tensor"

    @staticmethod
    def forward(ctx: Any, tensor: Tensor, sizes: tuple[Any, ...]) -> Tensor:
        """The tensor in a shape with as many elements.

        Raises:
            RuntimeError: it has another number of elements.
        """
        are_numbers = all(isinstance(each, int | float) for each in sizes)
        count = math.prod(sizes) if are_numbers else None
        if count != tensor._data.size:
            raise RuntimeError(
                f"requested resize to {'x'.join(map(str, sizes))} "
                f"({sizes[0] if count is None else count} elements in total), but the given tensor "
                f"has a size of {'x'.join(map(str, tensor.shape))} ({tensor._data.size} elements). "
                "autograd's resize can only change the shape of a given tensor, while preserving "
                "the number of elements. "
            )
        ctx.input_sizes = tuple(tensor.shape)
        return shapes.view(shapes.contiguous(shape.alias(tensor)), *sizes)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor, None]:
        """The gradient in the shape before."""
        return shapes.view(shapes.contiguous(grad_output), *ctx.input_sizes), None


def resize(tensor: Tensor, *sizes: Any) -> Tensor:
    """A tensor in another shape; deprecated."""
    warn("non-inplace resize is deprecated")
    resized: Tensor = Resize.apply(tensor, sizes)
    return resized


def resize_as(tensor: Tensor, the_template: Any) -> Tensor:
    """A tensor in the shape of another one; deprecated."""
    warn("non-inplace resize_as is deprecated")
    resized: Tensor = Resize.apply(tensor, tuple(the_template.size()))
    return resized


METHODS = {"resize": resize, "resize_as": resize_as}
