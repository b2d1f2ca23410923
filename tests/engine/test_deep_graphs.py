"""Graphs of 100,000 operations: no recursion anywhere, whatever Python's limit is."""

import gc
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from engine.record.recording import Recording
from engine.recorder.budgets import Budgets
from engine.recorder.recorder import Recorder
from tests.engine.untyped import torch

DEPTH = 100_000


@pytest.fixture(autouse=True)
def _low_recursion_limit() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(500)
    yield
    sys.setrecursionlimit(limit)


def chain(leaf: Any, depth: int) -> Any:
    result = leaf
    for _ in range(depth):
        result = result + 1.0
    return result


def test_a_deep_chain_runs_backward():
    x = torch.tensor(1.0, requires_grad=True)
    y = chain(x, DEPTH)
    y.backward()
    assert x.grad is not None
    assert x.grad.item() == 1.0


def test_a_deep_chain_can_be_deleted_before_any_pass():
    x = torch.tensor(1.0, requires_grad=True)
    y = chain(x, DEPTH)
    alive = weakref.ref(y)
    del y
    assert alive() is None


@pytest.mark.long
def test_a_deep_chain_can_be_recorded():
    recording, budgets = Recording(""), Budgets(max_events=2 * DEPTH + 10)
    with Recorder("script.py", "", recording.append, budgets) as recorder:
        x = torch.tensor(1.0, requires_grad=True)
        chain(x, DEPTH).backward()
    recorder.flush()
    assert len(recording["evaluations"]) == DEPTH + 1
    assert recording.step_count == 2 * DEPTH + 3


@pytest.mark.long
def test_a_graph_leaves_no_reference_cycles():
    gc.collect()
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (torch.exp(x) * torch.tanh(x)).sum().backward()
    del x
    assert gc.collect() == 0
