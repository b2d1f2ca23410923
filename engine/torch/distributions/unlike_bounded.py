"""KL divergences between distributions with bounded support and other kinds.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions.bounded import ContinuousBernoulli
from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.counts import Binomial
from engine.torch.distributions.discrete import Bernoulli
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.gamma_family import Beta, Gamma
from engine.torch.distributions.rates import Exponential, Laplace, Poisson
from engine.torch.distributions.transformed import Gumbel, Pareto
from engine.torch.routines import choosing, creation


def _bernoulli_by_poisson(p: Bernoulli, q: Poisson) -> Any:
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


def _by_continuous_bernoulli(p: Beta | Uniform, q: ContinuousBernoulli) -> Any:
    return -p.entropy() - p.mean * q.logits - (-q.probs).log1p() - q._log_norm()


def _uniform_by_continuous_bernoulli(p: Uniform, q: ContinuousBernoulli) -> Any:
    return _infinite_where((p.high >= 1.0) | (p.low <= 0.0), _by_continuous_bernoulli(p, q))


def _infinite_where(chosen: Any, result: Any) -> Any:
    infinite: Any = creation.ones_like(result)
    return choosing.where(chosen, infinite * math.inf, result)


def _of_continuous_bernoullis(p: ContinuousBernoulli, q: ContinuousBernoulli) -> Any:
    means = p.mean * (p.logits - q.logits)
    own, other = p._log_norm() + (-p.probs).log1p(), -q._log_norm() - (-q.probs).log1p()
    return means + own + other


def _continuous_bernoulli_by_exponential(p: ContinuousBernoulli, q: Exponential) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.mean


def _continuous_bernoulli_by_normal(p: ContinuousBernoulli, q: Normal) -> Any:
    own = -p.entropy()
    logs = 0.5 * (math.log(2.0 * math.pi) + (q.loc / q.scale).square()) + q.scale.log()
    squares = p.variance + p.mean.square() - 2.0 * q.loc * p.mean
    return own + logs + squares / (2.0 * q.scale.square())


def _continuous_bernoulli_by_uniform(p: ContinuousBernoulli, q: Uniform) -> Any:
    result = -p.entropy() + (q.high - q.low).log()
    return _infinite_where((q.low >= 0.0) | (q.high <= 1.0), result)


def _beta_by_exponential(p: Beta, q: Exponential) -> Any:
    mean = p.concentration1 / (p.concentration1 + p.concentration0)
    return -p.entropy() - q.rate.log() + q.rate * mean


def _of_gamma(q: Gamma) -> Any:
    """The logarithm of a gamma distribution's normalizing constant."""
    return q.concentration.lgamma() - q.concentration * q.rate.log()


def _beta_by_gamma(p: Beta, q: Gamma) -> Any:
    own, constants = -p.entropy(), _of_gamma(q)
    logs = p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma()
    means = q.rate * p.concentration1 / (p.concentration1 + p.concentration0)
    return own + constants - (q.concentration - 1) * logs + means


def _beta_by_normal(p: Beta, q: Normal) -> Any:
    mean = p.concentration1 / (p.concentration1 + p.concentration0)
    variance = q.scale.pow(2)
    own, logs = -p.entropy(), 0.5 * (variance * 2 * math.pi).log()
    spread = mean * (1 - mean) / (p.concentration1 + p.concentration0 + 1)
    squares = (spread + mean.pow(2)) * 0.5, q.loc * mean, q.loc.pow(2) * 0.5
    return own + logs + (squares[0] - squares[1] + squares[2]) / variance


def _beta_by_uniform(p: Beta, q: Uniform) -> Any:
    result = -p.entropy() + (q.high - q.low).log()
    result[(q.low > 0) | (q.high < 1)] = math.inf
    return result


def _pareto_by_exponential(p: Pareto, q: Exponential) -> Any:
    product = p.scale * q.rate
    logs, inverse = (p.alpha / product).log(), p.alpha.reciprocal()
    result = logs - inverse + p.alpha * product / (p.alpha - 1) - 1
    result[p.alpha <= 1] = math.inf
    return result


def _pareto_by_gamma(p: Pareto, q: Gamma) -> Any:
    mean_of_logs = p.scale.log() + p.alpha.reciprocal()
    own, constants = p.alpha.log() - mean_of_logs, _of_gamma(q)
    logs = (1 - q.concentration) * mean_of_logs
    means = q.rate * p.alpha * p.scale / (p.alpha - 1)
    result = own + constants + logs + means - 1
    result[p.alpha <= 1] = math.inf
    return result


