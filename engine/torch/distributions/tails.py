"""Heavy-tailed distributions: inverse gamma, Fisher-Snedecor (F) and generalized Pareto."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.torch import random
from engine.torch.distributions.constraint import (
    Constraint,
    interval,
    positive,
    real,
)
from engine.torch.distributions.distribution import Distribution, but
from engine.torch.distributions.gamma_family import Gamma
from engine.torch.distributions.transformed import TransformedDistribution
from engine.torch.distributions.transforms import PowerTransform
from engine.torch.distributions.utils import broadcast_all
from engine.torch.finfo import finfo
from engine.torch.routines import choosing, creation, dimensions, elementwise, operands


class InverseGamma(TransformedDistribution):
    """The inverse gamma distribution: 1 / x of a gamma variable x."""

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        base = Gamma(concentration, rate, validate_args)
        super().__init__(base, PowerTransform(-base.rate.new_ones(())), validate_args)

    arg_constraints: Mapping[str, Constraint] = {"concentration": positive(), "rate": positive()}

    support: Constraint = positive()

    @property
    def concentration(self) -> Any:
        """The shape parameter."""
        return self._base.concentration

    @property
    def rate(self) -> Any:
        """The rate of the gamma distribution."""
        return self._base.rate

    @property
    def _base(self) -> Any:
        return self.base_dist

    @property
    def mean(self) -> Any:
        """The mean, where it is finite."""
        mean = self.rate / (self.concentration - 1)
        return choosing.where(self.concentration > 1, mean, math.inf)

    @property
    def mode(self) -> Any:
        """The mode."""
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Any:
        """The variance, where it is finite."""
        shape = self.concentration
        variance = self.rate.square() / ((shape - 1).square() * (shape - 2))
        return choosing.where(shape > 2, variance, math.inf)

    def entropy(self) -> Any:
        """The entropy."""
        shape = self.concentration
        return shape + self.rate.log() + shape.lgamma() - (1 + shape) * shape.digamma()


class FisherSnedecor(Distribution):
    """The Fisher-Snedecor distribution (F-distribution)."""

    has_rsample = True

    def __init__(self, df1: Any, df2: Any, validate_args: bool | None = None) -> None:
        self.df1, self.df2 = broadcast_all(df1, df2)
        self._gamma1 = Gamma(self.df1 * 0.5, self.df1)
        self._gamma2 = Gamma(self.df2 * 0.5, self.df2)
        super().__init__(self.df1.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"df1": positive(), "df2": positive()}

    support: Constraint = positive()

    @property
    def mean(self) -> Any:
        """The mean, where there is one."""
        df2 = but(self.df2, self.df2 <= 2, math.nan)
        return df2 / (df2 - 2)

    @property
    def mode(self) -> Any:
        """The mode, where it is above 0."""
        mode = (self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2)
        mode[self.df1 <= 2] = math.nan
        return mode

    @property
    def variance(self) -> Any:
        """The variance, where there is one."""
        df1, df2 = self.df1, but(self.df2, self.df2 <= 4, math.nan)
        return 2 * df2.pow(2) * (df1 + df2 - 2) / (df1 * (df2 - 2).pow(2) * (df2 - 4))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the degrees of freedom."""
        shape = self._extended_shape(sample_shape)
        above = self._gamma1.rsample(sample_shape).view(shape)
        below = self._gamma2.rsample(sample_shape).view(shape)
        tiny = finfo(below.dtype).tiny
        below.clamp_(min=tiny)
        return (above / below).clamp_(min=tiny)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        half1, half2, ratio = self.df1 * 0.5, self.df2 * 0.5, self.df1 / self.df2
        gammas = (half1 + half2).lgamma() - half1.lgamma() - half2.lgamma()
        powers = half1 * ratio.log() + (half1 - 1) * value.log()
        rest = (half1 + half2) * (ratio * value).log1p()
        return gammas + powers - rest


class GeneralizedPareto(Distribution):
    """The generalized Pareto distribution of values above a threshold ``loc``."""

    has_rsample = True

    def __init__(
        self, loc: Any, scale: Any, concentration: Any, validate_args: bool | None = None
    ) -> None:
        self.loc, self.scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "loc": real(),
        "scale": positive(),
        "concentration": real(),
    }

    @property
    def support(self) -> Constraint:
        """From ``loc`` on; bounded above where the concentration is negative."""
        end = self.loc - self.scale / self.concentration
        return interval(self.loc, choosing.where(self.concentration < 0, end, math.inf))

    @property
    def mode(self) -> Any:
        """The mode: the threshold ``loc``."""
        return self.loc

    def _safe(self, zero: Any) -> tuple[Any, Any]:
        """Where the concentration is 0, and 1 in its place there."""
        is_zero = operands.isclose(self.concentration, zero)
        ones = creation.ones_like(self.concentration)
        return is_zero, choosing.where(is_zero, ones, self.concentration)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the parameters."""
        return self.icdf(random.rand(self._extended_shape(sample_shape), dtype=self.loc.dtype))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        scaled = (value - self.loc) / self.scale
        is_zero, shape = self._safe(creation.tensor(0.0))
        power: Any = 1 / shape + creation.ones_like(scaled)
        curved = choosing.where(power == 0, power, power * (shape * scaled).log1p())
        return -self.scale.log() - choosing.where(is_zero, scaled, curved)

    def log_survival_function(self, value: Any) -> Any:
        """The logarithm of the survival function, 1 - ``cdf``."""
        self._check_value(value)
        scaled = (value - self.loc) / self.scale
        is_zero, shape = self._safe(creation.tensor(0.0))
        return choosing.where(is_zero, -scaled, -(shape * scaled).log1p() / shape)

    def log_cdf(self, value: Any) -> Any:
        """The logarithm of the cumulative distribution function."""
        return (-self.log_survival_function(value).exp()).log1p()

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        return self.log_cdf(value).exp()

    def icdf(self, value: Any) -> Any:
        """The quantile function, the inverse of ``cdf``."""
        is_zero, shape = self._safe(creation.zeros_like(self.concentration))
        rest = elementwise.log1p(-value)
        curved = self.loc + self.scale / shape * (-shape * rest).expm1()
        return choosing.where(is_zero, self.loc - self.scale * rest, curved)

    @property
    def mean(self) -> Any:
        """The mean, where it is finite."""
        has_one = self.concentration < 1
        shape: Any = choosing.where(has_one, self.concentration, 0.5)
        return choosing.where(has_one, self.loc + self.scale / (1 - shape), math.nan)

    @property
    def variance(self) -> Any:
        """The variance, where it is finite."""
        has_one = self.concentration < 0.5
        shape: Any = choosing.where(has_one, self.concentration, 0.25)
        variance = self.scale**2 / ((1 - shape) ** 2 * (1 - 2 * shape))
        return choosing.where(has_one, variance, math.nan)

    def entropy(self) -> Any:
        """The entropy."""
        entropy = self.scale.log() + self.concentration + 1
        return dimensions.broadcast_to(entropy, self._batch_shape)
