"""Implicit reparameterization gradients of gamma distributions."""

import math

import numpy as np
import pytest

from engine.ops import random
from engine.ops.elementwise.special_kernels import gamma_motion
from engine.passes import autograd
from engine.tensor import wrap
from tests.engine.untyped import torch


def rank(shape: float, x: float) -> float:
    """The cumulative distribution function at x, by Simpson's rule in the root of the variable."""
    roots = np.linspace(0, math.sqrt(x), 20_001)
    density = 2 * roots ** (2 * shape - 1) * np.exp(-(roots**2)) / math.gamma(shape)
    weights = np.ones(20_001)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return float((density * weights).sum() * (roots[1] - roots[0]) / 3)


@pytest.mark.parametrize("shape", [0.75, 1.0, 2.5, 9.0])
@pytest.mark.parametrize("x", [0.1, 1.0, 4.0, 12.0])
def test_the_gradient_of_a_gamma_sample_keeps_its_quantile(shape: float, x: float):
    step = 1e-4
    slope = float(gamma_motion(np.array(shape), np.array(x)))
    change = rank(shape + step, x + step * slope) - rank(shape - step, x - step * slope)
    assert abs(change / (2 * step)) < 3e-5


def test_gradients_pass_through_gamma_samples():
    torch.manual_seed(0)
    shapes = wrap(np.array([0.5, 3.0]))._with_grad_required()
    drawn = random.standard_gamma(shapes)
    (gradient,) = autograd.grad(drawn, [shapes], wrap(np.array([1.0, 2.0])))
    assert gradient is not None
    expected = gamma_motion(shapes._data, drawn._data) * [1, 2]
    np.testing.assert_allclose(np.asarray(gradient._data), expected)
