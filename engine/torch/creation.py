"""Functions that make tensors: from data, ranges, constants and random draws.

Sizes are given as separate numbers, as one sequence, or as ``size=``, as in PyTorch.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, generator, observe
from engine.op import Op
from engine.ops import create
from engine.storage import Storage
from engine.tensor import Tensor, wrap


def tensor(data: Any, *, dtype: dtypes.dtype | None = None, requires_grad: bool = False) -> Tensor:
    """A new leaf with a copy of ``data``: a number, nested sequences, an ndarray or a tensor.

    Raises:
        ValueError: nested sequences of different lengths.
        TypeError: elements that are no numbers.
    """
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than "
            "torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        elements: Any = data._data
    elif isinstance(data, np.ndarray | np.generic):
        elements = data
    else:
        elements = _from_sequence(data)
    if dtype is not None:
        elements = np.asarray(elements).astype(dtype.numpy)
    dtypes.of(elements.dtype)
    return create.tensor.create(data=elements, requires_grad=requires_grad)


def _from_sequence(data: Any) -> np.ndarray:
    """Numbers in nested sequences as an array of the dtype that PyTorch infers."""
    plain = _plain(data, _extents(data))
    try:
        array = np.array(plain)
    except OverflowError:
        raise RuntimeError("Overflow when unpacking long long") from None
    if array.dtype == np.float64 or not array.size:
        return array.astype(dtypes.default_dtype().numpy)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    return array


def _extents(data: Any) -> tuple[int, ...]:
    extents = []
    while isinstance(data, Sequence) and not isinstance(data, str):
        extents.append(len(data))
        if not data:
            break
        data = data[0]
    return tuple(extents)


def _plain(data: Any, extents: tuple[int, ...], depth: int = 0) -> Any:
    """Nested lists of Python numbers, checked against the lengths met first."""
    if depth < len(extents):
        if not isinstance(data, Sequence) or isinstance(data, str):
            raise TypeError("not a sequence")
        if len(data) != extents[depth]:
            raise ValueError(
                f"expected sequence of length {extents[depth]} at dim {depth} (got {len(data)})"
            )
        return [_plain(each, extents, depth + 1) for each in data]
    if isinstance(data, Tensor):
        return data.item()
    if isinstance(data, np.generic):
        return data.item()
    if isinstance(data, bool | int | float | complex):
        return data
    if isinstance(data, Sequence) and not isinstance(data, str):
        raise ValueError(f"only one element tensors can be converted to Python scalars: {data!r}")
    kind = type(data).__name__
    if depth == 0:
        raise (
            RuntimeError(f"Could not infer dtype of {kind}")
            if kind != "str"
            else TypeError("new(): invalid data type 'str'")
        )
    raise TypeError(f"new(): invalid data type '{kind}'")


def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor over the memory of an ndarray: each sees what the other writes.

    Raises:
        TypeError: not an ndarray, or one of a dtype that tensors cannot have.
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtypes.of(ndarray.dtype)
    tensor = create.shared.create(data=ndarray)
    if observe.observer is not None:
        observe.observer.memory_exposed(tensor)
    return tensor


def arange(
    *bounds: float,
    start: float = 0,
    end: float | None = None,
    step: float = 1,
    dtype: dtypes.dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """``arange(end)``, ``arange(start, end)`` or ``arange(start, end, step)``; end excluded.

    Raises:
        RuntimeError: a step of zero, or one that leads away from the end.
    """
    given: dict[str, Any] = {"start": start, "end": end, "step": step}
    names = ("end",) if len(bounds) == 1 else ("start", "end", "step")
    if len(bounds) > 3:
        raise TypeError(f"arange() takes at most 3 numbers but {len(bounds)} were given")
    given.update(zip(names, bounds, strict=False))
    first, last, stride = (_number(given[name], "arange") for name in ("start", "end", "step"))
    if stride == 0:
        raise RuntimeError("step must be nonzero")
    if (last - first) * stride < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is None:
        whole = all(isinstance(each, int) for each in (first, last, stride))
        dtype = dtypes.int64 if whole else dtypes.default_dtype()
    return create.arange.create(
        start=first, end=last, step=stride, dtype=dtype, requires_grad=requires_grad
    )


def _number(value: Any, function: str) -> float:
    if isinstance(value, Tensor | np.generic):
        value = value.item()
    if not isinstance(value, bool | int | float):
        raise TypeError(f"{function}() needs numbers, not {type(value).__name__}")
    return value


def linspace(
    start: float,
    end: float,
    steps: int,
    *,
    dtype: dtypes.dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """``steps`` evenly spaced numbers from ``start`` to ``end``, both included.

    Raises:
        RuntimeError: a negative number of steps.
    """
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    return create.linspace.create(
        start=_number(start, "linspace"),
        end=_number(end, "linspace"),
        steps=steps,
        dtype=dtype or dtypes.default_dtype(),
        requires_grad=requires_grad,
    )


def _size_of(function: str, arguments: tuple[Any, ...], size: Any) -> tuple[int, ...]:
    """The size that a function was called with, in any of the ways it can be given.

    Raises:
        TypeError: no size, two, or something that is no whole number.
        RuntimeError: a negative extent.
    """
    if size is not None and arguments:
        raise TypeError(f"{function}() got two sizes: {arguments} and size={size!r}")
    if size is None:
        is_one_sequence = len(arguments) == 1 and isinstance(arguments[0], Sequence)
        size = arguments[0] if is_one_sequence else arguments
    if not isinstance(size, Sequence):
        size = (size,)
    extents = []
    for extent in size:
        if isinstance(extent, Tensor | np.generic):
            extent = extent.item()
        if isinstance(extent, bool) or not isinstance(extent, int):
            raise TypeError(
                f"{function}(): argument 'size' must be tuple of ints, but found element of type "
                f"{type(extent).__name__}"
            )
        if extent < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {extent}: {list(size)}"
            )
        extents.append(extent)
    return tuple(extents)


def _of_size(
    op: Op, args: tuple[Any, ...], size: Any, dtype: dtypes.dtype | None, requires_grad: bool
) -> Tensor:
    return op.create(
        size=_size_of(op.name, args, size),
        dtype=dtype or dtypes.default_dtype(),
        requires_grad=requires_grad,
    )


def zeros(
    *args: Any, size: Any = None, dtype: dtypes.dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """Zeros of a given size."""
    return _of_size(create.zeros, args, size, dtype, requires_grad)


def ones(
    *args: Any, size: Any = None, dtype: dtypes.dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """Ones of a given size."""
    return _of_size(create.ones, args, size, dtype, requires_grad)


def full(
    size: Sequence[int],
    fill_value: float,
    *,
    dtype: dtypes.dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """One number everywhere, in the dtype that the number has."""
    return create.full.create(
        size=_size_of("full", (size,), None),
        fill_value=_number(fill_value, "full"),
        dtype=dtype or dtypes.of_number(fill_value),
        requires_grad=requires_grad,
    )


def zeros_like(input: Tensor, *, requires_grad: bool = False) -> Tensor:
    """Zeros in the shape and dtype of ``input``."""
    return create.zeros_like.create(input, requires_grad=requires_grad)


def ones_like(input: Tensor, *, requires_grad: bool = False) -> Tensor:
    """Ones in the shape and dtype of ``input``."""
    return create.ones_like.create(input, requires_grad=requires_grad)


def rand(
    *args: Any, size: Any = None, dtype: dtypes.dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """Uniform draws from [0, 1), the same as PyTorch's for the same seed."""
    return _of_size(create.rand, args, size, dtype, requires_grad)


