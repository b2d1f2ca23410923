"""Means of powers, over windows and over neighbouring channels, as in ``torch.nn.functional``.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.ops.elementwise import elementary
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.nn import activations, margins, pooling
from engine.torch.nn.convolution import Extents, per_dim
from engine.torch.routines import dimensions, elementwise, operands, shapes


def _lp_pool(name: str, ndim: int, average: Any, largest: Any) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        norm_type: float,
        kernel_size: Extents,
        stride: Extents | None = None,
        ceil_mode: bool = False,
    ) -> Tensor:
        require_tensors(name, input=input)
        if norm_type == math.inf:
            magnitudes = elementary.abs(input)
            top: Tensor = largest(magnitudes, kernel_size, stride, 0, 1, ceil_mode)
            return top
        if norm_type == -math.inf:
            least = largest(
                operands.mul(elementary.abs(input), -1), kernel_size, stride, 0, 1, ceil_mode
            )
            return elementwise.neg(least)
        powers = operands.pow(input, norm_type)
        mean = average(powers, kernel_size, stride, 0, ceil_mode)
        held = operands.mul(elementwise.sign(mean), activations.relu(elementary.abs(mean)))
        count = math.prod(per_dim(kernel_size, ndim))
        return operands.pow(operands.mul(held, count), 1.0 / norm_type)

    return named(function, name, "The norm of a given order of each window.")


lp_pool1d = _lp_pool("lp_pool1d", 1, pooling.avg_pool1d, pooling.max_pool1d)
lp_pool2d = _lp_pool("lp_pool2d", 2, pooling.avg_pool2d, pooling.max_pool2d)
lp_pool3d = _lp_pool("lp_pool3d", 3, pooling.avg_pool3d, pooling.max_pool3d)


def local_response_norm(
    input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Local response normalisation across neighbouring channels.

    Shapes: input (n, channels, ...) -> the same

    Source: Krizhevsky, Sutskever and Hinton 2012.

    Raises:
        ValueError: fewer than three dimensions.
    """
    require_tensors("local_response_norm", input=input)
    if input.ndim < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality {' ' * 24} input (got {input.ndim} dimensions)"
        )
    if not input._data.size:
        return input
    square = operands.mul(input, input)
    widths = (size // 2, (size - 1) // 2)
    if input.ndim == 3:
        rows = margins.pad(dimensions.unsqueeze(square, 1), (0, 0, *widths))
        mean = dimensions.squeeze(pooling.avg_pool2d(rows, (size, 1), 1), 1)
    else:
        n, channels, height, *_ = input.shape
        volume = shapes.view(square, n, 1, channels, height, -1)
        volume = margins.pad(volume, (0, 0, 0, 0, *widths))
        mean = dimensions.squeeze(pooling.avg_pool3d(volume, (size, 1, 1), 1), 1)
        mean = shapes.view(mean, list(input.shape))
    scale = operands.pow(operands.add(operands.mul(mean, alpha), k), beta)
    return operands.div(input, scale)
