"""The argument ``dtype``, and the dtypes that a function does not support."""

from __future__ import annotations

from typing import Any

from engine import dtypes, errors
from engine.in_dtype import apply_in_dtype
from engine.op import Op
from engine.ops.shapes import shape
from engine.script_warnings import warn_once
from engine.tensor import Tensor


def refuse_dtypes(kernel: str, given: Tensor | dtypes.dtype, kinds: str) -> None:
    """Refuse dtypes of some numpy kinds (``b`` bool, ``iu`` integer, ``f`` float, ``c`` complex).

    Raises:
        NotImplementedError: the dtype, or that of the tensor, is one of them.
    """
    kind = (given._data.dtype if isinstance(given, Tensor) else given.numpy).kind
    if kind in kinds:
        raise not_implemented(kernel, given)


def refuse_but_long(kernel: str, input: Tensor) -> None:
    """Refuse all integer dtypes but int64, and booleans.

    Raises:
        NotImplementedError: the tensor has such a dtype.
    """
    if input._data.dtype.kind in "biu" and input.dtype is not dtypes.int64:
        raise not_implemented(kernel, input)


def not_implemented(kernel: str, given: Tensor | dtypes.dtype) -> NotImplementedError:
    """The error that a kernel is not implemented for a dtype, or for that of a tensor."""
    dtype = given.dtype if isinstance(given, Tensor) else given
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.scalar_name}'")


_OF_PYTHON = {
    float: dtypes.float64,
    int: dtypes.int64,
    bool: dtypes.bool,
    complex: dtypes.complex128,
}


def checked_dtype(function: str, given: Any) -> dtypes.dtype:
    """A dtype, which may be given by a Python type.

    Raises:
        TypeError: anything else.
    """
    if isinstance(given, dtypes.dtype):
        return given
    if isinstance(given, type) and given in _OF_PYTHON:
        return _OF_PYTHON[given]
    raise TypeError(
        f"{function}(): argument 'dtype' must be torch.dtype, not {errors.type_name(given)}"
    )


def in_dtype(function: str, input: Tensor, dtype: Any) -> Tensor:
    """The tensor cast to a dtype, or unchanged for None.

    Raises:
        TypeError: not a dtype.
    """
    if dtype is None or dtype is input.dtype:
        return input
    to = checked_dtype(function, dtype)
    warn_of_lost_parts(input, to)
    return shape.to_copy(input, dtype=to)


def warn_of_lost_parts(input: Tensor, dtype: dtypes.dtype) -> None:
    """Warn if complex numbers are about to be cast to real ones."""
    if input.dtype.is_complex and not dtype.is_complex and dtype is not dtypes.bool:
        warn_once("Casting complex values to real discards the imaginary part")


def applied(function: str, operation: Op, input: Tensor, dtype: Any, **settings: Any) -> Tensor:
    """An operation applied to a tensor, in a dtype unless that is None.

    Raises:
        TypeError: not a dtype.
        RuntimeError: a gradient is needed, but the dtype is not differentiable.
    """
    if dtype is None or dtype is input.dtype:
        return operation(input, **settings)
    return apply_in_dtype(operation, input, checked_dtype(function, dtype), **settings)


def check_dtype_of_norm(function: str, input: Tensor, dtype: Any) -> None:
    """Check the dtype of a tensor whose norm is computed, and the ``dtype`` argument.

    Raises:
        RuntimeError: the tensor or the dtype is neither floating-point nor complex, or they do
                not fit together.
    """
    is_complex = input.dtype.is_complex
    if not (input.dtype.is_floating_point or is_complex):
        raise RuntimeError(
            f"{function}: Expected a floating point or complex tensor as input. Got "
            f"{input.dtype.scalar_name}"
        )
    if dtype is None:
        return
    wanted = checked_dtype(function.replace(".", "_"), dtype)
    name = wanted.scalar_name
    if not (wanted.is_floating_point or wanted.is_complex):
        raise RuntimeError(f"{function}: dtype should be floating point or complex, but got {name}")
    if wanted.is_complex != is_complex:
        kind = "complex" if is_complex else "real"
        raise RuntimeError(f"{function}: dtype should be {kind} for {kind} inputs, but got {name}")
    if wanted.itemsize < input.dtype.itemsize:
        raise RuntimeError(
            f"{function}: the dtype of the input ({input.dtype.scalar_name}) should be convertible "
            f"without narrowing to the specified dtype ({name})"
        )
