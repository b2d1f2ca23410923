"""The gamma, chi-squared, Student's t, Dirichlet and beta distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.ops import random
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.distributions.constraint import (
    Constraint,
    at_least_0,
    independent,
    interval,
    positive,
    real,
    simplex,
)
from engine.torch.distributions.distribution import Distribution, but
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.utils import broadcast_all
from engine.torch.finfo import finfo
from engine.torch.nn import embeddings
from engine.torch.random import normal
from engine.torch.routines import creation, joining, operands


class Gamma(ExponentialFamily):
    """The gamma distribution, given shape (``concentration``) and rate."""

    has_rsample = True

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(self.concentration.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"concentration": positive(), "rate": positive()}

    support: Constraint = at_least_0()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration / self.rate

    @property
    def mode(self) -> Any:
        """The mode."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.concentration / self.rate.pow(2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in shape and rate."""
        shape = self._extended_shape(sample_shape)
        refuse_dtypes("gamma_cpu", self.concentration, "iu")
        drawn: Any = random.standard_gamma(self.concentration.expand(shape))
        value = drawn / self.rate.expand(shape)
        value.detach().clamp_(min=finfo(value.dtype).tiny)
        return value

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        value = creation.as_tensor(value, dtype=self.rate.dtype)
        self._check_value(value)
        shape, rate = self.concentration, self.rate
        return shape.xlogy(rate) + (shape - 1).xlogy(value) - rate * value - shape.lgamma()

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        self._check_value(value)
        return operands.igamma(self.concentration, self.rate * value)

    def entropy(self) -> Any:
        """The entropy."""
        shape = self.concentration
        return shape - self.rate.log() + shape.lgamma() + (1.0 - shape) * shape.digamma()


class Chi2(Gamma):
    """The chi-squared distribution."""

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args)

    arg_constraints: Mapping[str, Constraint] = {"df": positive()}

    @property
    def df(self) -> Any:
        """The degrees of freedom."""
        return self.concentration * 2


class StudentT(Distribution):
    """Student's t-distribution."""

    has_rsample = True

    def __init__(
        self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None
    ) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "df": positive(),
        "loc": real(),
        "scale": positive(),
    }

    support: Constraint = real()

    @property
    def mean(self) -> Any:
        """The mean, where there is one."""
        return but(self.loc, self.df <= 1, math.nan)

    @property
    def mode(self) -> Any:
        """The mode, which is ``loc``."""
        return self.loc

    @property
    def variance(self) -> Any:
        """The variance, where there is one."""
        variance, has_one = self.df.clone(), self.df > 2
        variance[has_one] = self.scale[has_one].pow(2) * self.df[has_one] / (self.df[has_one] - 2)
        variance[(self.df <= 2) & (self.df > 1)] = math.inf
        variance[self.df <= 1] = math.nan
        return variance

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the parameters."""
        shape, dtype = self._extended_shape(sample_shape), self.df.dtype
        normals: Any = normal(creation.zeros(shape, dtype=dtype), creation.ones(shape, dtype=dtype))
        squares = self._chi2.rsample(sample_shape)
        return self.loc + self.scale * (normals * (squares / self.df).rsqrt())

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        distance = (value - self.loc) / self.scale
        rest = self.scale.log() + 0.5 * self.df.log() + 0.5 * math.log(math.pi)
        rest = rest + (0.5 * self.df).lgamma() - (0.5 * (self.df + 1.0)).lgamma()
        return -0.5 * (self.df + 1.0) * (distance**2.0 / self.df).log1p() - rest

    def entropy(self) -> Any:
        """The entropy."""
        df, scale = self.df, self.scale
        beta = (0.5 * df).lgamma() + math.lgamma(0.5) - (0.5 * (df + 1)).lgamma()
        start = scale.log()
        share = 0.5 * (df + 1)
        slopes = share * ((0.5 * (df + 1)).digamma() - (0.5 * df).digamma())
        return start + slopes + 0.5 * df.log() + beta


class Dirichlet(ExponentialFamily):
    """The Dirichlet distribution on the simplex."""

    has_rsample = True

    def __init__(self, concentration: Any, validate_args: bool | None = None) -> None:
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        self._event_shape = concentration.shape[-1:]
        super().__init__(concentration.shape[:-1], validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"concentration": independent(positive(), 1)}

    support: Constraint = simplex()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Any:
        """The mode."""
        above = (self.concentration - 1).clamp(min=0.0)
        modes = above / above.sum(-1, True)
        is_flat = (self.concentration < 1).all(-1)
        largest: Any = embeddings.one_hot(modes[is_flat].argmax(-1), above.shape[-1])
        modes[is_flat] = largest.to(modes)
        return modes

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the concentrations."""
        weights = self.concentration.expand(self._extended_shape(sample_shape))
        refuse_dtypes("dirichlet", weights, "biu")
        return random.dirichlet(weights)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        shape = self.concentration
        powers = (shape - 1.0).xlogy(value).sum(-1)
        return powers + shape.sum(-1).lgamma() - shape.lgamma().sum(-1)

    def entropy(self) -> Any:
        """The entropy."""
        shape = self.concentration
        count, total = shape.size(-1), shape.sum(-1)
        return (
            shape.lgamma().sum(-1)
            - total.lgamma()
            - (count - total) * total.digamma()
            - ((shape - 1.0) * shape.digamma()).sum(-1)
        )


class Beta(ExponentialFamily):
    """The beta distribution on [0, 1]."""

    has_rsample = True

    def __init__(
        self, concentration1: Any, concentration0: Any, validate_args: bool | None = None
    ) -> None:
        both = broadcast_all(concentration1, concentration0)
        self._dirichlet = Dirichlet(joining.stack(both, -1), validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "concentration1": positive(),
        "concentration0": positive(),
    }

    support: Constraint = interval(0.0, 1.0)

    @property
    def concentration1(self) -> Any:
        """The first concentration, alpha."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Any:
        """The second concentration, beta."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Any:
        """The mode."""
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Any:
        """The variance."""
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the concentrations."""
        return self._dirichlet.rsample(sample_shape)[..., 0]

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        return self._dirichlet.log_prob(joining.stack([value, 1.0 - value], -1))

    def entropy(self) -> Any:
        """The entropy."""
        return self._dirichlet.entropy()
