"""How far distributions of one kind are from those of another, and Gumbel's from each other.

Source: Kullback and Leibler 1951.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.torch.distributions.continuous import Normal, Uniform
from engine.torch.distributions.distribution import Distribution
from engine.torch.distributions.rates import Exponential, Laplace
from engine.torch.distributions.shares import Gamma
from engine.torch.distributions.transformed import Gumbel

_EULER = 0.57721566490153286060


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


def _of_gumbels(p: Gumbel, q: Gumbel) -> Any:
    ratio = p.scale / q.scale
    distance = (p.loc - q.loc) / q.scale
    tails = ((1 + ratio).lgamma() - distance).exp()
    return -ratio.log() + distance + ratio * _EULER + tails - (1 + _EULER)


OF_PAIRS: dict[tuple[type[Distribution], type[Distribution]], Callable[[Any, Any], Any]] = {
    (Normal, Laplace): _normal_by_laplace,
    (Laplace, Normal): _laplace_by_normal,
    (Normal, Gumbel): _normal_by_gumbel,
    (Uniform, Normal): _uniform_by_normal,
    (Exponential, Gamma): _exponential_by_gamma,
    (Gamma, Exponential): _gamma_by_exponential,
    (Exponential, Normal): _exponential_by_normal,
    (Gumbel, Gumbel): _of_gumbels,
}
