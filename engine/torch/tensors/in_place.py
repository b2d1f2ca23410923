"""In-place methods of tensors, whose names end in an underscore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.compiled import fast_in_place
from engine.op import Op
from engine.ops.elementwise import (
    arithmetic,
    combined,
    distribution_functions,
    elementary,
    exponentials,
    logic,
    rounding,
    special,
    trigonometry,
    with_numbers,
)
from engine.ops.reductions import running
from engine.tensor import Tensor
from engine.torch.calling import unfit_operands
from engine.torch.calling.arguments import Operand, one_dim
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.naming import named
from engine.torch.routines import bounds, derived, elementwise, operands
from engine.torch.tensors.in_place_writing import copy_, fill_, index_put_, masked_fill_

Method = Callable[..., Tensor]

_OPERANDS = (Tensor, int, float, complex, np.generic)

_UNARY: tuple[Op, ...] = (
    elementary.exp, elementary.log, elementary.sqrt, elementary.sin,
    elementary.cos, elementary.tanh, elementary.sigmoid, elementary.sign,
    arithmetic.reciprocal, exponentials.exp2, exponentials.expm1,
    exponentials.log2, exponentials.log10, exponentials.log1p, exponentials.rsqrt,
    trigonometry.tan, trigonometry.asin, trigonometry.acos, trigonometry.atan,
    trigonometry.sinh, trigonometry.cosh, trigonometry.asinh_, trigonometry.acosh_,
    trigonometry.atanh_, trigonometry.sinc, trigonometry.deg2rad, trigonometry.rad2deg,
    rounding.floor, rounding.ceil, rounding.trunc, rounding.frac, rounding.sgn,
    special.erf, special.erfc, special.erfinv, special.lgamma, special.digamma, special.i0,
    logic.logical_not, logic.bitwise_not,
)  # fmt: skip

_BINARY: tuple[Op, ...] = (
    trigonometry.atan2, trigonometry.hypot, rounding.nextafter,
    distribution_functions.igamma, distribution_functions.igammac,
    logic.logical_and, logic.logical_or, logic.logical_xor,
)  # fmt: skip

_BITS: tuple[Op, ...] = (
    logic.bitwise_and, logic.bitwise_or, logic.bitwise_xor,
    logic.bitwise_left_shift, logic.bitwise_right_shift,
)  # fmt: skip

_ALIASES = {
    "absolute_": "abs_", "arccos_": "acos_", "arcsin_": "asin_", "arctan_": "atan_",
    "arccosh_": "acosh_", "arcsinh_": "asinh_", "arctanh_": "atanh_", "arctan2_": "atan2_",
    "negative_": "neg_", "fix_": "trunc_", "multiply_": "mul_", "subtract_": "sub_",
    "divide_": "div_", "greater_": "gt_", "greater_equal_": "ge_",
    "less_": "lt_", "less_equal_": "le_", "not_equal_": "ne_",
}  # fmt: skip


adding = fast_in_place.on_two(arithmetic.add, np.add)
subtracting = fast_in_place.on_two(arithmetic.sub, np.subtract)
multiplying = fast_in_place.on_two(arithmetic.mul, np.multiply)
dividing = fast_in_place.on_two(arithmetic.div, np.true_divide)


def _unary(operation: Op) -> Method:
    kernel, refused = elementwise.REFUSED_KINDS.get(operation.name, ("", ""))

    def method(tensor: Tensor) -> Tensor:
        refuse_dtypes(kernel, tensor, refused)
        return operation.apply_in_place(tensor)

    return _in_place(method, operation)


def abs_(tensor: Tensor) -> Tensor:
    """The absolute values, in place.

    Raises:
        RuntimeError: complex numbers, whose absolute values are real.
    """
    if tensor.dtype.is_complex:
        raise RuntimeError("In-place abs is not supported for complex tensors.")
    refuse_dtypes("abs_cpu", tensor, "b")
    return elementary.abs.apply_in_place(tensor)


def relu_(tensor: Tensor) -> Tensor:
    """The positive parts, in place.

    Raises:
        RuntimeError: booleans.
    """
    elementwise.refuse_bool_of_relu(tensor)
    return elementary.relu.apply_in_place(tensor)


def _in_place(method: Method, operation: Op) -> Method:
    return named(
        method,
        _overwriting(operation),
        f"{operation.__doc__} In place: the tensor keeps its memory.",
    )


def _overwriting(operation: Op) -> str:
    """The name of an operation's in-place method; some operations have that name already."""
    return f"{operation.name.removesuffix('_')}_"


def _operand(name: str, other: Any) -> Any:
    """The other operand of a method; numpy's numbers count as Python's.

    Raises:
        TypeError: neither a tensor nor a number.
    """
    if not isinstance(other, _OPERANDS):
        raise errors.not_a_tensor(name, "other", 1, other)
    return other.item() if isinstance(other, np.generic) else other


