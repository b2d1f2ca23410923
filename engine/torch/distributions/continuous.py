"""The normal and the uniform distribution."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import (
    Constraint,
    GreaterThan,
    LessThan,
    interval,
    positive,
    real,
)
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.utils import broadcast_all
from engine.torch.routines import creation, elementwise


class AroundItsMiddle(Distribution):
    """The base of distributions of real numbers that are symmetric about ``loc``."""

    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"loc": real(), "scale": positive()}

    support: Constraint = real()

    @property
    def mean(self) -> Any:
        """The mean, which is the middle."""
        return self.loc

    mode = mean


class Normal(AroundItsMiddle, ExponentialFamily):
    """The normal (Gaussian) distribution, given its mean and standard deviation."""

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.scale

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.stddev.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, without a gradient."""
        shape = self._extended_shape(sample_shape)
        with grad_mode.no_grad():
            return random.normal(self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in mean and standard deviation."""
        shape, dtype = self._extended_shape(sample_shape), self.loc.dtype
        drawn: Any = random.normal(
            creation.zeros(shape, dtype=dtype), creation.ones(shape, dtype=dtype)
        )
        return self.loc + drawn * self.scale

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        variance, log_scale = self.scale**2, self.scale.log()
        distance = -((value - self.loc) ** 2) / (2 * variance)
        return distance - log_scale - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        scaled = (value - self.loc) * self.scale.reciprocal() / math.sqrt(2)
        return 0.5 * (1 + scaled.erf())

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        return self.loc + self.scale * elementwise.erfinv(2 * value - 1) * math.sqrt(2)

    def entropy(self) -> Any:
        """The entropy."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()


class Uniform(Distribution):
    """The continuous uniform distribution on [low, high)."""

    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        self.low, self.high = broadcast_all(low, high)
        super().__init__(self.low.shape, validate_args=validate_args)

    @property
    def arg_constraints(self) -> Mapping[str, Constraint]:
        low, high = self.low, self.high
        return {
            "low": LessThan(high),
            "high": GreaterThan(low),
        }

    @property
    def support(self) -> Constraint:
        """From the lower to the upper bound."""
        return interval(self.low, self.high)

    @property
    def mode(self) -> Any:
        """Not unique: nan."""
        return self.high * math.nan

    @property
    def mean(self) -> Any:
        """The mean, which is the middle."""
        return (self.high + self.low) / 2

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (self.high - self.low) / 12**0.5

    @property
    def variance(self) -> Any:
        """The variance."""
        return (self.high - self.low).pow(2) / 12

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the bounds."""
        drawn: Any = random.rand(self._extended_shape(sample_shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        is_above = self.low.le(value).type_as(self.low)
        is_below = self.high.gt(value).type_as(self.low)
        return is_above.mul(is_below).log() - (self.high - self.low).log()

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        return ((value - self.low) / (self.high - self.low)).clamp(min=0, max=1)

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        return value * (self.high - self.low) + self.low

    def entropy(self) -> Any:
        """The entropy."""
        return (self.high - self.low).log()
