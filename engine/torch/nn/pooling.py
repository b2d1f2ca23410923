"""Pooling as ``torch.nn.functional`` has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from engine.torch.nn.convolution import Extents, per_dim
from engine.torch.routines import dimensions


def batched(input: Tensor, ndim: int) -> Tensor:
    """The input as a batch.

    Raises:
        RuntimeError: neither a batch nor one element of one.
    """
    if input.ndim == ndim + 1:
        return dimensions.unsqueeze(input, 0)
    if input.ndim != ndim + 2:
        raise RuntimeError(
            f"non-empty {ndim + 1}D or {ndim + 2}D (batch mode) tensor expected for input"
        )
    return input


def check_rows(function: str, input: Tensor) -> None:
    """Check that there are rows to pool.

    Raises:
        RuntimeError: neither two nor three dimensions.
    """
    require_tensors(function, input=input)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 "
            f"'self' (while checking arguments for {function})"
        )


_COUNTS = {2: "two", 3: "three"}


def _per_dim(function: str, ndim: int, **given: Any) -> list[tuple[int, ...]]:
    """How windows lie along each dimension: their size, stride, padding and perhaps dilation.

    Raises:
        RuntimeError: numbers for another count of dimensions, or that make no windows.
    """
    numbers = []
    for name, each in given.items():
        if not isinstance(each, int) and len(each) not in (1, ndim):
            raise RuntimeError(
                f"{function}: {name} must either be a single int, or a tuple of {_COUNTS[ndim]} "
                "ints"
            )
        numbers.append(per_dim(each, ndim))
    _check_moves(*numbers)
    return numbers


@lru_cache
def _check_moves(*numbers: tuple[int, ...]) -> None:
    """Check that windows are somewhere, and move.

    Raises:
        RuntimeError: they do not.
    """
    ndim = len(numbers[0])
    if 0 in numbers[1]:
        raise RuntimeError("stride should not be zero")
    for name, each in zip(("kernel size", "stride"), numbers, strict=False):
        if min(each) <= 0:
            places = " ".join(f"d{axis}: {n}" for axis, n in zip("THW"[-ndim:], each, strict=True))
            raise RuntimeError(f"{name} should be greater than zero, but got {places}")
    if min(numbers[2]) < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {min(numbers[2])}")
    if len(numbers) > 3 and min(numbers[3]) <= 0:
        places = " ".join(
            f"dilation{axis}: {n}" for axis, n in zip("THW"[-ndim:], numbers[3], strict=True)
        )
        raise RuntimeError(f"dilation should be greater than zero, but got {places}")


@lru_cache
def _places(
    shape: tuple[int, ...], kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many windows there are along each dimension, and how much padding they need more.

    Args:
        shape: channels and extents.

    Raises:
        RuntimeError: none, or a padding without any element of the input.
    """
    for pad, size, hole in zip(padding, kernel, dilation):
        if pad > ((size - 1) * hole + 1) // 2:
            raise RuntimeError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={pad}, kernel_size={size} and dilation={hole}"
            )
    counts = []
    for n, k, s, p, d in zip(shape[1:], kernel, stride, padding, dilation):
        reach = n + 2 * p - d * (k - 1) - 1
        count = (reach + (s - 1 if ceil_mode else 0)) // s + 1
        if ceil_mode and (count - 1) * s >= n + p:
            count -= 1
        counts.append(count)
    if min(counts) < 1:
        before = "x".join(map(str, shape))
        after = "x".join(map(str, (shape[0], *(max(each, 0) for each in counts))))
        raise RuntimeError(
            f"Given input size: ({before}). Calculated output size: ({after}). Output size is too "
            "small"
        )
    return tuple(counts), tuple(
        max(0, (c - 1) * s + d * (k - 1) + 1 - n - 2 * p)
        for c, n, k, s, p, d in zip(counts, shape[1:], kernel, stride, padding, dilation)
    )


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
        kernel, steps, widths, holes = _per_dim(
            name,
            ndim,
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
            dilation=dilation,
        )
        refuse_dtypes(name, input, "b")
        batch = batched(input, ndim)
        shape = batch._data.shape[1:]
        _, extra = _places(shape, kernel, steps, widths, holes, ceil_mode)
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


def require_one(function: str, **given: Any) -> None:
    """Check that settings of rows are single numbers, perhaps in a sequence.

    Raises:
        RuntimeError: one is not.
    """
    for name, each in given.items():
        if isinstance(each, Sequence) and len(each) != 1:
            raise RuntimeError(
                f"{function}() argument '{name}' should contain one int (got {len(each)})"
            )


def _require_one_each(**given: Any) -> None:
    """Check the settings of ``max_pool1d``, which has its own words for what ``_require_one`` says.

    Raises:
        RuntimeError: one is not a single number.
    """
    for name, each in given.items():
        if isinstance(each, Sequence) and len(each) != 1 and not (name == "stride" and not each):
            kinds = "None, an int, list of ints," if name == "stride" else "an int, list of ints"
            comma = "," if name == "padding" else ""
            raise RuntimeError(
                f"max_pool1d() {name} must be {kinds}{comma} or tuple of ints of size 1 but got "
                f"size {len(each)}"
            )


def _in_plane(value: Any, rest: int) -> Any:
    """A number per dimension for a row seen as a plane with one row."""
    return None if value is None else (rest, *per_dim(value, 1))


def _check_windows_of_rows(
    extent: int, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> None:
    """Check the settings of ``max_pool1d``, each of them one number.

    Raises:
        RuntimeError: one is too small, the padding too large, or no window fits.
    """
    kernel, pad, hole = (per_dim(each, 1)[0] for each in (kernel_size, padding, dilation))
    step = kernel if stride is None or stride == () else per_dim(stride, 1)[0]
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


def max_pool1d(
    input: Tensor,
    kernel_size: Extents,
    stride: Extents | None = None,
    padding: Extents = 0,
    dilation: Extents = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest element of each window of rows."""
    require_tensors("max_pool1d", input=input)
    if input.ndim not in (2, 3) or 0 in input.shape[-2:]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for "
            f"input, but got:{list(input.shape)}"
        )
    _require_one_each(kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
    _check_windows_of_rows(input.shape[-1], kernel_size, stride, padding, dilation, ceil_mode)
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
    """Of how many elements each window's mean is: with the padding, not beyond it."""
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
        kernel, steps, widths = _per_dim(
            name,
            ndim,
            kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding,
        )
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        refuse_but_long(kernel_name, input)
        if ndim == 3 and input.dtype is dtypes.float16:
            raise not_implemented(kernel_name, input)
        batch = batched(input, ndim)
        shape = batch._data.shape[1:]
        counts, extra = _places(shape, kernel, steps, widths, (1,) * ndim, ceil_mode)
        divisors = divisor_override or _divisors(
            shape[1:], counts, kernel, steps, widths, count_include_pad
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
    """The mean of each window of rows."""
    check_rows("avg_pool1d", input)
    require_one("avg_pool1d", kernel_size=kernel_size, stride=stride or 1, padding=padding)
    result = avg_pool2d(
        dimensions.unsqueeze(input, input.ndim - 1),
        _in_plane(kernel_size, 1),
        _in_plane(stride, 1),
        _in_plane(padding, 0),
        ceil_mode,
        count_include_pad,
    )
    return layout.squeeze_dim(result, dim=result.ndim - 2)
