"""Views and in-place changes, as recorded from PyTorch 2.13."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import shape
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.validate import validate
from engine.tensor import Tensor
from tests.engine.recorder.watching import run
from tests.engine.untyped import torch


@pytest.fixture
def x() -> Any:
    return torch.tensor([1.0, 2.0, 3.0], requires_grad=True)


def names(node: Any) -> list[str | None]:
    return [each and each.name() for each, _ in node.next_functions]


def test_an_in_place_change_of_a_view_changes_its_base(x: Any):
    y = x * 1
    v = y.view(3, 1)
    v.mul_(2)
    assert y.tolist() == [2.0, 4.0, 6.0]
    assert y.grad_fn.name() == "torch::autograd::CopySlices"
    assert names(y.grad_fn) == ["MulBackward0", None]
    assert v.grad_fn.name() == "AsStridedBackward0"
    assert names(v.grad_fn) == ["torch::autograd::CopySlices"]
    (v.sum() + (y * y).sum()).backward()
    assert x.grad.tolist() == [10.0, 18.0, 26.0]


def test_a_transposed_slice_is_written_in_its_own_order(x: Any):
    whole = x * 1
    part = whole.view(3, 1).t()
    part.mul_(torch.tensor([[1.0, 10.0, 100.0]]))
    (whole * whole).sum().backward()
    assert x.grad.tolist() == [2.0, 400.0, 60000.0]


def test_the_base_of_a_view_of_a_view_is_the_first_tensor(x: Any):
    y = x.clone()
    w = y.view(3, 1).view(1, 3)
    assert w._base is y
    w.add_(x)
    (y * y).sum().backward()
    assert x.grad.tolist() == [8.0, 16.0, 24.0]


def test_a_base_requires_grad_after_an_in_place_change_of_its_view(x: Any):
    base = torch.zeros(3)
    v = base.view(3, 1)
    v.mul_(x.view(3, 1))
    assert base.requires_grad
    assert not v.is_leaf
    assert names(base.grad_fn) == [None, "ViewBackward0"]


def test_a_view_gets_a_new_node_after_an_in_place_change_in_no_grad(x: Any):
    y = x * 1
    v = y.view(3, 1)
    with torch.no_grad():
        y.mul_(2)
    assert v.grad_fn.name() == "AsStridedBackward0"
    assert names(v.grad_fn) == ["MulBackward0"]


@pytest.mark.parametrize(
    ("write", "message"),
    [
        ("x.mul_(2)", "a leaf Variable that requires grad is being used in an in-place operation."),
        (
            "x.view(3).mul_(2)",
            "a view of a leaf Variable that requires grad is being used in an in-place operation.",
        ),
        ("parts[1].mul_(2)", "Output 1 of Unbind is a view and is being modified inplace. This"),
        ("made_untaped.mul_(2)", "A view was created in no_grad mode and is being modified"),
        (
            "(y.mul_(2), made_untaped.grad_fn)",
            "A view was created in no_grad mode and its base or another view of its base has been",
        ),
        (
            "(y.mul_(2), parts[0].grad_fn)",
            "Output 0 of Unbind is a view and its base or another view of its base has been",
        ),
        ("y.view(3, 1).detach_()", "Can't detach views in-place. Use detach() instead."),
    ],
)
def test_forbidden_in_place_changes_are_refused(x: Any, write: str, message: str):
    y = x * 1
    with torch.no_grad():
        made_untaped = y.view(3)
    parts = list(y)
    names = {"x": x, "y": y, "made_untaped": made_untaped, "parts": parts}
    with pytest.raises(RuntimeError) as caught:
        eval(write, names)
    assert str(caught.value).startswith(message)


def test_a_saved_value_changed_through_a_view_is_refused(x: Any):
    z = (x * 2).exp()
    z.view(3, 1).add_(1)
    with pytest.raises(RuntimeError, match="which is output 0 of Exp, is at version 1"):
        z.sum().backward()


def test_derivatives_through_views_agree_with_differences():
    def function(a: Tensor, b: Tensor) -> Tensor:
        whole = arithmetic.mul(a, a)
        part = shape.view(whole, shape=(3, 2))
        arithmetic.mul.apply_in_place(part, b)
        return arithmetic.mul(whole, shape.view(part, shape=(2, 3)))

    rng = np.random.default_rng(3)
    check_derivatives(function, [rng.uniform(1, 2, (2, 3)), rng.uniform(1, 2, (1, 2))], rng)


def test_detaching_in_place_removes_the_history(x: Any):
    y = x * 2
    assert y.detach_() is y
    assert y.grad_fn is None
    assert not y.requires_grad
    x.detach_()
    assert not x.requires_grad


# -- in a recording ----------------------------------------------------------------------------


def recorded(script: str) -> Recording:
    done = run("import torch\n" + script)
    assert done.recorder.errors == []
    validate(done.recording)
    return done.recording


def test_an_in_place_change_of_a_view_makes_cards_of_it_and_its_base():
    recording = recorded(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * 1\nv = y.view(2, 1)\n"
        "v.mul_(3)\nz = y.sum()\nz.backward()"
    )
    cards, operands = recording["cards"], recording["operands"]
    ops = [recording.text(each) for each in cards["op"]]
    assert ops == ["tensor", "mul", "view", "mul", "mul", "sum"]
    base, view = 3, 4
    assert cards["event"][base] == cards["event"][view]
    assert cards["joined"][[base, view]].tolist() == [1, 2]
    assert cards["flags"][view] & CardFlag.IN_PLACE
    nodes = [recording.text(recording["nodes"]["name"][cards["node"][c]]) for c in (base, view)]
    assert nodes == ["CopySlices", "AsStridedBackward0"]
    of_base = operands[operands["card"] == base]
    assert of_base["operand"].tolist() == [1, NONE]
    assert operands["operand"][operands["card"] == view].tolist() == [base]
    state = recording.at(recording.step_count)
    assert recording.value(state.gradient(base)).array.tolist() == [1.0, 1.0]  # type: ignore[union-attr]


def test_a_view_with_a_new_node_is_joined_to_its_base():
    recording = recorded(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * 1\nv = y.view(2, 1)\n"
        "y.mul_(3)\nz = v * 1"
    )
    ops = [recording.text(each) for each in recording["cards"]["op"]]
    assert ops == ["tensor", "mul", "view", "mul", "changed", "mul"]
    operands = recording["operands"]
    assert operands["operand"][operands["card"] == 4].tolist() == [3]


def test_detaching_in_place_makes_a_new_card():
    recording = recorded("x = torch.tensor([1.0], requires_grad=True)\ny = x * 2\ny.detach_()")
    assert [recording.text(each) for each in recording["cards"]["op"]] == [
        "tensor",
        "mul",
        "detach",
    ]
    assert not recording["cards"]["flags"][2] & CardFlag.REQUIRES_GRAD
