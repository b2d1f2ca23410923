"""Checks on the operands of an operation, with PyTorch's error messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from engine import dtypes, errors, grad_mode
from engine.dtypes import DIFFERENTIABLE_KINDS
from engine.script_warnings import warn
from engine.tensor import Array, Tensor


def check_broadcast(a: Any, b: Any) -> None:
    """Check that two operands broadcast.

    Raises:
        RuntimeError: they do not broadcast.
    """
    a_shape, b_shape = getattr(a, "shape", ()), getattr(b, "shape", ())
    if a_shape != b_shape:
        check_broadcast_shapes(a_shape, b_shape)


def check_broadcast_shapes(a_shape: Sequence[int], b_shape: Sequence[int]) -> None:
    """Check that two shapes broadcast.

    Raises:
        RuntimeError: they do not broadcast.
    """
    for back in range(1, min(len(a_shape), len(b_shape)) + 1):
        m, n = a_shape[-back], b_shape[-back]
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at "
                f"non-singleton dimension {max(len(a_shape), len(b_shape)) - back}"
            )


def check_gradient_of_parts(function: str, shape: Sequence[int]) -> None:
    """Check that the gradient of an adaptive pooling is empty only in its batch dimension.

    Raises:
        RuntimeError: another dimension is empty.
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
    """PyTorch's error for two operands that cannot be multiplied as matrices."""
    for name, shape in (("self", a), ("mat2", b)):
        if len(shape) != 2:
            return RuntimeError(f"{name} must be a matrix")
    shapes = " and ".join("x".join(map(str, shape)) for shape in (a, b))
    return RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({shapes})")


def in_words_of_pytorch(error: ValueError) -> Exception:
    """PyTorch's error for numpy's of operands that do not fit; other errors unchanged."""
    text = str(error)
    if text.startswith("shapes") and "not aligned" in text:
        return _refusal_to_multiply(*_shapes_in(text)[:2])
    if text.startswith("operands could not be broadcast together"):
        for a, b in combinations(_shapes_in(text), 2):
            try:
                check_broadcast_shapes(a, b)
            except RuntimeError as in_words:
                return in_words
    return error


def check_broadcast_into(shape: Sequence[int], other: Sequence[int]) -> None:
    """Check that the second shape can be broadcast to the first.

    Raises:
        RuntimeError: it cannot.
    """
    check_broadcast_shapes(shape, other)
    both = np.broadcast_shapes(tuple(shape), tuple(other))
    if both != tuple(shape):
        raise RuntimeError(
            f"output with shape {list(shape)} doesn't match the broadcast shape {list(both)}"
        )


def check_fits(result: Array, target: Tensor) -> None:
    """Check that a result can be written into a tensor in place.

    Raises:
        RuntimeError: the shapes differ, or the result cannot be cast to the tensor's dtype.
    """
    if result.shape != target._data.shape:
        raise RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape "
            f"{list(result.shape)}"
        )
    if result.dtype is not target._data.dtype:
        check_castable(dtypes.of(result.dtype), target.dtype)


def check_castable(dtype: dtypes.dtype, to: dtypes.dtype) -> None:
    """Check that a result of one dtype can be cast to another.

    Raises:
        RuntimeError: it cannot.
    """
    if not dtypes.can_cast(dtype, to):
        raise RuntimeError(
            f"result type {dtype.scalar_name} can't be cast to the desired output type "
            f"{to.scalar_name}"
        )


def are_apart(operands: Sequence[Any], one: Tensor) -> bool:
    """Whether all operands, of which ``one`` is one, are inference tensors.

    An operation on inference tensors only is not taped outside of inference mode either. Python
    numbers count as normal tensors.
    """
    if one._extra is None or not one._extra.is_inference:
        return False
    return all(isinstance(each, Tensor) and each.is_inference() for each in operands)


def inferred(wanted: tuple[int, ...], size: int) -> tuple[int, ...]:
    """Extents of so many elements, where one of those wanted may be -1.

    Raises:
        RuntimeError: they have another number of elements, or are none.
    """
    if prod(wanted) == size and min(wanted, default=0) >= 0:
        return wanted
    if list(wanted).count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    for at, extent in enumerate(wanted):
        if extent < -1:
            raise RuntimeError(
                f"invalid shape dimension {extent} at index {at} of shape {list(wanted)}"
            )
    known = prod(extent for extent in wanted if extent != -1)
    if -1 in wanted and not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(wanted)} because the "
            "unspecified dimension size -1 can be any value and is ambiguous"
        )
    if (size % known if -1 in wanted and known else size - known) != 0:
        raise RuntimeError(f"shape '{list(wanted)}' is invalid for input of size {size}")
    return tuple(size // known if extent == -1 else extent for extent in wanted)


def may_require_grad(tensor: Tensor) -> bool:
    """Whether a tensor's dtype is differentiable: floating-point or complex."""
    return tensor._data.dtype.kind in DIFFERENTIABLE_KINDS


def refuse_gradients(function: str, **arguments: object) -> None:
    """Refuse arguments that require grad, for a function without a derivative.

    Args:
        function: PyTorch's name of the function, for the message.

    Raises:
        RuntimeError: an argument requires grad.
    """
    for name, argument in arguments.items():
        requires_grad = isinstance(argument, Tensor) and argument.requires_grad
        if requires_grad and grad_mode.current_modes().enabled:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument "
                f"'{name}'. This input cannot have requires_grad True."
            )