def _binary(operation: Op) -> Method:
    def method(tensor: Tensor, other: Operand) -> Tensor:
        other = _operand(f"{operation.name}_", other)
        unfit_operands.check_shapes(tensor, other)
        return operation.apply_in_place(tensor, other)

    return _in_place(method, operation)


def _of_bits(operation: Op) -> Method:
    """A bitwise method: it refuses floating-point operands."""
    kernel, kinds = operands.kernel_of_bits(operation)

    def method(tensor: Tensor, other: Operand) -> Tensor:
        other = _operand(f"{operation.name}_", other)
        unfit_operands.refuse_promoted_in_place(kernel, kinds, tensor, other)
        unfit_operands.check_shapes(tensor, other)
        return operation.apply_in_place(tensor, other)

    return _in_place(method, operation)


@adding
def add_(tensor: Tensor, other: Operand, last: Tensor | None = None, *, alpha: float = 1) -> Tensor:
    """Add alpha * other in place."""
    if last is not None:
        other, alpha = unfit_operands.with_factor("add_", other, last)
    other = _operand("add_", other)
    if alpha == 1 and alpha is not True:
        return arithmetic.add.apply_in_place(tensor, other)
    alpha = unfit_operands.checked_alpha(alpha, tensor, other)
    return arithmetic.add_scaled.apply_in_place(tensor, other, alpha=alpha)


@subtracting
def sub_(tensor: Tensor, other: Operand, last: Tensor | None = None, *, alpha: float = 1) -> Tensor:
    """Subtract alpha * other in place."""
    if last is not None:
        other, alpha = unfit_operands.with_factor("sub_", other, last)
    other = _operand("sub_", other)
    unfit_operands.refuse_bool_subtraction(tensor, other)
    if alpha == 1 and alpha is not True:
        return arithmetic.sub.apply_in_place(tensor, other)
    alpha = unfit_operands.checked_alpha(alpha, tensor, other)
    return arithmetic.sub_scaled.apply_in_place(tensor, other, alpha=alpha)


@dividing
def div_(tensor: Tensor, other: Operand, *, rounding_mode: str | None = None) -> Tensor:
    """Divide in place.

    Raises:
        RuntimeError: a rounding mode other than "floor" and "trunc".
    """
    other = _operand("div_", other)
    if rounding_mode is None:
        return arithmetic.div.apply_in_place(tensor, other)
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    operands.refuse_rounding(f"div_{rounding_mode}_cpu", tensor, other)
    unfit_operands.refuse_zero(tensor, other)
    operation = rounding.div_floor if rounding_mode == "floor" else rounding.div_trunc
    return operation.apply_in_place(tensor, other)


def true_divide_(tensor: Tensor, other: Operand) -> Tensor:
    """Divide in place, as ``div_``."""
    return div_(tensor, other)


_KERNELS = {
    "floor_divide_": "div_floor_cpu", "remainder_": "remainder_cpu", "fmod_": "fmod_cpu"
}  # fmt: skip


def _divide(name: str, tensor: Tensor, other: Operand, by_tensor: Op, by_number: Op) -> Tensor:
    other = _operand(name, other)
    unfit_operands.refuse_promoted_in_place(_KERNELS[name], "bc", tensor, other)
    unfit_operands.refuse_zero(tensor, other)
    if isinstance(other, Tensor):
        return by_tensor.apply_in_place(tensor, other)
    return by_number.apply_in_place(tensor, b=other)


def floor_divide_(tensor: Tensor, other: Operand) -> Tensor:
    """Floor division in place."""
    by = rounding.floor_divide, rounding.floor_divide_number
    return _divide("floor_divide_", tensor, other, *by)


def remainder_(tensor: Tensor, other: Operand) -> Tensor:
    """The remainder of division by ``other``, with the sign of ``other``, in place."""
    return _divide("remainder_", tensor, other, rounding.remainder, rounding.remainder_number)


def fmod_(tensor: Tensor, other: Operand) -> Tensor:
    """The remainder of division by ``other``, with the sign of the dividend, in place."""
    return _divide("fmod_", tensor, other, rounding.fmod, rounding.fmod_number)


def xlogy_(tensor: Tensor, other: Operand) -> Tensor:
    """Multiply by the logarithm of ``other`` in place."""
    other = _operand("xlogy_", other)
    unfit_operands.check_shapes(tensor, other)
    if isinstance(other, Tensor):
        return exponentials.xlogy.apply_in_place(tensor, other)
    return with_numbers.xlogy_number.apply_in_place(tensor, number=other)


def copysign_(tensor: Tensor, other: Operand) -> Tensor:
    """Take the sign of ``other`` in place."""
    other = _operand("copysign_", other)
    unfit_operands.check_shapes(tensor, other)
    if isinstance(other, Tensor):
        return rounding.copysign.apply_in_place(tensor, other)
    return with_numbers.copysign_number.apply_in_place(tensor, number=other)


