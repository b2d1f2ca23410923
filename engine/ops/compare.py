"""Comparisons and truth over all elements; their results are bool and have no derivative."""

import numpy as np

from engine.op import op
from engine.tensor import Array


@op(promotes=True)
def eq(a: Array, b: Array) -> Array:
    """a == b."""
    return np.equal(a, b)


@op(promotes=True)
def ne(a: Array, b: Array) -> Array:
    """a != b."""
    return np.not_equal(a, b)


@op(promotes=True)
def lt(a: Array, b: Array) -> Array:
    """a < b."""
    return np.less(a, b)


@op(promotes=True)
def le(a: Array, b: Array) -> Array:
    """a <= b."""
    return np.less_equal(a, b)


@op(promotes=True)
def gt(a: Array, b: Array) -> Array:
    """a > b."""
    return np.greater(a, b)


@op(promotes=True)
def ge(a: Array, b: Array) -> Array:
    """a >= b."""
    return np.greater_equal(a, b)


@op()
def all(a: Array) -> Array:
    """Whether every element is true (not zero)."""
    return np.all(a)


@op()
def any(a: Array) -> Array:
    """Whether some element is true (not zero)."""
    return np.any(a)
