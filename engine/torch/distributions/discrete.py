"""Distributions of countable values, by probabilities or their logarithms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import (
    Constraint,
    boolean,
    independent,
    interval,
    real,
    simplex,
    whole_below,
)
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.exponential_family import ExponentialFamily
from engine.torch.distributions.utils import (
    broadcast_all,
    lazy_property,
    logits_to_probs,
    probs_to_logits,
)
from engine.torch.nn import classification
from engine.torch.routines import creation, dimensions


def check_one_given(probs: Any, logits: Any) -> None:
    """Check that either probabilities or their logarithms are given.

    Raises:
        ValueError: both are, or none.
    """
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class OfChance(Distribution):
    """The base of distributions given ``probs`` or ``logits``, of which the other follows."""

    @lazy_property
    def probs(self) -> Any:
        """The probability."""
        return logits_to_probs(self.logits, is_binary=True)

    @lazy_property
    def logits(self) -> Any:
        """The log-odds, log(p / (1 - p))."""
        return probs_to_logits(self.probs, is_binary=True)


class Shaped(OfChance):
    """The base of distributions that tell the shape of their probabilities."""

    @property
    def param_shape(self) -> Any:
        """The shape of the probabilities."""
        return self._batch_shape


class Bernoulli(Shaped, ExponentialFamily):
    """The Bernoulli distribution: 1 with probability p, else 0."""

    has_enumerate_support = True

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one_given(probs, logits)
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        (parameter,) = broadcast_all(given)
        self.__dict__[name] = parameter
        super().__init__(parameter.shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {"probs": interval(0.0, 1.0), "logits": real()}

    support: Constraint = boolean()

    def enumerate_support(self, expand: bool = True) -> Any:
        """Both values, for the whole batch or as they are."""
        values: Any = creation.arange(2, dtype=self.probs.dtype)
        values = values.view(-1, *(1 for _ in self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values

    @property
    def mean(self) -> Any:
        """The probability of 1."""
        return self.probs

    @property
    def mode(self) -> Any:
        """The mode: nan where both are equally probable."""
        mode = (self.probs >= 0.5).to(self.probs)
        mode[self.probs == 0.5] = math.nan
        return mode

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        with grad_mode.no_grad():
            return random.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        loss: Any = classification.binary_cross_entropy_with_logits(logits, value, reduction="none")
        return -loss

    def entropy(self) -> Any:
        """The entropy."""
        return classification.binary_cross_entropy_with_logits(
            self.logits, self.probs, reduction="none"
        )


class Categorical(Distribution):
    """The categorical distribution over 0, 1, ...; the last dimension holds the probabilities."""

    has_enumerate_support = True

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one_given(probs, logits)
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        if given.dim() < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        if logits is None:
            self.__dict__[name] = probs / probs.sum(-1, keepdim=True)
        else:
            self.__dict__[name] = logits - logits.logsumexp(-1, keepdim=True)
        self._event_count = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "probs": simplex(),
        "logits": independent(real(), 1),
    }

    @property
    def support(self) -> Constraint:
        """The indices of the categories."""
        return whole_below(self._event_count)

    @lazy_property
    def probs(self) -> Any:
        """The probabilities."""
        return logits_to_probs(self.logits)

    @lazy_property
    def logits(self) -> Any:
        """The normalized log-probabilities."""
        return probs_to_logits(self.probs)

    @property
    def param_shape(self) -> Any:
        """The shape of the probabilities."""
        return (self.probs if "probs" in self.__dict__ else self.logits).shape

    @property
    def mean(self) -> Any:
        """There is none: nan."""
        return creation.full(self._batch_shape, math.nan, dtype=self.probs.dtype)

    variance = mean

    @property
    def mode(self) -> Any:
        """The mode: the most probable category."""
        return self.probs.argmax(dim=-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        rows = self.probs.reshape(-1, self._event_count)
        with grad_mode.no_grad():
            drawn: Any = random.multinomial(rows, math.prod(sample_shape), True)
            return drawn.T.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        places: Any = value.long().unsqueeze(-1)
        broadcast: Any = dimensions.broadcast_tensors(places, self.logits)
        places, logits = broadcast
        return logits.gather(-1, places[..., :1]).squeeze(-1)

    def entropy(self) -> Any:
        """The entropy."""
        logits = self.logits.clamp(min=float(np.finfo(self.logits._data.dtype).min))
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values."""
        values: Any = creation.arange(self._event_count)
        values = values.view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values