def _pareto_by_normal(p: Pareto, q: Normal) -> Any:
    variance, part = 2 * q.scale.pow(2), p.scale / (p.alpha - 1)
    logs = (math.sqrt(2 * math.pi) * q.scale * p.alpha / p.scale).log()
    inverse = p.alpha.reciprocal()
    squares = p.alpha * part.pow(2) / (p.alpha - 2), (p.alpha * part - q.loc).pow(2)
    result = logs - inverse + (squares[0] + squares[1]) / variance - 1
    result[p.alpha <= 2] = math.inf
    return result


def _x_log_x(x: Any) -> Any:
    return x.xlogy(x)


def _uniform_by_beta(p: Uniform, q: Beta) -> Any:
    width = p.high - p.low
    logs = width.log()
    near = (q.concentration1 - 1) * (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    inside = _x_log_x(1 - p.high) - _x_log_x(1 - p.low) + width
    far = (q.concentration0 - 1) * inside / width
    gammas = q.concentration1.lgamma() + q.concentration0.lgamma()
    constants = gammas - (q.concentration1 + q.concentration0).lgamma()
    result = far + constants - logs - near
    result[(p.high > 1) | (p.low < 0)] = math.inf
    return result


def _uniform_by_exponential(p: Uniform, q: Exponential) -> Any:
    result = q.rate * (p.high + p.low) / 2 - ((p.high - p.low) * q.rate).log()
    result[p.low < 0] = math.inf
    return result


def _uniform_by_gamma(p: Uniform, q: Gamma) -> Any:
    width = p.high - p.low
    own, constants = width.log(), _of_gamma(q)
    logs = (1 - q.concentration) * (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    result = -own + constants + logs + q.rate * (p.high + p.low) / 2
    result[p.low < 0] = math.inf
    return result


def _uniform_by_gumbel(p: Uniform, q: Gumbel) -> Any:
    ratio = q.scale / (p.high - p.low)
    high, low = (p.high - q.loc) / q.scale, (p.low - q.loc) / q.scale
    logs = ratio.log() + 0.5 * (high + low)
    return logs - ratio * ((-high).exp() - (-low).exp())


def _uniform_by_pareto(p: Uniform, q: Pareto) -> Any:
    width = p.high - p.low
    logs = (q.alpha * q.scale.pow(q.alpha) * width).log()
    means = (_x_log_x(p.high) - _x_log_x(p.low) - width) / width
    result = means * (q.alpha + 1) - logs
    result[p.low < q.scale] = math.inf
    return result


def _infinite(name: str) -> Callable[[Any, Any], Any]:
    """Infinite, for a support outside the other kind's; ``name`` is of a parameter."""

    def of_pair(p: Any, q: Any) -> Any:
        return creation.full_like(getattr(p, name), math.inf)

    return of_pair


_BEYOND: dict[type[Distribution], tuple[str, tuple[type[Distribution], ...]]] = {
    Beta: ("concentration1", (Pareto,)),
    ContinuousBernoulli: ("probs", (Pareto,)),
    Exponential: ("rate", (Beta, ContinuousBernoulli, Pareto, Uniform)),
    Gamma: ("concentration", (Beta, ContinuousBernoulli, Pareto, Uniform)),
    Gumbel: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Laplace: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Normal: ("loc", (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    Pareto: ("scale", (Beta, ContinuousBernoulli, Uniform)),
    Poisson: ("rate", (Bernoulli, Binomial)),
}

OF_PAIRS: dict[tuple[type[Distribution], type[Distribution]], Callable[[Any, Any], Any]] = {
    **{(kind, q): _infinite(name) for kind, (name, kinds) in _BEYOND.items() for q in kinds},
    (Bernoulli, Poisson): _bernoulli_by_poisson,
    (Beta, ContinuousBernoulli): _by_continuous_bernoulli,
    (Beta, Exponential): _beta_by_exponential,
    (Beta, Gamma): _beta_by_gamma,
    (Beta, Normal): _beta_by_normal,
    (Beta, Uniform): _beta_by_uniform,
    (ContinuousBernoulli, ContinuousBernoulli): _of_continuous_bernoullis,
    (ContinuousBernoulli, Exponential): _continuous_bernoulli_by_exponential,
    (ContinuousBernoulli, Normal): _continuous_bernoulli_by_normal,
    (ContinuousBernoulli, Uniform): _continuous_bernoulli_by_uniform,
    (Pareto, Exponential): _pareto_by_exponential,
    (Pareto, Gamma): _pareto_by_gamma,
    (Pareto, Normal): _pareto_by_normal,
    (Uniform, Beta): _uniform_by_beta,
    (Uniform, ContinuousBernoulli): _uniform_by_continuous_bernoulli,
    (Uniform, Exponential): _uniform_by_exponential,
    (Uniform, Gamma): _uniform_by_gamma,
    (Uniform, Gumbel): _uniform_by_gumbel,
    (Uniform, Pareto): _uniform_by_pareto,
}
