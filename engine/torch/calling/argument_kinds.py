"""Which values are accepted for the argument types of PyTorch's signatures.

Source: what PyTorch 2.13 accepts and refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine import dtypes
from engine.device import device
from engine.errors import type_name
from engine.random.generator import Generator
from engine.tensor import Tensor
from engine.tensor_formats import Word
from engine.torch.calling.signatures import Parameter

# Functions that accept numbers for parameters of type ``Tensor``.
_TAKING_NUMBERS = frozenset(
    each + ending
    for each in (
        "add", "sub", "mul", "div", "subtract", "multiply", "divide", "true_divide",
        "floor_divide", "copy", "to",
    )
    for ending in ("", "_")
)  # fmt: skip


def takes(parameter: Parameter, value: Any, function: str) -> bool:
    """Whether a function accepts a value for one of its parameters.

    Raises:
        TypeError: a sequence of tensors with something else in it.
    """
    if value is None and parameter.takes_none:
        return True
    if parameter.kind == "Tensor" and function in _TAKING_NUMBERS and _is_scalar(value):
        return True
    if parameter.kind == "tuple of ints":
        return starts_with_int(value) or (parameter.takes_one and is_index(value))
    if parameter.takes_index:
        return is_index(value)
    if parameter.kind == "tuple of floats":
        return _are_floats(value) or (parameter.takes_one and _is_float(value))
    check = _CHECKS.get(parameter.kind)
    return check is None or check(value)


def is_int(value: Any) -> bool:
    """Whether a value is an integer, including numpy's and zero-dimensional tensors."""
    if isinstance(value, Tensor):
        return _is_number_tensor(value) and value._data.dtype.kind in "iu"
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_index(value: Any) -> bool:
    """Whether a value counts as an integer in a size.

    So do one-element integer tensors and arrays, and objects whose class has ``__index__``.
    """
    if type(value) is int:
        return True
    if isinstance(value, Tensor):
        return value._data.size == 1 and value._data.dtype.kind in "iu"
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iu"
    kind = type(value)
    return hasattr(kind, "__index__") and not issubclass(kind, bool | np.bool_ | np.floating)


def first_that_is_no_int(values: Any) -> int | None:
    """The index of the first value in a sequence that is not an integer.

    After the first value, booleans count as integers.
    """
    for at, each in enumerate(values):
        if not (is_index(each) or (at and isinstance(each, bool))):
            return at
    return None


def starts_with_int(value: Any) -> bool:
    """Whether a value is an empty sequence, or one whose first element is an integer.

    This alone decides which signature is chosen.
    """
    return isinstance(value, tuple | list) and (not value or is_index(value[0]))


def _is_number_tensor(value: Tensor) -> bool:
    return value.ndim == 0 and not value.requires_grad


def _is_scalar(value: Any) -> bool:
    return isinstance(value, bool | int | float | complex | np.number | np.bool_)


def _is_number(value: Any) -> bool:
    return _is_number_tensor(value) if isinstance(value, Tensor) else _is_scalar(value)


def _is_float(value: Any) -> bool:
    if isinstance(value, Tensor):
        return _is_number_tensor(value)
    return isinstance(value, bool | int | float | np.floating | np.integer)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def _are_tensors(value: Any) -> bool:
    if not isinstance(value, tuple | list):
        return False
    require_each(value)
    return True


def require_each(tensors: Iterable[object]) -> None:
    """Check that all elements of a sequence are tensors.

    Raises:
        TypeError: an element is not a tensor.
    """
    for at, each in enumerate(tensors):
        if not isinstance(each, Tensor):
            raise TypeError(
                f"expected Tensor as element {at} in argument 0, but got {type_name(each)}"
            )


def _are_floats(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(map(_is_float, value))


def _is_device(value: Any) -> bool:
    return isinstance(value, str | device | int) and not isinstance(value, bool)


def _is_dtype(value: Any) -> bool:
    return isinstance(value, dtypes.dtype) or value in (bool, int, float, complex)


def _of(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "Tensor": _is_tensor,
    "Number": _is_number,
    "float": _is_float,
    "int": is_int,
    "bool": _of(bool),
    "str": _of(str),
    "object": _of(object),
    "tuple of Tensors": _are_tensors,
    "tuple of Scalars": _are_floats,
    "torch.dtype": _is_dtype,
    "torch.device": _is_device,
    "torch.layout": _of(Word),
    "torch.memory_format": _of(Word),
    "torch.Generator": _of(Generator),
}
