"""What functions of two operands do not take, or take by an old order, as PyTorch says it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import errors
from engine.op import Number
from engine.tensor import Tensor
from engine.torch.arguments import not_implemented
from engine.warned import warn_of_old_overload


def refuse_bool_subtraction(a: object, b: object) -> None:
    """Refuse to subtract truth values.

    Raises:
        RuntimeError: an operand is bool.
    """
    are_bool = [isinstance(each, bool) or _is_bool(each) for each in (a, b)]
    if are_bool == [True, True]:
        raise RuntimeError(errors.NOT_BOTH_BOOL)
    if True in are_bool:
        raise RuntimeError(errors.NOT_BOOL.format(what="Subtraction", on="with"))


def _is_bool(value: object) -> bool:
    return isinstance(value, Tensor) and value._data.dtype.kind == "b"


def check_alpha(alpha: Number, *operands: object) -> None:
    """Check the factor of the second operand of ``add`` and ``sub``.

    Raises:
        RuntimeError: a fraction for whole numbers.
    """
    tensors = [each for each in operands if isinstance(each, Tensor)]
    if isinstance(alpha, float) and not any(
        each.dtype.is_floating_point or each.dtype.is_complex for each in tensors
    ):
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )


def old_factor(function: str, alpha: Any) -> Any:
    """The factor that stands before the tensor it is for, as it did in old versions."""
    warn_of_old_overload(
        function, "Number alpha, Tensor other", "Tensor other, *, Number alpha = 1"
    )
    return alpha


def refuse_zero(a: object, b: object) -> None:
    """Refuse to divide whole numbers by 0.

    Raises:
        RuntimeError: all operands are whole numbers, and a divisor is 0.
    """
    for each in (a, b):
        kind = each._data.dtype.kind if isinstance(each, Tensor) else None
        if kind in ("f", "c") or isinstance(each, float):
            return
    divisor = b._data if isinstance(b, Tensor) else np.asarray(b)
    if not np.all(divisor):
        raise RuntimeError("ZeroDivisionError")


def refuse_bools(kernel: str, a: object, b: object) -> None:
    """Refuse an operation on nothing but truth values.

    Raises:
        NotImplementedError: both operands are bool.
    """
    tensor = a if isinstance(a, Tensor) else b
    if isinstance(tensor, Tensor) and all(isinstance(x, bool) or _is_bool(x) for x in (a, b)):
        raise not_implemented(kernel, tensor)


def refuse_negative_power(input: Tensor, exponent: Any) -> None:
    """Check the number that a tensor is raised to.

    Raises:
        RuntimeError: a negative one, for whole numbers.
        TypeError: no number.
    """
    if isinstance(exponent, int) and exponent < 0 and input._data.dtype.kind in "biu":
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    if not isinstance(exponent, Number):
        raise errors.invalid_combination("pow", input, exponent)
