"""Comparisons and truth over all elements; their results are bool and have no derivative."""

from typing import Any

import numpy as np

from engine.op import op
from engine.tensor import Array


@op(promotes=True, formula="a = b")
def eq(a: Any, b: Any) -> Array:
    """a == b."""
    return a == b


@op(promotes=True, formula=r"a \ne b")
def ne(a: Any, b: Any) -> Array:
    """a != b."""
    return a != b


@op(promotes=True, formula="a < b")
def lt(a: Any, b: Any) -> Array:
    """a < b."""
    return a < b


@op(promotes=True, formula=r"a \le b")
def le(a: Any, b: Any) -> Array:
    """a <= b."""
    return a <= b


@op(promotes=True, formula="a > b")
def gt(a: Any, b: Any) -> Array:
    """a > b."""
    return a > b


@op(promotes=True, formula=r"a \ge b")
def ge(a: Any, b: Any) -> Array:
    """a >= b."""
    return a >= b


@op(formula=r"\bigwedge_i a_i")
def all(a: Any) -> Array:
    """Whether every element is true (not zero)."""
    return np.all(a)


@op(formula=r"\bigvee_i a_i")
def any(a: Any) -> Array:
    """Whether some element is true (not zero)."""
    return np.any(a)
