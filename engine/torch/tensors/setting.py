"""``Tensor.set_``: replaces the memory, shape and strides of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from engine import errors, in_place, observe
from engine.strides import memory_of
from engine.tensor import Tensor
from engine.torch.tensors.storages import TypedStorage, UntypedStorage, in_a_row


def set_(
    tensor: Tensor,
    source: Tensor | TypedStorage | UntypedStorage | None = None,
    storage_offset: int | None = None,
    size: Sequence[int] | None = None,
    stride: Sequence[int] | None = None,
) -> Tensor:
    """Use the memory of another tensor, or a part of it in some shape; without arguments, none.

    Raises:
        RuntimeError: another dtype, a leaf that requires grad, or invalid strides or offset.
        TypeError: neither a tensor nor a storage.
        NotImplementedError: a tensor in a graph, or a view beyond the end of the memory.
    """
    taped = in_place.refuse_operands(tensor, (tensor, source))
    if taped:
        raise errors.MissingOperationError(
            "Gradwalk's set_ takes tensors without a history; use detach() first"
        )
    elements = _elements(tensor, source)
    if size is not None:
        row = memory_of(elements) if isinstance(source, Tensor) else elements
        in_row = in_a_row(row, elements.dtype)
        elements = _part(in_row, storage_offset or 0, tuple(size), stride)
    if observe.observer is not None:
        observe.observer.will_change(tensor)
        observe.observer.memory_exposed(source if isinstance(source, Tensor) else tensor)
    tensor._data = elements
    tensor._accumulator = None
    tensor._ensure_extra()  # so that operations on it look at its strides
    tensor._shared_storage().version += 1
    in_place.refuse_inference(tensor)
    return tensor


def _elements(tensor: Tensor, source: Any) -> np.ndarray:
    """The elements of a tensor or storage, in the dtype of a tensor.

    Raises:
        RuntimeError: they have another dtype.
        TypeError: it is neither a tensor nor a storage.
    """
    dtype = tensor._data.dtype
    wanted = errors.cpp_name(tensor.dtype)
    if source is None:
        return np.zeros(0, dtype)
    if isinstance(source, Tensor):
        if source._data.dtype != dtype:
            raise RuntimeError(
                f"Could not set tensor of type {errors.cpp_name(source.dtype)} to a tensor of type "
                f"{wanted}"
            )
        return source._array()
    if isinstance(source, TypedStorage) and source.dtype is not tensor.dtype:
        raise RuntimeError(
            f"Expected a Storage of type {wanted} or an UntypedStorage, but got type "
            f"{source.dtype.scalar_name} for argument 1 'storage'"
        )
    if isinstance(source, TypedStorage | UntypedStorage):
        return in_a_row(source.elements, dtype)
    raise TypeError(
        f"set_() received an invalid combination of arguments - got ({errors.type_name(source)})"
    )


def _part(
    row: np.ndarray, offset: int, size: tuple[int, ...], stride: Sequence[int] | None
) -> np.ndarray:
    """A view of a flat array in a shape.

    Raises:
        RuntimeError: negative strides or offset.
        NotImplementedError: the view exceeds the end.
    """
    strides = tuple(prod(size[at + 1 :]) for at in range(len(size))) if stride is None else stride
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    if any(each < 0 for each in strides):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(size)} and "
            f"strides={list(strides)}"
        )
    last = offset + sum((n - 1) * step for n, step in zip(size, strides))
    if prod(size) and last >= row.size:
        raise errors.MissingOperationError(
            "Gradwalk's set_ takes no more elements than there are in the memory"
        )
    steps = [step * row.itemsize for step in strides]
    return np.lib.stride_tricks.as_strided(row[offset:], size, steps)


METHODS: dict[str, Callable[..., Tensor]] = {"set_": set_}
