"""Max pooling with indices, and adaptive max pooling of volumes.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.ops.nn import pooling as pooling_ops
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.nn import adaptive_pooling, pooling
from engine.torch.nn.convolution import Extents


def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """Adaptive max pooling over three dimensions.

    Shapes: input (n, channels, d, h, w) or without n -> (n, channels, *output_size)

    Raises:
        RuntimeError: the input is not a volume.
    """
    require_tensors("adaptive_max_pool3d", input=input)
    adaptive_pooling.require_dimensions(input, output_size)
    if input.ndim not in (4, 5):
        raise RuntimeError(
            f"adaptive_max_pool3d(): Expected 4D or 5D tensor, but got: {list(input.shape)}"
        )
    size = adaptive_pooling.extents_of_largest("adaptive_max_pool3d", output_size, input, 3)
    refuse_dtypes("adaptive_max_pool3d_cpu", input, "biu")
    values, indices = pooling_ops.adaptive_max_pool3d(input, size=size)
    return (values, indices) if return_indices else values


def _with_indices(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A kind of max pooling that always returns indices."""

    def pool(
        input: Tensor,
        kernel_size: Extents,
        stride: Extents | None = None,
        padding: Extents = 0,
        dilation: Extents = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        return function(input, kernel_size, stride, padding, dilation, ceil_mode, True)

    return named(pool, name, "The largest element of each window, and where it is.")


def _adaptive_with_indices(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A kind of adaptive max pooling that always returns indices."""

    def pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        return function(input, output_size, True)

    return named(pool, name, "The largest elements of nearly equal parts, and where they are.")


max_pool1d_with_indices = _with_indices("max_pool1d_with_indices", pooling.max_pool1d)
max_pool2d_with_indices = _with_indices("max_pool2d_with_indices", pooling.max_pool2d)
max_pool3d_with_indices = _with_indices("max_pool3d_with_indices", pooling.max_pool3d)
adaptive_max_pool1d_with_indices = _adaptive_with_indices(
    "adaptive_max_pool1d_with_indices", adaptive_pooling.adaptive_max_pool1d
)
adaptive_max_pool2d_with_indices = _adaptive_with_indices(
    "adaptive_max_pool2d_with_indices", adaptive_pooling.adaptive_max_pool2d
)
adaptive_max_pool3d_with_indices = _adaptive_with_indices(
    "adaptive_max_pool3d_with_indices", adaptive_max_pool3d
)
