"""The base class of distributions, which checks their parameters and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from engine import grad_mode
from engine.script_warnings import warn
from engine.size import Size
from engine.tensor import Tensor
from engine.torch.distributions.constraint import Constraint, is_dependent
from engine.torch.routines import dimensions

_OURS = ("torch.", "engine.")
"""How the names of modules begin that are not of a script's."""


class Distribution:
    """The base class of distributions; tensors of parameters give a batch of distributions.

    Attributes:
        has_rsample: whether gradients flow through samples.
        has_enumerate_support: whether all values can be told.
    """

    has_rsample = False
    has_enumerate_support = False
    _event_shape: Sequence[int] = ()
    _validate_args = True

    def __init__(
        self,
        batch_shape: Sequence[int] = (),
        event_shape: Sequence[int] | None = None,
        validate_args: bool | None = None,
    ) -> None:
        self._batch_shape = Size(batch_shape)
        if event_shape is not None:
            self._event_shape = event_shape
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            for name, constraint in _constraints(self).items():
                _check_parameter(self, name, constraint)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether parameters and values are checked by default.

        Raises:
            ValueError: neither yes nor no.
        """
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def sample_n(self, n: int) -> Any:
        """``n`` samples."""
        text = "`sample_n(n)` will be deprecated. Use `sample((n,))` instead."
        warn(text, FutureWarning)
        return self.sample((n,))

    @property
    def arg_constraints(self) -> Mapping[str, Constraint]:
        """What the parameters must be, by their names."""
        raise NotImplementedError

    @property
    def support(self) -> Constraint:
        """What values must be."""
        raise NotImplementedError

    def _check_value(self, value: Any) -> None:
        """Refuse values outside the support, if values are checked."""
        if self._validate_args:
            self._validate_sample(value)

    def _validate_sample(self, value: Any) -> None:
        """Refuse values outside the support.

        Raises:
            ValueError: no tensor, or values that it cannot give.
        """
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
        try:
            support: Any = self.support
        except NotImplementedError:
            warn(
                f"{type(self)} does not define `support` to enable sample validation. Please "
                "initialize the distribution with `validate_args=False` to turn off validation."
            )
            return
        if not bool(support.check(value).all()):
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) "
                f"to be within the support ({support!r}) of the distribution {self!r}, but found "
                f"invalid values:\n{_shown(value)}"
            )

    def __repr__(self) -> str:
        parameters = {name: self.__dict__.get(name) for name in self.arg_constraints}
        shown = [
            f"{name}: {value if value.numel() == 1 else value.size()}"
            for name, value in parameters.items()
            if value is not None
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    @property
    def batch_shape(self) -> Size:
        """The shape of the batch of distributions."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of a single sample."""
        return Size(self._event_shape)

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        return Size((*Size(sample_shape), *self._batch_shape, *self._event_shape))

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, without a gradient."""
        with grad_mode.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the parameters."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density or mass at ``value``."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """The entropy, the mean of ``-log_prob``."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function at ``value``."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``, at ``value``."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        """The perplexity, exp of the entropy."""
        return self.entropy().exp()

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values of a discrete distribution with finite support.

        Raises:
            NotImplementedError: they are not finitely many.
        """
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The mode.

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
        """The variance."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The standard deviation, the square root of ``variance``."""
        return self.variance.sqrt()

    def _get_checked_instance(self, cls: type[Distribution], _instance: Any = None) -> Any:
        """What a script's ``expand`` fills: what a subclass gave, or a new object.

        Raises:
            NotImplementedError: a subclass with its own constructor has no ``expand``.
        """
        if _instance is None and type(self).__init__ is not cls.__init__:
            raise NotImplementedError(
                f"Subclass {type(self).__name__} of {cls.__name__} that defines a custom __init__ "
                "method must also define a custom .expand() method."
            )
        return type(self).__new__(type(self)) if _instance is None else _instance

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The distribution expanded to a batch shape.

        Raises:
            NotImplementedError: a script's own class does not say how.
        """
        known = next(each for each in type(self).__mro__ if each.__module__.startswith(_OURS))
        if known is Distribution:
            raise NotImplementedError
        if _instance is None:
            self._get_checked_instance(known)
        made = copy(self) if _instance is None else _instance
        own = self._batch_shape
        held: dict[str, Any] = vars(self)
        for name, value in held.items():
            if isinstance(value, Distribution):
                inner = value.batch_shape[len(own) :]
                made.__dict__[name] = value.expand((*batch_shape, *inner))
            elif isinstance(value, Tensor) and value.shape[: len(own)] == tuple(own):
                extents = (*batch_shape, *value.shape[len(own) :])
                made.__dict__[name] = dimensions.expand(value, extents)
            else:
                made.__dict__.setdefault(name, value)
        made._batch_shape = Size(batch_shape)
        return made


def _constraints(distribution: Distribution) -> Mapping[str, Constraint]:
    """What the parameters must be; nothing, with a warning, where a script's class is mute."""
    try:
        return distribution.arg_constraints
    except NotImplementedError:
        warn(
            f"{type(distribution)} does not define `arg_constraints`. Please set "
            "`arg_constraints = {}` or initialize the distribution with `validate_args=False` to "
            "turn off validation."
        )
        return {}


def _check_parameter(distribution: Distribution, name: str, constraint: Constraint) -> None:
    found_out = getattr(type(distribution), name, None)
    is_unasked = name not in distribution.__dict__ and not isinstance(found_out, property)
    if is_unasked or is_dependent(constraint):
        return
    value = getattr(distribution, name)
    if not bool(constraint.check(value).all()):
        raise ValueError(
            f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) "
            f"of distribution {distribution!r} to satisfy the constraint {constraint!r}, but found "
            f"invalid values:\n{_shown(value)}"
        )


def _shown(value: Any) -> Any:
    return value.item() if not value.ndim else value


def but(values: Any, chosen: Any, number: Any) -> Any:
    """Values, but something else where they are chosen."""
    values = values.clone()
    values[chosen] = number
    return values