def randn(
    *args: Any, size: Any = None, dtype: dtypes.dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """Draws from the standard normal distribution, the same as PyTorch's for the same seed."""
    return _of_size(create.randn, args, size, dtype, requires_grad)


def manual_seed(seed: int) -> generator.Generator:
    """Start the default generator's stream anew from ``seed``."""
    return generator.default_generator.manual_seed(seed)


def seed() -> int:
    """Start the default generator's stream anew from a number that nobody knows; returns it."""
    return generator.default_generator.seed()


def initial_seed() -> int:
    """The seed that the default generator's stream started from."""
    return generator.default_generator.initial_seed()


def detached_data(input: Tensor) -> Tensor:
    """``input.data``: the same memory with a version counter of its own, unknown to autograd."""
    if observe.observer is not None:
        observe.observer.memory_exposed(input)
    data = wrap(input._array().view())
    data._storage = Storage(input._shared_storage().memory)
    return data


def replace_data(target: Tensor, source: Tensor) -> None:
    """``target.data = source``: other memory for the same tensor, unknown to autograd.

    Raises:
        TypeError: ``source`` is no tensor.
    """
    if not isinstance(source, Tensor):
        raise TypeError(f"Variable data has to be a tensor, but got {type(source).__name__}")
    if observe.observer is not None:
        observe.observer.will_change(target)
        observe.observer.memory_exposed(source)
    target._data = source._array()
    storage = Storage(source._shared_storage().memory)
    storage.version = target._version
    target._storage = storage
