"""Functions on tensors as scripts call them: arguments checked, then the operations applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.op import Number, Op
from engine.ops import arithmetic, compare, elementary, linalg, reduce, shape
from engine.tensor import Tensor

Operand = Tensor | Number


def _elementwise(operation: Op, a: Operand, b: Operand) -> Tensor:
    """Apply to two operands that must broadcast.

    Raises:
        RuntimeError: they do not.
    """
    if isinstance(a, Tensor) and isinstance(b, Tensor) and a._data.shape != b._data.shape:
        _check_broadcast(a, b)
    return operation(_plain_number(a), _plain_number(b))


def _plain_number(operand: Operand) -> Operand:
    return operand.item() if isinstance(operand, np.generic) else operand


def _check_broadcast(a: Tensor, b: Tensor) -> None:
    ndim = max(a.ndim, b.ndim)
    for back in range(1, min(a.ndim, b.ndim) + 1):
        m, n = a._data.shape[-back], b._data.shape[-back]
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at "
                f"non-singleton dimension {ndim - back}"
            )


def add(input: Operand, other: Operand, *, alpha: Number = 1) -> Tensor:
    """input + alpha * other."""
    return _elementwise(arithmetic.add, input, other if alpha == 1 else mul(other, alpha))


def sub(input: Operand, other: Operand, *, alpha: Number = 1) -> Tensor:
    """input - alpha * other."""
    return _elementwise(arithmetic.sub, input, other if alpha == 1 else mul(other, alpha))


def rsub(input: Tensor, other: Number) -> Tensor:
    """other - input."""
    return _elementwise(arithmetic.rsub, input, other)


def mul(input: Operand, other: Operand) -> Tensor:
    """input * other."""
    return _elementwise(arithmetic.mul, input, other)


def div(input: Operand, other: Operand) -> Tensor:
    """input / other, in a floating-point dtype."""
    return _elementwise(arithmetic.div, input, other)


def neg(input: Tensor) -> Tensor:
    """-input."""
    return arithmetic.neg(input)


def reciprocal(input: Tensor) -> Tensor:
    """1 / input."""
    return arithmetic.reciprocal(input)


def pow(input: Operand, exponent: Operand) -> Tensor:
    """input to the power of a number.

    Raises:
        NotImplementedError: an exponent that is a tensor.
    """
    exponent = _plain_number(exponent)
    if not isinstance(input, Tensor) or isinstance(exponent, Tensor):
        raise errors.MissingOperationError(
            "Gradwalk's pow takes a tensor to the power of a number; "
            "write torch.exp(exponent * torch.log(base)) for a tensor exponent"
        )
    if isinstance(exponent, float) and not input.dtype.is_floating_point:
        return arithmetic.pow_number(mul(input, 1.0), exponent=exponent)
    return arithmetic.pow_number(input, exponent=exponent)


def square(input: Tensor) -> Tensor:
    """input to the power of 2."""
    return pow(input, 2)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """Inner product of two vectors.

    Raises:
        RuntimeError: not two vectors of one length and dtype.
    """
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.dtype is not tensor.dtype:
        raise RuntimeError(
            "dot : expected both vectors to have same dtype, but found "
            f"{input.dtype.scalar_name} and {tensor.dtype.scalar_name}"
        )
    m, n = input.shape[0], tensor.shape[0]
    if m != n:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{m}] and src [{n}] to have the same "
            f"number of elements, but got {m} and {n} elements respectively"
        )
    return linalg.dot(input, tensor)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector.

    Raises:
        RuntimeError: the extents do not fit.
    """
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        rows, columns = input.shape
        raise RuntimeError(
            f"size mismatch, got input ({rows}), mat ({rows}x{columns}), vec ({vec.shape[0]})"
        )
    return linalg.mv(input, vec)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Matrix times matrix.

    Raises:
        RuntimeError: the extents do not fit.
    """
    if input.ndim != 2 or mat2.ndim != 2:
        raise RuntimeError(
            f"mat1 and mat2 must be matrices, got {input.ndim}-D and {mat2.ndim}-D tensors"
        )
    if input.shape[1] != mat2.shape[0]:
        (m, k), (inner, n) = input.shape, mat2.shape
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({m}x{k} and {inner}x{n})")
    return linalg.mm(input, mat2)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """``dot``, ``mv`` or ``mm``, by the operands' dimensions.

    Raises:
        RuntimeError: the extents do not fit.
        NotImplementedError: batches of matrices.
    """
    by_dimensions = {(1, 1): dot, (2, 1): mv, (2, 2): mm}
    if (input.ndim, other.ndim) == (1, 2):
        return mv(shape.t(other), input)
    chosen = by_dimensions.get((input.ndim, other.ndim))
    if chosen is None:
        raise errors.MissingOperationError(
            "Gradwalk's matmul multiplies vectors and matrices, not "
            f"{input.ndim}-D and {other.ndim}-D tensors"
        )
    return chosen(input, other)


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
    """Positive part."""
    return elementary.relu(input)


def abs(input: Tensor) -> Tensor:
    """Magnitude."""
    return elementary.abs(input)


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1."""
    return elementary.sign(input)


def _dims(input: Tensor, dim: int | Sequence[int]) -> tuple[int, ...]:
    """Dimensions as non-negative numbers.

    Raises:
        IndexError: there is no such dimension.
    """
    limit = max(input.ndim, 1)
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    for each in dims:
        if not -limit <= each < limit:
            raise IndexError(
                "Dimension out of range (expected to be in range of "
                f"[{-limit}, {limit - 1}], but got {each})"
            )
    return tuple(each % limit for each in dims) if input.ndim else ()


def sum(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """The sum of all elements, or along dimensions."""
    if dim is None:
        return reduce.sum(input)
    return reduce.sum_dims(input, dim=_dims(input, dim), keepdim=keepdim)


def mean(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """The mean of all elements, or along dimensions.

    Raises:
        RuntimeError: whole numbers.
    """
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {input.dtype.scalar_name}"
        )
    if dim is None:
        return reduce.mean(input)
    return reduce.mean_dims(input, dim=_dims(input, dim), keepdim=keepdim)


def norm(input: Tensor, p: float | str | None = "fro") -> Tensor:
    """The Euclidean norm of all elements.

    Raises:
        NotImplementedError: another norm.
    """
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
    """Whether two tensors have the same shape and elements."""
    return input.shape == other.shape and bool(np.array_equal(input._data, other._data))


def is_tensor(obj: object) -> bool:
    """Whether ``obj`` is a tensor."""
    return isinstance(obj, Tensor)


def clone(input: Tensor) -> Tensor:
    """A copy in memory of its own; gradients pass through."""
    return shape.clone(input)


def t(input: Tensor) -> Tensor:
    """A matrix with rows and columns exchanged.

    Raises:
        RuntimeError: more than two dimensions.
    """
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def reshape(input: Tensor, *sizes: Any) -> Tensor:
    """The same elements in the same order under another shape; one extent may be -1.

    Raises:
        RuntimeError: another number of elements.
    """
    wanted = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], Sequence) else sizes
    try:
        extents = np.empty(input.shape, bool).reshape(wanted).shape
    except ValueError:
        raise RuntimeError(
            f"shape '{list(wanted)}' is invalid for input of size {input._data.size}"
        ) from None
    if isinstance(input._data, np.ndarray) and not input._data.flags.c_contiguous:
        input = shape.clone(input)
    return shape.view(input, shape=extents)
