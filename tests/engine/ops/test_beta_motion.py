"""Implicit reparameterization gradients of beta and Dirichlet distributions."""

import math

import numpy as np
import pytest

from engine.ops.beta_motion import beta_motion
from tests.engine.untyped import torch


def rank(a: float, b: float, x: float) -> float:
    """The cumulative distribution function at x, by Simpson's rule in the root of the variable."""
    roots = np.linspace(0, math.sqrt(x), 20_001)
    density = 2 * roots ** (2 * a - 1) * (1 - roots**2) ** (b - 1)
    weights = np.ones(20_001)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    whole = math.gamma(a) * math.gamma(b) / math.gamma(a + b)
    return float((density * weights).sum() * (roots[1] - roots[0]) / 3) / whole


@pytest.mark.parametrize(("a", "b"), [(0.75, 2.0), (2.5, 1.0), (9.0, 4.0), (1.0, 30.0)])
@pytest.mark.parametrize("x", [0.01, 0.4, 0.6, 0.97])
def test_the_gradient_of_a_beta_sample_keeps_its_quantile(a: float, b: float, x: float):
    step = 1e-4
    slope = float(beta_motion(np.array(a), np.array(b), np.array(x)))
    change = rank(a + step, b, x + step * slope) - rank(a - step, b, x - step * slope)
    assert abs(change / (2 * step)) < 3e-5


def test_gradients_of_dirichlet_samples_agree_in_sign_and_sum():
    torch.manual_seed(0)
    weights = torch.tensor([2.0, 3.0, 4.0], dtype=torch.float64, requires_grad=True)
    shares = torch.distributions.Dirichlet(weights).rsample((50,))
    (of_first,) = torch.autograd.grad(shares[:, 0].sum(), weights, retain_graph=True)
    assert of_first[0] > 0 > of_first[1]  # the other components become smaller
    (of_all,) = torch.autograd.grad(shares.sum(), weights)
    assert of_all.abs().max() < 1e-9  # the components sum to 1 for all parameters
