"""Attributes of tensors, and conversions to numbers, lists and dtypes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import indent
from typing import Any

import numpy as np

from engine import dtypes, errors, grad_mode, observe
from engine.device import CPU, check_device, device
from engine.operand_checks import check_broadcast
from engine.ops.shapes import layout, parts, shape
from engine.printing import tensor_repr
from engine.strides import strides_for_script
from engine.tensor import Tensor
from engine.tensor_formats import STRIDED, Word
from engine.torch.calling.arguments import one_dim
from engine.torch.calling.dtype_arguments import checked_dtype, warn_of_lost_parts
from engine.torch.calling.naming import named
from engine.torch.gradients.batched import refuse_memory_of_any, refusing_memory
from engine.torch.gradients.capturing import levels_around
from engine.torch.routines.conjugates import is_conj
from engine.torch.routines.creation import from_numpy
from engine.torch.tensors import memory_orders
from engine.torch.tensors.storages import start_of


def described(tensor: Tensor, plain: type = Tensor) -> str:
    """``repr(tensor)``, which begins with the name of its class unless that is the plain one."""
    levels = levels_around(tensor) if grad_mode.transforming_anywhere else None
    if levels:
        return _described_within(levels, tensor)
    kind, tangent = type(tensor), None
    if grad_mode.current_modes().forward is not None:
        tensor, tangent = grad_mode.current_modes().forward.shown(tensor)
    prefix = f"{'tensor' if kind in (Tensor, plain) else kind.__name__}("
    return _described_plainly(tensor, prefix, _described_tangent(tangent))


def _described_tangent(tangent: Tensor | None) -> str | None:
    """A tangent, of which forward mode knows no tangent in turn."""
    if tangent is None:
        return None
    return _described_plainly(tangent) if tangent.ndim else formatted(tangent, "")


def _described_plainly(tensor: Tensor, prefix: str = "tensor(", tangent: str | None = None) -> str:
    return tensor_repr(
        tensor._data,
        grad_fn=name_of_grad_fn(tensor),
        requires_grad=tensor.requires_grad,
        tangent=tangent,
        prefix=prefix,
    )


def _described_within(levels: Sequence[tuple[int, Any]], tensor: Tensor) -> str:
    """A tensor inside of ``torch.func`` transforms, which wrap it; outside is what it depends on.

    Args:
        levels: the levels that it belongs to, with their numbers, the outermost first.
    """
    outermost = levels[0][1]
    is_joined: bool = outermost.is_joined([tensor])
    is_given = any(each is tensor for each in outermost.inputs)
    name = name_of_grad_fn(tensor) if is_joined and not is_given else None
    text = tensor_repr(tensor._data, grad_fn=name, requires_grad=is_joined)
    for number, _ in levels:
        text = f"GradTrackingTensor(lvl={number}, value=\n{indent(text, '    ')}\n)"
    return text


def name_of_grad_fn(tensor: Tensor) -> str | None:
    """The name of a tensor's grad_fn as PyTorch prints it; None for a leaf."""
    try:
        return None if tensor.grad_fn is None else type(tensor.grad_fn).__name__
    except RuntimeError:  # a view whose base was written to, which cannot get a new grad_fn
        return "Invalid"


def formatted(tensor: Tensor, spec: str) -> str:
    """A zero-dimensional tensor as its number, any other by ``str``."""
    is_number = tensor.ndim == 0 and type(tensor) is Tensor
    return format(tensor.item(), spec) if is_number else object.__format__(tensor, spec)


def length(tensor: Tensor) -> int:
    """``len(tensor)``.

    Raises:
        TypeError: the tensor is zero-dimensional.
    """
    if not tensor.ndim:
        raise TypeError("len() of a 0-d tensor")
    return tensor.shape[0]


def contains(tensor: Tensor, element: Any) -> bool:
    """``element in tensor``.

    Raises:
        RuntimeError: the element is neither a tensor nor a number.
    """
    if not isinstance(element, Tensor | bool | int | float | complex | np.generic):
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
            f"{type(element)}."
        )
    if isinstance(element, Tensor):
        check_broadcast(element._data, tensor._data)
    sought = element._data if isinstance(element, Tensor) else element
    return bool(np.any(tensor._data == sought))


