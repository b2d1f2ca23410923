"""Layers of ``torch`` itself: with all settings as arguments, in the order of the C++ API.

Source: aten/src/ATen/native/native_functions.yaml, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import checked_number, tuple_of_ints
from engine.torch.nn import (
    adaptive_pooling,
    convolution,
    dropping,
    embeddings,
    margins,
    normalization,
    pooling,
)
from engine.torch.nn.convolution import Extents


def max_pool1d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
) -> Any:
    """Max pooling over one dimension."""
    return pooling.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
) -> Any:
    """Max pooling over one dimension: values and indices."""
    return pooling.max_pool1d(
        input, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True
    )


def max_pool2d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
) -> Any:
    """Max pooling over two dimensions."""
    return pooling.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
) -> Any:
    """Max pooling over three dimensions."""
    return pooling.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode)


def _one_extent(function: str, output_size: Any) -> Any:
    """The single size of a one-dimensional layer.

    Raises:
        RuntimeError: several sizes.
    """
    if isinstance(output_size, Sequence) and len(output_size) != 1:
        raise RuntimeError(
            f"{function}() argument 'output_size' should contain one int (got {len(output_size)})"
        )
    return output_size


def adaptive_avg_pool1d(input: Tensor, output_size: Extents) -> Tensor:
    """Adaptive average pooling over one dimension.

    Raises:
        RuntimeError: more than one size.
    """
    extent = _one_extent("adaptive_avg_pool1d", output_size)
    return adaptive_pooling.adaptive_avg_pool1d(input, extent)


def adaptive_max_pool1d(input: Tensor, output_size: Extents) -> Any:
    """Adaptive max pooling over one dimension: values and indices.

    Raises:
        RuntimeError: more than one size.
    """
    extent = _one_extent("adaptive_max_pool1d", output_size)
    return adaptive_pooling.adaptive_max_pool1d(input, extent, return_indices=True)


def batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> Tensor:
    """(x - mean) / standard deviation of each channel, scaled and shifted."""
    require_tensors("batch_norm", input=input)
    return normalization.batch_norm_of_any(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )


def embedding(
    weight: Tensor,
    indices: Tensor,
    padding_idx: int = -1,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of a table at integer indices; the row ``padding_idx`` gets no gradient."""
    require_tensors("embedding", weight=weight, indices=indices)
    padding = padding_idx if padding_idx >= 0 else None
    return embeddings.embedding(
        indices, weight, padding, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse
    )


def convolution_(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Tensor:
    """The convolution over as many dimensions as the weight has, or the transposed one."""
    require_tensors("convolution", input=input, weight=weight)
    ndim = min(max(weight.ndim - 2, 1), 3)
    if transposed:
        back: Callable[..., Tensor] = getattr(convolution, f"conv_transpose{ndim}d")
        return back(input, weight, bias, stride, padding, output_padding, groups, dilation)
    forth: Callable[..., Tensor] = getattr(convolution, f"conv{ndim}d")
    return forth(input, weight, bias, stride, padding, dilation, groups)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """``torch.nn.functional.group_norm``, also of one element per group."""
    result: Tensor = normalization.group_norm_and_moments(input, num_groups, weight, bias, eps)[0]
    return result


def constant_pad_nd(input: Tensor, pad: Sequence[int], value: Any = 0) -> Tensor:
    """The tensor padded with a constant.

    Raises:
        RuntimeError: an odd number of widths, or too many.
    """
    require_tensors("constant_pad_nd", input=input)
    pad = tuple_of_ints("constant_pad_nd", "pad", 2, pad)
    if len(pad) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(pad)}")
    if len(pad) > 2 * input.ndim:
        raise RuntimeError(
            "Length of pad should be no more than twice the number of dimensions of the input. "
            f"Pad length is {len(pad)} while the input has {input.ndim} dimensions."
        )
    return margins.constant_pad(input, pad, checked_number("constant_pad_nd", "value", 3, value))


def _dropout(name: str, function: Callable[..., Tensor], inplace: bool) -> Callable[..., Tensor]:
    """A kind of dropout with all settings required."""

    def drop(input: Tensor, p: float, train: bool) -> Tensor:
        require_tensors(name, input=input)
        if not 0 <= p <= 1:
            raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p:.6g}")
        return function(input, p, train, inplace)

    return named(drop, name, function.__doc__)


dropout = _dropout("dropout", dropping.dropout, False)
dropout_ = _dropout("dropout_", dropping.dropout, True)
feature_dropout = _dropout("feature_dropout", dropping.channel_dropout, False)
feature_dropout_ = _dropout("feature_dropout_", dropping.channel_dropout, True)
alpha_dropout = _dropout("alpha_dropout", dropping.alpha_dropout, False)
alpha_dropout_ = _dropout("alpha_dropout_", dropping.alpha_dropout, True)
feature_alpha_dropout = _dropout("feature_alpha_dropout", dropping.feature_alpha_dropout, False)
feature_alpha_dropout_ = _dropout("feature_alpha_dropout_", dropping.feature_alpha_dropout, True)
