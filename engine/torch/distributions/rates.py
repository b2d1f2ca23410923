"""The exponential, Laplace, log-normal, half-normal, Poisson and geometric distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import (
    Constraint,
    at_least_0,
    interval,
    positive,
    real,
    whole,
)
from engine.torch.distributions.continuous import AroundItsMiddle, Normal
from engine.torch.distributions.discrete import OfChance, check_one_given
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.utils import broadcast_all
from engine.torch.finfo import finfo
from engine.torch.nn import classification
from engine.torch.routines import choosing, creation, elementwise


class Exponential(ExponentialFamily):
    """The exponential distribution: the waiting time between events at a rate."""

    has_rsample = True

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"rate": positive()}

    support: Constraint = at_least_0()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.rate.reciprocal()

    stddev = mean

    @property
    def mode(self) -> Any:
        """The mode: 0."""
        return creation.zeros_like(self.rate)

    @property
    def variance(self) -> Any:
        """The variance, the square of the mean."""
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the rate."""
        drawn: Any = creation.empty(self._extended_shape(sample_shape), dtype=self.rate.dtype)
        return drawn.exponential_() / self.rate

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        return 1 - (-self.rate * value).exp()

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        logarithm: Any = elementwise.log1p(-value)
        return -logarithm / self.rate

    def entropy(self) -> Any:
        """The entropy."""
        return 1.0 - self.rate.log()


class Laplace(AroundItsMiddle):
    """The Laplace (double exponential) distribution."""

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return 2**0.5 * self.scale

    @property
    def variance(self) -> Any:
        """The variance."""
        return 2 * self.scale.pow(2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in ``loc`` and ``scale``."""
        drawn: Any = creation.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype)
        drawn.uniform_(finfo(self.loc.dtype).eps - 1, 1)
        return self.loc - self.scale * drawn.sign() * (-drawn.abs()).log1p()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        half = 0.5 * (value - self.loc).sign()
        return 0.5 - half * (-(value - self.loc).abs() / self.scale).expm1()

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        term = value - 0.5
        return self.loc - self.scale * term.sign() * (-2 * term.abs()).log1p()

    def entropy(self) -> Any:
        """The entropy."""
        return 1 + (2 * self.scale).log()


class LogNormal(Distribution):
    """The log-normal distribution: exp of a normal variable."""

    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.base_dist = Normal(loc, scale, validate_args)
        super().__init__(self.base_dist.batch_shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"loc": real(), "scale": positive()}

    support: Constraint = positive()

    @property
    def loc(self) -> Any:
        """The mean of the logarithm."""
        return self.base_dist.loc

    @property
    def scale(self) -> Any:
        """The standard deviation of the logarithm."""
        return self.base_dist.scale

    @property
    def mean(self) -> Any:
        """The mean."""
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self) -> Any:
        """The mode."""
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Any:
        """The variance."""
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, without a gradient."""
        return self.base_dist.sample(sample_shape).exp()

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in ``loc`` and ``scale``."""
        return self.base_dist.rsample(sample_shape).exp()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        logarithm = value.log()
        return (0.0 - logarithm) + self.base_dist.log_prob(logarithm)

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        return self.base_dist.cdf(value.log())

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        return self.base_dist.icdf(value).exp()

    def entropy(self) -> Any:
        """The entropy."""
        return self.base_dist.entropy() + self.loc


class Halved(Distribution):
    """The base of distributions of |x|, where x is symmetric about 0.

    Attributes:
        base_dist: the distribution of x.
    """

    has_rsample = True

    def __init__(self, base: Any, validate_args: bool | None) -> None:
        self.base_dist = base
        super().__init__(base.batch_shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"scale": positive()}

    support: Constraint = at_least_0()

    @property
    def scale(self) -> Any:
        """The scale of the distribution of x."""
        return self.base_dist.scale

    @property
    def mode(self) -> Any:
        """The mode: 0."""
        return creation.zeros_like(self.scale)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the scale."""
        return self.base_dist.rsample(sample_shape).abs()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        of_both: Any = self.base_dist.log_prob(value) + math.log(2)
        return choosing.where(value >= 0, of_both, -math.inf)

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        return 2 * self.base_dist.cdf(value) - 1

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self) -> Any:
        """The entropy."""
        return self.base_dist.entropy() - math.log(2)


class HalfNormal(Halved):
    """The half-normal distribution: |x| of a normal x with mean 0."""

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(Normal(0, scale, False), validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.scale.pow(2) * (1 - 2 / math.pi)


class Poisson(ExponentialFamily):
    """The Poisson distribution: the number of events at a rate."""

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"rate": at_least_0()}

    support: Constraint = whole()

    @property
    def mean(self) -> Any:
        """The rate."""
        return self.rate

    variance = mean

    @property
    def mode(self) -> Any:
        """The mode."""
        return self.rate.floor()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        with grad_mode.no_grad():
            return random.poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        rate, value = broadcast_all(self.rate, value)
        return value.xlogy(rate) - rate - (value + 1).lgamma()


class Geometric(OfChance):
    """The geometric distribution: the number of failures before the first success."""

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one_given(probs, logits)
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        (parameter,) = broadcast_all(given)
        self.__dict__[name] = parameter
        super().__init__(parameter.shape, validate_args=validate_args)
        if self._validate_args and name == "probs" and not bool((parameter > 0).all()):
            raise ValueError(
                f"Expected parameter probs (Tensor of shape {tuple(parameter.shape)}) of "
                f"distribution {self!r} to be positive but found invalid values:\n"
                f"{parameter[~(parameter > 0)].detach()}"
            )

    arg_constraints: Mapping[str, Constraint] = {"probs": interval(0.0, 1.0), "logits": real()}

    support: Constraint = whole()

    @property
    def mean(self) -> Any:
        """The mean."""
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Any:
        """The mode: 0."""
        return creation.zeros_like(self.probs)

    @property
    def variance(self) -> Any:
        """The variance."""
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        with grad_mode.no_grad():
            drawn: Any = creation.empty(self._extended_shape(sample_shape), dtype=self.probs.dtype)
            drawn.uniform_(finfo(drawn.dtype).tiny, 1)
            return (drawn.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        value, probs = broadcast_all(value, self.probs)
        probs = probs.clone()
        probs[(probs == 1) & (value == 0)] = 0
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self) -> Any:
        """The entropy."""
        of_each: Any = classification.binary_cross_entropy_with_logits(
            self.logits, self.probs, reduction="none"
        )
        return of_each / self.probs