@refusing_memory
def numpy(tensor: Tensor, *, force: bool = False) -> np.ndarray:
    """The tensor as an ndarray that shares its memory.

    Raises:
        RuntimeError: the tensor requires grad, or holds conjugates.
        TypeError: numpy has no such dtype.
    """
    if tensor._data.dtype.kind == "V":
        raise TypeError(f"Got unsupported ScalarType {tensor.dtype.scalar_name}")
    if tensor.requires_grad and grad_mode.current_modes().enabled and not force:
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    refuse_memory_of_any()
    if is_conj(tensor):
        if not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that has conjugate bit set. Use "
                "tensor.resolve_conj().numpy() instead."
            )
        return tensor._array().copy()
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return tensor._array()[...]


def wrap_array(
    tensor: Tensor, array: np.ndarray, context: Any = None, return_scalar: bool = False
) -> Tensor:
    """The result of a numpy function on tensors, as a tensor that shares its memory."""
    return from_numpy(array.astype(np.uint8) if array.dtype == bool else array)


def as_array(tensor: Tensor, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
    """``np.asarray(tensor)``."""
    array = numpy(tensor)
    return array if dtype is None else array.astype(dtype, copy=False)


def detach(tensor: Tensor) -> Tensor:
    """A tensor in the same memory without a grad_fn: no gradient flows back through it."""
    return shape.detach(tensor)


def size(tensor: Tensor, dim: int | None = None) -> Any:
    """The shape, or the size of one dimension."""
    if dim is None:
        return tensor.shape
    place = one_dim(tensor, dim)
    if not tensor.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return tensor._data.shape[place]


def numel(tensor: Tensor) -> int:
    """The number of elements."""
    return tensor._data.size


def ndimension(tensor: Tensor) -> int:
    """The number of dimensions."""
    return tensor.ndim


def data_ptr(tensor: Tensor) -> int:
    """The address of the first element."""
    return tensor._array().ctypes.data


def stride(tensor: Tensor, dim: int | None = None) -> Any:
    """The strides in elements, of all dimensions or one."""
    steps = strides_for_script(tensor._array())
    return steps if dim is None else steps[one_dim(tensor, dim)]


def element_size(tensor: Tensor) -> int:
    """The number of bytes per element."""
    return tensor._data.itemsize


def nbytes(tensor: Tensor) -> int:
    """The number of bytes of all elements."""
    return tensor._data.nbytes


def is_contiguous(tensor: Tensor, memory_format: object = None) -> bool:
    """Whether the tensor is contiguous in a memory format."""
    if memory_format is not None:
        return memory_orders.is_in(tensor, memory_format)
    return not isinstance(tensor._data, np.ndarray) or tensor._data.flags.c_contiguous


def is_floating_point(input: Tensor) -> bool:
    """Whether the elements are real floating-point numbers."""
    return input.dtype.is_floating_point


def is_complex(input: Tensor) -> bool:
    """Whether the elements are complex numbers."""
    return input.dtype.is_complex


def is_signed(input: Tensor) -> bool:
    """Whether the dtype can represent negative numbers."""
    return input._data.dtype.kind not in "bu"


def device_of(tensor: Tensor) -> device:
    """The device of the tensor."""
    return CPU


def is_cuda(tensor: Tensor) -> bool:
    """False, as for all devices and layouts that do not exist here."""
    return False


def is_cpu(tensor: Tensor) -> bool:
    """True: all tensors are on the CPU."""
    return True


def get_device(tensor: Tensor) -> int:
    """The device index: -1 for the CPU."""
    return -1


def is_same_size(tensor: Tensor, other: Tensor) -> bool:
    """Whether another tensor has the same shape."""
    return tensor.shape == other.shape


def storage_offset(tensor: Tensor) -> int:
    """The offset of the tensor's first element in its storage, in elements."""
    return start_of(tensor)


def layout_of(tensor: Tensor) -> Word:
    """The layout: always strided."""
    return STRIDED


def to(tensor: Tensor, *args: Any, **options: Any) -> Tensor:
    """The same elements in another dtype; the tensor itself if it already has it.

    Called as ``to(dtype)``, ``to(device)``, ``to(device, dtype)`` or ``to(other)``, after which
    ``non_blocking`` and ``copy`` may follow. In place of another tensor there may be a number,
    except for an integer, which stands for a device.

    Raises:
        NotImplementedError: another device.
        RuntimeError: a memory format for another number of dimensions.
    """
    dtype: dtypes.dtype | None = options.pop("dtype", None)
    if dtype is not None:
        dtype = checked_dtype("to", dtype)
    is_like_number = bool(args) and isinstance(args[0], bool | float | complex | np.inexact)
    if is_like_number:
        dtype = dtype_like(args[0])
    for each in args[is_like_number:2]:
        if is_like_number and not isinstance(each, bool):
            raise errors.invalid_combination("to", each)
        if isinstance(each, dtypes.dtype | type):
            dtype = checked_dtype("to", each)
        elif isinstance(each, Tensor):
            dtype = each.dtype
        elif isinstance(each, str | int | device) and not isinstance(each, bool):
            check_device(each)
        elif each is not None and not isinstance(each, bool):
            raise errors.invalid_combination("to", each)
    check_device(options.pop("device", None))
    flags = [each for each in args[1:] if isinstance(each, bool)]
    copy = options.pop("copy", len(flags) > 1 and flags[1])
    other = options.pop("other", None)
    options.pop("non_blocking", None)
    order = options.pop("memory_format", None)
    if options:
        raise errors.MissingOperationError(f"Gradwalk's to() has no {sorted(options)}")
    dtype = dtype or (other.dtype if isinstance(other, Tensor) else tensor.dtype)
    is_as_is = str(order) in ("None", "torch.preserve_format") or (
        memory_orders.shows(tensor, order) and not copy
    )
    if dtype is tensor.dtype and not copy and is_as_is:
        return tensor
    return _converted(tensor, dtype, None if is_as_is else order)


def dtype_like(other: Any) -> dtypes.dtype:
    """The dtype of a tensor, or of a number in place of one; the default dtype has no effect."""
    if isinstance(other, Tensor):
        return other.dtype
    if isinstance(other, complex | np.complexfloating):
        return dtypes.complex128
    return dtypes.bool if isinstance(other, bool) else dtypes.float64


def _converted(tensor: Tensor, dtype: dtypes.dtype, order: object = None) -> Tensor:
    warn_of_lost_parts(tensor, dtype)
    if order is None:
        return shape.to_copy(tensor, dtype=dtype)
    is_last = memory_orders.asks_for_channels_last(order, tensor)
    operation = shape.to_copy_channels_last if is_last else shape.to_copy_in_order
    return operation(tensor, dtype=dtype)


def ordered(tensor: Tensor, order: object) -> Tensor:
    """The tensor in a memory format, if it has the number of dimensions for it."""
    fits = memory_orders.rank_of(order) in (None, tensor.ndim)
    return to(tensor, memory_format=order) if fits else tensor


def cpu(tensor: Tensor) -> Tensor:
    """The tensor itself."""
    return tensor


def cuda(tensor: Tensor, device: Any = None, *_: Any, **__: Any) -> Tensor:
    """Refuse to move to a GPU.

    Raises:
        AssertionError: always, with the message of PyTorch's CPU build.
        RuntimeError: an invalid device index.
    """
    check_device("cuda" if device is None else device)
    return tensor


def as_dtype(dtype: dtypes.dtype) -> Callable[[Tensor], Tensor]:
    """A method such as ``float()``, which casts to a fixed dtype."""

    def method(tensor: Tensor, *, memory_format: object = None) -> Tensor:
        if memory_format is None:
            return tensor if tensor.dtype is dtype else _converted(tensor, dtype)
        return to(tensor, dtype, memory_format=memory_format)

    return named(method, dtype.name, f"As {dtype.name}.")


def type_as(tensor: Tensor, other: Tensor) -> Tensor:
    """The tensor cast to the dtype of another one."""
    return to(tensor, other.dtype)


def type_(tensor: Tensor, dtype: Any = None, *, memory_format: object = None) -> Any:
    """The name of the tensor's type, or the tensor cast to another type."""
    if dtype is None:
        return f"torch.{tensor.dtype.scalar_name}Tensor"
    if dtype is Tensor:
        dtype = dtypes.default_dtype()
    if isinstance(dtype, type) and not hasattr(dtype, "element"):
        dtype = dtype.__name__
    if not isinstance(dtype, str | type | dtypes.dtype):
        raise TypeError("dtype must be a type, str, or dtype object")
    if isinstance(dtype, str):
        name = dtype.removeprefix("torch.").removesuffix("Tensor")
        known = [each for each in dtypes.all_dtypes() if each.scalar_name == name]
        if not known:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = known[0]
    return to(tensor, getattr(dtype, "element", dtype), memory_format=memory_format)


def reverse(tensor: Tensor) -> Tensor:
    """``reversed(tensor)``: the tensor flipped along its first dimension."""
    return layout.flip(tensor, dims=(0,)) if tensor.ndim else tensor


def iterate(tensor: Tensor) -> Iterator[Tensor]:
    """``iter(tensor)``: the slices of the first dimension.

    Raises:
        TypeError: the tensor is zero-dimensional.
    """
    if not tensor.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(parts.unbind(tensor, dim=0))
