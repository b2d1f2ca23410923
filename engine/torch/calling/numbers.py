"""Numbers as arguments: which are accepted, and how they are cast to a dtype."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.op import Number
from engine.tensor import Tensor
from engine.torch.calling.argument_kinds import first_that_is_no_int


def whole_number(value: Any, name: str) -> int:
    """An integer, including numpy's and one-element tensors.

    Raises:
        TypeError: anything else.
    """
    if isinstance(value, Tensor | np.generic) and value.dtype not in (dtypes.float32, np.float32):
        value = value.item()
    if not hasattr(type(value), "__index__"):
        raise TypeError(f"argument '{name}' must be int, not {errors.type_name(value)}")
    return operator.index(value)


def checked_float(function: str, argument: str, position: int, given: object) -> float:
    """A real number, or a zero-dimensional tensor.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or a tensor that requires grad.
    """
    number = _item(given)
    if not isinstance(number, bool | int | float | np.floating | np.integer):
        raise _no_number(function, argument, position, "float", given)
    return float(number)


def checked_number(function: str, argument: str, position: int, given: object) -> Any:
    """A real or complex number, or a zero-dimensional tensor.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or a tensor that requires grad.
    """
    number = python_number(_item(given))
    if not isinstance(number, Number):
        raise _no_number(function, argument, position, "Number", given)
    return number


def _item(given: object) -> object:
    """The value of a zero-dimensional tensor; anything else unchanged."""
    if isinstance(given, Tensor) and given.ndim == 0 and not given.requires_grad:
        return given.item()
    return given


def _no_number(function: str, argument: str, position: int, kind: str, given: object) -> TypeError:
    return TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be {kind}, not "
        f"{errors.type_name(given)}"
    )


def tuple_of_ints(function: str, argument: str, position: int, given: object) -> tuple[int, ...]:
    """The integers of an argument that must be a list or tuple of integers.

    Args:
        position: counts from 1.

    Raises:
        TypeError: it is something else, or contains something else.
    """
    if not isinstance(given, list | tuple):
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be tuple of ints, not "
            f"{errors.type_name(given)}"
        )
    for each in given:
        if type(each) is not int:
            break
    else:
        return tuple(given)
    failed = first_that_is_no_int(given)
    if failed is not None:
        kind = errors.type_name(given[failed])
        raise TypeError(
            f"{function}(): argument '{argument}' failed to unpack the object at pos "
            f'{failed + 1} with error "type must be tuple of ints,but got {kind}"'
            if failed
            else f"{function}(): argument '{argument}' (position {position}) must be tuple of "
            f"ints, but found element of type {kind} at pos 0"
        )
    return tuple(map(int, given))


def python_number(value: Any) -> Any:
    """numpy's numbers as Python numbers; anything else unchanged."""
    return value.item() if isinstance(value, np.generic) else value


_IN_C = {
    "int32": "int",
    "float32": "float",
    "float64": "double",
    "float16": "c10::Half",
    "bfloat16": "c10::BFloat16",
}


def fitted(value: Any, to: np.dtype[Any], name: str = "") -> Any:
    """A number cast to the dtype of an array, which errors call ``name``.

    Raises:
        RuntimeError: it cannot be cast: too large, infinite or fractional for integers, or complex.
        OverflowError: an integer of more than 64 bits.
    """
    number = value.item() if isinstance(value, np.generic) else value
    if isinstance(number, int) and not -(2**63) <= number < 2**64:
        raise OverflowError("int too big to convert")
    if isinstance(number, complex) and to.kind != "c":
        fits, number = not number.imag, number.real
    else:
        fits = True
    if to.kind in dtypes.FLOATING_KINDS:
        element = to.type(number)
        fits = fits and bool(np.isfinite(element) or not np.isfinite(float(number)))
    elif to.kind in "iu":
        is_below = to.kind == "u" and isinstance(number, float) and number < 0
        fits = fits and math.isfinite(number) and not is_below
        element = _whole(int(number), to) if fits else None
        fits = element is not None
    else:
        element = to.type(number)
    if not fits:
        kind = name or _IN_C.get(to.name, f"{to.name}_t")
        raise RuntimeError(f"value cannot be converted to type {kind} without overflow")
    return element


def fitting(value: Any, to: np.dtype[Any]) -> Any:
    """The number itself, or what it wraps around to; errors as for ``fitted``."""
    element = fitted(value, to)
    wraps = to.kind == "u" or (isinstance(value, complex) and to.kind != "c")
    return element.item() if wraps else value


def _whole(number: int, to: np.dtype[Any]) -> Any:
    """An integer cast to a dtype; negative ones wrap around in unsigned dtypes."""
    largest = 2 ** (8 * to.itemsize - (to.kind == "i")) - 1
    least = -largest - 1 if to.kind == "i" else -largest
    if not least <= number <= largest:
        return None
    return to.type(number % (largest + 1) if to.kind == "u" else number)
