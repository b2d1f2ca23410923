"""Convolutions as ``torch.nn.functional`` has them, over one, two or three dimensions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import prod
from numbers import Integral
from typing import Any

from engine import dtypes, errors
from engine.ops.nn import convolution
from engine.ops.shapes import joining
from engine.stand_in import stand_in
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_but_long, refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.matrices import products
from engine.torch.nn import window_checks
from engine.torch.routines import dimensions
from engine.warned import warn_once

# Up to so many elements PyTorch convolves by itself.
_SMALL = 20480

Extents = int | Sequence[int]


def per_dim(value: Any, ndim: int) -> tuple[int, ...]:
    """One number for each dimension, given as one for all or as a sequence."""
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
        steps, holes = per_dim(stride, ndim), per_dim(dilation, ndim)
        if weight.ndim != ndim + 2 or 0 in weight._data.shape:
            _check_kernels(weight.shape, input.shape, steps)
        batch = _batched(name, input, ndim)
        batch, widths = _padded(batch, weight, steps, holes, padding)
        shape, kernels = batch._data.shape, weight._data.shape
        _check(shape, kernels, None if bias is None else bias._data.shape, groups)
        _check_moves(shape[2:], kernels[2:], steps, widths, holes)
        _check_dtypes(batch, weight, bias, steps, holes, groups)
        if batch._data.dtype.kind in "biu":
            _refuse_whole(batch, ndim, max(holes) > 1)
        shift = stand_in(0, input) if bias is None else bias
        result = convolution.convolution(
            batch, weight, shift, stride=steps, padding=widths, dilation=holes, groups=groups
        )
        return result if input.ndim == ndim + 2 else dimensions.squeeze(result, 0)

    return named(function, name, "Sums of products of windows of the input with kernels.")


def _check_kernels(kernels: Sequence[int], shape: Sequence[int], stride: Sequence[int]) -> None:
    """Check that kernels have elements, for as many dimensions as there are.

    Raises:
        RuntimeError: they do not.
    """
    places = kernels[2:]
    if len(kernels) > 2 and len(places) != len(stride):
        if len(stride) > 1:
            raise RuntimeError(
                f"expected stride to be a single integer value or a list of {len(places)} values "
                f"to match the convolution dimensions, but got stride={list(stride)}"
            )
        raise RuntimeError(
            f"Expected {len(kernels)}-dimensional input for {len(kernels)}-dimensional weight "
            f"{list(kernels)}, but got {len(shape)}-dimensional input of size {list(shape)} instead"
        )
    if 0 in places:
        height, width = (1, *places)[-2:]
        shown = f" kernel_height: {height} kernel_width: {width}"
        if len(places) > 2:
            shown = f": {' x '.join(map(str, places))} (TxHxW)"
        raise RuntimeError(f"kernel size should be greater than zero, but got{shown}")


def _batched(name: str, input: Tensor, ndim: int) -> Tensor:
    """The input as a batch.

    Raises:
        RuntimeError: neither a batch nor one element of one.
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
    input: Tensor, weight: Tensor, stride: Any, dilation: Any, padding: Any
) -> tuple[Tensor, tuple[int, ...]]:
    """The padding as numbers; where it is not the same on both sides, the input has it already."""
    ndim = input.ndim - 2
    if not isinstance(padding, str):
        return input, per_dim(padding, ndim)
    if padding == "valid":
        return input, (0,) * ndim
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if any(each != 1 for each in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:])]
    if any(each % 2 for each in totals):
        warn_once(
            "Using padding='same' with even kernel lengths and odd dilation may require a "
            "zero-padded copy of the input be created"
        )
        extra = tuple((0, each % 2) for each in totals)
        input = joining.constant_pad(input, pad=((0, 0), (0, 0), *extra), value=0)
    return input, tuple(each // 2 for each in totals)


Shape = tuple[int, ...]


@lru_cache
def _check(shape: Shape, kernels: Shape, bias: Shape | None, groups: int) -> None:
    """Check the shapes of the input and of the parameters.

    Raises:
        RuntimeError: they do not fit.
    """
    if len(kernels) < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if kernels[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but "
            f"got weight of size {list(kernels)} instead"
        )
    if kernels[1] * groups != shape[1]:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(kernels)}, expected "
            f"input{list(shape)} to have {kernels[1] * groups} channels, but got "
            f"{shape[1]} channels instead"
        )
    if kernels[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{list(kernels)}] instead"
        )
    _check_bias(kernels, bias, kernels[0])


def _check_bias(kernels: Shape, bias: Shape | None, count: int) -> None:
    if bias is not None and bias != (count,):
        raise RuntimeError(
            f"Given weight of size {list(kernels)}, expected bias to be 1-dimensional with "
            f"{count} elements, but got bias of size {list(bias)} instead"
        )


def _check_dtypes(
    input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, dilation: Any, groups: int
) -> None:
    """Check that all are of the input's dtype.

    Raises:
        RuntimeError: one is not.
    """
    dtype = input._data.dtype
    if dtype is weight._data.dtype and (bias is None or dtype is bias._data.dtype):
        return
    if bias is not None and bias.dtype is not input.dtype:
        theirs, ours = errors.cpp_name(bias.dtype), errors.cpp_name(input.dtype)
        raise RuntimeError(f"Input type ({ours}) and bias type ({theirs}) should be the same")
    if input.dtype is not weight.dtype and _is_by_onednn(input, weight, stride, dilation, groups):
        raise RuntimeError(
            f"Input type ({errors.tensor_type(input.dtype)}) and weight type "
            f"({errors.tensor_type(weight.dtype)}) should be the same or input should be a "
            "MKLDNN tensor and weight is a dense tensor"
        )
    products.check_same_dtype(input, weight)


