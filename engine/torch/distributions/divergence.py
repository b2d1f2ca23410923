"""How far distributions are from each other.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch import linalg
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
from engine.torch.distributions.transformed import Cauchy, Gumbel
from engine.torch.nn import activations

_EULER = 0.57721566490153286060


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
    odds = p.probs * (p.logits - q.logits)
    return p.total_count * (odds + (-p.probs).log1p() - (-q.probs).log1p())


def _of_cauchys(p: Cauchy, q: Cauchy) -> Any:
    squares = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return squares.log() - (4 * p.scale * q.scale).log()


def _of_half_normals(p: HalfNormal, q: HalfNormal) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio - 1 - ratio.log())


def _of_one_hots(p: OneHotCategorical, q: OneHotCategorical) -> Any:
    return _of_categoricals(p._categorical, q._categorical)


def _of_gumbels(p: Gumbel, q: Gumbel) -> Any:
    ratio = p.scale / q.scale
    distance = (p.loc - q.loc) / q.scale
    tails = ((1 + ratio).lgamma() - distance).exp()
    return -ratio.log() + distance + ratio * _EULER + tails - (1 + _EULER)


def _of_vectors(p: MultivariateNormal, q: MultivariateNormal) -> Any:
    ours, theirs = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    half_log_dets = _half_log_det(theirs) - _half_log_det(ours)
    spread: Any = linalg.solve_triangular(theirs, ours, upper=False)
    distance: Any = linalg.solve_triangular(theirs, (q.loc - p.loc).unsqueeze(-1), upper=False)
    squares = spread.pow(2).sum((-2, -1)) + distance.pow(2).sum((-2, -1))
    return half_log_dets + 0.5 * (squares - p.event_shape[0])


def _half_log_det(factor: Any) -> Any:
    return factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def _normal_by_laplace(p: Normal, q: Laplace) -> Any:
    distance, ratio = p.loc - q.loc, p.scale / q.scale
    off = distance / p.scale
    near = math.sqrt(2 / math.pi) * p.scale * (-0.5 * off.pow(2)).exp()
    far = distance * (math.sqrt(0.5) * off).erf()
    return -ratio.log() + (near + far) / q.scale - 0.5 * (1 + math.log(0.5 * math.pi))


def _laplace_by_normal(p: Laplace, q: Normal) -> Any:
    ratio = p.scale.pow(2) / q.scale.pow(2)
    squares = 0.5 * (p.loc - q.loc).pow(2)
    return -0.5 * (2 * ratio / math.pi).log() + ratio + squares / q.scale.pow(2) - 1


def _normal_by_gumbel(p: Normal, q: Gumbel) -> Any:
    distance, ratio = (p.loc - q.loc) / q.scale, (p.scale / q.scale).pow(2)
    tails = (-distance + 0.5 * ratio).exp()
    return -0.5 * ratio.log() + distance + tails - 0.5 * (1 + math.log(2 * math.pi))


def _uniform_by_normal(p: Uniform, q: Normal) -> Any:
    width = p.high - p.low
    squares = width.pow(2) / 12 + ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return (math.sqrt(2 * math.pi) * q.scale / width).log() + 0.5 * squares / q.scale.pow(2)


def _exponential_by_gamma(p: Exponential, q: Gamma) -> Any:
    ratio = q.rate / p.rate
    constants = q.concentration.lgamma() + q.concentration * _EULER - (1 + _EULER)
    return -q.concentration * ratio.log() + ratio + constants


def _gamma_by_exponential(p: Gamma, q: Exponential) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate


def _exponential_by_normal(p: Exponential, q: Normal) -> Any:
    square = p.rate.pow(2)
    logs = 0.5 * (square * q.scale.pow(2) * 2 * math.pi).log()
    squares = 1 / square - q.loc / p.rate + 0.5 * q.loc.pow(2)
    return logs - 1 + squares / q.scale.pow(2)


_MIXED: dict[tuple[type[Distribution], type[Distribution]], Callable[[Any, Any], Any]] = {
    (Normal, Laplace): _normal_by_laplace,
    (Laplace, Normal): _laplace_by_normal,
    (Normal, Gumbel): _normal_by_gumbel,
    (Uniform, Normal): _uniform_by_normal,
    (Exponential, Gamma): _exponential_by_gamma,
    (Gamma, Exponential): _gamma_by_exponential,
    (Exponential, Normal): _exponential_by_normal,
}

_RULES: dict[type[Distribution], Callable[[Any, Any], Any]] = {
    Binomial: _of_binomials,
    Cauchy: _of_cauchys,
    Geometric: _of_geometrics,
    Gumbel: _of_gumbels,
    HalfNormal: _of_half_normals,
    MultivariateNormal: _of_vectors,
    OneHotCategorical: _of_one_hots,
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
    kinds = type(p), type(q)
    rule = _RULES.get(type(p)) if kinds[0] is kinds[1] else _MIXED.get(kinds)
    if rule is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
            f"{type(q).__name__}"
        )
    return rule(p, q)
