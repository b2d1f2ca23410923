"""The base of distributions, and what their parameters and values must be."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

from engine import dtypes, grad_mode
from engine.op import Number
from engine.size import Size
from engine.tensor import Tensor
from engine.torch import creation, dimensions


class Constraint(NamedTuple):
    """What values must be.

    Attributes:
        words: what it is called in errors.
        check: tells for each value (or row) whether it is so.
    """

    words: str
    check: Callable[[Any], Any]

    def __repr__(self) -> str:
        return self.words


def real() -> Constraint:
    """Any number."""
    return Constraint("Real()", lambda x: x == x)


def boolean() -> Constraint:
    """0 or 1."""
    return Constraint("Boolean()", lambda x: (x == 0) | (x == 1))


def positive() -> Constraint:
    """More than 0."""
    return Constraint("GreaterThan(lower_bound=0.0)", lambda x: x > 0)


def at_least_0() -> Constraint:
    """0 or more."""
    return Constraint("GreaterThanEq(lower_bound=0.0)", lambda x: x >= 0)


def whole() -> Constraint:
    """0, 1, 2 and so on."""
    return Constraint("IntegerGreaterThan(lower_bound=0)", lambda x: (x % 1 == 0) & (x >= 0))


def interval(low: Any, high: Any) -> Constraint:
    """From one bound to another."""
    words = f"Interval(lower_bound={low}, upper_bound={high})"
    return Constraint(words, lambda x: (low <= x) & (x <= high))


def whole_below(count: int) -> Constraint:
    """0, 1, ... ``count - 1``."""
    words = f"IntegerInterval(lower_bound=0, upper_bound={count - 1})"
    return Constraint(words, lambda x: (x % 1 == 0) & (x >= 0) & (x < count))


def independent(base: Constraint, count: int) -> Constraint:
    """What each number must be, taken together over some of the last dimensions."""
    words = f"IndependentConstraint({base}, {count})"
    dims = tuple(range(-count, 0))
    return Constraint(words, lambda x: base.check(x).all(dims) if count else base.check(x))


def simplex() -> Constraint:
    """Rows of probabilities."""
    return Constraint("Simplex()", lambda x: (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6))


class Distribution:
    """The base of distributions, whose parameters may be tensors: one distribution per element.

    Attributes:
        has_rsample: whether gradients flow through samples.
        has_enumerate_support: whether all values can be told.
    """

    has_rsample = False
    has_enumerate_support = False
    _event_shape: Sequence[int] = ()
    _validates_by_default = True

    def __init__(self, batch_shape: Sequence[int], validate_args: bool | None) -> None:
        self._batch_shape = Size(batch_shape)
        default = Distribution._validates_by_default
        self._validates = default if validate_args is None else validate_args
        if self._validates:
            for name, constraint in self._constraints().items():
                self._check_parameter(name, constraint)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether parameters and values are looked at, where nothing is told.

        Raises:
            ValueError: neither yes nor no.
        """
        if value not in (True, False):
            raise ValueError
        Distribution._validates_by_default = value

    @property
    def arg_constraints(self) -> Mapping[str, Constraint]:
        """What the parameters must be, by their names."""
        return self._constraints()

    def sample_n(self, n: int) -> Any:
        """So many values drawn at random."""
        text = "`sample_n(n)` will be deprecated. Use `sample((n,))` instead."
        warnings.warn(text, FutureWarning, stacklevel=2)
        return self.sample((n,))

    def _constraints(self) -> Mapping[str, Constraint]:
        """What the parameters must be, by their names."""
        raise NotImplementedError

    @property
    def support(self) -> Constraint:
        """What values must be."""
        raise NotImplementedError

    def _check_parameter(self, name: str, constraint: Constraint) -> None:
        found_out = getattr(type(self), name, None)
        if name not in self.__dict__ and not isinstance(found_out, property):
            return  # a form that nobody has asked for yet
        value = getattr(self, name)
        if not bool(constraint.check(value).all()):
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) "
                f"of distribution {self!r} to satisfy the constraint {constraint!r}, but found "
                f"invalid values:\n{_shown(value)}"
            )

    def _check_value(self, value: Any) -> None:
        """Refuse what the distribution cannot give.

        Raises:
            ValueError: no tensor, or values that it cannot give.
        """
        if not self._validates:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        wanted = Size((*self._batch_shape, *self._event_shape))
        count = len(self._event_shape)
        if value.shape[value.ndim - count if value.ndim >= count else 0 :] != self.event_shape:
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs "
                f"{self.event_shape}."
            )
        for extent, other in zip(reversed(value.shape), reversed(wanted)):
            if 1 not in (extent, other) and extent != other:
                raise ValueError(
                    "Value is not broadcastable with batch_shape+event_shape: "
                    f"{value.shape} vs {wanted}."
                )
        support: Any = self.support
        if not bool(support.check(value).all()):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) "
                f"to be within the support ({support!r}) of the distribution {self!r}, but found "
                f"invalid values:\n{_shown(value)}"
            )

    def __repr__(self) -> str:
        parameters = {name: self.__dict__.get(name) for name in self._constraints()}
        shown = [
            f"{name}: {value if value.numel() == 1 else value.size()}"
            for name, value in parameters.items()
            if value is not None
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    @property
    def batch_shape(self) -> Size:
        """How many distributions there are."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """Of what shape one value is."""
        return Size(self._event_shape)

    def _extended(self, sample_shape: Any) -> tuple[int, ...]:
        return (*Size(sample_shape), *self._batch_shape, *self._event_shape)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values drawn at random, without a gradient."""
        with grad_mode.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values drawn at random, as a function of the parameters."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density, or of the probability, of values."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """The mean of ``-log_prob``."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The probability of no more than a value."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The value that is not exceeded with some probability."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        """How many equally likely values would be as uncertain."""
        return self.entropy().exp()

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values that it can give.

        Raises:
            NotImplementedError: they are not finitely many.
        """
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The likeliest value.

        Raises:
            NotImplementedError: a subclass does not say which.
        """
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def mean(self) -> Any:
        """The mean.

        Raises:
            NotImplementedError: a subclass does not say it.
        """
        raise NotImplementedError

    @property
    def variance(self) -> Any:
        """The mean square of the distance from the mean."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The root of ``variance``."""
        return self.variance.sqrt()

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """As many distributions as a shape says, of which these are broadcast."""
        made = copy(self)
        own, made._batch_shape = self._batch_shape, Size(batch_shape)
        held: dict[str, Any] = vars(self)
        for name, value in held.items():
            if isinstance(value, Distribution):
                inner = value.batch_shape[len(own) :]
                made.__dict__[name] = value.expand((*batch_shape, *inner))
            elif isinstance(value, Tensor) and value.shape[: len(own)] == tuple(own):
                extents = (*batch_shape, *value.shape[len(own) :])
                made.__dict__[name] = dimensions.expand(value, extents)
        return made


def _shown(value: Any) -> Any:
    return value.item() if not value.ndim else value


def but(values: Any, chosen: Any, number: Any) -> Any:
    """Values, but something else where they are chosen."""
    values = values.clone()
    values[chosen] = number
    return values


class derived(cached_property[Any]):  # noqa: N801  # as cached_property
    """A form of a parameter that follows from another: with its history, whoever asks first."""

    def __init__(self, find: Callable[[Any], Any]) -> None:
        def find_with_gradients(instance: Any) -> Any:
            with grad_mode.enable_grad():
                return find(instance)

        super().__init__(find_with_gradients)
        self.__doc__ = find.__doc__


def broadcast_all(*values: Any) -> list[Any]:
    """Numbers and tensors as tensors of one shape.

    Raises:
        ValueError: something else.
    """
    tensors = [each for each in values if isinstance(each, Tensor)]
    for each in values:
        if not isinstance(each, Tensor | Number):
            raise ValueError(
                "Input arguments must all be instances of Number, torch.Tensor or objects "
                "implementing __torch_function__."
            )
    dtype = tensors[0].dtype if tensors else dtypes.default_dtype()
    made = [
        each if isinstance(each, Tensor) else creation.tensor(each, dtype=dtype) for each in values
    ]
    return list(dimensions.broadcast_tensors(*made))