def pow_(tensor: Tensor, exponent: Operand) -> Tensor:
    """Raise to a power in place."""
    exponent = _operand("pow_", exponent)
    if isinstance(exponent, Tensor):
        return exponentials.pow_tensor.apply_in_place(tensor, exponent)
    unfit_operands.refuse_negative_power(tensor, exponent)
    return arithmetic.pow_number.apply_in_place(tensor, exponent=exponent)


def neg_(tensor: Tensor) -> Tensor:
    """Negate in place."""
    elementwise.refuse_negation(tensor)
    return arithmetic.neg.apply_in_place(tensor)


def square_(tensor: Tensor) -> Tensor:
    """Square in place."""
    return pow_(tensor, 2)


def addcmul_(
    tensor: Tensor, tensor1: Any, tensor2: Tensor, last: Tensor | None = None, *, value: float = 1
) -> Tensor:
    """Add value * tensor1 * tensor2 in place."""
    if last is not None:
        return addcmul_(tensor, tensor2, last, value=bounds.old_value("addcmul_", tensor1))
    unfit_operands.check_shapes(tensor, tensor1, tensor2)
    return combined.addcmul.apply_in_place(tensor, tensor1, tensor2, value=value)


def addcdiv_(
    tensor: Tensor, tensor1: Any, tensor2: Tensor, last: Tensor | None = None, *, value: float = 1
) -> Tensor:
    """Add value * tensor1 / tensor2 in place."""
    if last is not None:
        return addcdiv_(tensor, tensor2, last, value=bounds.old_value("addcdiv_", tensor1))
    bounds.refuse_whole_quotient(tensor1, tensor2)
    unfit_operands.check_shapes(tensor, tensor1, tensor2)
    return combined.addcdiv.apply_in_place(tensor, tensor1, tensor2, value=value)


def lerp_(tensor: Tensor, end: Tensor, weight: Operand) -> Tensor:
    """Linear interpolation towards ``end``, in place."""
    bounds.check_lerp(tensor, end, weight)
    if isinstance(weight, Tensor):
        return combined.lerp.apply_in_place(tensor, end, weight)
    return combined.lerp_number.apply_in_place(tensor, end, weight=weight)


def _through(function: Method) -> Method:
    """A method that computes its result out of place and then copies it into the tensor."""

    def method(tensor: Tensor, *args: Any, **options: Any) -> Tensor:
        return copy_(tensor, function(tensor, *args, **options))

    return named(method, f"{function.__name__}_", f"As ``{function.__name__}``, in place.")


def round_(tensor: Tensor, *, decimals: int | None = None) -> Tensor:
    """Round to integers, or to a number of decimals, in place."""
    elementwise.check_rounding(tensor, decimals)
    if decimals is None:
        return rounding.round.apply_in_place(tensor)
    return rounding.round_decimals.apply_in_place(tensor, decimals=decimals)


def _running(operation: Op) -> Method:
    def method(tensor: Tensor, dim: int, *, dtype: dtypes.dtype | None = None) -> Tensor:
        if dtype not in (None, tensor.dtype):
            given, wanted = errors.cpp_name(tensor.dtype), errors.cpp_name(dtype)
            raise RuntimeError(
                f"Bad in-place call: input tensor dtype {given} and output tensor dtype {wanted} "
                "should match"
            )
        refuse_dtypes(f"{operation.name}_out_cpu", tensor, "b")
        return operation.apply_in_place(tensor, dim=one_dim(tensor, dim))

    return _in_place(method, operation)


METHODS: dict[str, Method] = {
    **{_overwriting(each): _unary(each) for each in _UNARY},
    **{f"{each.name}_": _binary(each) for each in _BINARY},
    "mul_": multiplying(_binary(arithmetic.mul)),
    "abs_": abs_,
    "relu_": relu_,
    **{f"{each.name}_": _running(each) for each in (running.cumsum, running.cumprod)},
    **{f"{each.name}_": _of_bits(each) for each in _BITS},
    **{
        each.__name__: each
        for each in (
            add_, sub_, div_, true_divide_, floor_divide_, remainder_, fmod_, pow_, square_, neg_,
            addcmul_, addcdiv_, lerp_, fill_, copy_,
            masked_fill_, index_put_, xlogy_,
            copysign_, round_,
        )
    },
    **{
        f"{each.__name__}_": _through(each)
        for each in (
            derived.gcd, derived.lcm, operands.eq,
            operands.ne, operands.lt, operands.le, operands.gt,
            operands.ge, operands.heaviside,
        )
    },
}  # fmt: skip


METHODS.update({alias: METHODS[name] for alias, name in _ALIASES.items()})
