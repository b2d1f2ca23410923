"""Max unpooling of ``torch.nn.functional``.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from engine import dtypes
from engine.op import Op
from engine.ops.nn import unpooling
from engine.tensor import Tensor
from engine.torch.calling.arguments import elements
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.nn.convolution import Extents, per_dim
from engine.torch.routines import dimensions


def _extents(
    input: Tensor, kernel: Any, stride: Any, padding: Any, wanted: Sequence[int] | None
) -> tuple[int, ...]:
    """The output size: the given one, or the smallest that is likely.

    Raises:
        ValueError: a size that pooling cannot have come from.
    """
    count = len(kernel)
    usual = [
        (n - 1) * s + k - 2 * p for n, s, k, p in zip(input.shape[-count:], stride, kernel, padding)
    ]
    if wanted is None:
        return tuple(usual)
    sizes = tuple(wanted[2:] if len(wanted) == count + 2 else wanted)
    if len(sizes) != count:
        raise ValueError(
            f"output_size should be a sequence containing {count} or {count + 2} elements, but it "
            f"has a length of '{len(sizes)}'"
        )
    for at, (size, by_default, step) in enumerate(zip(sizes, usual, stride)):
        least, most = by_default - step, by_default + step
        if not least < size < most:
            raise ValueError(
                f'invalid output_size "{sizes}" (dim {at} must be between {least} and {most})'
            )
    return sizes


def _check(input: Tensor, indices: Tensor, extents: tuple[int, ...]) -> None:
    """Check that the indices match the input.

    Raises:
        RuntimeError: they do not.
    """
    if indices.dtype is not dtypes.int64:
        raise RuntimeError(
            f"elements in indices should be type int64 but got: {indices.dtype.scalar_name}"
        )
    if input.shape != indices.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor "
            f"({list(input.shape)}) but got indices tensor with shape: {list(indices.shape)}"
        )
    places = elements(indices)
    outside = (places < 0) | (places >= prod(extents))
    if outside.any():
        raise RuntimeError(
            f"Found an invalid max index: {int(places[outside].flat[0])} (output volumes are of "
            f"size {'x'.join(map(str, extents))})"
        )


def _put(operation: Op, input: Tensor, indices: Tensor, extents: tuple[int, ...]) -> Tensor:
    _check(input, indices, extents)
    refuse_dtypes(operation.name, input, "biu")
    return operation(input, indices, extents=extents)


def _put_in_planes(
    operation: Op, input: Tensor, indices: Tensor, extents: tuple[int, ...]
) -> Tensor:
    """The same for sequences, as images of width 1."""
    planes, places = (dimensions.unsqueeze(each, -1) for each in (input, indices))
    return dimensions.squeeze(_put(operation, planes, places, (*extents, 1)), -1)


def _max_unpool(operation: Op, ndim: int) -> Callable[..., Tensor]:
    put = _put_in_planes if ndim == 1 else _put

    def function(
        input: Tensor,
        indices: Tensor,
        kernel_size: Extents,
        stride: Extents | None = None,
        padding: Extents = 0,
        output_size: Sequence[int] | None = None,
    ) -> Tensor:
        kernel = per_dim(kernel_size, ndim)
        steps = kernel if stride is None else per_dim(stride, ndim)
        extents = _extents(input, kernel, steps, per_dim(padding, ndim), output_size)
        return put(operation, input, indices, extents)

    return named(function, f"max_unpool{ndim}d", operation.__doc__)


max_unpool1d = _max_unpool(unpooling.max_unpool2d, 1)
max_unpool2d = _max_unpool(unpooling.max_unpool2d, 2)
max_unpool3d = _max_unpool(unpooling.max_unpool3d, 3)
