"""What parameters and values of distributions must be.

Source: torch.distributions.constraints, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Constraint:
    """What values must be. A script's own has a ``check`` that tells it for each of them.

    Attributes:
        is_discrete: whether values have gaps between them.
        event_dim: how many of the last dimensions are one value.
        words: what it is called in errors.
    """

    is_discrete = False
    event_dim = 0
    words = ""

    def __init__(
        self,
        words: str = "",
        check: Callable[[Any], Any] | None = None,
        *,
        event_dim: int = 0,
        is_discrete: bool = False,
    ) -> None:
        if check is not None:
            self.words, self.event_dim, self.is_discrete = words, event_dim, is_discrete
            object.__setattr__(self, "check", check)

    def check(self, value: Any) -> Any:
        """Whether each value is so.

        Raises:
            NotImplementedError: a subclass does not say it.
        """
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.words or f"{type(self).__name__[1:]}()"


class Dependent(Constraint):
    """What values must be, where that depends on the parameters of a distribution.

    Calling one says more about it.
    """

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented):
        self._told = {"is_discrete": is_discrete, "event_dim": event_dim}

    def __call__(self, **told: Any) -> Dependent:
        """The same, of which more is known."""
        return Dependent(**{**self._told, **told})

    def _known(self, name: str) -> Any:
        if self._told[name] is NotImplemented:
            raise NotImplementedError(f".{name} cannot be determined statically")
        return self._told[name]

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether values have gaps between them, if that is known."""
        known: bool = self._known("is_discrete")
        return known

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """How many of the last dimensions are one value, if that is known."""
        known: int = self._known("event_dim")
        return known

    def check(self, value: Any) -> Any:
        """Refuse to tell.

        Raises:
            ValueError: always.
        """
        raise ValueError("Cannot determine validity of dependent constraint")


class DependentProperty(property, Dependent):
    """A property of distributions that is what values must be, also as a decorator."""

    def __init__(
        self,
        fn: Callable[[Any], Any] | None = None,
        *,
        is_discrete: Any = NotImplemented,
        event_dim: Any = NotImplemented,
    ) -> None:
        property.__init__(self, fn)
        Dependent.__init__(self, is_discrete=is_discrete, event_dim=event_dim)

    def __call__(self, fn: Callable[[Any], Any]) -> DependentProperty:  # type: ignore[override]
        """The property that a function finds."""
        return DependentProperty(fn, **self._told)


def is_dependent(constraint: object) -> bool:
    """Whether what values must be depends on the parameters."""
    return isinstance(constraint, Dependent)


def real() -> Constraint:
    """Any number."""
    return Constraint("Real()", lambda x: x == x)


def boolean() -> Constraint:
    """0 or 1."""
    return Constraint("Boolean()", lambda x: (x == 0) | (x == 1), is_discrete=True)


def positive() -> Constraint:
    """More than 0."""
    return Constraint("GreaterThan(lower_bound=0.0)", lambda x: x > 0)


def at_least_0() -> Constraint:
    """0 or more."""
    return Constraint("GreaterThanEq(lower_bound=0.0)", lambda x: x >= 0)


def whole(lowest: int = 0) -> Constraint:
    """Whole numbers from a lowest one on."""
    words = f"IntegerGreaterThan(lower_bound={lowest})"
    return Constraint(words, lambda x: (x % 1 == 0) & (x >= lowest), is_discrete=True)


def interval(lower_bound: Any, upper_bound: Any) -> Constraint:
    """From one bound to another."""
    words = f"Interval(lower_bound={lower_bound}, upper_bound={upper_bound})"
    return Constraint(words, lambda x: (lower_bound <= x) & (x <= upper_bound))


def whole_below(count: int) -> Constraint:
    """0, 1, ... ``count - 1``."""
    words = f"IntegerInterval(lower_bound=0, upper_bound={count - 1})"
    return Constraint(words, lambda x: (x % 1 == 0) & (x >= 0) & (x < count), is_discrete=True)


def independent(base_constraint: Constraint, reinterpreted_batch_ndims: int) -> Constraint:
    """What each number must be, taken together over some of the last dimensions."""
    base, count = base_constraint, reinterpreted_batch_ndims
    dims = tuple(range(-count, 0))
    return Constraint(
        f"IndependentConstraint({base}, {count})",
        lambda x: base.check(x).all(dims) if count else base.check(x),
        event_dim=base.event_dim + count,
        is_discrete=base.is_discrete,
    )


def simplex() -> Constraint:
    """Rows of probabilities."""
    return Constraint(
        "Simplex()", lambda x: (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6), event_dim=1
    )


def one_hot() -> Constraint:
    """Rows of zeros and a one."""
    return Constraint(
        "OneHot()",
        lambda x: ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1),
        event_dim=1,
        is_discrete=True,
    )


def counts_up_to(upper_bound: Any) -> Constraint:
    """Rows of counts with a sum of no more than a bound."""
    return Constraint(
        "Multinomial()",
        lambda x: (x >= 0).all(-1) & (x.sum(-1) <= upper_bound),
        event_dim=1,
        is_discrete=True,
    )
