"""Distributions of counts: binomial, negative binomial, one-hot categorical and multinomial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import grad_mode
from engine.torch import random
from engine.torch.distributions.constraint import (
    Constraint,
    GreaterThanEq,
    HalfOpenInterval,
    IntegerInterval,
    counts_up_to,
    independent,
    interval,
    one_hot,
    real,
    simplex,
    whole,
)
from engine.torch.distributions.discrete import Categorical, Shaped, check_one_given
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.gamma_family import Gamma
from engine.torch.distributions.utils import broadcast_all
from engine.torch.nn import activations, embeddings
from engine.torch.routines import creation


class _OfTrials(Shaped):
    """The base of distributions given a number of trials and the probability of success.

    Attributes:
        total_count: the number.
    """

    def __init__(
        self,
        total_count: Any = 1,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        check_one_given(probs, logits)
        name, given = ("probs", probs) if logits is None else ("logits", logits)
        count, parameter = broadcast_all(total_count, given)
        self.total_count = count.type_as(parameter)
        self.__dict__[name] = parameter
        super().__init__(parameter.shape, validate_args=validate_args)


class Binomial(_OfTrials):
    """The binomial distribution: the number of successes in ``total_count`` independent trials."""

    has_enumerate_support = True

    arg_constraints: Mapping[str, Constraint] = {
        "total_count": whole(),
        "probs": interval(0.0, 1.0),
        "logits": real(),
    }

    @property
    def support(self) -> Constraint:
        """From 0 to the number of trials."""
        return IntegerInterval(0, self.total_count)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        """The mode."""
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        shape = self._extended_shape(sample_shape)
        with grad_mode.no_grad():
            return random.binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        count, logits = self.total_count, self.logits
        positive = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2
        rest = count * positive + count * (-logits.abs()).exp().log1p() - (count + 1).lgamma()
        return value * logits - (value + 1).lgamma() - (count - value + 1).lgamma() - rest

    def entropy(self) -> Any:
        """The entropy.

        Raises:
            NotImplementedError: numbers of trials that differ.
        """
        self._check_alike("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def _check_alike(self, asked: str) -> int:
        """The number of trials, which has to be the same for all."""
        count = int(self.total_count.max())
        if int(self.total_count.min()) != count:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{asked}`.")
        return count

    def enumerate_support(self, expand: bool = True) -> Any:
        """All counts.

        Raises:
            NotImplementedError: numbers of trials that differ.
        """
        count = self._check_alike("enumerate_support")
        values: Any = creation.arange(1 + count, dtype=self.total_count.dtype)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class NegativeBinomial(_OfTrials):
    """The negative binomial distribution: the successes before ``total_count`` failures."""

    def __init__(
        self,
        total_count: Any,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        super().__init__(total_count, probs, logits, validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "total_count": GreaterThanEq(0),
        "probs": HalfOpenInterval(0.0, 1.0),
        "logits": real(),
    }

    support: Constraint = whole()

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Any:
        """The mode."""
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples: Poisson, at rates drawn from a gamma distribution."""
        rates = Gamma(self.total_count, (-self.logits).exp(), False)
        with grad_mode.no_grad():
            return random.poisson(rates.sample(sample_shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        count, logsigmoid = self.total_count, activations.logsigmoid
        of_each: Any = count * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        ways = -(count + value).lgamma() + (1.0 + value).lgamma() + count.lgamma()
        return of_each - ways.masked_fill(count + value == 0.0, 0.0)


class _OfCategories(Distribution):
    """The base of distributions of vectors with an element for each category."""

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        self._categorical = Categorical(probs, logits)
        self._event_shape = self._categorical.probs.shape[-1:]
        super().__init__(self._categorical.batch_shape, validate_args=validate_args)

    arg_constraints: Mapping[str, Constraint] = {
        "probs": simplex(),
        "logits": independent(real(), 1),
    }

    @property
    def probs(self) -> Any:
        """The probabilities."""
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        """The logarithms of the probabilities."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        """The shape of the probabilities."""
        return self._categorical.param_shape


class OneHotCategorical(_OfCategories):
    """The one-hot categorical distribution: a category as a one-hot vector."""

    has_enumerate_support = True

    support: Constraint = one_hot()

    @property
    def mean(self) -> Any:
        """The probabilities."""
        return self.probs

    @property
    def mode(self) -> Any:
        """The mode: the one-hot vector of the most probable category."""
        return self._rows(self.probs.argmax(-1))

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        return self.probs * (1 - self.probs)

    def _rows(self, places: Any) -> Any:
        rows: Any = embeddings.one_hot(places, self._event_shape[0])
        return rows.to(self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        return self._rows(self._categorical.sample(sample_shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values: the one-hot vectors."""
        count, batch = self._event_shape[0], self._batch_shape
        rows: Any = creation.eye(count, dtype=self.probs.dtype)
        rows = rows.view((count, *(1,) * len(batch), count))
        return rows.expand((count, *batch, count)) if expand else rows

    def entropy(self) -> Any:
        """The entropy."""
        return self._categorical.entropy()


class Multinomial(_OfCategories):
    """The multinomial distribution: the count of each category in ``total_count`` draws."""

    def __init__(
        self,
        total_count: int = 1,
        probs: Any = None,
        logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        super().__init__(probs, logits, validate_args)

    @property
    def support(self) -> Constraint:
        """Vectors of counts that sum to ``total_count``."""
        count = self.total_count
        return counts_up_to(count)

    @property
    def mean(self) -> Any:
        """The mean counts."""
        return self.probs * self.total_count

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples."""
        drawn = self._categorical.sample((self.total_count, *sample_shape))
        places = drawn.permute(*range(1, drawn.ndim), 0)
        counts: Any = creation.zeros(self._extended_shape(sample_shape), dtype=drawn.dtype)
        counts.scatter_add_(-1, places, creation.ones_like(places))
        return counts.type_as(self.probs)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability mass."""
        self._check_value(value)
        logits, value = broadcast_all(self.logits, value)
        logits = logits.clone()
        logits[(value == 0) & (logits == -float("inf"))] = 0
        ways = (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1)
        return ways + (logits * value).sum(-1)

    def entropy(self) -> Any:
        """The entropy."""
        count: Any = creation.tensor(self.total_count)
        single = count * self._categorical.entropy() - (count + 1).lgamma()
        binomial = Binomial(self.total_count, self.probs)
        counts = binomial.enumerate_support(False)[1:]
        chances = binomial.log_prob(counts).exp()
        return single + (chances * (counts + 1).lgamma()).sum((0, -1))
