"""Functions of two or more operands, element by element with broadcasting, as scripts call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import dtypes, errors, operand_checks
from engine.compiled import fast
from engine.op import Number, Op
from engine.ops.elementwise import (
    arithmetic,
    compare,
    distribution_functions,
    exponentials,
    logic,
    rounding,
    trigonometry,
    with_numbers,
)
from engine.ops.reductions import extremes
from engine.tensor import Tensor, wrap
from engine.torch.calling import unfit_operands
from engine.torch.calling.arguments import Operand, require_tensors
from engine.torch.calling.dtype_arguments import not_implemented
from engine.torch.calling.naming import named
from engine.torch.calling.numbers import fitted, python_number
from engine.torch.calling.out_argument import into
from engine.torch.gradients.batched import refuse_for_slices

Function = Callable[..., Tensor]

_FOR_NUMBERS = frozenset(["eq", "ne", "lt", "le", "gt", "ge"])
"""What PyTorch has apart for tensors and for numbers, so that neither alone is missed."""


def _elementwise(operation: Op, a: Operand, b: Operand, **settings: Any) -> Tensor:
    """Apply to two operands, of which one may be a number."""
    if isinstance(a, np.generic):
        a = a.item()
    if isinstance(b, np.generic):
        b = b.item()
    if not isinstance(a, Tensor) and not isinstance(b, Tensor) and isinstance(a, Number):
        a = wrap(np.asarray(a, dtypes.of_number(a).numpy)[()])
    if operation.name in _FOR_NUMBERS and not isinstance(b, Tensor | Number):
        raise errors.invalid_combination(operation.name, a, b)
    return operation(a, b, **settings)


def of_two(operation: Op, name: str = "") -> Function:
    """An operation on two operands, of which one may be a number, as a function."""
    called = name or operation.name

    def function(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
        result = _elementwise(operation, input, other)
        return result if out is None else into(called, out, result, input, other)

    quick = fast.on_two(operation, function)
    return named(quick, called, operation.__doc__)


def of_tensors(operation: Op, name: str = "", kernel: str = "", refused: str = "") -> Function:
    """An operation on two tensors as a function; ``kernel`` refuses dtypes of some numpy kinds."""
    called = name or operation.name

    def function(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
        require_tensors(called, input=input, other=other)
        if refused and input._data.dtype.kind in refused and other._data.dtype.kind in refused:
            raise not_implemented(kernel, dtypes.promote_types(input.dtype, other.dtype))
        operand_checks.check_broadcast(input._data, other._data)
        result = operation(input, other)
        return result if out is None else into(called, out, result, input, other)

    return named(function, called, operation.__doc__)


mul = of_two(arithmetic.mul)
eq = of_two(compare.eq)
ne = of_two(compare.ne)
lt = of_two(compare.lt)
le = of_two(compare.le)
gt = of_two(compare.gt)
ge = of_two(compare.ge)
_atan2 = of_tensors(trigonometry.atan2), of_tensors(trigonometry.atan2_of_truth, "atan2")
hypot = of_tensors(trigonometry.hypot, kernel="hypot_cpu", refused="biu")
nextafter = of_tensors(rounding.nextafter, kernel="nextafter_cpu", refused="biu")
logaddexp = of_tensors(exponentials.logaddexp, kernel="logaddexp_cpu", refused="biu")
logaddexp2 = of_tensors(exponentials.logaddexp2, kernel="logaddexp2_cpu", refused="biuc")
maximum = of_tensors(extremes.maximum)
minimum = of_tensors(extremes.minimum)
fmax = of_tensors(extremes.fmax)
fmin = of_tensors(extremes.fmin)
igamma = of_tensors(distribution_functions.igamma, kernel="igamma_cpu", refused="biu")
igammac = of_tensors(distribution_functions.igammac, kernel="igammac_cpu", refused="biu")
logical_and = of_tensors(logic.logical_and)
logical_or = of_tensors(logic.logical_or)
logical_xor = of_tensors(logic.logical_xor)

multiply = mul


def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of the point with abscissa other and ordinate input."""
    is_bool = isinstance(input, Tensor) and input._data.dtype.kind == "b"
    return _atan2[is_bool](input, other, out=out)


arctan2 = atan2


def copysign(input: Tensor, other: Operand, *, out: Tensor | None = None) -> Tensor:
    """The magnitude of input with the sign of other."""
    other = python_number(other)
    if isinstance(other, Number):
        result = with_numbers.copysign_number(input, number=other)
    else:
        result = _elementwise(rounding.copysign, input, other)
    return result if out is None else into("copysign", out, result, input, other)


