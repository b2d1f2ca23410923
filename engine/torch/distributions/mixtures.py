"""Mixtures of distributions of one family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.torch.distributions.constraint import Constraint, MixtureSameFamilyConstraint
from engine.torch.distributions.discrete import Categorical
from engine.torch.distributions.distribution import Distribution


class MixtureSameFamily(Distribution):
    """A mixture of distributions of one family: each sample is of a component drawn at random.

    Attributes:
        mixture_distribution: says which.
        component_distribution: all of them, along the last dimension of its batch.
    """

    def __init__(
        self,
        mixture_distribution: Any,
        component_distribution: Any,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(
                " The Mixture distribution needs to be an  instance of "
                "torch.distributions.Categorical"
            )
        if not isinstance(component_distribution, Distribution):
            raise ValueError(
                "The Component distribution needs to be an instance of "
                "torch.distributions.Distribution"
            )
        asked = mixture_distribution.logits.shape[-1]
        given = component_distribution.batch_shape[-1]
        if asked != given:
            raise ValueError(
                f"`mixture_distribution component` ({asked}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({given})"
            )
        self.component_distribution: Any = component_distribution
        self.mixture_distribution = mixture_distribution
        self._event_shape = component_distribution.event_shape
        self._event_ndims = len(self._event_shape)
        super().__init__(component_distribution.batch_shape[:-1], validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {}

    def __repr__(self) -> str:
        return (
            f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"
        )

    @property
    def support(self) -> Constraint:
        """The support of the components."""
        return MixtureSameFamilyConstraint(self.component_distribution.support)

    def _weights(self) -> Any:
        probs = self.mixture_distribution.probs
        return probs.reshape(*probs.shape, *(1,) * self._event_ndims)

    def _with_components(self, value: Any) -> Any:
        return value.unsqueeze(-1 - self._event_ndims)

    @property
    def mean(self) -> Any:
        """The mean of the mixture."""
        return (self._weights() * self.component_distribution.mean).sum(-1 - self._event_ndims)

    @property
    def variance(self) -> Any:
        """The variance: the mean of the components' variances plus the variance of their means."""
        weights, dim = self._weights(), -1 - self._event_ndims
        inside = (weights * self.component_distribution.variance).sum(dim)
        distances = self.component_distribution.mean - self._with_components(self.mean)
        return inside + (weights * distances.pow(2.0)).sum(dim)

    def cdf(self, value: Any) -> Any:
        """The cumulative distribution function."""
        shares = self.component_distribution.cdf(self._with_components(value))
        return (shares * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability density or mass."""
        self._check_value(value)
        of_each = self.component_distribution.log_prob(self._with_components(value))
        weights: Any = self.mixture_distribution.logits
        return (of_each + weights.log_softmax(-1)).logsumexp(-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples: drawn from all components, of which one is selected each time."""
        with grad_mode.no_grad():
            which: Any = self.mixture_distribution.sample(sample_shape)
            drawn: Any = self.component_distribution.sample(sample_shape)
            dim = len(sample_shape) + len(self._batch_shape)
            places = which.reshape(*which.shape, *(1,) * (self._event_ndims + 1))
            places = places.repeat(*(1,) * (which.ndim + 1), *self._event_shape)
            return drawn.gather(dim, places).squeeze(dim)
