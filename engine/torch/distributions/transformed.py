"""Transformed distributions: Gumbel, Weibull, Pareto, Cauchy and half-Cauchy among them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.size import Size
from engine.torch.distributions.constraint import (
    Constraint,
    GreaterThanEq,
    independent,
    positive,
    real,
)
from engine.torch.distributions.continuous import AroundItsMiddle, Uniform
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.rates import Exponential, Halved
from engine.torch.distributions.transform import ComposeTransform, Transform
from engine.torch.distributions.transforms import AffineTransform, ExpTransform, PowerTransform
from engine.torch.distributions.utils import broadcast_all, sum_last
from engine.torch.finfo import finfo
from engine.torch.routines import creation, elementwise

EULER = 0.57721566490153286060


class TransformedDistribution(Distribution):
    """The distribution of samples of a base distribution to which transforms are applied in turn.

    Attributes:
        base_dist: the base.
        transforms: the transforms.
    """

    def __init__(
        self,
        base_distribution: Distribution,
        transforms: Any,
        validate_args: bool | None = None,
    ) -> None:
        steps = [transforms] if isinstance(transforms, Transform) else transforms
        if not isinstance(steps, list):
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        if not all(isinstance(each, Transform) for each in steps):
            raise ValueError("transforms must be a Transform or a list of Transforms")
        self.transforms = steps
        self.has_rsample = base_distribution.has_rsample
        whole = (*base_distribution.batch_shape, *base_distribution.event_shape)
        chain = ComposeTransform(steps)
        taken, given = chain.domain.event_dim, chain.codomain.event_dim
        if len(whole) < taken:
            raise ValueError(
                f"base_distribution needs to have shape with size at least {taken}, but got "
                f"{Size(whole)}."
            )
        inner = len(base_distribution.event_shape)
        broadcast = tuple(chain.inverse_shape(chain.forward_shape(whole)))
        if broadcast != whole:
            base_distribution = base_distribution.expand(broadcast[: len(broadcast) - inner])
        self.base_dist = base_distribution
        whole = tuple(chain.forward_shape(whole))
        split = len(whole) - max(given, inner + given - taken)
        super().__init__(whole[:split], whole[split:], validate_args)

    arg_constraints: Mapping[str, Constraint] = {}

    @property
    def support(self) -> Constraint:
        """The codomain of the last transform."""
        if not self.transforms:
            return self.base_dist.support
        given: Constraint = self.transforms[-1].codomain
        count = len(self._event_shape) - given.event_dim
        return independent(given, count) if count > 0 else given

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples, without a gradient."""
        with grad_mode.no_grad():
            return self._forward(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the parameters of the base."""
        return self._forward(self.base_dist.rsample(sample_shape))

    def _forward(self, x: Any) -> Any:
        for each in self.transforms:
            x = each(x)
        return x

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        total: Any = 0.0
        count = len(self._event_shape)
        for each in reversed(self.transforms):
            before = each.inv(value)
            count += each.domain.event_dim - each.codomain.event_dim
            terms = each.log_abs_det_jacobian(before, value)
            total, value = total - sum_last(terms, count - each.domain.event_dim), before
        of_base: Any = self.base_dist.log_prob(value)
        return total + sum_last(of_base, count - len(self.base_dist.event_shape))

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        base: Any = self.base_dist
        for each in reversed(self.transforms):
            value = each.inv(value)
        if self._validate_args:
            base._validate_sample(value)
        return self._turned(base.cdf(value))

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        base: Any = self.base_dist
        return self._forward(base.icdf(self._turned(value)))

    def _turned(self, value: Any) -> Any:
        """``value``, or 1 - ``value`` where the transforms are decreasing in total."""
        sign = ComposeTransform(self.transforms).sign
        if isinstance(sign, int) and sign == 1:
            return value
        return sign * (value - 0.5) + 0.5


class Gumbel(TransformedDistribution):
    """The Gumbel distribution: the extreme value distribution of maxima."""

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        limits = finfo(self.loc.dtype)
        base = Uniform(
            creation.full_like(self.loc, limits.tiny),
            creation.full_like(self.loc, 1 - limits.eps),
            validate_args,
        )
        steps = [
            ExpTransform().inv,
            AffineTransform(0, -creation.ones_like(self.scale)),  # type: ignore[operator]
            ExpTransform().inv,
            AffineTransform(loc, -self.scale),
        ]
        super().__init__(base, steps, validate_args)

    arg_constraints: Mapping[str, Constraint] = {"loc": real(), "scale": positive()}

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc + self.scale * EULER

    @property
    def mode(self) -> Any:
        """The mode."""
        return self.loc

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (math.pi / math.sqrt(6)) * self.scale

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.stddev.pow(2)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        distance = (self.loc - value) / self.scale
        return (distance - distance.exp()) - self.scale.log()

    def entropy(self) -> Any:
        """The entropy."""
        return self.scale.log() + (1 + EULER)


class Weibull(TransformedDistribution):
    """The Weibull distribution."""

    def __init__(self, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.scale, self.concentration = broadcast_all(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        base = Exponential(creation.ones_like(self.scale), validate_args)
        steps = [PowerTransform(self.concentration_reciprocal), AffineTransform(0, self.scale)]
        super().__init__(base, steps, validate_args)

    arg_constraints: Mapping[str, Constraint] = {"scale": positive(), "concentration": positive()}

    support: Constraint = positive()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.scale * (1 + self.concentration_reciprocal).lgamma().exp()

    @property
    def mode(self) -> Any:
        """The mode."""
        ratio = (self.concentration - 1) / self.concentration
        return self.scale * ratio ** self.concentration.reciprocal()

    @property
    def variance(self) -> Any:
        """The variance."""
        inverse = self.concentration_reciprocal
        return self.scale.pow(2) * (
            (1 + 2 * inverse).lgamma().exp() - (2 * (1 + inverse).lgamma()).exp()
        )

    def entropy(self) -> Any:
        """The entropy."""
        inverse = self.concentration_reciprocal
        return EULER * (1 - inverse) + (self.scale * inverse).log() + 1


class Pareto(TransformedDistribution):
    """The Pareto distribution (type 1)."""

    def __init__(self, scale: Any, alpha: Any, validate_args: bool | None = None) -> None:
        self.scale, self.alpha = broadcast_all(scale, alpha)
        base = Exponential(self.alpha, validate_args)
        super().__init__(base, [ExpTransform(), AffineTransform(0, self.scale)], validate_args)

    arg_constraints: Mapping[str, Constraint] = {"alpha": positive(), "scale": positive()}

    @property
    def support(self) -> Constraint:
        """From ``scale`` on."""
        return GreaterThanEq(self.scale)

    @property
    def mean(self) -> Any:
        """The mean."""
        alpha = self.alpha.clamp(min=1)
        return alpha * self.scale / (alpha - 1)

    @property
    def mode(self) -> Any:
        """The mode: ``scale``."""
        return self.scale

    @property
    def variance(self) -> Any:
        """The variance."""
        alpha = self.alpha.clamp(min=2)
        return self.scale.pow(2) * alpha / ((alpha - 1).pow(2) * (alpha - 2))

    def entropy(self) -> Any:
        """The entropy."""
        return (self.scale / self.alpha).log() + (1 + self.alpha.reciprocal())


class Cauchy(AroundItsMiddle):
    """The Cauchy (Lorentz) distribution; it has no mean."""

    @property
    def mean(self) -> Any:
        """There is none: nan."""
        return creation.full(self._extended_shape(()), math.nan, dtype=self.loc.dtype)

    @property
    def mode(self) -> Any:
        """The mode, which is ``loc``."""
        return self.loc

    @property
    def variance(self) -> Any:
        """Infinite."""
        return creation.full(self._extended_shape(()), math.inf, dtype=self.loc.dtype)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in ``loc`` and ``scale``."""
        drawn: Any = creation.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype)
        return self.loc + drawn.cauchy_() * self.scale

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        height = -math.log(math.pi) - self.scale.log()
        return height - (((value - self.loc) / self.scale) ** 2).log1p()

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        return ((value - self.loc) / self.scale).atan() / math.pi + 0.5

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        return elementwise.tan(math.pi * (value - 0.5)) * self.scale + self.loc

    def entropy(self) -> Any:
        """The entropy."""
        return math.log(4 * math.pi) + self.scale.log()


class HalfCauchy(Halved):
    """The half-Cauchy distribution: |x| of a Cauchy x with location 0."""

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(Cauchy(0, scale, False), validate_args)

    @property
    def mean(self) -> Any:
        """Infinite."""
        return self.base_dist.variance

    variance = mean

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density, also of a number."""
        self._check_value(value)
        return super().log_prob(creation.as_tensor(value, dtype=self.scale.dtype))
