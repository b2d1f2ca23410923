"""Functions on tensors as scripts call them: arguments checked, then the operations applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.op import Number, Op
from engine.ops import arithmetic, compare, elementary, reduce
from engine.tensor import Tensor

Operand = Tensor | Number


def _elementwise(operation: Op, a: Operand, b: Operand, **settings: Number) -> Tensor:
    """Apply to two operands; numpy's numbers count as Python's."""
    if isinstance(a, np.generic):
        a = a.item()
    if isinstance(b, np.generic):
        b = b.item()
    return operation(a, b, **settings)


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


def add(input: Operand, other: Operand, *, alpha: Number = 1) -> Tensor:
    """input + alpha * other."""
    if alpha == 1:
        return _elementwise(arithmetic.add, input, other)
    return _elementwise(arithmetic.add_scaled, input, other, alpha=alpha)


def sub(input: Operand, other: Operand, *, alpha: Number = 1) -> Tensor:
    """input - alpha * other.

    Raises:
        RuntimeError: truth values.
    """
    refuse_bool_subtraction(input, other)
    if alpha == 1:
        return _elementwise(arithmetic.sub, input, other)
    return _elementwise(arithmetic.sub_scaled, input, other, alpha=alpha)


def rsub(input: Tensor, other: Operand) -> Tensor:
    """other - input.

    Raises:
        RuntimeError: truth values.
    """
    refuse_bool_subtraction(input, other)
    operation = arithmetic.rsub_tensor if isinstance(other, Tensor) else arithmetic.rsub
    return _elementwise(operation, input, other)


def mul(input: Operand, other: Operand) -> Tensor:
    """input * other."""
    return _elementwise(arithmetic.mul, input, other)


def div(input: Operand, other: Operand) -> Tensor:
    """input / other, in a floating-point dtype."""
    return _elementwise(arithmetic.div, input, other)


def neg(input: Tensor) -> Tensor:
    """-input.

    Raises:
        RuntimeError: truth values.
    """
    if _is_bool(input):
        raise RuntimeError(errors.NOT_BOOL.format(what="Negation", on="on"))
    return arithmetic.neg(input)


def reciprocal(input: Tensor) -> Tensor:
    """1 / input."""
    return arithmetic.reciprocal(input)


def pow(input: Operand, exponent: Operand) -> Tensor:
    """input to the power of a number.

    Raises:
        RuntimeError: a negative power of whole numbers.
        NotImplementedError: an exponent that is a tensor.
    """
    if isinstance(exponent, np.generic):
        exponent = exponent.item()
    if not isinstance(input, Tensor) or isinstance(exponent, Tensor):
        raise errors.MissingOperationError(
            "Gradwalk's pow takes a tensor to the power of a number; "
            "write torch.exp(exponent * torch.log(base)) for a tensor exponent"
        )
    if isinstance(exponent, int) and exponent < 0 and input._data.dtype.kind in "biu":
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    return arithmetic.pow_number(input, exponent=exponent)


def square(input: Tensor) -> Tensor:
    """input to the power of 2."""
    return pow(input, 2)


def exp(input: Tensor) -> Tensor:
    """e to the power of input."""
    return elementary.exp(input)


def log(input: Tensor) -> Tensor:
    """Natural logarithm."""
    return elementary.log(input)


def sqrt(input: Tensor) -> Tensor:
    """Square root."""
    return elementary.sqrt(input)


def sin(input: Tensor) -> Tensor:
    """Sine."""
    return elementary.sin(input)


def cos(input: Tensor) -> Tensor:
    """Cosine."""
    return elementary.cos(input)


def tanh(input: Tensor) -> Tensor:
    """Hyperbolic tangent."""
    return elementary.tanh(input)


def sigmoid(input: Tensor) -> Tensor:
    """Logistic function."""
    return elementary.sigmoid(input)


def relu(input: Tensor) -> Tensor:
    """Positive part.

    Raises:
        RuntimeError: truth values.
    """
    if _is_bool(input):
        raise RuntimeError("Boolean inputs not supported for relu")
    return elementary.relu(input)


def abs(input: Tensor) -> Tensor:
    """Magnitude.

    Raises:
        NotImplementedError: truth values.
    """
    if _is_bool(input):
        raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool'")
    return elementary.abs(input)


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1."""
    return elementary.sign(input)


