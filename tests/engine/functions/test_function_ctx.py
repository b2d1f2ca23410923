"""Attributes of the ``ctx`` of a custom function, as recorded from PyTorch 2.13."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from engine.functions.function_node import FunctionNode
from engine.nodes.accumulate_grad import AccumulateGrad
from engine.record.validate import validate
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch

READ_ONLY = {"metadata", "next_functions", "requires_grad", "saved_tensors", "saved_variables"}
OF_FORWARD = {"dirty_tensors", "non_differentiable", "saved_for_forward", "to_save"}
"""Which PyTorch has taken away by the time that forward has returned."""

CHECKED = {"materialize_grads"}
FREE = sorted(
    {
        *(each for each in dir(FunctionNode([])) if not each.startswith("__")),
        *(each for each in dir(AccumulateGrad) if not each.startswith("__")),
        *("keep", "_node", "_kept_tensors", "_dirty", "_outputs", "_specs", "_without_gradient"),
        *("register_hook", "register_prehook", "mark_dirty", "save_for_forward", "mine"),
    }
    - READ_ONLY
    - OF_FORWARD
    - CHECKED
)
"""What the engine calls its own, and what PyTorch lets scripts overwrite."""


class Keeping(torch.autograd.Function):  # type: ignore[misc]
    """Keeps something under every name; its backward looks whether it is there."""

    found: dict[str, Any]

    @staticmethod
    def forward(ctx: Any, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        ctx.mark_non_differentiable(flags := a > 0)
        for name in FREE:
            setattr(ctx, name, f"my {name}")
        return a * b, flags

    @staticmethod
    def backward(ctx: Any, g: Any, _: Any) -> Any:
        Keeping.found = {name: getattr(ctx, name) for name in FREE}
        a, b = ctx.saved_tensors
        return g * b, (g * a).sum()


KEPT = {name: f"my {name}" for name in FREE}


@pytest.fixture
def x() -> Any:
    return torch.tensor([1.0, 2.0], requires_grad=True)


@pytest.fixture
def w() -> Any:
    return torch.tensor(3.0, requires_grad=True)


@pytest.fixture(autouse=True)
def nothing_found() -> None:
    Keeping.found = {}


@pytest.mark.parametrize(
    "how", [{}, {"retain_graph": True}, {"create_graph": True}], ids=lambda how: "".join(how)
)
@pytest.mark.filterwarnings("ignore:Using backward")
def test_a_ctx_keeps_assigned_attributes(x: Any, w: Any, how: dict[str, bool]):
    y, _ = Keeping.apply(x, w)
    seen: list[Any] = []
    y.register_hook(seen.append)
    (y * y).sum().backward(**how)
    assert Keeping.found == KEPT
    assert x.grad.tolist() == [18.0, 36.0]
    assert w.grad.item() == 30.0
    assert seen[0].tolist() == [6.0, 12.0]
    assert {name: getattr(y.grad_fn, name) for name in FREE} == KEPT


def test_second_derivatives_pass_through_a_ctx_with_attributes(x: Any, w: Any):
    y, _ = Keeping.apply(x, w)
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    Keeping.found = {}
    g.sum().backward()
    assert Keeping.found == KEPT
    assert x.grad.tolist() == [18.0, 18.0]


def test_attributes_of_a_ctx_do_not_change_the_recording():
    written = "\n".join(f"        ctx.{name} = 1" for name in FREE)
    source = """import torch
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
{}
        return 2 * a
    @staticmethod
    def backward(ctx, g):
        return 2 * g
x = torch.tensor([1.0, 2.0], requires_grad=True)
Twice.apply(x).sum().backward()
print(x.grad)
"""
    plain, kept = (run(source.format(each)).recording for each in ("", written))
    validate(kept)
    tables = "nodes", "evaluations", "contributions", "accumulations", "prints"
    assert [len(kept[each]) for each in tables] == [len(plain[each]) for each in tables]


def test_the_context_is_the_grad_fn_of_its_outputs(x: Any):
    made = []

    class Twice(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            made.append(ctx)
            ctx.keep = [1, 2]
            return 2 * a

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            made.append(ctx)
            return 2 * g

    y = Twice.apply(x)
    z = y * 3
    assert y.grad_fn is made[0]
    assert y.grad_fn.__dict__ == {"keep": [1, 2]}
    assert z.grad_fn.next_functions[0][0] is made[0]
    assert torch.autograd.graph.get_gradient_edge(y).node is made[0]
    assert isinstance(made[0], torch.autograd.graph.Node)
    assert isinstance(made[0], torch.autograd.function.FunctionCtx)
    z.sum().backward()
    assert made[1] is made[0]
    (g,) = torch.autograd.grad((y * y).sum(), torch.autograd.graph.get_gradient_edge(y))
    assert g.tolist() == [4.0, 8.0]


def test_attributes_of_the_context_outlive_its_wrapper(x: Any):
    y, _ = Keeping.apply(x, x)
    watched = weakref.ref(y.grad_fn)
    gc.collect()
    assert watched() is None
    assert y.grad_fn.mine == "my mine"


def test_the_context_is_freed_with_its_outputs(x: Any):
    class Box:
        pass

    class Boxing(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            ctx.box = Box()
            return 2 * a

    was_enabled = gc.isenabled()  # not once tests have had a window
    gc.disable()
    try:
        y = Boxing.apply(x)
        box = weakref.ref(y.grad_fn.box)
        ctx = y.grad_fn
        del y
        assert ctx.next_functions[0][1] == 0
        assert box() is ctx.box
        del ctx
        assert box() is None
    finally:
        if was_enabled:
            gc.enable()


def backward_of(name: str, value: Any, x: Any) -> Any:
    """The value of an attribute in ``backward`` that was assigned in ``forward``."""
    seen = []

    class Assigning(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            setattr(ctx, name, value)
            return 2 * a

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            seen.append(getattr(ctx, name, "unreadable"))
            return 2 * g

    Assigning.apply(x).sum().backward()
    return seen[0]


@pytest.mark.parametrize("name", sorted({*READ_ONLY, "_raw_saved_tensors"}))
def test_read_only_attributes_cannot_be_assigned(name: str, x: Any):
    words = f"attribute '{name}' of 'torch._C._FunctionBase' objects is not writable"
    with pytest.raises(AttributeError, match=words):
        backward_of(name, 1, x)


@pytest.mark.parametrize("name", sorted(OF_FORWARD - {"saved_for_forward"}))
def test_attributes_that_forward_reports_by_must_be_tuples(name: str, x: Any):
    assert backward_of(name, (), x) is None
    words = f"{name} attribute is expected to be a tuple"
    with pytest.raises(RuntimeError, match=words):
        backward_of(name, [], x)


def test_other_attributes_behave_as_in_pytorch(x: Any):
    assert backward_of("saved_for_forward", 5, x) is None
    assert backward_of("needs_input_grad", 5, x) == 5
    assert backward_of("_materialize_non_diff_grads", False, x) is False
    assert backward_of("materialize_grads", False, x) == "unreadable"
    with pytest.raises(TypeError, match=r"set_materialize_grads received .* expected \(bool\)"):
        backward_of("materialize_grads", 1, x)
    with pytest.raises(TypeError, match="set_materialize_non_diff_grads received"):
        backward_of("_materialize_non_diff_grads", None, x)
    with pytest.raises(TypeError, match="'int' object is not callable"):
        backward_of("apply", 5, x)
    with pytest.raises(AssertionError, match="save_for_forward expects all arguments"):
        torch.autograd.function.FunctionCtx().save_for_forward(4)
