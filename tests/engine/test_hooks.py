"""Hooks, retained gradients, and the options of ``backward`` and ``grad``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.record.schema import EventKind
from engine.record.validate import validate
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


@pytest.fixture
def x() -> Any:
    return torch.tensor([1.0, 2.0], requires_grad=True)


def test_hooks_run_in_order_each_with_the_result_of_the_last(x: Any):
    seen = []
    y = x * 3

    def twice(g: Any) -> Any:
        seen.append(g.tolist())
        return g * 2

    y.register_hook(twice)
    y.register_hook(lambda g: seen.append(g.tolist()))
    y.sum().backward()
    assert seen == [[1.0, 1.0], [2.0, 2.0]]
    assert x.grad.tolist() == [6.0, 6.0]


def test_a_hook_receives_the_sum_of_contributions_once(x: Any):
    seen = []
    y = x * 3
    y.register_hook(lambda g: seen.append(g.tolist()))
    (y + y * 2).sum().backward()
    assert seen == [[3.0, 3.0]]


def test_a_removed_hook_is_not_called(x: Any):
    seen: list[Any] = []
    with x.register_hook(seen.append):
        pass
    handle = x.register_hook(seen.append)
    handle.remove()
    handle.remove()
    (x * 2).sum().backward()
    assert seen == []


def test_hooks_of_a_leaf_also_run_for_grad(x: Any):
    x.register_hook(lambda g: g * 100)
    x.register_post_accumulate_grad_hook(lambda p: pytest.fail("nothing is accumulated"))
    assert torch.autograd.grad((x * 2).sum(), x)[0].tolist() == [200.0, 200.0]


def test_a_captured_gradient_is_that_after_hooks_only_if_its_node_is_not_run(x: Any):
    y = x * 2
    y.register_hook(lambda g: g * 10)
    first, second = torch.autograd.grad(y.sum(), [y, x], retain_graph=True)
    assert (first.tolist(), second.tolist()) == ([1.0, 1.0], [20.0, 20.0])
    assert torch.autograd.grad(y.sum(), y)[0].tolist() == [10.0, 10.0]


def test_after_an_in_place_change_hooks_stay_and_retain_grad_moves(x: Any):
    seen = []
    y = x * 2
    y.register_hook(lambda g: seen.append(g.tolist()))
    y.retain_grad()
    y.mul_(3)
    y.sum().backward()
    assert seen == [[3.0, 3.0]]
    assert y.grad.tolist() == [1.0, 1.0]


def test_a_tensor_that_retains_its_gradient_is_not_taped_after_detach_(x: Any):
    y = x * 2
    y.retain_grad()
    y.detach_()
    with pytest.raises(RuntimeError, match="old_fn INTERNAL ASSERT FAILED"):
        y.mul_(x)


def test_retained_gradients_accumulate_and_include_the_last_hook(x: Any):
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 5)
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    assert y.retains_grad
    assert y.grad.tolist() == [10.0, 10.0]
    assert not x.retains_grad


def test_post_accumulate_grad_hooks_receive_the_leaf_with_its_gradient(x: Any):
    seen = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.tolist()))
    (x * 2).sum().backward()
    (x * 2).sum().backward()
    assert seen == [[2.0, 2.0], [4.0, 4.0]]


def test_hooks_of_a_node_see_its_gradients(x: Any):
    y = x * 2
    seen = []

    def after(sent: Any, incoming: Any) -> Any:
        seen.append((sent[0].tolist(), incoming[0].tolist()))
        return sent[0] * 2, None

    y.grad_fn.register_hook(after)
    y.grad_fn.register_prehook(lambda incoming: (incoming[0] * 5,))
    y.sum().backward()
    assert seen == [([10.0, 10.0], [5.0, 5.0])]
    assert x.grad.tolist() == [20.0, 20.0]


def wrong_size(g: Any) -> Any:
    return torch.ones(3)


@pytest.mark.parametrize(
    ("hook", "kind", "message"),
    [
        (lambda g: 3, TypeError, "expected Variable, but hook returned 'int'"),
        (wrong_size, RuntimeError, "hook 'wrong_size' has changed the size of value"),
        (
            lambda g: g.double(),
            RuntimeError,
            "hook '<lambda>' has changed the type of value (was torch.FloatTensor got "
            "torch.DoubleTensor)",
        ),
    ],
)
def test_the_result_of_a_hook_is_checked(x: Any, hook: Any, kind: type[Exception], message: str):
    y = x * 2
    y.register_hook(hook)
    with pytest.raises(kind) as caught:
        y.sum().backward()
    assert str(caught.value) == message


def test_hooks_on_tensors_that_require_no_grad_are_refused(x: Any):
    constant = torch.ones(2)
    with pytest.raises(RuntimeError, match="cannot register a hook on a tensor"):
        constant.register_hook(print)
    with pytest.raises(RuntimeError, match="can't retain_grad on Tensor"):
        constant.retain_grad()
    with pytest.raises(RuntimeError, match="cannot be registered on non-leaf tensors"):
        (x * 2).register_post_accumulate_grad_hook(print)


# -- passes ------------------------------------------------------------------------------------


def test_backward_with_inputs_fills_only_those(x: Any):
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x * w
    (y * y).sum().backward(inputs=[y, w])
    assert x.grad is None
    assert y.grad.tolist() == [6.0, 16.0]
    assert w.grad.tolist() == [6.0, 32.0]


def test_unused_inputs_have_zero_gradients_on_demand(x: Any):
    unused = torch.ones(3, requires_grad=True)
    y = (x * 2).sum()
    found = torch.autograd.grad(y, [x, unused], materialize_grads=True, retain_graph=True)
    assert [each.tolist() for each in found] == [[2.0, 2.0], [0.0, 0.0, 0.0]]
    with pytest.raises(ValueError, match="allow_unused=False"):
        torch.autograd.grad(y, x, allow_unused=False, materialize_grads=True)


def test_is_grads_batched_maps_over_a_stack_of_seeds(x: Any):
    (rows,) = torch.autograd.grad(x * x, x, torch.eye(2), is_grads_batched=True)
    assert rows.tolist() == [[2.0, 0.0], [0.0, 4.0]]


def test_a_pass_may_begin_in_a_hook(x: Any):
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x * w

    begun: list[Any] = []

    def hook(g: Any) -> None:
        if not begun:
            begun.append(g)
            with torch.enable_grad():
                (y * 2).sum().backward(retain_graph=True, inputs=[w])

    y.register_hook(hook)
    y.sum().backward()
    assert w.grad.tolist() == [3.0, 6.0]
    assert x.grad.tolist() == [3.0, 4.0]


# -- in a recording ----------------------------------------------------------------------------


def recorded(script: str) -> Recording:
    done = run("import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n" + script)
    assert done.recorder.errors == []
    validate(done.recording)
    assert EventKind.ERROR_RAISED not in done.recording["events"]["kind"]
    return done.recording


def test_a_recorded_node_received_the_gradient_changed_by_hooks():
    recording = recorded("y = x * 3\ny.register_hook(lambda g: g * 2)\ny.sum().backward()")
    incoming = [recording.value(int(row["value"])) for row in recording["incoming"]]
    assert [each.array.tolist() for each in incoming if each is not None] == [
        1.0,
        [2.0, 2.0],
        [6.0, 6.0],
    ]


def test_a_leaf_accumulates_the_gradient_changed_by_hooks():
    recording = recorded("x.register_hook(lambda g: g * 2)\n(x * 3).sum().backward()")
    [row] = recording["accumulations"]
    assert recording.value(int(row["added"])).array.tolist() == [6.0, 6.0]  # type: ignore[union-attr]


NESTED = """\
w = torch.tensor([3.0, 4.0], requires_grad=True)
def hook(g):
    with torch.enable_grad():
        (w * w).sum().backward()
    return g * 2
