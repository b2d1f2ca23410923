"""Operands that functions of two operands refuse, or accept in a deprecated order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors, in_place, operand_checks
from engine.op import Number
from engine.script_warnings import warn_of_old_overload
from engine.tensor import Tensor


def refuse_bool_subtraction(a: object, b: object) -> None:
    """Refuse to subtract booleans.

    Raises:
        RuntimeError: an operand is bool.
    """
    are_bool = [_is_truth(a), _is_truth(b)]
    if are_bool == [True, True]:
        raise RuntimeError(errors.NOT_BOTH_BOOL)
    if True in are_bool:
        raise RuntimeError(errors.NOT_BOOL.format(what="Subtraction", on="with"))


def _is_truth(value: object) -> bool:
    if isinstance(value, Tensor):
        return value._data.dtype.kind == "b"
    return isinstance(value, bool)


def checked_alpha(alpha: Any, *operands: object) -> Any:
    """The factor ``alpha`` of ``add`` and ``sub``, which may be a tensor, as a number.

    Raises:
        RuntimeError: a non-integral factor for integers, or a boolean one for numbers.
    """
    if isinstance(alpha, Tensor):
        alpha = alpha._data.item()
    tensors = [each for each in operands if isinstance(each, Tensor)]
    if isinstance(alpha, bool) and not all(_is_truth(each) for each in operands):
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and not any(
        each.dtype.is_floating_point or each.dtype.is_complex for each in tensors
    ):
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )
    return alpha


def with_factor(function: str, first: Any, second: Any) -> tuple[Any, Any]:
    """The operand and its factor; a deprecated overload takes the factor before a tensor."""
    if not isinstance(second, Tensor):
        return first, second
    warn_of_old_overload(
        function, "Number alpha, Tensor other", "Tensor other, *, Number alpha = 1"
    )
    return second, first


def refuse_zero(a: object, b: object) -> None:
    """Refuse to divide integers by 0.

    Raises:
        RuntimeError: all operands are integers, and a divisor is 0.
    """
    for each in (a, b):
        if isinstance(each, Tensor) and operand_checks.may_require_grad(each):
            return
        if isinstance(each, float) or _is_empty(each):
            return
    divisor = b._data if isinstance(b, Tensor) else np.asarray(b)
    if not np.all(divisor):
        raise RuntimeError("ZeroDivisionError")


def refuse_promoted(kernel: str, kinds: str, *operands: Any) -> None:
    """Refuse operands that promote to a dtype of some numpy kinds, such as ``bc``.

    Raises:
        NotImplementedError: they promote to such a dtype.
    """
    found = _promoted_to(kinds, operands)
    if found is not None:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{found.scalar_name}'")


def check_shapes(tensor: Tensor, *others: object) -> None:
    """Check that other operands broadcast to a tensor's own shape.

    Raises:
        RuntimeError: they do not, or the tensor may not be written to, which PyTorch checks first.
    """
    shape: tuple[int, ...] = tensor.shape
    wrong = None
    try:
        for other in others:
            if isinstance(other, Tensor):
                operand_checks.check_broadcast_shapes(shape, other.shape)
                shape = np.broadcast_shapes(shape, other.shape)
    except RuntimeError as error:
        wrong = error
    if wrong is None and shape != tuple(tensor.shape):
        wrong = RuntimeError(
            f"output with shape {list(tensor.shape)} doesn't match the broadcast shape "
            f"{list(shape)}"
        )
    if wrong is not None:
        in_place.refuse_operands(tensor, (tensor, *others))
        operand_checks.refuse_overlap(tensor, others)
        raise wrong


def refuse_promoted_in_place(kernel: str, kinds: str, target: Tensor, other: Any) -> None:
    """Refuse what ``refuse_promoted`` does, after all other checks of an in-place operation.

    Raises:
        NotImplementedError: the operands promote to such a dtype.
        RuntimeError: the target may not be written to, or cannot hold that dtype.
    """
    if _promoted_to(kinds, (target, other)) is None:
        return
    in_place.refuse_operands(target, (target, other))
    operand_checks.refuse_overlap(target, (other,))
    check_shapes(target, other)
    operand_checks.check_castable(_common(target, other), target.dtype)
    refuse_promoted(kernel, kinds, target, other)


_RANKS = "buifc"
"""The numpy kinds of dtypes, in the order of promotion."""


def _promoted_to(kinds: str, operands: Sequence[Any]) -> dtypes.dtype | None:
    """The dtype to which operands promote, if it has one of some kinds."""
    found = max([_kind(each) for each in operands], key=_RANKS.index)
    return _common(*operands) if found in kinds else None


def _is_empty(operand: object) -> bool:
    return isinstance(operand, Tensor) and not operand._data.size


def _kind(operand: Any) -> str:
    if not isinstance(operand, Tensor):
        return dtypes.of_number(operand).numpy.kind
    kind = operand._data.dtype.kind
    return "f" if kind in dtypes.FLOATING_KINDS else kind


def _common(*operands: Any) -> dtypes.dtype:
    values = [each._data if isinstance(each, Tensor) else each for each in operands]
    return dtypes.result_type(*map(dtypes.operand, values))


def refuse_negative_power(input: Tensor, exponent: Any) -> None:
    """Check the exponent of a power.

    Raises:
        RuntimeError: a negative exponent for integers.
        TypeError: not a number.
    """
    if isinstance(exponent, int) and exponent < 0 and input._data.dtype.kind in "biu":
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    if not isinstance(exponent, Number):
        raise errors.invalid_combination("pow", input, exponent)
