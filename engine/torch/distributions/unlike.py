"""KL divergences of distributions on the real line, or half of it, from other kinds.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.gamma_family import Gamma
from engine.torch.distributions.rates import Exponential, Laplace
from engine.torch.distributions.transformed import Gumbel

_EULER = 0.57721566490153286060


def _normal_by_laplace(p: Normal, q: Laplace) -> Any:
    distance, ratio = p.loc - q.loc, p.scale / q.scale
    off, log_ratio = distance / p.scale, ratio.log()
    near = math.sqrt(2 / math.pi) * p.scale * (-0.5 * off.pow(2)).exp()
    far = distance * (math.sqrt(0.5) * off).erf()
    return -log_ratio + (near + far) / q.scale - 0.5 * (1 + math.log(0.5 * math.pi))


def _laplace_by_normal(p: Laplace, q: Normal) -> Any:
    variance = q.scale.pow(2)
    ratio = p.scale.pow(2) / variance
    logs = 0.5 * (2 * ratio / math.pi).log()
    squares = 0.5 * p.loc.pow(2), p.loc * q.loc, 0.5 * q.loc.pow(2)
    return -logs + ratio + (squares[0] - squares[1] + squares[2]) / variance - 1


def _normal_by_gumbel(p: Normal, q: Gumbel) -> Any:
    loc, ratio, other = p.loc / q.scale, (p.scale / q.scale).pow(2), q.loc / q.scale
    logs, distance = ratio.log() * 0.5, loc - other
    tails = (-loc + 0.5 * ratio + other).exp()
    return -logs + distance + tails - 0.5 * (1 + math.log(2 * math.pi))


def _uniform_by_normal(p: Uniform, q: Normal) -> Any:
    width = p.high - p.low
    logs = (math.sqrt(2 * math.pi) * q.scale / width).log()
    squares = width.pow(2) / 12, ((p.high + p.low - 2 * q.loc) / 2).pow(2)
    return logs + 0.5 * (squares[0] + squares[1]) / q.scale.pow(2)


def _exponential_by_gamma(p: Exponential, q: Gamma) -> Any:
    ratio = q.rate / p.rate
    logs = -q.concentration * ratio.log()
    return logs + ratio + q.concentration.lgamma() + q.concentration * _EULER - (1 + _EULER)


def _gamma_by_exponential(p: Gamma, q: Exponential) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate


def _exponential_by_normal(p: Exponential, q: Normal) -> Any:
    variance, square = q.scale.pow(2), p.rate.pow(2)
    logs = 0.5 * (square * variance * 2 * math.pi).log()
    squares = square.reciprocal(), q.loc / p.rate, q.loc.pow(2) * 0.5
    return logs - 1 + (squares[0] - squares[1] + squares[2]) / variance


def _of_gumbels(p: Gumbel, q: Gumbel) -> Any:
    ratio, other, loc = p.scale / q.scale, q.loc / q.scale, p.loc / q.scale
    distance, mean = -ratio.log() - other + loc, ratio * _EULER
    tails = (other + (1 + ratio).lgamma() - loc).exp()
    return distance + mean + tails - (1 + _EULER)


def _exponential_by_gumbel(p: Exponential, q: Gumbel) -> Any:
    product, other = p.rate * q.scale, q.loc / q.scale
    logs = product.log() - 1
    tails = other.exp() * product / (product + 1)
    mean = product.reciprocal()
    return logs - other + tails + mean


def _gamma_by_gumbel(p: Gamma, q: Gumbel) -> Any:
    product, other, shape = p.rate * q.scale, q.loc / q.scale, p.concentration
    constants = (shape - 1) * shape.digamma() - shape.lgamma() - shape
    means = product.log() + shape / product
    tails = other.exp() * (1 + product.reciprocal()).pow(-shape) - other
    return constants + means + tails


def _gamma_by_normal(p: Gamma, q: Normal) -> Any:
    variance, square, shape = q.scale.pow(2), p.rate.pow(2), p.concentration
    logs = 0.5 * (square * variance * 2 * math.pi).log() - shape - shape.lgamma()
    squares = 0.5 * (shape.pow(2) + shape) / square, q.loc * shape / p.rate, 0.5 * q.loc.pow(2)
    distance = (squares[0] - squares[1] + squares[2]) / variance
    return logs + (shape - 1) * shape.digamma() + distance


def _gumbel_by_normal(p: Gumbel, q: Normal) -> Any:
    ratio = p.scale / q.scale
    logs = (ratio / math.sqrt(2 * math.pi)).log()
    spread = (math.pi * ratio * 0.5).pow(2) / 3
    distance = ((p.loc + p.scale * _EULER - q.loc) / q.scale).pow(2) * 0.5
    return -logs + spread + distance - (_EULER + 1)


OF_PAIRS: dict[tuple[type[Distribution], type[Distribution]], Callable[[Any, Any], Any]] = {
    (Normal, Laplace): _normal_by_laplace,
    (Laplace, Normal): _laplace_by_normal,
    (Normal, Gumbel): _normal_by_gumbel,
    (Uniform, Normal): _uniform_by_normal,
    (Exponential, Gamma): _exponential_by_gamma,
    (Gamma, Exponential): _gamma_by_exponential,
    (Exponential, Normal): _exponential_by_normal,
    (Exponential, Gumbel): _exponential_by_gumbel,
    (Gamma, Gumbel): _gamma_by_gumbel,
    (Gamma, Normal): _gamma_by_normal,
    (Gumbel, Normal): _gumbel_by_normal,
    (Gumbel, Gumbel): _of_gumbels,
}
