"""Comparisons and truth over all elements; their results are bool and have no derivative."""

import numpy as np

from engine.op import op
from engine.tensor import Array


@op(promotes=True, formula="a = b")
def eq(a: Array, b: Array) -> Array:
    """a == b."""
    return np.equal(a, b)


@op(promotes=True, formula=r"a \ne b")
def ne(a: Array, b: Array) -> Array:
    """a != b."""
    return np.not_equal(a, b)


@op(promotes=True, formula="a < b")
def lt(a: Array, b: Array) -> Array:
    """a < b."""
    return np.less(a, b)


@op(promotes=True, formula=r"a \le b")
def le(a: Array, b: Array) -> Array:
    """a <= b."""
    return np.less_equal(a, b)


@op(promotes=True, formula="a > b")
def gt(a: Array, b: Array) -> Array:
    """a > b."""
    return np.greater(a, b)


@op(promotes=True, formula=r"a \ge b")
def ge(a: Array, b: Array) -> Array:
    """a >= b."""
    return np.greater_equal(a, b)


@op(formula=r"\bigwedge_i a_i")
def all(a: Array) -> Array:
    """Whether every element is true (not zero)."""
    return np.all(a)


@op(formula=r"\bigvee_i a_i")
def any(a: Array) -> Array:
    """Whether some element is true (not zero)."""
    return np.any(a)
