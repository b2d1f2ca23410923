"""Checks on the operands of an operation, with PyTorch's error messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from engine import dtypes, errors, grad_mode
from engine.dtypes import DIFFERENTIABLE_KINDS
from engine.tensor import Array, Tensor
from engine.warned import warn


def check_broadcast(a: Any, b: Any) -> None:
    """Check that two operands broadcast.

    Raises:
        RuntimeError: they do not.
    """
    a_shape, b_shape = getattr(a, "shape", ()), getattr(b, "shape", ())
    if a_shape != b_shape:
        check_broadcast_shapes(a_shape, b_shape)


def check_broadcast_shapes(a_shape: Sequence[int], b_shape: Sequence[int]) -> None:
    """Check that two shapes broadcast.

    Raises:
        RuntimeError: they do not.
    """
    for back in range(1, min(len(a_shape), len(b_shape)) + 1):
        m, n = a_shape[-back], b_shape[-back]
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at "
                f"non-singleton dimension {max(len(a_shape), len(b_shape)) - back}"
            )


def check_gradient_of_parts(function: str, shape: Sequence[int]) -> None:
    """Check that what arrives at the backward of an adaptive pooling is empty only by its batch.

    Raises:
        RuntimeError: it has no elements otherwise.
    """
    if 0 in shape[1:]:
        raise RuntimeError(
            f"{function}_backward(): Expected grad_output to have non-zero size for non-batch "
            f"dimensions, but grad_output has sizes {list(shape)} with dimension "
            f"{list(shape).index(0, 1)} being empty"
        )


def _shapes_in(text: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, re.findall(r"\d+", each))) for each in re.findall(r"\(.*?\)", text)]


def _refusal_to_multiply(a: Sequence[int], b: Sequence[int]) -> RuntimeError:
    """What PyTorch says of two operands that are no matrices, or none that fit each other."""
    for name, shape in (("self", a), ("mat2", b)):
        if len(shape) != 2:
            return RuntimeError(f"{name} must be a matrix")
    shapes = " and ".join("x".join(map(str, shape)) for shape in (a, b))
    return RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({shapes})")


def in_words_of_pytorch(error: ValueError) -> Exception:
    """What PyTorch says where numpy finds that operands do not fit; other errors as is."""
    text = str(error)
    if text.startswith("shapes") and "not aligned" in text:
        return _refusal_to_multiply(*_shapes_in(text)[:2])
    if text.startswith("operands could not be broadcast together"):
        for a, b in combinations(_shapes_in(text), 2):
            try:
                check_broadcast_shapes(a, b)
            except RuntimeError as told:
                return told
    return error


def check_broadcast_into(shape: Sequence[int], other: Sequence[int]) -> None:
    """Check that a second shape broadcasts to a first one.

    Raises:
        RuntimeError: it does not.
    """
    check_broadcast_shapes(shape, other)
    both = np.broadcast_shapes(tuple(shape), tuple(other))
    if both != tuple(shape):
        raise RuntimeError(
            f"output with shape {list(shape)} doesn't match the broadcast shape {list(both)}"
        )


def check_fits(result: Array, target: Tensor) -> None:
    """Check that a result can replace a tensor's elements.

    Raises:
        RuntimeError: it has another shape, or a dtype that would lose too much.
    """
    if result.shape != target._data.shape:
        raise RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape "
            f"{list(result.shape)}"
        )
    if result.dtype is not target._data.dtype:
        check_castable(dtypes.of(result.dtype), target.dtype)


def check_castable(dtype: dtypes.dtype, to: dtypes.dtype) -> None:
    """Check that a result of a dtype can be written in another one.

    Raises:
        RuntimeError: that would lose too much.
    """
    if not dtypes.can_cast(dtype, to):
        raise RuntimeError(
            f"result type {dtype.scalar_name} can't be cast to the desired output type "
            f"{to.scalar_name}"
        )


def are_apart(operands: Sequence[Any], one: Tensor) -> bool:
    """Whether all of the operands, of which this is one, were made in inference mode.

    Outside of it, too, an operation on nothing else is not taped. Numbers count as tensors that
    were not made there.
    """
    if one._extra is None or not one._extra.is_inference:
        return False
    return all(isinstance(each, Tensor) and each.is_inference() for each in operands)


def may_require_grad(tensor: Tensor) -> bool:
    """Whether a tensor's numbers have derivatives."""
    return tensor._data.dtype.kind in DIFFERENTIABLE_KINDS


