"""Benchmarks of the engine: small and large graphs, plain and recorded, time and memory.

    .venv/bin/python -m pytest tests/benchmarks/engine_benchmarks.py --benchmark-autosave
    .venv/bin/python -m pytest tests/benchmarks/engine_benchmarks.py --benchmark-compare

The first stores the results in ``.benchmarks``, the second compares new ones with them. Not part of
the tests: on a shared machine only ratios within one run are meaningful.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from engine.worker.limits import collect_rarely, keep_freed_memory
from tests.engine.untyped import torch

Step = Callable[[], object]

_ENOUGH = Budgets(max_events=10**9, max_bytes=1 << 40)


@pytest.fixture(scope="module", autouse=True)
def as_in_the_worker() -> None:
    """Memory and garbage collection as in the worker."""
    keep_freed_memory()
    collect_rarely()


@pytest.fixture(params=["plain", "recorded"])
def watched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Without a recorder, or with one that turns its notes into rows."""
    recorder = Recorder(__file__, "", lambda rows: None, _ENOUGH)
    with recorder if request.param == "recorded" else nullcontext():
        yield


def _leaves(*arrays: Any) -> list[Any]:
    return [torch.tensor(np.asarray(each, np.float32), requires_grad=True) for each in arrays]


def _trained(f: Callable[..., Any], leaves: list[Any]) -> Step:
    def step() -> None:
        f(*leaves).backward()
        for leaf in leaves:
            leaf.grad = None

    return step


def first_example() -> Step:
    """``y = 2 * dot(x, x)``, as the window opens."""
    return _trained(lambda x: 2 * torch.dot(x, x), _leaves(range(4)))


def chain(count: int = 10_000) -> Step:
    """A chain of operations on numbers, each value used twice."""

    def f(x: Any, a: Any, b: Any) -> Any:
        y = b
        for _ in range(count // 3):
            x, y = torch.tanh(x * a + y), x
        return x * y

    return _trained(f, _leaves(0.3, 1.1, 0.05))


def control_flow() -> Step:
    """A loop that ends depending on a value."""

    def f(a: Any) -> Any:
        b = a * 2
        while b.norm() < 1000:
            b = b * 2
        return b if b.sum() > 0 else 100 * b

    return _trained(f, _leaves(0.37))


def perceptron(sizes: tuple[int, ...] = (2, 16, 16, 1), batch: int = 100) -> Step:
    """A forward and a backward pass of a small network."""
    draw = np.random.default_rng(2)
    x = torch.tensor(draw.standard_normal((batch, sizes[0])).astype(np.float32))
    weights = [draw.uniform(-1, 1, pair) / np.sqrt(pair[0]) for pair in pairwise(sizes)]

    def f(*weights: Any) -> Any:
        h = x
        for weight in weights:
            h = torch.relu(h @ weight)
        return h.mean()

    return _trained(f, _leaves(*weights))


def large_perceptron() -> Step:
    """The same, large enough for the products to dominate."""
    return perceptron((784, 256, 10), 256)


def recurrent() -> Step:
    """A recurrent network over 200 steps."""
    draw = np.random.default_rng(4)
    xs = [torch.tensor(x) for x in draw.standard_normal((200, 16, 32)).astype(np.float32)]
    leaves = _leaves(draw.normal(0, 0.1, (32, 64)), draw.normal(0, 0.1, (64, 64)), np.zeros(64))

    def f(of_x: Any, of_h: Any, bias: Any) -> Any:
        h = torch.zeros(16, 64)
        for x in xs:
            h = torch.tanh(x @ of_x + h @ of_h + bias)
        return (h * h).mean()

    return _trained(f, leaves)


def second_derivative() -> Step:
    """A second derivative, through fifty operations."""
    (x,) = _leaves(0.4)

    def step() -> None:
        y = x
        for _ in range(25):
            y = torch.sin(y) * x
        (slope,) = torch.autograd.grad(y, x, create_graph=True)
        slope.backward()
        x.grad = None

    return step


def convolutions() -> Step:
    """LeNet on a small batch."""
    nn = torch.nn
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 10),
    )  # fmt: skip
    images, labels = torch.randn(32, 1, 28, 28), torch.randint(0, 10, (32,))

    def step() -> None:
        net.zero_grad()
        nn.functional.cross_entropy(net(images), labels).backward()

    return step


def large_elementwise() -> Step:
    """A million numbers, elementwise."""
    x = np.random.default_rng(6).standard_normal(1_000_000)
    return _trained(lambda x: (torch.tanh(x) * x + x * x).sum(), _leaves(x))


_WORKLOADS = [
    first_example, chain, control_flow, perceptron, large_perceptron, recurrent,
    second_derivative, convolutions, large_elementwise,
]  # fmt: skip


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("workload", _WORKLOADS, ids=lambda each: each.__name__)
def test_time_of_a_step(benchmark: Any, workload: Callable[[], Step]):
    benchmark(workload())


def test_time_of_a_deep_chain(benchmark: Any):
    """A hundred thousand operations forward, backward, and deleted."""
    benchmark.pedantic(chain(100_000), rounds=5, warmup_rounds=1)


def test_memory_of_a_node(benchmark: Any):
    """The bytes per node of a chain, in ``extra_info``."""
    x, a = _leaves(0.5, 0.999)
    count = 100_000

    def build() -> Any:
        y = x
        for _ in range(count // 2):
            y = y * a + a
        return y

    build()
    tracemalloc.start()
    kept = build()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    benchmark.extra_info["bytes_per_node"] = round(taken / count)
    benchmark.pedantic(build, rounds=3)
