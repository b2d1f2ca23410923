"""Questions about a tensor's memory: pinned, shared, inference; and tensors over buffers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import observe
from engine.ops import create
from engine.ops.elementwise import combined
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import checked_dtype, in_dtype
from engine.torch.calling.naming import named
from engine.torch.routines.conjugates import is_conj, resolve_conj
from engine.torch.tensors import conversions, memory_orders


def _itself(name: str, doc: str) -> Callable[[Tensor], Tensor]:
    """A function that returns its tensor, because there is nothing to do."""

    def function(input: Tensor) -> Tensor:
        require_tensors(name, input=input)
        return input

    return named(function, name, doc)


def _never(name: str, doc: str) -> Callable[[Tensor], bool]:
    """A function that returns False for every tensor."""

    def function(input: Tensor) -> bool:
        require_tensors(name, input=input)
        return False

    return named(function, name, doc)


resolve_neg = _itself("resolve_neg", "The tensor, whose elements are never yet to be negated.")
share_memory_ = _itself("share_memory_", "The tensor, whose process is the only one.")
is_neg = _never("is_neg", "Whether elements are yet to be negated: never.")
is_distributed = _never("is_distributed", "Whether several machines hold the elements: never.")
is_shared = _never("is_shared", "Whether other processes see the memory: never.")


def is_pinned(tensor: Tensor, device: Any = None) -> bool:
    """Whether the memory is pinned for a GPU: always False."""
    return False


def to_dense(tensor: Tensor, dtype: Any = None, *, masked_grad: bool | None = None) -> Tensor:
    """The tensor itself, which is always dense, in a dtype."""
    return in_dtype("to_dense", tensor, dtype)


def is_inference(input: Tensor) -> bool:
    """Whether a tensor is an inference tensor."""
    require_tensors("is_inference", input=input)
    return input.is_inference()


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape."""
    require_tensors("is_same_size", input=input, other=other)
    return conversions.is_same_size(input, other)


def get_device(input: Tensor) -> int:
    """The device index: -1 for the CPU."""
    require_tensors("get_device", input=input)
    return conversions.get_device(input)


def is_set_to(tensor: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same memory, shape and strides."""
    require_tensors("is_set_to", tensor=other)
    ours, theirs = tensor._array(), other._array()
    return (
        ours.shape == theirs.shape
        and ours.strides == theirs.strides
        and ours.__array_interface__["data"] == theirs.__array_interface__["data"]
    )


def pin_memory(tensor: Tensor, device: Any = None) -> Tensor:
    """Refuse to pin memory.

    Raises:
        RuntimeError: always, as there is no GPU.
    """
    raise RuntimeError("Cannot access accelerator device when none is available.")


def dim_order(
    tensor: Tensor, *, ambiguity_check: bool | Sequence[object] = False
) -> tuple[int, ...]:
    """The dimensions by descending strides.

    Args:
        ambiguity_check: whether to refuse strides that fit several orders, or several of the given
            memory formats.

    Raises:
        RuntimeError: the order is ambiguous, or is none of the given formats.
        TypeError: ``ambiguity_check`` is neither a boolean nor a list.
    """
    if not isinstance(ambiguity_check, bool | list):
        raise TypeError("The ambiguity_check argument must be a bool or a list of memory formats.")
    strides, extents = tensor._array().strides, tensor.shape
    if isinstance(ambiguity_check, list):
        fitting = [each for each in ambiguity_check if memory_orders.is_in(tensor, each)]
        is_clear = len(fitting) == 1
    else:
        is_clear = len(set(strides)) == len(strides) and 1 not in extents
    if ambiguity_check and not is_clear:
        raise RuntimeError(
            "The tensor does not have unique dim order, or cannot map to exact one of the given "
            "memory formats."
        )
    return tuple(sorted(range(len(strides)), key=lambda dim: -strides[dim]))


def frombuffer(
    buffer: Any,
    *,
    dtype: Any,
    count: int = -1,
    offset: int = 0,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor that shares the memory of a buffer.

    Raises:
        ValueError: not a buffer, or one with too few elements.
    """
    kind = checked_dtype("frombuffer", dtype)
    try:
        length = memoryview(buffer).nbytes
    except TypeError:
        raise ValueError("object does not implement Python buffer protocol.") from None
    _check_buffer(length, count, offset, kind.itemsize)
    array = np.frombuffer(buffer, kind.numpy, count, offset)
    if not array.flags.writeable:
        array = array.copy()
    tensor = create.shared.create(data=array, requires_grad=requires_grad)
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return tensor


def _check_buffer(length: int, count: int, offset: int, itemsize: int) -> None:
    """Check that a buffer has elements in the requested range.

    Raises:
        ValueError: it does not.
    """
    if not length or not count:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length "
            f"({length} bytes) minus 1"
        )
    if count > 0 and offset + count * itemsize > length:
        raise ValueError(
            f"requested buffer length ({count} * {itemsize} bytes) after offset ({offset} bytes) "
            f"must not be greater than actual buffer length ({length} bytes)"
        )
    if count < 0 and (length - offset) % itemsize:
        raise ValueError(
            f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a "
            f"multiple of element size ({itemsize})"
        )


def apply_(tensor: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Replace each element by a function of it.

    Raises:
        RuntimeError: the tensor requires grad.
    """
    _refuse_recorded("apply_", tensor)
    made = [callable(each) for each in elements(tensor).ravel().tolist()]
    return _replaced(tensor, made)


def map_(tensor: Tensor, other: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Replace each element by a function of it and of another tensor's.

    Raises:
        RuntimeError: one of the tensors requires grad.
    """
    return replace_each("map_", tensor, (other,), callable)


def replace_each(
    name: str, tensor: Tensor, others: Sequence[Tensor], callable: Callable[..., Any]
) -> Tensor:
    """Replace each element by a function of it and of those of other tensors.

    Raises:
        RuntimeError: one of the tensors requires grad.
    """
    _refuse_recorded(name, tensor, *others)
    spread = [np.broadcast_to(elements(each), tensor.shape).ravel().tolist() for each in others]
    made = [callable(*each) for each in zip(elements(tensor).ravel().tolist(), *spread)]
    return _replaced(tensor, made)


def _refuse_recorded(name: str, *tensors: Tensor) -> None:
    if any(each.requires_grad for each in tensors):
        raise RuntimeError(
            f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() "
            "instead."
        )


def _replaced(tensor: Tensor, made: list[Any]) -> Tensor:
    array = np.array(made).reshape(tensor.shape).astype(tensor._data.dtype)
    return combined.copy_from.apply_in_place(tensor, wrap(array[()]))


METHODS: dict[str, Any] = {
    "apply_": apply_,
    "dim_order": dim_order,
    "is_pinned": is_pinned,
    "is_set_to": is_set_to,
    "is_shared": is_shared,
    "map_": map_,
    "pin_memory": pin_memory,
    "share_memory_": share_memory_,
    "to_dense": to_dense,
    **{
        each.__name__: each for each in (is_conj, is_distributed, is_neg, resolve_conj, resolve_neg)
    },
}
