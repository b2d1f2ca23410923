"""Pooling to a given size, as ``torch.nn.functional`` has it: over nearly equal parts.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.ops.nn import pooling, resizing
from engine.ops.reductions import reduce
from engine.ops.shapes import layout
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.nn.pooling_checks import check_rows, require_one
from engine.torch.routines import dimensions


def require_dimensions(input: Tensor, output_size: Any) -> None:
    """Check that there are more dimensions than are pooled.

    Raises:
        ValueError: there are not.
    """
    if isinstance(output_size, Sequence) and input.ndim <= len(output_size):
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}")


def _wanted(output_size: Any, extents: Sequence[int]) -> tuple[int, ...]:
    """The number of parts along each dimension; where None, the size of the input."""
    is_one = not isinstance(output_size, Sequence)
    given = (output_size,) * len(extents) if is_one else output_size
    rest = (1,) * (len(given) - len(extents))  # PyTorch checks superfluous ones later
    return tuple(n if each is None else each for each, n in zip(given, (*extents, *rest)))


def _extents_of_means(output_size: Any, input: Tensor, ndim: int) -> tuple[int, ...]:
    """The number of parts along each dimension, for averages.

    Raises:
        RuntimeError: a negative number.
    """
    wanted = _wanted(output_size, input.shape[-ndim:])
    if min(wanted) < 0:
        first, *rest = map(str, wanted)
        shown = f"{first}, {','.join(rest)}"
        raise RuntimeError(
            f"adaptive_avg_pool{ndim}d: elements of output_size must be greater than or equal to 0 "
            f"but received {{{shown}}}"
        )
    return wanted


def _check_elements(function: str, input: Tensor, first: int) -> None:
    """Check that no dimension from the first one that counts is empty.

    Raises:
        RuntimeError: a dimension is empty.
    """
    shape = input.shape
    for at in range(first, input.ndim):
        if not shape[at]:
            raise RuntimeError(
                f"{function}(): Expected input to have non-zero size for non-batch dimensions, but "
                f"input has sizes {list(shape)} with dimension {at} being empty"
            )


def extents_of_largest(
    function: str, output_size: Any, input: Tensor, ndim: int
) -> tuple[int, ...]:
    """The number of parts along each dimension, for maxima.

    Raises:
        RuntimeError: an empty dimension, a negative number, or a wrong number of dimensions.
    """
    _check_elements(function, input, input.ndim - ndim - 1)
    wanted = _wanted(output_size, input.shape[-ndim:])
    if len(wanted) != ndim:
        raise RuntimeError(f"{function}(): internal error: output_size.size() must be {ndim}")
    if min(wanted) < 0:
        least = next(each for each in wanted if each < 0)
        made = (*input.shape[:-ndim], *(1,) * (ndim == 1), *wanted)
        raise RuntimeError(f"Trying to create tensor with negative dimension {least}: {list(made)}")
    return wanted


def _shares(extent: int, count: int) -> Any:
    """A matrix that averages nearly equal parts."""
    matrix = np.zeros((count, max(extent, 1)))[:, :extent]  # too many parts of nothing are, too
    for row, (start, end) in enumerate(pooling.parts_of(extent, count)):
        matrix[row, start:end] = 1 / (end - start)
    return matrix


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Adaptive average pooling over two dimensions.

    Shapes: input (n, channels, h, w) or without n -> (n, channels, *output_size)

    Raises:
        RuntimeError: an output size or an input of other dimensions.
    """
    require_tensors("adaptive_avg_pool2d", input=input)
    require_dimensions(input, output_size)
    if not isinstance(output_size, int) and len(output_size) != 2:
        raise RuntimeError("adaptive_avg_pool2d: output_size must be 2")
    wanted = _extents_of_means(output_size, input, 2)
    if wanted == (1, 1):  # which PyTorch takes of tensors with other dimensions, too
        last = input.ndim
        return reduce.mean_dims(input, dim=(last - 1, last - 2), keepdim=True)
    if input.ndim not in (3, 4):
        raise RuntimeError(
            f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(input.shape)}"
        )
    height, width = wanted
    _check_elements("adaptive_avg_pool2d", input, input.ndim - 2)
    refuse_dtypes("adaptive_avg_pool2d", input, "biu")
    rows, columns = _shares(input.shape[-2], height), _shares(input.shape[-1], width)
    return pooling.adaptive_avg_pool2d(input, rows=rows, columns=columns)


def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """Adaptive average pooling over three dimensions.

    Shapes: input (n, channels, d, h, w) or without n -> (n, channels, *output_size)

    Raises:
        RuntimeError: an output size or an input of other dimensions.
    """
    require_tensors("adaptive_avg_pool3d", input=input)
    require_dimensions(input, output_size)
    if not isinstance(output_size, int) and len(output_size) != 3:
        raise RuntimeError("adaptive_avg_pool3d: output_size must be 3")
    wanted = _extents_of_means(output_size, input, 3)
    if wanted == (1, 1, 1):
        last = input.ndim
        return reduce.mean_dims(input, dim=(last - 1, last - 2, last - 3), keepdim=True)
    if input.ndim not in (4, 5):
        raise RuntimeError(
            f"adaptive_avg_pool3d(): Expected 4D or 5D tensor, but got {list(input.shape)}"
        )
    _check_elements("adaptive_avg_pool3d", input, 1)
    refuse_dtypes("adaptive_avg_pool3d_cpu", input, "biu")
    weights = tuple(map(_shares, input.shape[-3:], wanted))
    return resizing.adaptive_avg_pool3d(input, weights=weights)


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Adaptive average pooling over one dimension.

    Shapes: input (n, channels, l) or (channels, l) -> (n, channels, output_size)
    """
    check_rows("adaptive_avg_pool1d", input)
    require_one("adaptive_avg_pool1d", output_size=output_size)
    (width,) = _wanted(output_size, input.shape[-1:])
    result = adaptive_avg_pool2d(dimensions.unsqueeze(input, input.ndim - 1), (1, width))
    return layout.squeeze_dim(result, dim=result.ndim - 2)


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """Adaptive max pooling over two dimensions.

    Shapes: input (n, channels, h, w) or without n -> (n, channels, *output_size)

    Raises:
        RuntimeError: an input of other dimensions.
    """
    require_tensors("adaptive_max_pool2d", input=input)
    require_dimensions(input, output_size)
    if input.ndim not in (3, 4):
        raise RuntimeError(
            f"adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: {list(input.shape)}"
        )
    size = extents_of_largest("adaptive_max_pool2d", output_size, input, 2)
    refuse_dtypes("adaptive_max_pool2d", input, "biu")
    values, indices = pooling.adaptive_max_pool2d(input, size=size)
    return (values, indices) if return_indices else values


def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """Adaptive max pooling over one dimension.

    Shapes: input (n, channels, l) or (channels, l) -> (n, channels, output_size)
    """
    check_rows("adaptive_max_pool1d", input)
    require_one("adaptive_max_pool1d", output_size=output_size)
    (width,) = extents_of_largest("adaptive_max_pool1d", output_size, input, 1)
    plane = dimensions.unsqueeze(input, input.ndim - 1)
    values, indices = adaptive_max_pool2d(plane, (1, width), True)
    row = layout.squeeze_dim(values, dim=values.ndim - 2)
    return (row, dimensions.squeeze(indices, indices.ndim - 2)) if return_indices else row