def _is_by_onednn(input: Tensor, weight: Tensor, stride: Any, dilation: Any, groups: int) -> bool:
    """Whether PyTorch, on one thread, would leave a convolution to a library with its own words."""
    kernel = (1, *weight.shape[2:])[-2:]
    moves = max(*stride, *dilation) > 1 or input.shape[0] >= 16 or kernel != (1, 1)
    is_large = groups > 1 or min(kernel) > 3 or input.shape[0] > 1
    if input.dtype is dtypes.bfloat16:
        return True
    return input.dtype is dtypes.float32 and moves and (is_large or prod(input.shape[:4]) > _SMALL)


@lru_cache
def _check_moves(extents: Shape, kernel: Shape, stride: Any, padding: Any, dilation: Any) -> None:
    """Check how the windows move.

    Raises:
        RuntimeError: they do not, or are too large.
    """
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(dilation) <= 0:
        raise RuntimeError(f"dilation should be greater than zero, but got {list(dilation)}")
    padded = [n + 2 * p for n, p in zip(extents, padding)]
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    if any(span > extent for span, extent in zip(spans, padded)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, padded))}). Kernel "
            f"size: ({' x '.join(map(str, spans))}). Kernel size can't be greater than actual "
            "input size"
        )


conv1d = _conv("conv1d", 1)
conv2d = _conv("conv2d", 2)
conv3d = _conv("conv3d", 3)


def _refuse_whole(input: Tensor, ndim: int, is_dilated: bool) -> None:
    """Refuse those whole numbers that the kernel does not take.

    Raises:
        NotImplementedError: the input has such.
    """
    if is_dilated:
        refuse_but_long("slow_conv_dilated<>", input)
    refuse_dtypes("slow_conv2d_cpu" if ndim < 3 else "compute_columns3d", input, "b")


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
        steps, widths = per_dim(stride, ndim), per_dim(padding, ndim)
        holes, more = per_dim(dilation, ndim), per_dim(output_padding, ndim)
        batch = _batched(name, input, ndim)
        _check_transposed(batch, weight, bias, groups, steps, more, holes)
        refuse_but_long(f"slow_conv_transpose{max(ndim, 2)}d_out_cpu", batch)
        products.check_same_dtype(batch, weight)
        _check_dtypes(batch, weight, bias, steps, holes, groups)
        extents = tuple(
            (n - 1) * s - 2 * p + d * (k - 1) + o + 1
            for n, s, p, d, k, o in zip(
                batch.shape[2:], steps, widths, holes, weight.shape[2:], more
            )
        )
        window_checks.check_enlarged(batch.shape[2:], extents)
        shift = stand_in(0, input) if bias is None else bias
        result = convolution.convolution_transposed(
            batch,
            weight,
            shift,
            extents=extents,
            stride=steps,
            padding=widths,
            dilation=holes,
            groups=groups,
        )
        return result if input.ndim == ndim + 2 else dimensions.squeeze(result, 0)

    return named(function, name, "The transpose of a convolution, which enlarges its input.")


def _check_transposed(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    groups: int,
    stride: Any,
    output_padding: Any,
    dilation: Any,
) -> None:
    if weight.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if weight.shape[0] != input.shape[1]:
        raise RuntimeError(
            f"Given transposed=1, weight of size {list(weight.shape)}, expected "
            f"input{list(input.shape)} to have {weight.shape[0]} channels, but got "
            f"{input.shape[1]} channels instead"
        )
    count = weight.shape[1] * groups
    _check_bias(weight._data.shape, None if bias is None else bias._data.shape, count)
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(output_padding) < 0:
        raise RuntimeError("negative output_padding is not supported")
    if any(more >= max(each) for more, *each in zip(output_padding, stride, dilation)):
        raise RuntimeError(
            "output padding must be smaller than either stride or dilation, but got "
            + " ".join(
                f"{name}_{extent}: {n}"
                for name, numbers, usual in (
                    ("output_padding", output_padding, 0),
                    ("stride", stride, 1),
                    ("dilation", dilation, 1),
                )
                for extent, n in _named(numbers, usual)
            )
        )


def _named(numbers: Sequence[int], usual: int) -> Iterator[tuple[str, int]]:
    """A number for each extent; rows are planes with a height that is as usual."""
    whole = (usual,) * (2 - len(numbers)) + tuple(numbers)
    return zip(("depth", "height", "width")[-len(whole) :], whole)


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

    Raises:
        IndexError, RuntimeError: no batch of planes, or no window.
    """
    require_tensors("im2col", input=input)
    settings = {
        "kernel": per_dim(kernel_size, 2),
        "stride": per_dim(stride, 2),
        "padding": per_dim(padding, 2),
        "dilation": per_dim(dilation, 2),
    }
    window_checks.check_unfolded(input, **settings)
    refuse_dtypes("im2col_out_cpu", input, "iu")
    return convolution.im2col(input, **settings)


def fold(
    input: Tensor,
    output_size: Extents,
    kernel_size: Extents,
    dilation: Extents = 1,
    padding: Extents = 0,
    stride: Extents = 1,
) -> Tensor:
    """Columns of windows added up to planes.

    Raises:
        RuntimeError: neither a matrix of columns nor a batch of such.
    """
    require_tensors("col2im", input=input)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and "
            f"non-zero dimensions for input, but got: {list(input.shape)}"
        )
    refuse_dtypes("col2im_out_cpu", input, "iu")
    return convolution.col2im(
        input,
        extents=per_dim(output_size, 2),
        kernel=per_dim(kernel_size, 2),
        stride=per_dim(stride, 2),
        padding=per_dim(padding, 2),
        dilation=per_dim(dilation, 2),
    )
