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
    """

    is_discrete = False
    event_dim = 0

    def __init_subclass__(cls) -> None:
        if cls.__module__.startswith("engine."):  # what scripts make of it has a name of theirs
            cls.__name__ = cls.__qualname__ = f"_{cls.__name__.lstrip('_')}"

    def check(self, value: Any) -> Any:
        """Whether each value satisfies the constraint.

        Raises:
            NotImplementedError: a subclass does not define it.
        """
        raise NotImplementedError

    def _arguments_text(self) -> str:
        """Its parameters, as errors show them."""
        return ", ".join(f"{name}={each}" for name, each in vars(self).items())

    def __repr__(self) -> str:
        return f"{type(self).__name__[1:]}({self._arguments_text()})"


class Dependent(Constraint):
    """What values must be, where that depends on the parameters of a distribution.

    Calling one returns a constraint with further facts.
    """

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented):
        self._facts = {"is_discrete": is_discrete, "event_dim": event_dim}

    def __call__(self, **facts: Any) -> Dependent:
        """A constraint with these facts, too: ``is_discrete`` or ``event_dim``."""
        return Dependent(**{**self._facts, **facts})

    def _known(self, name: str) -> Any:
        if self._facts[name] is NotImplemented:
            raise NotImplementedError(f".{name} cannot be determined statically")
        return self._facts[name]

    def _arguments_text(self) -> str:
        return ""

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
        return DependentProperty(fn, **self._facts)


def is_dependent(constraint: object) -> bool:
    """Whether what values must be depends on the parameters."""
    return isinstance(constraint, Dependent)


class Real(Constraint):
    """Any number."""

    def check(self, value: Any) -> Any:
        return value == value


class Boolean(Constraint):
    """0 or 1."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class GreaterThan(Constraint):
    """More than a bound."""

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        return self.lower_bound < value


class GreaterThanEq(GreaterThan):
    """A bound or more."""

    def check(self, value: Any) -> Any:
        return self.lower_bound <= value


class LessThan(Constraint):
    """Less than a bound."""

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return value < self.upper_bound


class Interval(Constraint):
    """From one bound to another."""

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value <= self.upper_bound)


class HalfOpenInterval(Interval):
    """From one bound to below another."""

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value < self.upper_bound)


class IntegerInterval(Interval):
    """Integers from one bound to another."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & super().check(value)


class IntegerGreaterThan(GreaterThanEq):
    """Integers from a lowest one on."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & super().check(value)


class Simplex(Constraint):
    """Rows of probabilities."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class OneHot(Constraint):
    """Rows of zeros and a one."""

    event_dim = 1
    is_discrete = True

    def check(self, value: Any) -> Any:
        return ((value == 0) | (value == 1)).all(-1) & (value.sum(-1) == 1)


class Multinomial(Constraint):
    """Rows of counts with a sum of no more than a bound."""

    event_dim = 1
    is_discrete = True

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)

    def _arguments_text(self) -> str:
        return ""


class IndependentConstraint(Constraint):
    """What each number must be, taken together over some of the last dimensions."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether values have gaps between them."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """How many of the last dimensions are one value."""
        return self.base_constraint.event_dim + self.reinterpreted_batch_ndims

    def check(self, value: Any) -> Any:
        """Whether each value satisfies the constraint.

        Raises:
            ValueError: too few dimensions.
        """
        holds, count = self.base_constraint.check(value), self.reinterpreted_batch_ndims
        if holds.ndim < count:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.dim()}")
        return holds.all(tuple(range(-count, 0))) if count else holds

    def _arguments_text(self) -> str:
        return f"{self.base_constraint}, {self.reinterpreted_batch_ndims}"


class MixtureSameFamilyConstraint(IndependentConstraint):
    """What the components say of values, to each of which it is asked."""

    def __init__(self, base_constraint: Constraint) -> None:
        super().__init__(base_constraint, 0)

    def check(self, value: Any) -> Any:
        """Whether each value satisfies the constraint."""
        holds = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        return holds.flatten(value.ndim - self.event_dim).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint})"


def positive() -> Constraint:
    """More than 0."""
    return GreaterThan(0.0)


def at_least_0() -> Constraint:
    """0 or more."""
    return GreaterThanEq(0.0)


def whole(lowest: int = 0) -> Constraint:
    """Integers from a lowest one on."""
    return IntegerGreaterThan(lowest)


def whole_below(count: int) -> Constraint:
    """0, 1, ... ``count - 1``."""
    return IntegerInterval(0, count - 1)


real, boolean, simplex, one_hot = Real, Boolean, Simplex, OneHot
interval, independent, counts_up_to = Interval, IndependentConstraint, Multinomial
