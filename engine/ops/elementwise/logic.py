"""Booleans, bits and what kind of number an element is; none of it has a derivative."""

import numpy as np

from engine.op import op
from engine.strides import arranged
from engine.tensor import Array


@op(formula=r"a \wedge b")
def logical_and(a: Array, b: Array) -> Array:
    """Whether both are true (not zero)."""
    return arranged(np.logical_and(a, b), (a, b))


@op(formula=r"a \vee b")
def logical_or(a: Array, b: Array) -> Array:
    """Whether one is true (not zero)."""
    return arranged(np.logical_or(a, b), (a, b))


@op(formula=r"a \oplus b")
def logical_xor(a: Array, b: Array) -> Array:
    """Logical XOR: whether exactly one is true (not zero)."""
    return arranged(np.logical_xor(a, b), (a, b))


@op(formula=r"\neg a")
def logical_not(a: Array) -> Array:
    """Whether it is false (zero)."""
    return np.logical_not(a)


@op(promotes=True, formula=r"a \mathbin{\&} b")
def bitwise_and(a: Array, b: Array) -> Array:
    """Bitwise AND; of booleans, logical AND."""
    return np.bitwise_and(a, b)


@op(promotes=True, formula=r"a \mathbin{|} b")
def bitwise_or(a: Array, b: Array) -> Array:
    """Bitwise OR; of booleans, logical OR."""
    return np.bitwise_or(a, b)


@op(promotes=True, formula=r"a \oplus b")
def bitwise_xor(a: Array, b: Array) -> Array:
    """Bitwise XOR."""
    return np.bitwise_xor(a, b)


@op(formula=r"\neg a")
def bitwise_not(a: Array) -> Array:
    """Bitwise NOT."""
    return np.invert(a)


@op(promotes=True, formula=r"a \cdot 2^{b}")
def bitwise_left_shift(a: Array, b: Array) -> Array:
    """Left shift of the bits of a by b."""
    return np.left_shift(a, b)


@op(promotes=True, formula=r"\lfloor a / 2^{b} \rfloor")
def bitwise_right_shift(a: Array, b: Array) -> Array:
    """Right shift of the bits of a by b."""
    return np.right_shift(a, b)


@op(formula=r"a = \mathrm{nan}")
def isnan(a: Array) -> Array:
    """Whether it is nan."""
    return np.isnan(a)


@op(formula=r"|a| = \infty")
def isinf(a: Array) -> Array:
    """Whether it is infinite."""
    return np.isinf(a)


@op(formula=r"|a| < \infty")
def isfinite(a: Array) -> Array:
    """Whether it is neither infinite nor nan."""
    return np.isfinite(a)


@op(formula=r"a = \infty")
def isposinf(a: Array) -> Array:
    """Whether it is inf."""
    return np.equal(a, np.inf)


@op(formula=r"a = -\infty")
def isneginf(a: Array) -> Array:
    """Whether it is -inf."""
    return np.equal(a, -np.inf)


@op(formula="a < 0")
def signbit(a: Array) -> Array:
    """Whether its sign is minus; -0 has one."""
    return np.signbit(a) if a.dtype.kind == "f" else np.less(a, 0)


@op(promotes=True, formula=r"|a - b| \le \mathrm{atol} + \mathrm{rtol} |b|")
def isclose(a: Array, b: Array, *, rtol: float, atol: float, equal_nan: bool) -> Array:
    """Whether two numbers are nearly equal."""
    return np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)
