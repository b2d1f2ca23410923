"""How far distributions are from each other.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions import unlike
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.counts import Binomial, OneHotCategorical
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.multivariate import Independent, MultivariateNormal
from engine.torch.distributions.rates import (
    Exponential,
    Geometric,
    HalfNormal,
    Laplace,
    LogNormal,
    Poisson,
)
from engine.torch.distributions.shares import Beta, Dirichlet, Gamma
from engine.torch.distributions.transformed import Cauchy, Pareto
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


def _of_geometrics(p: Geometric, q: Geometric) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


def _of_binomials(p: Binomial, q: Binomial) -> Any:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented"
        )
    of_each = p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p()
    return (p.total_count * of_each).masked_fill(p.total_count > q.total_count, math.inf)


def _of_halves(p: HalfNormal, q: HalfNormal) -> Any:
    return _of_normals(p.base_dist, q.base_dist)


def _of_one_hots(p: OneHotCategorical, q: OneHotCategorical) -> Any:
    return _of_categoricals(p._categorical, q._categorical)


def _of_cauchys(p: Cauchy, q: Cauchy) -> Any:
    distance = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return distance.log() - (4 * p.scale * q.scale).log()


def _of_paretos(p: Pareto, q: Pareto) -> Any:
    alphas = q.alpha / p.alpha
    result = q.alpha * (p.scale / q.scale).log() - alphas.log() + alphas - 1
    return result.masked_fill(p.scale < q.scale, math.inf)


def _of_multivariate_normals(p: MultivariateNormal, q: MultivariateNormal) -> Any:
    return p.divergence_from(q)


_OF_ALIKE: dict[type, Callable[[Any, Any], Any]] = {
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
    Geometric: _of_geometrics,
    Binomial: _of_binomials,
    HalfNormal: _of_halves,
    OneHotCategorical: _of_one_hots,
    Cauchy: _of_cauchys,
    Pareto: _of_paretos,
    MultivariateNormal: _of_multivariate_normals,
}
_RULES = {(kind, kind): rule for kind, rule in _OF_ALIKE.items()} | unlike.OF_PAIRS


def register_kl(type_p: Any, type_q: Any) -> Callable[[Any], Any]:
    """Let a function tell how far distributions of one kind are from those of another."""

    def register(function: Any) -> Any:
        _RULES[type_p, type_q] = function
        return function

    return register


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The mean, over what ``p`` gives, of how much likelier it is by ``p`` than by ``q``.

    Raises:
        NotImplementedError: kinds of distributions for which nobody has told how.
    """
    kinds_of_p, kinds_of_q = type(p).__mro__, type(q).__mro__
    known = [(a, b) for a, b in _RULES if a in kinds_of_p and b in kinds_of_q]
    if not known:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
            f"{type(q).__name__}"
        )
    nearest = min(known, key=lambda pair: (kinds_of_p.index(pair[0]), kinds_of_q.index(pair[1])))
    return _RULES[nearest](p, q)
