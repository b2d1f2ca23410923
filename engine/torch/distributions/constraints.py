"""What a script imports as ``torch.distributions.constraints``: what values must be.

Source: torch.distributions.constraints, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable as _Callable
from typing import Any

from engine import dtypes as _dtypes
from engine.torch import creation as _creation
from engine.torch import linalg as _linalg
from engine.torch.absent import missing as _missing
from engine.torch.distributions import constraint as _base
from engine.torch.distributions.constraint import Constraint as Constraint
from engine.torch.distributions.constraint import independent as independent
from engine.torch.distributions.constraint import interval as interval
from engine.torch.distributions.constraint import is_dependent as is_dependent

real, boolean, simplex, one_hot = _base.real(), _base.boolean(), _base.simplex(), _base.one_hot()
positive, nonnegative = _base.positive(), _base.at_least_0()
nonnegative_integer, positive_integer = _base.whole(), _base.whole(1)
unit_interval = interval(0.0, 1.0)
real_vector = independent(real, 1)
dependent, dependent_property = _base.Dependent(), _base.DependentProperty
multinomial = _base.counts_up_to


def _of_matrices(words: str, check: _Callable[[Any], Any]) -> Constraint:
    return Constraint(words, check, event_dim=2)


square = _of_matrices("Square()", lambda x: _of_each_matrix(x, x.shape[-2] == x.shape[-1]))
symmetric = _of_matrices("Symmetric()", lambda x: _is_symmetric(x))
positive_semidefinite = _of_matrices(
    "PositiveSemidefinite()", lambda x: _is_symmetric(x) & (_spectrum(x) >= 0).all(-1)
)
positive_definite = _of_matrices(
    "PositiveDefinite()", lambda x: _is_symmetric(x) & (_spectrum(x) > 0).all(-1)
)
lower_triangular = _of_matrices("LowerTriangular()", lambda x: _is_lower(x))
lower_cholesky = _of_matrices(
    "LowerCholesky()",
    lambda x: _is_lower(x) & (x.diagonal(dim1=-2, dim2=-1) > 0).all(-1),
)
corr_cholesky = _of_matrices(
    "CorrCholesky()",
    lambda x: lower_cholesky.check(x) & ((x.square().sum(-1) - 1).abs() < 1e-4).all(-1),
)


def _of_each_matrix(x: Any, holds: bool) -> Any:
    """One answer for all matrices of a batch."""
    return _creation.full(x.shape[:-2], holds, dtype=_dtypes.bool)


def _is_symmetric(x: Any) -> Any:
    return (x - x.mT).abs().amax((-2, -1)) <= 1e-6


def _spectrum(x: Any) -> Any:
    return _linalg.eigvalsh(x)


def _is_lower(x: Any) -> Any:
    return (x.tril() == x).all(-1).all(-1)


def greater_than(lower_bound: Any) -> Constraint:
    """More than a bound."""
    return Constraint(f"GreaterThan(lower_bound={lower_bound})", lambda x: x > lower_bound)


def greater_than_eq(lower_bound: Any) -> Constraint:
    """A bound or more."""
    return Constraint(f"GreaterThanEq(lower_bound={lower_bound})", lambda x: x >= lower_bound)


def less_than(upper_bound: Any) -> Constraint:
    """Less than a bound."""
    return Constraint(f"LessThan(upper_bound={upper_bound})", lambda x: x < upper_bound)


def half_open_interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    """From one bound to below another."""
    words = f"HalfOpenInterval(lower_bound={lower_bound}, upper_bound={upper_bound})"
    return Constraint(words, lambda x: (lower_bound <= x) & (x < upper_bound))


def integer_interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    """Whole numbers from one bound to another."""
    words = f"IntegerInterval(lower_bound={lower_bound}, upper_bound={upper_bound})"
    return Constraint(
        words,
        lambda x: (x % 1 == 0) & (lower_bound <= x) & (x <= upper_bound),
        is_discrete=True,
    )


def __getattr__(name: str) -> object:
    """Called for names that the namespace does not have.

    Raises:
        AttributeError: always; where PyTorch has that, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    known = [each for each in globals() if each[0] != "_"]
    raise _missing("torch.distributions.constraints", name, known)
