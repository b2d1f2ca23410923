"""Operators of tensors: ``a + b``, ``a @ b``, ``a += b``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine import dtypes
from engine.compiled import fast
from engine.op import Op
from engine.ops.algebra import linalg
from engine.ops.elementwise import arithmetic, compare
from engine.tensor import Tensor
from engine.torch import overriding
from engine.torch.matrices import products
from engine.torch.routines import creation, elementwise, operands
from engine.torch.tensors import in_place

_OPERANDS = (Tensor, int, float, complex, np.generic)


def _operator(
    function: Callable[..., Tensor], operation: Op | None = None
) -> Callable[[Tensor, Any], Tensor]:
    """A function as an operator, which returns NotImplemented for operands of other types.

    Where it usually is the plain operation, that is tried first.
    """

    def operator(tensor: Tensor, other: Any) -> Tensor:
        if isinstance(other, _OPERANDS):
            return function(tensor, other)
        made: Tensor = overriding.asked_by_operator(function.__name__, tensor, other)
        return made

    return operator if operation is None else fast.on_two(operation, operator, is_operator=True)


def _reflected(function: Callable[..., Tensor]) -> Callable[[Tensor, Any], Tensor]:
    """A function as a reflected operator, whose left operand is not a tensor."""

    def operator(tensor: Tensor, other: Any) -> Tensor:
        return function(other, tensor) if isinstance(other, _OPERANDS) else NotImplemented

    return operator


def _reflected_div(tensor: Tensor, other: Any) -> Any:
    if not isinstance(other, (*_OPERANDS, np.ndarray)):
        return NotImplemented
    inverse: Any = elementwise.reciprocal(tensor)
    return inverse * other  # which numpy's arrays support as well


def _equal(tensor: Tensor, other: Any) -> Any:
    """``==``, which unlike the other operators handles numpy's arrays itself."""
    if isinstance(other, np.ndarray):
        return creation.from_numpy(np.asarray(np.equal(tensor._data, other)))
    return operands.eq(tensor, other) if isinstance(other, _OPERANDS) else NotImplemented


@partial(fast.on_two, linalg.mm, ndim=2, is_operator=True)
def _matmul(tensor: Tensor, other: Any) -> Any:
    if not isinstance(other, Tensor):
        return NotImplemented
    return products.matmul(tensor, other)


def _invert(tensor: Tensor) -> Tensor:
    if tensor._data.dtype.kind in dtypes.DIFFERENTIABLE_KINDS:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return elementwise.bitwise_not(tensor)


METHODS: dict[str, Any] = {
    "__add__": _operator(operands.add, arithmetic.add),
    "__radd__": _operator(operands.add, arithmetic.add),
    "__sub__": _operator(operands.sub, arithmetic.sub),
    "__rsub__": _operator(operands.rsub, arithmetic.rsub),
    "__mul__": _operator(operands.mul, arithmetic.mul),
    "__rmul__": _operator(operands.mul, arithmetic.mul),
    "__truediv__": _operator(operands.div, arithmetic.div),
    "__rtruediv__": _reflected_div,
    "__floordiv__": _operator(operands.floor_divide),
    "__rfloordiv__": _reflected(operands.floor_divide),
    "__mod__": _operator(operands.remainder),
    "__rmod__": _reflected(operands.remainder),
    "__pow__": _operator(operands.pow),
    "__rpow__": _reflected(operands.pow),
    "__matmul__": _matmul,
    "__neg__": elementwise.neg,
    "__pos__": elementwise.positive,
    "__abs__": elementwise.abs,
    "__invert__": _invert,
    "__and__": _operator(operands.bitwise_and),
    "__rand__": _operator(operands.bitwise_and),
    "__or__": _operator(operands.bitwise_or),
    "__ror__": _operator(operands.bitwise_or),
    "__xor__": _operator(operands.bitwise_xor),
    "__rxor__": _operator(operands.bitwise_xor),
    "__lshift__": _operator(operands.bitwise_left_shift),
    "__rshift__": _operator(operands.bitwise_right_shift),
    "__rlshift__": _reflected(operands.bitwise_left_shift),
    "__rrshift__": _reflected(operands.bitwise_right_shift),
    "__eq__": fast.on_two(compare.eq, _equal, is_operator=True),
    "__ne__": _operator(operands.ne, compare.ne),
    "__lt__": _operator(operands.lt, compare.lt),
    "__le__": _operator(operands.le, compare.le),
    "__gt__": _operator(operands.gt, compare.gt),
    "__ge__": _operator(operands.ge, compare.ge),
    "__iadd__": in_place.adding(_operator(in_place.add_)),
    "__isub__": in_place.subtracting(_operator(in_place.sub_)),
    "__imul__": in_place.multiplying(_operator(in_place.METHODS["mul_"])),
    "__itruediv__": in_place.dividing(_operator(in_place.div_)),
    "__ifloordiv__": _operator(in_place.floor_divide_),
    "__imod__": _operator(in_place.remainder_),
    "__ipow__": _operator(in_place.pow_),
    "__iand__": _operator(in_place.METHODS["bitwise_and_"]),
    "__ior__": _operator(in_place.METHODS["bitwise_or_"]),
    "__ixor__": _operator(in_place.METHODS["bitwise_xor_"]),
    "__ilshift__": _operator(in_place.METHODS["bitwise_left_shift_"]),
    "__irshift__": _operator(in_place.METHODS["bitwise_right_shift_"]),
}
