"""Pooling as ``torch.nn.functional`` has it.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from engine import dtypes
from engine.ops.nn import pooling
from engine.ops.shapes import layout
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import not_implemented, refuse_but_long, refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.nn import pooling_checks
from engine.torch.nn.convolution import Extents, per_dim
from engine.torch.routines import dimensions


def _max_pool(name: str, ndim: int, operation: Any) -> Callable[..., Any]:
    def function(
        input: Tensor,
        kernel_size: Extents,
        stride: Extents | None = None,
        padding: Extents = 0,
        dilation: Extents = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        require_tensors(name, input=input)
        kernel, steps, widths, holes = pooling_checks.moves(
            name,
            ndim,
            kernel_size=kernel_size,
            stride=pooling_checks.stride_or_kernel(kernel_size, stride),
            padding=padding,
            dilation=dilation,
        )
        shape = input._data.shape
        _, extra = pooling_checks.places(name, shape, kernel, steps, widths, holes, ceil_mode)
        refuse_dtypes(name, input, "b")
        values, indices = operation(
            input,
            kernel=kernel,
            stride=steps,
            padding=widths,
            dilation=holes,
            extra=extra,
        )
        return (values, indices) if return_indices else values

    function.__name__ = name
    function.__qualname__ = f"_{name}"  # as PyTorch's errors have it
    function.__doc__ = "The largest element of each window."
    return function


max_pool2d = _max_pool("max_pool2d", 2, pooling.max_pool2d)
max_pool3d = _max_pool("max_pool3d", 3, pooling.max_pool3d)


def _in_plane(value: Any, rest: int) -> tuple[int, ...]:
    """A number per dimension for a row treated as an image of height 1."""
    return (rest, *per_dim(value, 1))


def max_pool1d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Max pooling over one dimension.

    Shapes: input (n, channels, l) or (channels, l) -> (n, channels, windows)
    """
    require_tensors("max_pool1d", input=input)
    stride = pooling_checks.stride_or_kernel(kernel_size, stride)
    moves = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    if return_indices:
        pooling_checks.check_rows("max_pool1d", input)
        pooling_checks.require_one("max_pool1d", **moves)
    else:
        if input.ndim not in (2, 3) or 0 in input.shape[-2:]:
            raise RuntimeError(
                "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size "
                f"for input, but got:{list(input.shape)}"
            )
        pooling_checks.check_one_each(**moves)
        pooling_checks.check_windows_of_rows(input.shape[-1], **moves, ceil_mode=ceil_mode)
        refuse_dtypes("max_pool1d_impl", input, "biuc")
    values, indices = max_pool2d(
        dimensions.unsqueeze(input, input.ndim - 1),
        _in_plane(kernel_size, 1),
        _in_plane(stride, 1),
        _in_plane(padding, 0),
        _in_plane(dilation, 1),
        ceil_mode,
        True,
    )
    dim = values.ndim - 2
    row = layout.squeeze_dim(values, dim=dim)
    return (row, dimensions.squeeze(indices, dim)) if return_indices else row


@lru_cache
def _divisors(
    extents: tuple[int, ...], counts: Any, kernel: Any, stride: Any, padding: Any, include: bool
) -> Any:
    """The number of elements of each window, with the padding but not beyond it."""
    per_axis = []
    for c, n, k, s, p in zip(counts, extents, kernel, stride, padding):
        start = np.arange(c) * s - p
        end = np.minimum(start + k, n + p)
        if not include:
            start, end = np.maximum(start, 0), np.minimum(end, n)
        per_axis.append(end - start)
    total: Any = per_axis[0]
    for each in per_axis[1:]:
        total = np.multiply.outer(total, each)
    return float(total.flat[0]) if (total == total.flat[0]).all() else total


def _avg_pool(name: str, ndim: int, operation: Any) -> Callable[..., Tensor]:
    kernel_name = name if ndim == 2 else f"{name}_out_frame"

    def function(
        input: Tensor,
        kernel_size: Extents,
        stride: Extents | None = None,
        padding: Extents = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Tensor:
        require_tensors(name, input=input)
        kernel, steps, widths = pooling_checks.moves(
            name,
            ndim,
            kernel_size=kernel_size,
            stride=pooling_checks.stride_or_kernel(kernel_size, stride),
            padding=padding,
        )
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        shape, ones = input._data.shape, (1,) * ndim
        counts, extra = pooling_checks.places(name, shape, kernel, steps, widths, ones, ceil_mode)
        refuse_but_long(kernel_name, input)
        if ndim == 3 and input.dtype is dtypes.float16:
            raise not_implemented(kernel_name, input)
        divisors = divisor_override or _divisors(
            shape[-ndim:], counts, kernel, steps, widths, count_include_pad
        )
        result: Tensor = operation(
            input,
            kernel=kernel,
            stride=steps,
            padding=widths,
            extra=extra,
            divisors=divisors,
        )
        return result

    return named(function, name, "The mean of each window.")


avg_pool2d = _avg_pool("avg_pool2d", 2, pooling.avg_pool2d)
avg_pool3d = _avg_pool("avg_pool3d", 3, pooling.avg_pool3d)


def avg_pool1d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Average pooling over one dimension.

    Shapes: input (n, channels, l) or (channels, l) -> (n, channels, windows)
    """
    pooling_checks.check_rows("avg_pool1d", input)
    stride = pooling_checks.stride_or_kernel(kernel_size, stride)
    pooling_checks.require_one(
        "avg_pool1d", kernel_size=kernel_size, stride=stride, padding=padding
    )
    result = avg_pool2d(
        dimensions.unsqueeze(input, input.ndim - 1),
        _in_plane(kernel_size, 1),
        _in_plane(stride, 1),
        _in_plane(padding, 0),
        ceil_mode,
        count_include_pad,
    )
    return layout.squeeze_dim(result, dim=result.ndim - 2)
