"""Distributions on the interval from 0 to 1, and the logistic-normal on the simplex."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import Constraint, interval, positive, real, simplex
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.discrete import Shaped, check_one_given
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.transformed import EULER, TransformedDistribution
from engine.torch.distributions.transforms import (
    AffineTransform,
    PowerTransform,
    StickBreakingTransform,
)
from engine.torch.distributions.utils import (
    broadcast_all,
    clamp_probs,
    lazy_property,
)
from engine.torch.nn import classification
from engine.torch.routines import choosing, creation


class Kumaraswamy(TransformedDistribution):
    """The Kumaraswamy distribution on [0, 1], similar to a beta distribution."""

    def __init__(
        self, concentration1: Any, concentration0: Any, validate_args: bool | None = None
    ) -> None:
        self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        base = Uniform(
            creation.full_like(self.concentration0, 0),
            creation.full_like(self.concentration0, 1),
            validate_args,
        )
        steps = [
            PowerTransform(self.concentration0.reciprocal()),
            AffineTransform(1.0, -1.0),
            PowerTransform(self.concentration1.reciprocal()),
        ]
        super().__init__(base, steps, validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "concentration1": positive(),
        "concentration0": positive(),
    }

    support: Constraint = interval(0.0, 1.0)

    def _moment(self, order: int) -> Any:
        """The moment of an order."""
        above = 1 + order / self.concentration1
        logarithm = above.lgamma() + self.concentration0.lgamma()
        return self.concentration0 * (logarithm - (above + self.concentration0).lgamma()).exp()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self._moment(1)

    @property
    def mode(self) -> Any:
        """The mode, where there is one."""
        a, b = self.concentration1, self.concentration0
        logarithm = b.reciprocal() * (-b).log1p() - (-b * a).log1p()
        logarithm[(b < 1) | (a < 1)] = math.nan
        return logarithm.exp()

    @property
    def variance(self) -> Any:
        """The variance."""
        return self._moment(2) - self.mean.pow(2)

    def entropy(self) -> Any:
        """The entropy."""
        a, b = self.concentration1, self.concentration0
        of_a, of_b = 1 - a.reciprocal(), 1 - b.reciprocal()
        harmonic = (b + 1).digamma() + EULER
        return of_b + of_a * harmonic - a.log() - b.log()


class ContinuousBernoulli(Shaped, ExponentialFamily):
    """The continuous Bernoulli distribution: density proportional to p^x (1 - p)^(1 - x) on [0, 1].

    Source: Loaiza-Ganem and Cunningham 2019.
    """

    has_rsample = True

    def __init__(
        self,
        probs: Any = None,
        logits: Any = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        check_one_given(probs, logits)
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        (parameter,) = broadcast_all(given)
        if name == "probs":
            if validate_args is not None and not ((parameter >= 0) & (parameter <= 1)).all():
                raise ValueError("The parameter probs has invalid values")
            parameter = clamp_probs(parameter)
        self.__dict__[name] = parameter
        self._lims = lims
        super().__init__(parameter.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"probs": interval(0.0, 1.0), "logits": real()}

    support: Constraint = interval(0.0, 1.0)

    @lazy_property
    def probs(self) -> Any:
        """The parameter p of the density p^x (1 - p)^(1 - x), up to its normalizing constant."""
        return clamp_probs(self.logits.sigmoid())

    def _is_steep(self) -> Any:
        """Where p is far enough from 1/2 for the closed formulas."""
        return (self.probs <= self._lims[0]) | (self.probs > self._lims[1])

    def _steep(self) -> Any:
        """The parameter p, or one far enough from 1/2 in its place."""
        flat = creation.full_like(self.probs, self._lims[0])
        return choosing.where(self._is_steep(), self.probs, flat)

    def _log_norm(self) -> Any:
        """The logarithm of the normalizing constant; by a Taylor series around p = 1/2."""
        p: Any = self._steep()
        below: Any = choosing.where(p <= 0.5, p, creation.zeros_like(p))
        above: Any = choosing.where(p >= 0.5, p, creation.ones_like(p))
        norm = ((-p).log1p() - p.log()).abs().log() - choosing.where(
            p <= 0.5, (-2.0 * below).log1p(), (2.0 * above - 1.0).log()
        )
        x = (self.probs - 0.5).pow(2)
        series = math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x
        return choosing.where(self._is_steep(), norm, series)

    @property
    def mean(self) -> Any:
        """The mean."""
        p = self._steep()
        mean = p / (2.0 * p - 1.0) + 1.0 / ((-p).log1p() - p.log())
        x = self.probs - 0.5
        series = 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * x.pow(2)) * x
        return choosing.where(self._is_steep(), mean, series)

    @property
    def variance(self) -> Any:
        """The variance."""
        p = self._steep()
        variance = p * (p - 1.0) / (1.0 - 2.0 * p).pow(2) + 1.0 / ((-p).log1p() - p.log()).pow(2)
        x = (self.probs - 0.5).pow(2)
        series = 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x
        return choosing.where(self._is_steep(), variance, series)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, without a gradient."""
        with grad_mode.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the parameter."""
        return self.icdf(random.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        loss: Any = classification.binary_cross_entropy_with_logits(logits, value, reduction="none")
        return -loss + self._log_norm()

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        p = self._steep()
        powers = p.pow(value) * (1.0 - p).pow(1.0 - value)
        inner = choosing.where(self._is_steep(), (powers + p - 1.0) / (2.0 * p - 1.0), value)
        up = choosing.where(value >= 1.0, creation.ones_like(value), inner)
        return choosing.where(value <= 0.0, creation.zeros_like(value), up)

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        p = self._steep()
        scaled = (-p + value * (2.0 * p - 1.0)).log1p() - (-p).log1p()
        steep = scaled / (p.log() - (-p).log1p())
        return choosing.where(self._is_steep(), steep, value)

    def entropy(self) -> Any:
        """The entropy."""
        rest, logs = (-self.probs).log1p(), self.probs.log()
        return self.mean * (rest - logs) - self._log_norm() - rest


class LogisticNormal(TransformedDistribution):
    """The logistic-normal distribution: the stick-breaking transform of a normal variable."""

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        base = Normal(loc, scale, validate_args)
        if not base.batch_shape:
            base = base.expand((1,))
        super().__init__(base, StickBreakingTransform(), validate_args)

    arg_constraints: Mapping[str, Constraint] = {"loc": real(), "scale": positive()}

    support: Constraint = simplex()

    @property
    def loc(self) -> Any:
        """The mean of the underlying normal distribution."""
        return self._normal.loc

    @property
    def scale(self) -> Any:
        """The standard deviation of the underlying normal distribution."""
        return self._normal.scale

    @property
    def _normal(self) -> Any:
        return self.base_dist
