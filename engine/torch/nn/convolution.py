"""Convolutions as ``torch.nn.functional`` has them, over one, two or three dimensions.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from numbers import Integral
from typing import Any

from engine.ops.nn import convolution
from engine.ops.shapes import joining
from engine.script_warnings import warn_once
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_but_long, refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.matrices import products
from engine.torch.nn import complex_convolution, convolution_checks, window_checks
from engine.torch.routines import dimensions

Extents = int | Sequence[int]
Shape = tuple[int, ...]


def per_dim(value: Any, ndim: int) -> tuple[int, ...]:
    """A number per dimension, given as one for all or as a sequence."""
    if isinstance(value, Integral):
        return (int(value),) * ndim
    numbers = tuple(map(int, value))
    return numbers * ndim if len(numbers) == 1 else numbers


def _conv(name: str, ndim: int) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Extents = 1,
        padding: Extents | str = 0,
        dilation: Extents = 1,
        groups: int = 1,
    ) -> Tensor:
        require_tensors(name, input=input, weight=weight)
        convolution_checks.check_bias(input, bias)
        batch = _batched(name, input, ndim)
        convolve = _convolved
        if batch._data.dtype.kind == "c":
            convolution_checks.check_complex(batch, weight, bias)
            convolve = partial(complex_convolution.convolve_parts, _convolved)
        steps, holes = per_dim(stride, ndim), per_dim(dilation, ndim)
        result = convolve(
            batch, weight, bias, stride=steps, padding=padding, dilation=holes, groups=groups
        )
        return result if input.ndim == ndim + 2 else dimensions.squeeze(result, 0)

    return named(function, name, "Sums of products of windows of the input with kernels.")


def _convolved(
    batch: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    *,
    stride: Shape,
    padding: Extents | str,
    dilation: Shape,
    groups: int,
) -> Tensor:
    """The convolution of a batch of real numbers."""
    ndim = batch.ndim - 2
    batch, widths = _padded(batch, weight, stride, dilation, padding, groups)
    kernels = weight._data.shape
    moves = (stride, widths, dilation, (0,))
    convolution_checks.check_shapes(
        batch._data.shape, kernels, None if bias is None else bias._data.shape, moves, groups
    )
    if 0 in kernels or 0 in dilation:
        convolution_checks.refuse_nothing(batch, weight, moves, groups)
    convolution_checks.check_dtypes(batch, weight, bias, moves, groups)
    if batch._data.dtype.kind in "biu":
        convolution_checks.refuse_integers(batch, ndim, max(dilation) > 1)
    shift = stand_in(0, batch) if bias is None else bias
    return convolution.convolution(
        batch, weight, shift, stride=stride, padding=widths, dilation=dilation, groups=groups
    )


def _batched(name: str, input: Tensor, ndim: int) -> Tensor:
    """The input with a batch dimension.

    Raises:
        RuntimeError: neither batched nor unbatched.
    """
    if input.ndim == ndim + 1:
        return dimensions.unsqueeze(input, 0)
    if input.ndim != ndim + 2:
        raise RuntimeError(
            f"Expected {ndim + 1}D (unbatched) or {ndim + 2}D (batched) input to {name}, but got "
            f"input of size: {list(input.shape)}"
        )
    return input


def _padded(
    input: Tensor, weight: Tensor, stride: Shape, dilation: Shape, padding: Any, groups: int
) -> tuple[Tensor, Shape]:
    """The padding as numbers; asymmetric padding is applied to the input.

    Raises:
        RuntimeError: an unknown padding mode, or one that does not fit the windows.
    """
    ndim = input.ndim - 2
    if not isinstance(padding, str):
        return input, per_dim(padding, ndim)
    if padding == "valid":
        return input, (0,) * ndim
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    convolution_checks.check_same(input._data.shape, weight._data.shape, stride, dilation, groups)
    totals = [max(0, d * (k - 1)) for d, k in zip(dilation, weight.shape[2:])]
    if any(each % 2 for each in totals):
        warn_once(
            "Using padding='same' with even kernel lengths and odd dilation may require a "
            "zero-padded copy of the input be created"
        )
        extra = tuple((0, each % 2) for each in totals)
        input = joining.constant_pad(input, pad=((0, 0), (0, 0), *extra), value=0)
    return input, tuple(each // 2 for each in totals)


conv1d = _conv("conv1d", 1)
conv2d = _conv("conv2d", 2)
conv3d = _conv("conv3d", 3)


def _conv_transpose(name: str, ndim: int) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Extents = 1,
        padding: Extents = 0,
        output_padding: Extents = 0,
        groups: int = 1,
        dilation: Extents = 1,
    ) -> Tensor:
        require_tensors(name, input=input, weight=weight)
        batch = _batched(name, input, ndim)
        convolve = _enlarged
        if batch._data.dtype.kind == "c":
            convolution_checks.check_complex(batch, weight, bias)
            convolve = partial(complex_convolution.convolve_parts, _enlarged)
        steps, widths = per_dim(stride, ndim), per_dim(padding, ndim)
        moves = (steps, widths, per_dim(dilation, ndim), per_dim(output_padding, ndim))
        result = convolve(batch, weight, bias, moves=moves, groups=groups)
        return result if input.ndim == ndim + 2 else dimensions.squeeze(result, 0)

    return named(function, name, "The transpose of a convolution, which enlarges its input.")


def _enlarged(
    batch: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    *,
    moves: convolution_checks.Moves,
    groups: int,
) -> Tensor:
    """The transposed convolution of a batch of real numbers."""
    kernels = weight._data.shape
    convolution_checks.check_shapes(
        batch._data.shape, kernels, None if bias is None else bias._data.shape, moves, groups, True
    )
    convolution_checks.check_transposed(kernels, moves)
    refuse_but_long(f"slow_conv_transpose{max(batch.ndim - 2, 2)}d_out_cpu", batch)
    products.check_same_dtype(batch, weight)
    convolution_checks.check_dtypes(batch, weight, bias, moves, groups)
    stride, padding, dilation, more = moves
    extents = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + o + 1
        for n, s, p, d, k, o in zip(batch.shape[2:], stride, padding, dilation, kernels[2:], more)
    )
    window_checks.check_enlarged(batch.shape[2:], extents)
    return convolution.convolution_transposed(
        batch,
        weight,
        stand_in(0, batch) if bias is None else bias,
        extents=extents,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


conv_transpose1d = _conv_transpose("conv_transpose1d", 1)
conv_transpose2d = _conv_transpose("conv_transpose2d", 2)
conv_transpose3d = _conv_transpose("conv_transpose3d", 3)


def unfold(
    input: Tensor,
    kernel_size: Extents,
    dilation: Extents = 1,
    padding: Extents = 0,
    stride: Extents = 1,
) -> Tensor:
    """The windows of planes as columns.

    Shapes: input (n, channels, h, w) or without n -> (n, channels * kernel elements, windows)

    Raises:
        IndexError, RuntimeError: not a batch of images, or no window fits.
    """
    require_tensors("im2col", input=input)
    moves = window_checks.moves(
        kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
    window_checks.check_unfolded(input, moves)
    refuse_dtypes("im2col_out_cpu", input, "iu")
    return convolution.im2col(input, **moves._asdict())


def fold(
    input: Tensor,
    output_size: Extents,
    kernel_size: Extents,
    dilation: Extents = 1,
    padding: Extents = 0,
    stride: Extents = 1,
) -> Tensor:
    """Columns of windows summed into images.

    Shapes: input (n, channels * kernel elements, windows) or without n -> (n, channels,
        *output_size)

    Raises:
        RuntimeError: the columns do not fit.
    """
    require_tensors("col2im", input=input)
    extents = window_checks.pair("output_size", output_size)
    moves = window_checks.moves(
        kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride
    )
    window_checks.check_folded(input, extents, moves)
    refuse_dtypes("col2im_out_cpu", input, "iu")
    return convolution.col2im(input, extents=extents, **moves._asdict())