def _dims(input: Tensor, dim: int | Sequence[int]) -> tuple[int, ...]:
    """Dimensions as non-negative numbers; all of them for an empty sequence.

    Raises:
        IndexError: there is no such dimension.
        RuntimeError: one comes twice.
    """
    limit = max(input.ndim, 1)
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    for each in dims:
        if not -limit <= each < limit:
            raise IndexError(
                "Dimension out of range (expected to be in range of "
                f"[{-limit}, {limit - 1}], but got {each})"
            )
    positive = tuple(each % limit for each in dims) or tuple(range(input.ndim))
    for at, each in enumerate(positive):
        if each in positive[:at]:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
    return positive if input.ndim else ()


_ALL = object()
"""Stands for a ``dim`` that was not given, which PyTorch tells from None by the node's name."""


def sum(input: Tensor, dim: Any = _ALL, keepdim: bool = False) -> Tensor:
    """The sum of all elements, or along dimensions.

    Args:
        dim: a dimension or several; all of them where it is None or empty.
    """
    if dim is _ALL:
        return reduce.sum(input)
    if not isinstance(input, Tensor):
        raise errors.not_a_tensor("sum", "input", 1, input)
    return reduce.sum_dims(input, dim=_dims(input, () if dim is None else dim), keepdim=keepdim)


def mean(input: Tensor, dim: Any = _ALL, keepdim: bool = False) -> Tensor:
    """The mean of all elements, or along dimensions (see ``sum``).

    Raises:
        RuntimeError: whole numbers.
    """
    if not isinstance(input, Tensor):
        raise errors.not_a_tensor("mean", "input", 1, input)
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {input.dtype.scalar_name}"
        )
    if dim is _ALL:
        return reduce.mean(input)
    return reduce.mean_dims(input, dim=_dims(input, () if dim is None else dim), keepdim=keepdim)


def norm(input: Tensor, p: float | str | None = "fro") -> Tensor:
    """The Euclidean norm of all elements.

    Raises:
        NotImplementedError: another norm.
    """
    if not isinstance(input, Tensor):
        raise errors.not_a_tensor("norm", "input", 1, input)
    if p not in ("fro", 2, None):
        raise errors.MissingOperationError(
            f"Gradwalk's norm is the Euclidean one, not p={p!r}; for p=1 write x.abs().sum()"
        )
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{input.dtype.scalar_name}"
        )
    return reduce.norm(input)


def eq(input: Operand, other: Operand) -> Tensor:
    """input == other, element by element."""
    return _elementwise(compare.eq, input, other)


def ne(input: Operand, other: Operand) -> Tensor:
    """input != other, element by element."""
    return _elementwise(compare.ne, input, other)


def lt(input: Operand, other: Operand) -> Tensor:
    """input < other, element by element."""
    return _elementwise(compare.lt, input, other)


def le(input: Operand, other: Operand) -> Tensor:
    """input <= other, element by element."""
    return _elementwise(compare.le, input, other)


def gt(input: Operand, other: Operand) -> Tensor:
    """input > other, element by element."""
    return _elementwise(compare.gt, input, other)


def ge(input: Operand, other: Operand) -> Tensor:
    """input >= other, element by element."""
    return _elementwise(compare.ge, input, other)


def all(input: Tensor) -> Tensor:
    """Whether every element is true."""
    return compare.all(input)


def any(input: Tensor) -> Tensor:
    """Whether some element is true."""
    return compare.any(input)


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and elements.

    Raises:
        TypeError: ``other`` is no tensor.
    """
    for position, (name, given) in enumerate((("input", input), ("other", other)), 1):
        if not isinstance(given, Tensor):
            raise errors.not_a_tensor("equal", name, position, given)
    return input.shape == other.shape and bool(np.array_equal(input._data, other._data))


def is_tensor(obj: object) -> bool:
    """Whether ``obj`` is a tensor."""
    return isinstance(obj, Tensor)
