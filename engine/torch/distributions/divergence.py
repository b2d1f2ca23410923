"""Kullback-Leibler divergences between distributions.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions import low_rank, unlike, unlike_bounded
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.counts import Binomial, OneHotCategorical
from engine.torch.distributions.discrete import Bernoulli, Categorical
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.exponential_family import ExponentialFamily, divergence
from engine.torch.distributions.gamma_family import Beta, Dirichlet, Gamma
from engine.torch.distributions.multivariate import Independent, MultivariateNormal
from engine.torch.distributions.rates import (
    Exponential,
    Geometric,
    Halved,
    Laplace,
    LogNormal,
    Poisson,
)
from engine.torch.distributions.transformed import Cauchy, Pareto, TransformedDistribution
from engine.torch.distributions.utils import sum_last
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
    parts = -ratio.log(), distance / q.scale, ratio * (-distance / p.scale).exp()
    return parts[0] + parts[1] + parts[2] - 1


def _of_gammas(p: Gamma, q: Gamma) -> Any:
    rates = q.concentration * (p.rate / q.rate).log()
    constants = q.concentration.lgamma() - p.concentration.lgamma()
    means = (p.concentration - q.concentration) * p.concentration.digamma()
    rest = (q.rate - p.rate) * (p.concentration / p.rate)
    return rates + constants + means + rest


def _of_dirichlets(p: Dirichlet, q: Dirichlet) -> Any:
    total = p.concentration.sum(-1)
    total_of_q = q.concentration.sum(-1)
    totals = total.lgamma() - total_of_q.lgamma()
    constants = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
    steps = p.concentration - q.concentration
    means = p.concentration.digamma() - total.digamma().unsqueeze(-1)
    return totals - constants + (steps * means).sum(-1)


def _of_betas(p: Beta, q: Beta) -> Any:
    totals = [each.concentration1 + each.concentration0 for each in (p, q)]
    of_q, of_p = (
        each.concentration1.lgamma() + each.concentration0.lgamma() + total.lgamma()
        for each, total in zip((q, p), totals)
    )
    means = [
        (p.concentration1 - q.concentration1) * p.concentration1.digamma(),
        (p.concentration0 - q.concentration0) * p.concentration0.digamma(),
        (totals[1] - totals[0]) * totals[0].digamma(),
    ]
    return of_q - of_p + means[0] + means[1] + means[2]


def _of_log_normals(p: LogNormal, q: LogNormal) -> Any:
    return _of_normals(p.base_dist, q.base_dist)


def _of_independents(p: Independent, q: Independent) -> Any:
    return p._summed(kl_divergence(p.base_dist, q.base_dist))


def _of_geometrics(p: Geometric, q: Geometric) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


def _of_binomials(p: Binomial, q: Binomial) -> Any:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented"
        )
    of_each = p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p()
    result = p.total_count * of_each
    result[p.total_count > q.total_count] = math.inf
    return result


def _of_halves(p: Halved, q: Halved) -> Any:
    return kl_divergence(p.base_dist, q.base_dist)


def _of_transformed(p: TransformedDistribution, q: TransformedDistribution) -> Any:
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    of_bases = kl_divergence(p.base_dist, q.base_dist)
    return sum_last(of_bases, len(p.event_shape) - len(p.base_dist.event_shape))


def _of_one_hots(p: OneHotCategorical, q: OneHotCategorical) -> Any:
    return _of_categoricals(p._categorical, q._categorical)


def _of_cauchys(p: Cauchy, q: Cauchy) -> Any:
    distance = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return distance.log() - (4 * p.scale * q.scale).log()


def _of_paretos(p: Pareto, q: Pareto) -> Any:
    scales, alphas = p.scale / q.scale, q.alpha / p.alpha
    result = q.alpha * scales.log() + -alphas.log() + alphas - 1
    result[p.scale < q.scale] = math.inf
    return result


def _of_multivariate_normals(p: MultivariateNormal, q: MultivariateNormal) -> Any:
    return p._divergence_from(q)


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
    Halved: _of_halves,
    OneHotCategorical: _of_one_hots,
    Cauchy: _of_cauchys,
    Pareto: _of_paretos,
    TransformedDistribution: _of_transformed,
    MultivariateNormal: _of_multivariate_normals,
    ExponentialFamily: divergence,
}
_RULES: dict[tuple[type, type], Callable[[Any, Any], Any]] = {
    **{(kind, kind): rule for kind, rule in _OF_ALIKE.items()},
    **unlike.OF_PAIRS,
    **unlike_bounded.OF_PAIRS,
    **low_rank.OF_PAIRS,
}


def register_kl(type_p: Any, type_q: Any) -> Callable[[Any], Any]:
    """A decorator that registers the KL divergence between two kinds of distributions."""

    def register(function: Any) -> Any:
        _RULES[type_p, type_q] = function
        return function

    return register


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The Kullback-Leibler divergence KL(p || q).

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