MAY_WRITE_TWICE = frozenset(["fill", "zero"])
"""In-place operations that may write an element twice: they always write the same value."""

WRITE_BY_INDEX = frozenset([
    "index_put", "put_at", "index_add", "index_add_scaled", "index_copy", "index_reduce",
    "slices_filled", "slices_filled_from",
    "scatter", "scatter_value", "scatter_add", "scatter_reduce",
    "cat", "stack", "gather", "index_select",
])  # fmt: skip
"""In-place operations whose target and source must not be the same memory.

They could read elements that they have already overwritten. For the last four this concerns the
tensor given as ``out=``.
"""

READ_A_NUMBER = frozenset(["fill_from", "masked_fill_tensor", "slices_filled_from"])
"""Operations that read their number before they write."""


_WARNED_OF = {
    "index_put": ("index_put_", "tensor[indices] = tensor"),
    "masked_fill": ("masked_fill_", "tensor[mask] = scalar"),
    "masked_fill_tensor": ("masked_fill_", "tensor[mask] = scalar"),
    "slices_filled": ("index_fill_", "tensor[mask] = scalar"),
    "slices_filled_from": ("index_fill_", "tensor[mask] = scalar"),
}
"""Operations for which PyTorch only warns when they write to an expanded tensor.

Each with PyTorch's name for it, and an example.
"""


def warn_of_expanded(target: Tensor, operation: str) -> bool:
    """Warn if an operation writes to an expanded tensor; return whether it does."""
    if operation not in _WARNED_OF or not _is_expanded(target._data):
        return False
    name, example = _WARNED_OF[operation]
    warn(
        f"Use of {name} on expanded tensors is deprecated. Please clone() the tensor before "
        f"performing this operation. This also applies to advanced indexing e.g. {example}"
    )
    return True


def refuse_expanded(memory: Any) -> None:
    """Refuse to write to an expanded array, in which several elements share memory.

    Raises:
        RuntimeError: the array is expanded.
    """
    if _is_expanded(memory):
        raise errors.overlap("more than one element of the written-to tensor refers")


def _is_expanded(memory: Any) -> bool:
    """Whether several elements share memory."""
    if not isinstance(memory, np.ndarray) or memory.flags.c_contiguous or not memory.size:
        return False
    extents = zip(memory.shape, memory.strides, strict=True)
    return any(extent > 1 and not stride for extent, stride in extents)


def refuse_overlap(target: Tensor, others: Sequence[object], operation: str = "") -> None:
    """Refuse an in-place write where the target overlaps with itself or with another operand.

    Raises:
        RuntimeError: the target is expanded; or it overlaps partly with an operand, or fully
            where the operation writes by an index.
    """
    memory = target._data
    if not isinstance(memory, np.ndarray) or not memory.size:
        return  # a numpy scalar shares its memory with nothing
    if not memory.flags.c_contiguous and operation not in MAY_WRITE_TWICE | _WARNED_OF.keys():
        refuse_expanded(memory)
    for other in others:
        if not isinstance(other, Tensor) or (operation in READ_A_NUMBER and not other.ndim):
            continue
        if other is not target and not _share_memory(target, other):
            continue
        may_be_same = operation not in WRITE_BY_INDEX or other._data.dtype.kind == "b"
        if _overlap(memory, other._array(), may_be_same):
            raise errors.overlap(
                "some elements of the input tensor and the written-to tensor refer"
            )


def _share_memory(a: Tensor, b: Tensor) -> bool:
    """Whether two tensors are in one storage, whichever version counters they use."""
    of_a, of_b = a._storage, b._storage
    return of_a is not None and of_b is not None and of_a.memory is of_b.memory


def _overlap(a: np.ndarray, b: np.ndarray, may_be_same: bool) -> bool:
    """Whether two arrays share elements; False where that is expensive to decide.

    Args:
        may_be_same: whether arrays that are exactly the same memory do not count.
    """
    if not (a.size and b.size and _is_dense(a) and _is_dense(b)):
        return False
    start, other_start = a.ctypes.data, b.ctypes.data
    if may_be_same and start == other_start and a.nbytes == b.nbytes:
        return a.strides != b.strides
    return start < other_start + b.nbytes and other_start < start + a.nbytes


def _is_dense(array: np.ndarray) -> bool:
    """Whether the elements are dense: no gaps and no overlaps, in any order of the dimensions."""
    dense = array.itemsize
    for stride, extent in sorted(zip(array.strides, array.shape, strict=True)):
        if extent != 1:
            if stride != dense:
                return False
            dense *= extent
    return True
