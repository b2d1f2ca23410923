"""Functions that make tensors: from data, ranges and constants.

Sizes are given as separate numbers, as one sequence, or as ``size=``, as in PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, observe, strides
from engine.device import check_device
from engine.errors import NO_GRADIENTS_OF_DTYPE, invalid_combination, type_name
from engine.op import Op
from engine.ops import create, ranges
from engine.ops.shapes import memory, shape
from engine.script_warnings import warn, warn_once
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import checked_dtype, not_implemented
from engine.torch.calling.numbers import fitted, fitting, whole_number
from engine.torch.calling.options import number, options_of, size_of
from engine.torch.gradients.batched import alike
from engine.torch.routines.elements import cast, from_sequence
from engine.torch.tensors import memory_orders

_LARGE = 2**63
"""Integers below it fit into the dtype of integers."""


def tensor(
    data: Any,
    *,
    dtype: dtypes.dtype | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new leaf with a copy of ``data``: a number, nested sequences, an ndarray or a tensor.

    Raises:
        ValueError: nested sequences of different lengths.
        TypeError: elements that are no numbers.
    """
    check_device(device)
    refuse_pinned(pin_memory)
    if dtype is not None:
        dtype = checked_dtype("tensor", dtype)
    if isinstance(data, Tensor):
        _warn_of_copy("torch.tensor")
        elements: Any = data._data
    elif isinstance(data, np.ndarray):
        elements = data
        dtypes.of_script(data.dtype)
        _refuse_backward(data)
    else:
        elements = from_sequence(data, dtype)
    if dtype is not None:
        elements = cast(elements, dtype)
    dtypes.of(elements.dtype)
    return create.tensor.create(data=elements, requires_grad=requires_grad)


def refuse_pinned(pin_memory: bool) -> None:
    """Refuse memory that only a GPU has a use for.

    Raises:
        RuntimeError: it is asked for.
    """
    if pin_memory:
        raise RuntimeError("Cannot access accelerator device when none is available.")


def _warn_of_copy(function: str) -> None:
    warn(
        "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() "
        "or sourceTensor.detach().clone().requires_grad_(True), rather than "
        f"{function}(sourceTensor)."
    )


def _refuse_backward(array: Any) -> None:
    """Refuse arrays that run backward through their memory.

    Raises:
        ValueError: it is one.
    """
    if any(stride < 0 for stride in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative "
            "strides are not currently supported. (You can probably work around this by making a "
            "copy of your array  with array.copy().) "
        )


def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor over the memory of an ndarray: each sees what the other writes.

    Raises:
        TypeError: not an ndarray, or one of a dtype that tensors cannot have.
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(ndarray)})")
    dtypes.of_script(ndarray.dtype)
    return over(ndarray)


def over(ndarray: np.ndarray) -> Tensor:
    """A tensor over the memory of any ndarray in a dtype that tensors have."""
    _refuse_backward(ndarray)
    tensor = create.shared.create(data=ndarray)
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return tensor


