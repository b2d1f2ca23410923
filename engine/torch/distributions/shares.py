"""Distributions of positive amounts and of shares: gamma, beta and Dirichlet.

Their samples are missing: PyTorch draws them by rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import MissingOperationError
from engine.torch import joining
from engine.torch.distributions.distribution import (
    Constraint,
    Distribution,
    at_least_0,
    broadcast_all,
    interval,
    positive,
    simplex,
)
from engine.torch.nn import normalization


class _Unsampled(Distribution):
    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Not there.

        Raises:
            NotImplementedError: always.
        """
        raise MissingOperationError(
            f"Gradwalk draws no samples from torch.distributions.{type(self).__name__}"
        )


class Gamma(_Unsampled):
    """The sum of waiting times."""

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(self.concentration.shape, validate_args)

    def _constraints(self) -> Mapping[str, Constraint]:
        return {"concentration": positive(), "rate": positive()}

    @property
    def support(self) -> Constraint:
        """0 or more."""
        return at_least_0()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration / self.rate

    @property
    def mode(self) -> Any:
        """The likeliest value."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Any:
        """The mean square of the distance from the mean."""
        return self.concentration / self.rate.pow(2)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        self._check_value(value)
        shape, rate = self.concentration, self.rate
        return shape.xlogy(rate) + (shape - 1).xlogy(value) - rate * value - shape.lgamma()

    def entropy(self) -> Any:
        """The entropy."""
        shape = self.concentration
        return shape - self.rate.log() + shape.lgamma() + (1.0 - shape) * shape.digamma()


class Dirichlet(_Unsampled):
    """Rows of shares that sum to 1."""

    def __init__(self, concentration: Any, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        self._event_shape = concentration.shape[-1:]
        super().__init__(concentration.shape[:-1], validate_args)

    def _constraints(self) -> Mapping[str, Constraint]:
        return {"concentration": positive()}

    @property
    def support(self) -> Constraint:
        """Rows of shares."""
        return simplex()

    @property
    def mean(self) -> Any:
        """The mean shares."""
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Any:
        """The likeliest shares."""
        above = (self.concentration - 1).clamp(min=0.0)
        modes = above / above.sum(-1, True)
        is_flat = (self.concentration < 1).all(-1)
        if bool(is_flat.any()):
            largest: Any = normalization.one_hot(modes[is_flat].argmax(-1), above.shape[-1])
            modes[is_flat] = largest.to(modes)
        return modes

    @property
    def variance(self) -> Any:
        """The mean squares of the distances from the mean."""
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
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


class Beta(_Unsampled):
    """A share, by the weights of itself and of the rest."""

    def __init__(
        self, concentration1: Any, concentration0: Any, validate_args: bool | None = None
    ) -> None:
        both = broadcast_all(concentration1, concentration0)
        self._dirichlet = Dirichlet(joining.stack(both, -1), validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args)

    def _constraints(self) -> Mapping[str, Constraint]:
        return {"concentration1": positive(), "concentration0": positive()}

    @property
    def support(self) -> Constraint:
        """From 0 to 1."""
        return interval(0.0, 1.0)

    @property
    def concentration1(self) -> Any:
        """The weight of the share."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Any:
        """The weight of the rest."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Any:
        """The mean share."""
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Any:
        """The likeliest share."""
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Any:
        """The mean square of the distance from the mean."""
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        self._check_value(value)
        return self._dirichlet.log_prob(joining.stack([value, 1.0 - value], -1))

    def entropy(self) -> Any:
        """The entropy."""
        return self._dirichlet.entropy()
