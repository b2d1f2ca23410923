"""How far distributions are from each other.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.multivariate import Independent
from engine.torch.distributions.rates import Exponential, Laplace, LogNormal, Poisson
from engine.torch.distributions.shares import Beta, Dirichlet, Gamma
from engine.torch.nn import activations


def _of_normals(p: Normal, q: Normal) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    distance = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + distance - 1 - ratio.log())


def _of_uniforms(p: Uniform, q: Uniform) -> Any:
    result = ((q.high - q.low) / (p.high - p.low)).log()
    result[(q.low > p.low) | (q.high < p.high)] = math.inf
    return result


def _of_categoricals(p: Categorical, q: Categorical) -> Any:
    terms = p.probs * (p.logits - q.logits)
    terms[(q.probs == 0).expand_as(terms)] = math.inf
    terms[(p.probs == 0).expand_as(terms)] = 0
    return terms.sum(-1)


def _of_bernoullis(p: Bernoulli, q: Bernoulli) -> Any:
    softplus: Any = activations.softplus
    of_one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    of_one[q.probs == 0] = math.inf
    of_one[p.probs == 0] = 0
    of_none = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    of_none[q.probs == 1] = math.inf
    of_none[p.probs == 1] = 0
    return of_one + of_none


def _of_exponentials(p: Exponential, q: Exponential) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


def _of_poissons(p: Poisson, q: Poisson) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


def _of_laplaces(p: Laplace, q: Laplace) -> Any:
    ratio = p.scale / q.scale
    distance = (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * (-distance / p.scale).exp() - 1


def _of_gammas(p: Gamma, q: Gamma) -> Any:
    rates = q.concentration * (p.rate / q.rate).log()
    constants = q.concentration.lgamma() - p.concentration.lgamma()
    means = (p.concentration - q.concentration) * p.concentration.digamma()
    return rates + constants + means + (q.rate - p.rate) * (p.concentration / p.rate)


def _of_dirichlets(p: Dirichlet, q: Dirichlet) -> Any:
    total = p.concentration.sum(-1)
    totals = total.lgamma() - q.concentration.sum(-1).lgamma()
    constants = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
    means = p.concentration.digamma() - total.digamma().unsqueeze(-1)
    return totals - constants + ((p.concentration - q.concentration) * means).sum(-1)


def _of_betas(p: Beta, q: Beta) -> Any:
    return _of_dirichlets(p._dirichlet, q._dirichlet)


def _of_log_normals(p: LogNormal, q: LogNormal) -> Any:
    return _of_normals(p.base_dist, q.base_dist)


def _of_independents(p: Independent, q: Independent) -> Any:
    return p.summed(kl_divergence(p.base_dist, q.base_dist))


_RULES: dict[type[Distribution], Callable[[Any, Any], Any]] = {
    Normal: _of_normals,
    Uniform: _of_uniforms,
    Categorical: _of_categoricals,
    Bernoulli: _of_bernoullis,
    Exponential: _of_exponentials,
    Poisson: _of_poissons,
    Laplace: _of_laplaces,
    LogNormal: _of_log_normals,
    Gamma: _of_gammas,
    Dirichlet: _of_dirichlets,
    Beta: _of_betas,
    Independent: _of_independents,
}


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The mean, over what ``p`` gives, of how much likelier it is by ``p`` than by ``q``.

    Raises:
        NotImplementedError: distributions of different kinds.
    """
    rule = _RULES.get(type(p))
    if rule is None or type(p) is not type(q):
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
            f"{type(q).__name__}"
        )
    return rule(p, q)
