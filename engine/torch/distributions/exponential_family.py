"""The exponential family of distributions.

Source: torch.distributions.ExponentialFamily, PyTorch 2.13; Nielsen and Nock 2010, Entropies and
cross-entropies of exponential families.
"""

from __future__ import annotations

from typing import Any

from engine.torch.autograd import grad
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.utils import sum_last


class ExponentialFamily(Distribution):
    """The base of exponential families: entropy and divergence follow from the log normalizer."""

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> Any:
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self) -> float:
        raise NotImplementedError

    def _normalized(self) -> tuple[list[Any], Any, Any]:
        """The natural parameters, detached; the log normalizer at them and its gradients."""
        params = [each.detach()._with_grad_required() for each in self._natural_params]
        normalizer = self._log_normalizer(*params)
        return params, normalizer, grad(normalizer.sum(), params, create_graph=True)

    def entropy(self) -> Any:
        """The entropy."""
        measure: Any = -self._mean_carrier_measure
        params, normalizer, slopes = self._normalized()
        result = measure + normalizer
        for param, slope in zip(params, slopes):
            result = result - (param * slope).reshape((*self._batch_shape, -1)).sum(-1)
        return result


def divergence(p: ExponentialFamily, q: ExponentialFamily) -> Any:
    """The KL divergence, as the Bregman divergence of the log normalizer.

    Raises:
        NotImplementedError: distributions of different families.
    """
    if type(p) is not type(q):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot"
            "                             be computed using Bregman divergences"
        )
    params, normalizer, slopes = p._normalized()
    result = q._log_normalizer(*q._natural_params) - normalizer
    for own, other, slope in zip(params, q._natural_params, slopes):
        result = result - sum_last((other - own) * slope, len(q.event_shape))
    return result
