"""Checks of the windows of pooling, in PyTorch's order.

Source: pool2d_shape_check, pool3d_shape_check and check_max_pool1d, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.nn.convolution import per_dim

Sizes = tuple[int, ...]

_COUNTS = {2: "two", 3: "three"}


def check_rows(function: str, input: Tensor) -> None:
    """Check the number of dimensions for one-dimensional pooling.

    Raises:
        RuntimeError: neither two nor three dimensions.
    """
    require_tensors(function, input=input)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 "
            f"'self' (while checking arguments for {function})"
        )


def require_one(function: str, **given: Any) -> None:
    """Check that settings of one-dimensional pooling are single numbers, or sequences of one.

    Raises:
        RuntimeError: a setting has several numbers.
    """
    for name, each in given.items():
        if isinstance(each, Sequence) and len(each) != 1:
            raise RuntimeError(
                f"{function}() argument '{name}' should contain one int (got {len(each)})"
            )


def stride_or_kernel(kernel_size: Any, stride: Any) -> Any:
    """The stride, which defaults to the kernel size."""
    is_given = stride is not None and (not isinstance(stride, Sequence) or len(stride))
    return stride if is_given else kernel_size


def moves(function: str, ndim: int, **given: Any) -> list[Sizes]:
    """The kernel size, stride, padding and perhaps dilation per dimension.

    Raises:
        RuntimeError: a wrong number of values.
    """
    numbers = []
    for name, each in given.items():
        if not isinstance(each, int) and len(each) not in (1, ndim):
            must = "must be" if function == "avg_pool3d" else "must either be"
            if name == "dilation":
                must = "must be either"
            perhaps = "omitted, " if name == "stride" else ""
            raise RuntimeError(
                f"{function}: {name} {must} {perhaps}a single int, or a tuple of {_COUNTS[ndim]} "
                "ints"
            )
        numbers.append(per_dim(each, ndim))
    return numbers


@lru_cache
def places(
    function: str,
    shape: Sizes,
    kernel: Sizes,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    ceil_mode: bool,
) -> tuple[Sizes, Sizes]:
    """The number of windows per dimension, and the additional padding that they need.

    Args:
        shape: the shape of the input, which may be batched.

    Raises:
        RuntimeError: there are none, or windows without any element of the input.
        IndexError: too few dimensions.
    """
    ndim = len(kernel)
    _check_dims(function, shape, ndim)
    for step, pad, size, hole in zip(stride, padding, kernel, dilation):
        _check_padding(step, pad, size, hole)
    for name, mark, numbers in (
        ("kernel size", "k", kernel),
        ("stride", "d", stride),
        ("dilation", "dilation", dilation),
    ):
        if min(numbers) <= 0:
            shown = " ".join(f"{mark}{axis}: {n}" for axis, n in zip("THW"[-ndim:], numbers))
            raise RuntimeError(f"{name} should be greater than zero, but got {shown}")
    _check_elements(function, shape, kernel)
    extents = shape[-ndim:]
    counts = []
    for n, k, s, p, d in zip(extents, kernel, stride, padding, dilation):
        room = n + 2 * p - d * (k - 1) - 1
        count = (room + (s - 1 if ceil_mode else 0)) // s + 1
        if ceil_mode and (count - 1) * s >= n + p:
            count -= 1
        counts.append(count)
    if min(counts) < 1:
        before = "x".join(map(str, shape[-ndim - 1 :]))
        after = "x".join(map(str, (shape[-ndim - 1], *(max(each, 0) for each in counts))))
        raise RuntimeError(
            f"Given input size: ({before}). Calculated output size: ({after}). Output size is too "
            "small"
        )
    return tuple(counts), tuple(
        max(0, (c - 1) * s + d * (k - 1) + 1 - n - 2 * p)
        for c, n, k, s, p, d in zip(counts, extents, kernel, stride, padding, dilation)
    )


def _check_dims(function: str, shape: Sizes, ndim: int) -> None:
    if function == "avg_pool2d":
        if len(shape) < 3:
            limit = max(len(shape), 1)
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-limit}, {limit - 1}], but "
                "got -3)"
            )
    elif len(shape) not in (ndim + 1, ndim + 2):
        raise RuntimeError(
            f"non-empty {ndim + 1}D or {ndim + 2}D (batch mode) tensor expected for input"
        )


def _check_padding(step: int, pad: int, size: int, hole: int) -> None:
    if not step:
        raise RuntimeError("stride should not be zero")
    if pad < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {pad}")
    if pad > int(((size - 1) * hole + 1) / 2):
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got "
            f"pad={pad}, kernel_size={size} and dilation={hole}"
        )


def _check_elements(function: str, shape: Sizes, kernel: Sizes) -> None:
    """Check that no dimension but the batch is empty."""
    ndim = len(kernel)
    is_empty = 0 in shape[-ndim - 1 :]
    if ndim == 2:
        if is_empty or len(shape) > 4:
            raise RuntimeError(
                "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, "
                f"but got:{list(shape)}"
            )
        return
    if is_empty:
        name = function if function == "avg_pool3d" else f"{function}_with_indices_out_cpu_template"
        raise RuntimeError(
            f"{name}(): Expected input's non-batch dimensions to have positive length, but input "
            f"has a shape of {list(shape)} and non-batch dimension 0 has length zero!"
        )
    if function == "avg_pool3d" and any(n < k for n, k in zip(shape[-3:], kernel)):
        image, window = (
            " ".join(f"{mark}{axis}: {n}" for axis, n in zip("THW", numbers))
            for mark, numbers in (("", shape[-3:]), ("k", kernel))
        )
        raise RuntimeError(f"input image ({image}) smaller than kernel size ({window})")


def check_one_each(**given: Any) -> None:
    """Check the settings of ``max_pool1d``, with its own messages.

    Raises:
        RuntimeError: a setting has several numbers.
    """
    for name, each in given.items():
        if isinstance(each, Sequence) and len(each) != 1:
            kinds = "None, an int, list of ints," if name == "stride" else "an int, list of ints"
            comma = "," if name == "padding" else ""
            raise RuntimeError(
                f"max_pool1d() {name} must be {kinds}{comma} or tuple of ints of size 1 but got "
                f"size {len(each)}"
            )


def check_windows_of_rows(
    extent: int, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> None:
    """Check the values of the settings of ``max_pool1d``.

    Raises:
        RuntimeError: one is too small, the padding too large, or no window fits.
    """
    settings = (kernel_size, stride, padding, dilation)
    kernel, step, pad, hole = (per_dim(each, 1)[0] for each in settings)
    for name, each in {"kernel_size": kernel, "stride": step}.items():
        if each <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {each}")
    if pad < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {pad}")
    if pad > kernel // 2:
        raise RuntimeError(
            "max_pool1d() padding should be at most half of kernel size, but got "
            f"padding={pad} and kernel_size={kernel}"
        )
    if hole <= 0:
        raise RuntimeError(f"max_pool1d() dilation must be greater than zero, but got {hole}")
    room = extent + 2 * pad - hole * (kernel - 1) - 1
    count = -(-room // step) + 1 if ceil_mode else room // step + 1
    if count <= 0:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {count}")