def refuse_gradients(function: str, **arguments: object) -> None:
    """Refuse arguments that require grad where a function cannot send any.

    Args:
        function: by PyTorch's name for what computes it.

    Raises:
        RuntimeError: one does.
    """
    for name, argument in arguments.items():
        requires_grad = isinstance(argument, Tensor) and argument.requires_grad
        if requires_grad and grad_mode.here().enabled:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument "
                f"'{name}'. This input cannot have requires_grad True."
            )


MAY_WRITE_TWICE = frozenset(["fill", "zero"])
"""Operations that may write to the same memory twice: all that they write is one number."""

WRITE_BY_INDEX = frozenset([
    "index_put", "put_at", "index_add", "index_add_scaled", "index_copy", "index_reduce",
    "slices_filled", "slices_filled_from",
    "scatter", "scatter_value", "scatter_add", "scatter_reduce",
    "cat", "stack", "gather", "index_select",
])  # fmt: skip
"""Operations that may not write to what they read from, be it all of it.

They could read elements that they have written already; the last four where they are told to write
into a tensor.
"""

READ_A_NUMBER = frozenset(["fill_from", "masked_fill_tensor", "slices_filled_from"])
"""Operations that read a number before they write anything."""


_WARNED_OF = {
    "index_put": ("index_put_", "tensor[indices] = tensor"),
    "masked_fill": ("masked_fill_", "tensor[mask] = scalar"),
    "masked_fill_tensor": ("masked_fill_", "tensor[mask] = scalar"),
    "slices_filled": ("index_fill_", "tensor[mask] = scalar"),
    "slices_filled_from": ("index_fill_", "tensor[mask] = scalar"),
}
"""Operations that PyTorch only warns of where they write to an expanded tensor.

With PyTorch's name for each, and its example.
"""


def warn_of_expanded(target: Tensor, operation: str) -> bool:
    """Warn where an operation writes to the same memory more than once; return whether it does."""
    if operation not in _WARNED_OF or not _is_expanded(target._data):
        return False
    name, example = _WARNED_OF[operation]
    warn(
        f"Use of {name} on expanded tensors is deprecated. Please clone() the tensor before "
        f"performing this operation. This also applies to advanced indexing e.g. {example}"
    )
    return True


def refuse_expanded(memory: Any) -> None:
    """Refuse to write to memory whose elements are not all distinct.

    Raises:
        RuntimeError: that is so.
    """
    if _is_expanded(memory):
        raise errors.overlap("more than one element of the written-to tensor refers")


def _is_expanded(memory: Any) -> bool:
    """Whether some elements are the same memory."""
    if not isinstance(memory, np.ndarray) or memory.flags.c_contiguous or not memory.size:
        return False
    extents = zip(memory.shape, memory.strides, strict=True)
    return any(extent > 1 and not stride for extent, stride in extents)


def refuse_overlap(target: Tensor, others: Sequence[object], operation: str = "") -> None:
    """Refuse to write where elements share memory with each other or with another operand's.

    Raises:
        RuntimeError: the tensor is expanded, or an operand has some, not all, of its memory; or all
            of it, where the operation writes by an index.
    """
    memory = target._data
    if not isinstance(memory, np.ndarray) or not memory.size:
        return  # a bare number has no memory that others could share
    if not memory.flags.c_contiguous and operation not in MAY_WRITE_TWICE | _WARNED_OF.keys():
        refuse_expanded(memory)
    for other in others:
        if not isinstance(other, Tensor) or (operation in READ_A_NUMBER and not other.ndim):
            continue
        is_shared = target._storage is not None and other._storage is target._storage
        if not (is_shared or other is target):
            continue
        may_be_same = operation not in WRITE_BY_INDEX or other._data.dtype.kind == "b"
        if _overlap(memory, other._array(), may_be_same):
            raise errors.overlap(
                "some elements of the input tensor and the written-to tensor refer"
            )


def _overlap(a: np.ndarray, b: np.ndarray, may_be_same: bool) -> bool:
    """Whether two arrays share elements; False where it is hard to tell.

    Args:
        may_be_same: whether it does not count if they are the same.
    """
    if not (a.size and b.size and _is_dense(a) and _is_dense(b)):
        return False
    start, other_start = a.ctypes.data, b.ctypes.data
    if may_be_same and start == other_start and a.nbytes == b.nbytes:
        return a.strides != b.strides
    return start < other_start + b.nbytes and other_start < start + a.nbytes


def _is_dense(array: np.ndarray) -> bool:
    """Whether the elements lie one beside the other, in whatever order."""
    dense = array.itemsize
    for stride, extent in sorted(zip(array.strides, array.shape, strict=True)):
        if extent != 1:
            if stride != dense:
                return False
            dense *= extent
    return True