def as_tensor(data: Any, dtype: dtypes.dtype | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor: itself if it is one of that dtype, over its memory if an ndarray."""
    check_device(device)
    if dtype is not None:
        dtype = checked_dtype("as_tensor", dtype)
    if isinstance(data, Tensor):
        if dtype is None or dtype is data.dtype:
            return data
        return shape.to_copy(data, dtype=dtype)
    if isinstance(data, np.ndarray) and dtype in (None, dtypes.of(data.dtype)):
        return from_numpy(data)
    return tensor(data, dtype=dtype)


def asarray(
    obj: Any,
    *,
    dtype: dtypes.dtype | None = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """``obj`` as a tensor, copied only where that cannot be avoided or is asked for.

    Raises:
        RuntimeError: integers that are to require grad.
        ValueError: it cannot be avoided, but is refused.
    """
    found = as_tensor(obj, dtype, device)
    if copy is False:
        _refuse_copy(obj, found)
    if requires_grad is None and found.requires_grad:
        warn_once(
            "torch.asarray: unspecified requires_grad now defaults to obj.requires_grad instead of "
            "False. Pass requires_grad=False explicitly to get the old behavior and silence this "
            "warning."
        )
    if copy and (found is obj or isinstance(obj, np.ndarray)):
        found = shape.clone(found)
    if requires_grad and not (found.dtype.is_floating_point or found.dtype.is_complex):
        raise RuntimeError(NO_GRADIENTS_OF_DTYPE)
    if requires_grad is False and not found.is_leaf:
        return shape.detach(found)
    return found if requires_grad is None else found._with_grad_required(requires_grad)


def _refuse_copy(given: Any, found: Tensor) -> None:
    if isinstance(given, Tensor) and found is not given:
        ours, theirs = given.dtype.scalar_name, found.dtype.scalar_name
        raise ValueError(f"can't alias tensor with dtype '{ours}' into dtype '{theirs}'.")
    if isinstance(given, bool | int | float | complex | list | tuple):
        raise ValueError("can't alias arbitrary sequence into a tensor.")


def scalar_tensor(s: float, **options: Any) -> Tensor:
    """A zero-dim tensor of a number, in the default dtype."""
    return full((), s, **{"dtype": dtypes.default_dtype(), **options})


def arange(
    *bounds: float, start: float = 0, end: Any = None, step: float = 1, **options: Any
) -> Tensor:
    """``arange(end)``, ``arange(start, end)`` or ``arange(start, end, step)``; end excluded.

    Raises:
        RuntimeError: a step of zero, or one that leads away from the end.
    """
    if len(bounds) > 3:
        raise TypeError(f"arange() takes at most 3 numbers but {len(bounds)} were given")
    if len(bounds) == 1 and end is None:
        (end,) = bounds
    elif bounds:
        bounds += (start, end, step)[len(bounds) :]
        start, end, step = bounds
    first, last = number(start, "arange", "start"), number(end, "arange", "end")
    stride = number(step, "arange", "step")
    if stride == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(first) and math.isfinite(last)):
        raise RuntimeError(f"unsupported range: {first:g} -> {last:g}")
    if (last - first) * stride < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    whole = isinstance(first, int) and isinstance(last, int) and isinstance(stride, int)
    if whole and max(abs(first), abs(last), abs(stride)) >= _LARGE:
        for each in (first, last, stride):
            fitted(each, dtypes.int64.numpy)
    chosen = options_of("arange", options, dtypes.int64 if whole else None)
    if not (chosen.dtype.is_floating_point or chosen.dtype.numpy.kind in "iu"):
        raise not_implemented("arange_cpu", chosen.dtype)
    written = chosen.dtype if chosen.out is None else chosen.out.dtype
    if int(stride) == 0 and not written.is_floating_point:
        raise ValueError("step must be nonzero")
    return chosen.create(ranges.arange, start=first, end=last, step=stride)


def linspace(start: float, end: float, steps: Any = None, **options: Any) -> Tensor:
    """``steps`` evenly spaced numbers from ``start`` to ``end``, both included.

    Raises:
        TypeError: no number of steps.
        RuntimeError: a negative number of steps.
    """
    if steps is None:
        raise invalid_combination("linspace", start, end)
    _check_ends("linspace", start, end)
    steps = whole_number(steps, "steps")
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    first, last = number(start, "linspace", "start"), number(end, "linspace", "end")
    chosen = options_of("linspace", options)
    return chosen.create(ranges.linspace, start=first, end=last, steps=steps)


def _check_ends(function: str, start: Any, end: Any) -> None:
    """Check that both ends of a range are numbers, or tensors of one.

    Raises:
        RuntimeError: a tensor with dimensions.
    """
    extents = [
        f"{name} with {each.ndim} dimension(s)"
        for name, each in (("start", start), ("end", end))
        if isinstance(each, Tensor) and each.ndim
    ]
    if extents:
        raise RuntimeError(
            f"{function} only supports 0-dimensional start and end tensors, but got "
            f"{' and '.join(extents)}."
        )


def logspace(start: float, end: float, steps: int, base: float = 10.0, **options: Any) -> Tensor:
    """Powers of ``base`` whose exponents are evenly spaced from ``start`` to ``end``.

    Raises:
        RuntimeError: a negative number of steps, or ends that are no numbers.
    """
    _check_ends("logspace", start, end)
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    first, last = number(start, "logspace", "start"), number(end, "logspace", "end")
    chosen = options_of("logspace", options)
    return chosen.create(ranges.logspace, start=first, end=last, steps=steps, base=base)


def eye(n: int, m: int | None = None, **options: Any) -> Tensor:
    """Ones on the diagonal, and 0 elsewhere.

    Raises:
        RuntimeError: a negative extent.
    """
    columns = n if m is None else m
    for name, extent in (("n", n), ("m", columns)):
        if extent < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {extent}")
    return options_of("eye", options).create(create.eye, n=n, m=columns)


def _of_size(operation: Op, args: tuple[Any, ...], options: dict[str, Any]) -> Tensor:
    size = size_of(operation.name, args, options.pop("size", None))
    return options_of(operation.name, options).create(operation, size=size)


def zeros(*args: Any, **options: Any) -> Tensor:
    """Zeros of a given size."""
    return _of_size(create.zeros, args, options)


def ones(*args: Any, **options: Any) -> Tensor:
    """Ones of a given size."""
    return _of_size(create.ones, args, options)


def empty(*args: Any, **options: Any) -> Tensor:
    """A tensor of a given size whose elements nobody has set; here they are 0."""
    order = options.pop("memory_format", None)
    if memory_orders.rank_of(order) is None:
        return _of_size(create.empty, args, options)
    size = size_of("empty", args, options.pop("size", None))
    memory_orders.check_rank(order, len(size))
    steps = strides.with_steps(size, strides.channels_last(len(size)))
    return options_of("empty", options).create(memory.empty_strided, size=size, stride=steps)


def full(size: Sequence[int], fill_value: Any = None, **options: Any) -> Tensor:
    """One number everywhere, in the dtype that the number has.

    Raises:
        TypeError: no number.
    """
    if fill_value is None:
        raise TypeError('full() missing 1 required positional arguments: "fill_value"')
    value = number(fill_value, "full", "fill_value")
    extents = size_of("full", (size,), None)
    chosen = options_of("full", options, dtypes.of_number(value))
    value = fitting(value, chosen.dtype.numpy)
    return chosen.create(create.full, size=extents, fill_value=value)


def _like(function: str, operation: Op, input: Tensor, options: Any, **settings: Any) -> Tensor:
    require_tensors(function, input=input)
    order = options.pop("memory_format", None)
    made = options_of(function, options, input.dtype).create(operation, input, **settings)
    if order is not None:
        made._data = memory_orders.laid_out(made._array(), order)
    return made


def zeros_like(input: Tensor, **options: Any) -> Tensor:
    """Zeros in the shape and dtype of ``input``."""
    return _like("zeros_like", create.zeros_like, input, options)


def ones_like(input: Tensor, **options: Any) -> Tensor:
    """Ones in the shape and dtype of ``input``."""
    return _like("ones_like", create.ones_like, input, options)


def empty_like(input: Tensor, **options: Any) -> Tensor:
    """A tensor like ``input`` whose elements nobody has set; here they are 0."""
    return _like("empty_like", create.empty_like, input, options)


def full_like(input: Tensor, fill_value: Any, **options: Any) -> Tensor:
    """One number in the shape and dtype of ``input``."""
    value = number(fill_value, "full_like", "fill_value")
    to = options.get("dtype") or input.dtype
    return _like("full_like", create.full_like, input, options, fill_value=fitting(value, to.numpy))


def _new(tensor: Tensor, options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "dtype": options.get("dtype") or tensor.dtype}


def new_zeros(tensor: Tensor, *size: Any, **options: Any) -> Tensor:
    """Zeros of a given size in the tensor's dtype."""
    extents = size_of("new_zeros", size, options.pop("size", None))
    return alike(tensor, zeros(extents, **_new(tensor, options)))


def new_ones(tensor: Tensor, *size: Any, **options: Any) -> Tensor:
    """Ones of a given size in the tensor's dtype."""
    return alike(tensor, ones(*size, **_new(tensor, options)))


def new_empty(tensor: Tensor, *size: Any, **options: Any) -> Tensor:
    """A tensor of a given size in the tensor's dtype; its elements are 0."""
    return alike(tensor, empty(*size, **_new(tensor, options)))


def new_full(tensor: Tensor, size: Sequence[int], fill_value: Any, **options: Any) -> Tensor:
    """One number everywhere, in the tensor's dtype."""
    return alike(tensor, full(size, fill_value, **_new(tensor, options)))


def new_tensor(tensor_: Tensor, data: Any, **options: Any) -> Tensor:
    """A copy of data in the tensor's dtype."""
    if isinstance(data, Tensor):
        _warn_of_copy("tensor.new_tensor")
        data = data._array()
    return tensor(data, **_new(tensor_, options))
