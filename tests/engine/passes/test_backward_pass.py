"""The resumable pass: stepping it is the same as running it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from engine.nodes.accumulate_grad import AccumulateGrad
from engine.nodes.gradient_edge import edge_of
from engine.passes import autograd
from engine.passes.backward_pass import BackwardPass
from engine.passes.backward_step import Contribution, Seed
from engine.tensor import Tensor
from tests.engine.graphs import Graph, picks
from tests.engine.untyped import torch
from tests.example_counts import times


def stepped(backward_pass: BackwardPass) -> list[str]:
    """Seed a pass and step it to its end; returns the kinds of its nodes in order."""
    backward_pass.seed()
    kinds = []
    while not backward_pass.done:
        kinds.append(type(backward_pass.step().node).__name__)
    return kinds


def accumulator(leaf: Tensor) -> AccumulateGrad:
    node = edge_of(leaf)[0]
    assert isinstance(node, AccumulateGrad)
    return node


def numbers(tensor: Any) -> object:
    return None if tensor is None else tensor.tolist()


@given(picks)
@settings(max_examples=times(2))
def test_stepping_to_the_end_equals_backward(picks: list[tuple[int, int, int]]):
    run, walked = Graph(picks), Graph(picks)
    run.root.backward()
    stepped(autograd.begin_backward(walked.root))
    assert walked.gradients() == run.gradients()


@given(picks)
def test_contributions_add_up_to_the_gradient(picks: list[tuple[int, int, int]]):
    backward_pass = autograd.begin_backward(Graph(picks).root)
    awaited = backward_pass.participants()
    buffers: dict[Any, Any] = {}

    def arrived(target: Any, contribution: Contribution | Seed) -> None:
        np.testing.assert_array_equal(buffers.get(target), contribution.before)
        before, value = contribution.before, contribution.value
        expected = value if before is None else before + value
        np.testing.assert_array_equal(contribution.after, expected)
        buffers[target] = contribution.after
        awaited[target] -= 1

    [seed] = backward_pass.seed()
    arrived(seed.target, seed)
    while not backward_pass.done:
        step = backward_pass.step()
        assert awaited[step.node] == 0
        np.testing.assert_array_equal(step.incoming, [buffers[step.node]])
        for target, each in zip(step.targets, step.sent, strict=True):
            arrived(target, each)
    assert not any(awaited.values())


def test_nothing_is_computed_before_the_seed():
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    backward_pass = autograd.begin_backward(y)
    assert backward_pass.done
    with pytest.raises(IndexError):
        backward_pass.step()
    [seed] = backward_pass.seed()
    assert (seed.target, seed.value, seed.after) == (y.grad_fn, 1.0, 1.0)
    assert not backward_pass.done
    assert x.grad is None


def test_a_step_reports_received_and_sent_gradients():
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    backward_pass = autograd.begin_backward(y)
    backward_pass.seed()
    step = backward_pass.step()
    assert step.node is y.grad_fn
    assert step.incoming == [1.0]
    first, second = step.sent
    assert (first.before, first.value, first.after) == (None, 3.0, 3.0)
    assert (second.before, second.value, second.after) == (3.0, 3.0, 6.0)
    assert [each.position for each in step.sent] == [0, 1]
    assert step.targets == [accumulator(x)] * 2
    assert x.grad is None
    assert backward_pass.step().sent == []
    assert numbers(x.grad) == 6.0


def test_raw_contributions_are_those_of_the_rule():
    x = torch.tensor([[1.0], [2.0]], requires_grad=True)
    backward_pass = autograd.begin_backward((x * torch.ones(2, 3)).sum())
    backward_pass.seed()
    backward_pass.step()
    [sent] = backward_pass.step().sent
    assert sent.raw.shape == (2, 3)
    assert sent.value.tolist() == [[3.0], [3.0]]


def test_the_last_built_branch_runs_first():
    x = torch.tensor(2.0, requires_grad=True)
    early = torch.exp(x)
    late = torch.sin(x)
    assert stepped(autograd.begin_backward(early * late)) == [
        "MulBackward0",
        "SinBackward0",
        "ExpBackward0",
        "AccumulateGrad",
    ]


def test_leaves_run_between_other_nodes():
    a, b, c = (torch.tensor(1.0, requires_grad=True) for _ in range(3))
    assert stepped(autograd.begin_backward((a * b) * c)) == [
        "MulBackward0",
        "AccumulateGrad",
        "MulBackward0",
        "AccumulateGrad",
        "AccumulateGrad",
    ]


def test_several_roots_share_one_pass():
    x = torch.tensor(2.0, requires_grad=True)
    y, z = x * 3, x * 5
    kinds = stepped(autograd.begin_backward([y, z, y]))
    assert kinds == ["MulBackward0", "MulBackward0", "AccumulateGrad"]
    assert numbers(x.grad) == 11.0


def test_a_leaf_may_be_the_root():
    x = torch.tensor(2.0, requires_grad=True)
    assert stepped(autograd.begin_backward(x)) == ["AccumulateGrad"]
    assert numbers(x.grad) == 1.0


def test_captured_gradients_are_kept_and_their_nodes_not_run():
    x = torch.tensor(2.0, requires_grad=True)
    middle = x * 3
    y = middle * middle
    edge = edge_of(middle)
    backward_pass = autograd.begin_backward(y, captures=[edge])
    assert stepped(backward_pass) == ["MulBackward0"]
    assert backward_pass.captured == {edge: 12.0}
    assert x.grad is None


def test_a_captured_node_runs_if_it_leads_to_another_one():
    x = torch.tensor(2.0, requires_grad=True)
    middle = x * 3
    edges = [edge_of(middle), edge_of(x)]
    backward_pass = autograd.begin_backward(middle * middle, captures=edges)
    assert stepped(backward_pass) == ["MulBackward0", "MulBackward0"]
    assert list(backward_pass.captured.values()) == [12.0, 36.0]


def test_only_paths_to_the_inputs_of_a_pass_are_run():
    x, w = (torch.tensor(2.0, requires_grad=True) for _ in range(2))
    y = torch.exp(x) + torch.sin(w)
    backward_pass = autograd.begin_backward(y, stop_at=[accumulator(w)])
    assert stepped(backward_pass) == ["AddBackward0", "SinBackward0", "AccumulateGrad"]
    assert x.grad is None
    assert numbers(w.grad) == pytest.approx(np.cos(2.0))


def test_a_failing_node_is_reported_and_earlier_gradients_stay():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    inner = x.exp()
    y = (inner + w).sum()
    with torch.no_grad():
        inner.add_(1)
    backward_pass = autograd.begin_backward(y)
    backward_pass.seed()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        backward_pass.run()
    assert backward_pass.failed is not None
    node, incoming, has_started = backward_pass.failed
    assert node is inner.grad_fn and has_started
    np.testing.assert_array_equal(incoming, [[1.0, 1.0]])
    assert x.grad is None
    assert numbers(w.grad) == [1.0, 1.0]


def test_a_step_reports_gradients_after_the_hooks_of_the_node():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y.grad_fn.register_prehook(lambda gradients: (gradients[0] * 10,))
    backward_pass = autograd.begin_backward(y.sum())
    backward_pass.seed()
    backward_pass.step()
    np.testing.assert_array_equal(backward_pass.step().incoming, [[10.0, 10.0]])


def test_two_passes_over_one_retained_graph_can_be_interleaved():
    alone = torch.tensor([1.0, -2.0], requires_grad=True)
    (torch.tanh(alone) * alone).sum().backward()
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    y = (torch.tanh(x) * x).sum()
    passes = [autograd.begin_backward(y, retain_graph=True) for _ in range(2)]
    for each in passes:
        each.seed()
    while not all(each.done for each in passes):
        for each in passes:
            if not each.done:
                each.step()
    assert alone.grad is not None
    assert numbers(x.grad) == (alone.grad + alone.grad).tolist()