def after(p):
    with torch.enable_grad():
        z = (p * w).sum()
    if not seen:
        seen.append(1)
        z.backward()
seen = []
y = x * w
y.register_hook(hook)
x.register_post_accumulate_grad_hook(after)
y.sum().backward()
"""


def test_nested_passes_are_recorded_separately():
    recording = recorded(NESTED)
    steps = [recording.at(cursor) for cursor in range(recording.step_count + 1)]
    ran = [
        (state.pass_, int(recording["evaluations"]["pass_"][state.step.row]))
        for state in steps
        if state.step is not None and state.step.kind == EventKind.NODE_EVALUATED
    ]
    assert ran == [(pass_, pass_) for _, pass_ in ran]
    assert sorted({pass_ for pass_, _ in ran}) == [0, 1, 2]
    assert {state.segment for state in steps} == {0}
    last = recording.at(recording.step_count)
    assert recording.names(0)[-1] == "x"
    gradient = recording.value(last.gradient(0))
    assert gradient is not None
    np.testing.assert_array_equal(gradient.array, [9.0, 12.0])


def test_the_gradient_of_a_regenerated_view_is_retained(x: Any):
    y = x * 2
    view = y.view(1, 2)
    view.retain_grad()
    y.mul_(3)
    view.sum().backward()
    assert view.grad.tolist() == [[1.0, 1.0]]
    assert x.grad.tolist() == [6.0, 6.0]