greater, greater_equal, less, less_equal, not_equal = gt, ge, lt, le, ne


def kernel_of_bits(operation: Op) -> tuple[str, str]:
    """PyTorch's name of the kernel of an operation on bits, and the kinds of dtype it refuses."""
    shifts = {"bitwise_left_shift": "lshift_cpu", "bitwise_right_shift": "rshift_cpu"}
    if operation.name in shifts:
        return shifts[operation.name], "bfc"
    return f"{operation.name}_cpu", "fc"


def _of_bits(operation: Op) -> Function:
    """An operation on bits as a function: it takes no floating-point operands."""
    kernel, kinds = kernel_of_bits(operation)

    def function(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
        input, other = python_number(input), python_number(other)
        if isinstance(input, Tensor) and isinstance(other, Tensor):
            operand_checks.check_broadcast(input._data, other._data)
        unfit_operands.refuse_promoted(kernel, kinds, input, other)
        result = _elementwise(operation, input, other)
        return result if out is None else into(operation.name, out, result, input, other)

    return named(function, operation.name, operation.__doc__)


bitwise_and = _of_bits(logic.bitwise_and)
bitwise_or = _of_bits(logic.bitwise_or)
bitwise_xor = _of_bits(logic.bitwise_xor)
bitwise_left_shift = _of_bits(logic.bitwise_left_shift)
bitwise_right_shift = _of_bits(logic.bitwise_right_shift)


def add(
    input: Operand,
    other: Operand,
    last: Tensor | None = None,
    *,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """input + alpha * other."""
    if last is not None:
        other, alpha = unfit_operands.with_factor("add", other, last)
    if alpha == 1 and alpha is not True:
        result = _elementwise(arithmetic.add, input, other)
    else:
        alpha = unfit_operands.checked_alpha(alpha, input, other)
        result = _elementwise(arithmetic.add_scaled, input, other, alpha=alpha)
    return result if out is None else into("add", out, result, input, other)


def sub(
    input: Operand,
    other: Operand,
    last: Tensor | None = None,
    *,
    alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """input - alpha * other.

    Raises:
        RuntimeError: booleans.
    """
    if last is not None:
        other, alpha = unfit_operands.with_factor("sub", other, last)
    unfit_operands.refuse_bool_subtraction(input, other)
    if alpha == 1 and alpha is not True:
        result = _elementwise(arithmetic.sub, input, other)
    else:
        alpha = unfit_operands.checked_alpha(alpha, input, other)
        result = _elementwise(arithmetic.sub_scaled, input, other, alpha=alpha)
    return result if out is None else into("sub", out, result, input, other)


subtract = sub


def rsub(input: Tensor, other: Operand, *, alpha: Number = 1) -> Tensor:
    """other - alpha * input.

    Raises:
        RuntimeError: booleans, or shapes that do not fit.
    """
    unfit_operands.refuse_bool_subtraction(input, other)
    is_of_two = isinstance(other, Tensor)
    if isinstance(other, Tensor) and isinstance(input, Tensor):
        operand_checks.check_broadcast(other._data, input._data)
    if alpha == 1 and alpha is not True:
        operation = arithmetic.rsub_tensor if is_of_two else arithmetic.rsub
        return _elementwise(operation, input, other)
    alpha = unfit_operands.checked_alpha(alpha, input, other)
    scaled = arithmetic.rsub_tensor_scaled if is_of_two else arithmetic.rsub_scaled
    return _elementwise(scaled, input, other, alpha=alpha)


def refuse_rounding(kernel: str, *operands: Operand) -> None:
    """Refuse quotients that are to be rounded, of complex numbers or booleans.

    Raises:
        NotImplementedError: they are of such.
    """
    given = (each._data if isinstance(each, Tensor) else each for each in operands)
    dtype = dtypes.result_type(*map(dtypes.operand, given))
    if dtype.is_complex or dtype is dtypes.bool:
        raise not_implemented(kernel, dtype)


def div(
    input: Operand,
    other: Operand,
    *,
    rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """input / other, in a floating-point dtype; or rounded, in that of the operands.

    Raises:
        RuntimeError: another way of rounding than "floor" and "trunc", or integers by 0.
        NotImplementedError: complex numbers or booleans are to be rounded.
    """
    if rounding_mode is None:
        result = _elementwise(arithmetic.div, input, other)
    elif rounding_mode in ("floor", "trunc"):
        operation = rounding.div_floor if rounding_mode == "floor" else rounding.div_trunc
        refuse_rounding(f"div_{rounding_mode}_cpu", input, other)
        unfit_operands.refuse_zero(input, other)
        result = _elementwise(operation, input, other)
    else:
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    return result if out is None else into("div", out, result, input, other)


divide = div


def true_divide(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
    """input / other, in a floating-point dtype."""
    return div(input, other, out=out)


def floor_divide(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
    """input / other, rounded down."""
    input, other = python_number(input), python_number(other)
    unfit_operands.refuse_promoted("div_floor_cpu", "bc", input, other)
    unfit_operands.refuse_zero(input, other)
    if isinstance(other, Tensor) or not isinstance(input, Tensor):
        result = _elementwise(rounding.floor_divide, input, other)
    else:
        result = rounding.floor_divide_number(input, b=other)
    return result if out is None else into("floor_divide", out, result, input, other)


def remainder(input: Operand, other: Operand, *, out: Tensor | None = None) -> Tensor:
    """The remainder of input / other, with the sign of other."""
    input, other = python_number(input), python_number(other)
    unfit_operands.refuse_promoted("remainder_cpu", "bc", input, other)
    unfit_operands.refuse_zero(input, other)
    if not isinstance(input, Tensor):
        result = _elementwise(rounding.remainder_of_number, input, other)
    elif isinstance(other, Tensor):
        result = rounding.remainder(input, other)
    else:
        result = rounding.remainder_number(input, b=other)
    return result if out is None else into("remainder", out, result, input, other)


def fmod(input: Tensor, other: Operand, *, out: Tensor | None = None) -> Tensor:
    """The remainder of input / other, with the sign of input."""
    other = python_number(other)
    require_tensors("fmod", input=input)
    unfit_operands.refuse_promoted("fmod_cpu", "bc", input, other)
    unfit_operands.refuse_zero(input, other)
    if isinstance(other, Tensor):
        result = rounding.fmod(input, other)
    else:
        result = rounding.fmod_number(input, b=other)
    return result if out is None else into("fmod", out, result, input, other)


def pow(input: Operand, exponent: Operand, *, out: Tensor | None = None) -> Tensor:
    """input to the power of exponent.

    Raises:
        RuntimeError: a negative power of integers.
    """
    is_number = type(exponent) in (int, float)
    if is_number and isinstance(input, Tensor) and input._data.dtype.kind == "f" and out is None:
        return arithmetic.pow_number(input, exponent=exponent)  # as most powers are
    input, exponent = python_number(input), python_number(exponent)
    if isinstance(exponent, Tensor):
        unfit_operands.refuse_promoted("pow", "b", input, exponent)
    if isinstance(input, Tensor) and isinstance(exponent, Tensor):
        operand_checks.check_broadcast(input._data, exponent._data)
        is_bool = exponent._data.dtype.kind == "b"
        operation = exponentials.pow_by_truth if is_bool else exponentials.pow_tensor
        result = operation(input, exponent)
    elif isinstance(input, Tensor):
        unfit_operands.refuse_negative_power(input, exponent)
        if isinstance(exponent, int) and input._data.dtype.kind in "iu":
            fitted(exponent, input._data.dtype)
        result = arithmetic.pow_number(input, exponent=exponent)
    elif isinstance(exponent, Tensor):
        result = exponentials.pow_of_number(exponent, base=input)
    else:
        raise errors.not_a_tensor("pow", "input", 1, input)
    return result if out is None else into("pow", out, result, input, exponent)


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Whether elements are nearly equal: |input - other| <= atol + rtol * |other|.

    Raises:
        RuntimeError: the tensors differ in dtype, or a tolerance below 0.
    """
    require_tensors("isclose", input=input, other=other)
    if input.dtype is not other.dtype:
        raise RuntimeError(f"{input.dtype.scalar_name} did not match {other.dtype.scalar_name}")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if not tolerance >= 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    operand_checks.check_broadcast(input._data, other._data)
    return logic.isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Whether all elements are nearly equal (see ``isclose``)."""
    require_tensors("allclose", input=input, other=other)
    refuse_for_slices("allclose", input, other)
    return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and elements.

    Raises:
        TypeError: ``other`` is no tensor.
    """
    require_tensors("equal", input=input, other=other)
    refuse_for_slices("equal", input, other)
    return input.shape == other.shape and bool(np.array_equal(input._data, other._data))


def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """0 where input is below 0, ``values`` where it is 0, 1 above.

    Raises:
        RuntimeError: dtypes that differ.
    """
    require_tensors("heaviside", input=input, values=values)
    if input.dtype is not values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    operand_checks.check_broadcast(input._data, values._data)
    result = rounding.heaviside(input, values)
    return result if out is None else into("heaviside", out, result, input, values)
