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


_RULES: dict[type[Distribution], Callable[[Any, Any], Any]] = {
    Normal: _of_normals,
    Uniform: _of_uniforms,
    Categorical: _of_categoricals,
    Bernoulli: _of_bernoullis,
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
