"""Continuous relaxations of discrete distributions, through whose samples gradients flow.

Source: Maddison et al. 2017; Jang et al. 2017; Bengio et al. 2013.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.torch import random
from engine.torch.distributions.constraint import Constraint, independent, interval, real, simplex
from engine.torch.distributions.counts import OneHotCategorical
from engine.torch.distributions.discrete import Categorical, OfChance, check_one_given
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.transformed import TransformedDistribution
from engine.torch.distributions.transforms import ExpTransform, SigmoidTransform
from engine.torch.distributions.utils import (
    broadcast_all,
    clamp_probs,
)
from engine.torch.routines import creation


class LogitRelaxedBernoulli(OfChance):
    """The log-odds of a relaxed Bernoulli variable.

    Attributes:
        temperature: the temperature of the relaxation; small ones give values close to 0 and 1.
    """

    has_rsample = True

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        check_one_given(probs, logits)
        self.temperature = temperature
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        (parameter,) = broadcast_all(given)
        self.__dict__[name] = parameter
        super().__init__(parameter.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"probs": interval(0.0, 1.0), "logits": real()}

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The distribution expanded to a batch shape, with the same temperature."""
        made = super().expand(batch_shape, _instance)
        made.temperature = self.temperature
        return made

    support: Constraint = real()

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples, differentiable in the probability."""
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        uniforms = clamp_probs(random.rand(shape, dtype=probs.dtype))
        noise = uniforms.log() - (-uniforms).log1p()
        return (noise + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        distance = logits - value.mul(self.temperature)
        return self.temperature.log() + distance - 2 * distance.exp().log1p()


class _Relaxed(TransformedDistribution):
    """The base of relaxed distributions: a transform of a distribution of real numbers."""

    has_rsample = True

    @property
    def temperature(self) -> Any:
        """The temperature of the relaxation."""
        return self._base.temperature

    @property
    def probs(self) -> Any:
        """The probabilities."""
        return self._base.probs

    @property
    def logits(self) -> Any:
        """The log-probabilities, or the log-odds."""
        return self._base.logits

    @property
    def _base(self) -> Any:
        return self.base_dist


class RelaxedBernoulli(_Relaxed):
    """The relaxed Bernoulli distribution: values in (0, 1), close to 0 or 1 at low temperature."""

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args)

    arg_constraints: Mapping[str, Constraint] = {"probs": interval(0.0, 1.0), "logits": real()}

    support: Constraint = interval(0.0, 1.0)


class ExpRelaxedCategorical(Distribution):
    """The logarithm of a relaxed one-hot categorical variable.

    Attributes:
        temperature: the temperature of the relaxation.
    """

    has_rsample = True

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        self._categorical = Categorical(probs, logits)
        self.temperature = temperature
        self._event_shape = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "probs": simplex(),
        "logits": independent(real(), 1),
    }

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The distribution expanded to a batch shape, with the same temperature."""
        made = super().expand(batch_shape, _instance)
        made.temperature = self.temperature
        return made

    support: Constraint = independent(real(), 1)

    @property
    def probs(self) -> Any:
        """The probabilities."""
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        """The normalized log-probabilities."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        """The shape of the probabilities."""
        return self._categorical.param_shape

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Reparameterized samples (Gumbel-softmax), differentiable in the probabilities."""
        shape = self._extended_shape(sample_shape)
        uniforms = clamp_probs(random.rand(shape, dtype=self.logits.dtype))
        gumbels = -((-(uniforms.log())).log())
        scores = (self.logits + gumbels) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density."""
        count = self._event_shape[0]
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        counts: Any = creation.full_like(self.temperature, float(count))
        scale = counts.lgamma() - self.temperature.log().mul(-(count - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(_Relaxed):
    """The relaxed one-hot categorical (Gumbel-softmax, Concrete) distribution."""

    def __init__(
        self,
        temperature: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args)
        super().__init__(base, ExpTransform(), validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "probs": simplex(),
        "logits": independent(real(), 1),
    }

    support: Constraint = simplex()


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """The one-hot categorical distribution with the straight-through gradient estimator."""

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples; the gradient passes straight through to the probabilities."""
        drawn = self.sample(sample_shape)
        return drawn + (self.probs - self.probs.detach())
