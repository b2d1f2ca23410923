"""Checks of a convolution's shapes, strides and dtypes, in PyTorch's order.

Source: check_shape_forward and the kernels that it leaves the rest to, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import prod

from engine import dtypes, errors
from engine.tensor import Tensor
from engine.torch.calling.dtype_arguments import refuse_but_long, refuse_dtypes
from engine.torch.matrices import products

# Up to this number of elements PyTorch uses a kernel of its own.
_SMALL = 20480

Sizes = tuple[int, ...]
Moves = tuple[Sizes, Sizes, Sizes, Sizes]
"""The strides, paddings, dilations and output paddings."""


@lru_cache
def check_shapes(
    shape: Sizes,
    kernels: Sizes,
    bias: Sizes | None,
    moves: Moves,
    groups: int,
    transposed: bool = False,
) -> None:
    """Check the shapes of a batch and of the parameters, and the strides and so on.

    Raises:
        RuntimeError: they do not match, or are empty.
    """
    _check_kernels(kernels, groups)
    _check_moves(moves, len(kernels) - 2)
    _check_dims(shape, kernels, space=" ")
    if kernels[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but "
            f"got weight of size {list(kernels)} instead"
        )
    if kernels[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{list(kernels)}] instead"
        )
    expected, given = (kernels[0], "transposed=1") if transposed else (kernels[1] * groups, "")
    if expected != shape[1]:
        raise RuntimeError(
            f"Given {given or f'groups={groups}'}, weight of size {list(kernels)}, expected "
            f"input{list(shape)} to have {expected} channels, but got {shape[1]} channels instead"
        )
    count = kernels[1] * groups if transposed else kernels[0]
    if bias is not None and bias != (count,):
        raise RuntimeError(
            f"Given {given and given + ', '}weight of size {list(kernels)}, expected bias to be "
            f"1-dimensional with {count} elements, but got bias of size {list(bias)} instead"
        )
    if not transposed:
        _check_sizes(shape[2:], kernels[2:], moves)


def _check_kernels(kernels: Sizes, groups: int) -> None:
    if len(kernels) < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")


def _check_moves(moves: Moves, count: int) -> None:
    for name, numbers in zip(("stride", "padding", "dilation", "output_padding"), moves):
        if len(numbers) not in (1, count):
            raise RuntimeError(
                f"expected {name} to be a single integer value or a list of {count} values to "
                f"match the convolution dimensions, but got {name}={list(numbers)}"
            )
    stride, padding, dilation, output_padding = moves
    if min(padding) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(output_padding) < 0:
        raise RuntimeError("negative output_padding is not supported")
    if min(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(dilation) < 0:
        raise RuntimeError("dilation should be greater than zero")


@lru_cache
def check_same(shape: Sizes, kernels: Sizes, stride: Sizes, dilation: Sizes, groups: int) -> None:
    """Check a convolution with padding "same".

    Raises:
        RuntimeError: the windows do not fit the input, or the stride is not 1.
    """
    _check_kernels(kernels, groups)
    count = len(kernels) - 2
    _check_dims(shape, kernels)
    for name, numbers in (("stride", stride), ("dilation", dilation)):
        if len(numbers) not in (1, count):
            raise RuntimeError(f"{name} cannot broadcast to {count} dimensions")
    if any(each != 1 for each in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    if min(dilation) < 0:
        raise RuntimeError("dilation should be greater than zero")


def _check_dims(shape: Sizes, kernels: Sizes, space: str = "") -> None:
    if len(shape) != len(kernels):
        raise RuntimeError(
            f"Expected {len(kernels)}-dimensional input for {len(kernels)}-dimensional weight"
            f"{space}{list(kernels)}, but got {len(shape)}-dimensional input of size "
            f"{list(shape)} instead"
        )


def _check_sizes(extents: Sizes, kernel: Sizes, moves: Moves) -> None:
    _, padding, dilation, _ = moves
    padded = [n + 2 * p for n, p in zip(extents, padding)]
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]
    if any(span > extent for span, extent in zip(spans, padded)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, padded))}). Kernel "
            f"size: ({' x '.join(map(str, spans))}). Kernel size can't be greater than actual "
            "input size"
        )


def refuse_nothing(input: Tensor, weight: Tensor, moves: Moves, groups: int) -> None:
    """Refuse empty kernels, and a dilation of 0.

    Raises:
        RuntimeError: a kernel is empty, or a dilation 0.
    """
    dilation = moves[2]
    kernel = weight._data.shape[2:]
    if 0 in dilation and 0 not in kernel and _is_by_onednn(input, weight, moves, groups):
        raise RuntimeError("non-positive dilation is not supported")
    places, holes = (list(_planes(each)) for each in (kernel, dilation))
    shown = f" kernel_height: {places[-2]} kernel_width: {places[-1]}"
    if max(dilation) > 1 or 0 in dilation:
        shown = f" {places}"
    elif len(places) > 2:
        shown = f": {' x '.join(map(str, places))} (TxHxW)"
    if 0 in kernel:
        raise RuntimeError(f"kernel size should be greater than zero, but got{shown}")
    if 0 in dilation:
        raise RuntimeError(f"dilation should be greater than zero, but got {holes}")


def check_bias(input: Tensor, bias: Tensor | None) -> None:
    """Check that a bias is of the input's dtype.

    Raises:
        RuntimeError: it is not.
    """
    if bias is not None and bias._data.dtype is not input._data.dtype:
        theirs, ours = errors.cpp_name(bias.dtype), errors.cpp_name(input.dtype)
        raise RuntimeError(f"Input type ({ours}) and bias type ({theirs}) should be the same")


def check_dtypes(
    input: Tensor, weight: Tensor, bias: Tensor | None, moves: Moves, groups: int
) -> None:
    """Check that all have the input's dtype.

    Raises:
        RuntimeError: one has another.
    """
    dtype = input._data.dtype
    if dtype is weight._data.dtype and (bias is None or dtype is bias._data.dtype):
        return
    check_bias(input, bias)
    if input.dtype is not weight.dtype and _is_by_onednn(input, weight, moves, groups):
        raise RuntimeError(
            f"Input type ({errors.tensor_type(input.dtype)}) and weight type "
            f"({errors.tensor_type(weight.dtype)}) should be the same or input should be a "
            "MKLDNN tensor and weight is a dense tensor"
        )
    products.check_same_dtype(input, weight)


def check_complex(input: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    """Check that all are of the dtype of a complex input.

    Raises:
        RuntimeError: one has another.
    """
    dtype = input.dtype
    if weight.dtype is not dtype:
        ours, theirs = errors.tensor_type(dtype), errors.tensor_type(weight.dtype)
        raise RuntimeError(f"Input type ({ours}) and weight type ({theirs}) should be the same")
    if bias is not None and bias.dtype is not dtype:
        ours, theirs = errors.tensor_type(dtype), errors.tensor_type(bias.dtype)
        raise RuntimeError(f"Input type ({ours}) and bias type ({theirs}) should be the same")


def _is_by_onednn(input: Tensor, weight: Tensor, moves: Moves, groups: int) -> bool:
    """Whether PyTorch, on one thread, would use oneDNN, which has other error messages."""
    stride, _, dilation, _ = moves
    kernel = _planes(weight._data.shape[2:])[-2:]
    can_move = max(*stride, *dilation) > 1 or input.shape[0] >= 16 or kernel != (1, 1)
    is_large = groups > 1 or min(kernel) > 3 or input.shape[0] > 1
    if input.dtype is dtypes.bfloat16:
        return True
    is_worth_it = can_move and (is_large or prod(input.shape[:4]) > _SMALL)
    return input.dtype is dtypes.float32 and is_worth_it


def _planes(numbers: Sizes, usual: int = 1) -> Sizes:
    """A number per dimension; one-dimensional settings get a default for the height."""
    return (usual,) * (2 - len(numbers)) + numbers


def refuse_integers(input: Tensor, ndim: int, is_dilated: bool) -> None:
    """Refuse integer dtypes that the kernel does not support.

    Raises:
        NotImplementedError: the input has such a dtype.
    """
    if is_dilated:
        refuse_but_long("slow_conv_dilated<>", input)
    refuse_dtypes("slow_conv2d_cpu" if ndim < 3 else "compute_columns3d", input, "b")


def check_transposed(kernels: Sizes, moves: Moves) -> None:
    """Check the requirements of transposed convolutions.

    Raises:
        RuntimeError: a kernel is empty, or an output size is not positive.
    """
    places = _planes(kernels[2:])
    stride, _, dilation, output_padding = moves
    if 0 in places and len(places) < 3:
        raise RuntimeError(
            f"kernel size should be greater than zero, but got kernel_height: {places[0]} "
            f"kernel_width: {places[1]}"
        )
    if 0 in dilation:
        shown = ", ".join(f"{name}: {n}" for name, n in _named("dilation", dilation, 1))
        raise RuntimeError(f"dilation should be greater than zero, but got {shown}")
    if any(more >= max(each) for more, *each in zip(output_padding, stride, dilation)):
        parts = (("output_padding", output_padding, 0), ("stride", stride, 1))
        named = (each for part in (*parts, ("dilation", dilation, 1)) for each in _named(*part))
        raise RuntimeError(
            "output padding must be smaller than either stride or dilation, but got "
            + " ".join(f"{name}: {n}" for name, n in named)
        )
    if 0 in kernels:
        wanted = "non-empty 2D or 4D weight tensor expected"
        if len(places) > 2:
            wanted = (
                "non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x "
                "kernel_width) tensor expected for weight"
            )
        raise RuntimeError(f"{wanted}, but got: {list(kernels)}")


def _named(name: str, numbers: Sizes, usual: int) -> Iterator[tuple[str, int]]:
    """The numbers with the names of their dimensions."""
    whole = _planes(numbers, usual)
    extents = ("depth", "height", "width")[-len(whole) :]
    return ((f"{name}_{extent}", n) for extent, n in zip(extents, whole))
