"""A leaf's first gradient has its own memory, and is not copied if only the pass refers to it."""

import itertools
import tracemalloc
from typing import Any

import numpy as np
import pytest

from tests.engine.untyped import torch

_KEPT: list[Any] = []


class _Keeps(torch.autograd.Function):  # type: ignore[misc]
    """A function that keeps the gradients that it sends."""

    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, gradient):
        _KEPT.append(gradient * 2)
        return _KEPT[-1]


def _hooked(a, b):
    for leaf in (a, b):
        leaf.register_hook(_KEPT.append)
    return a * b


def _with_node_hook(a, b):
    c = a * b
    c.grad_fn.register_hook(lambda sent, came: _KEPT.extend((*sent, *came)))
    return c


def _retained(a, b):
    c = a + b
    c.retain_grad()
    return c * a


_GRAPHS = {
    "the seed goes on to both": lambda a, b: a + b,
    "one of them is negative": lambda a, b: a - b,
    "both are seen twice": lambda a, b: (a + b) + (a + b),
    "views of what came": lambda a, b: torch.cat([a, b]).view(2, 3)[0] + b,
    "one element everywhere": lambda a, b: (a + b).sum() * a.mean() + b,
    "hooks keep what arrives": _hooked,
    "hooks of a node keep what it sends": _with_node_hook,
    "a result in between keeps its own": _retained,
    "a function keeps what it sends": lambda a, b: _Keeps.apply(a) + _Keeps.apply(b),
    "in place": lambda a, b: (a * 1).add_(b).mul_(b),
}


@pytest.mark.parametrize("graph", _GRAPHS.values(), ids=_GRAPHS)
def test_gradients_of_leaves_share_no_memory(graph):
    _KEPT.clear()
    a, b = (torch.tensor(start, requires_grad=True) for start in ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]))
    y, seed = graph(a, b), torch.ones(3)
    y.retain_grad()
    y.backward(seed)
    others = [each for each in (y, y.grad, seed, a, b, a.grad, b.grad, *_KEPT) if each is not None]
    for gradient, other in itertools.product((a.grad, b.grad), others):
        assert gradient is other or not np.shares_memory(gradient, other.detach())


def test_a_gradient_that_only_the_pass_refers_to_is_not_copied():
    x, w = torch.ones(4, 1000), torch.ones(1000, 1000, requires_grad=True)
    y = (x @ w).sum()
    tracemalloc.start()
    try:
        y.backward()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert w.grad.shape == w.shape
    assert peak < 1.5 * 4 * w.numel()
