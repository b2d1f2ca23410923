"""Gradients returned by ``grad`` are joined to the tensors they are the gradients of."""

from __future__ import annotations

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.record.schema import CardFlag, Cut
from engine.record.validate import validate
from tests.engine.recorder.watching import run

_SQUARES = "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * x\n"

_CUSTOM = """
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2

y = Double.apply(x)
y.sum().backward()
"""


def recorded(script: str) -> Recording:
    done = run("import torch\n" + script)
    assert done.recorder.errors == []
    validate(done.recording)
    return done.recording


def named(recording: Recording, name: str) -> int:
    """The card that a name was first bound to."""
    rows = [row for row in recording["names"] if recording.text(row["name"]) == name]
    return int(rows[0]["card"])


def given(recording: Recording, flag: CardFlag = CardFlag.GRADIENT_OF) -> list[int]:
    return np.flatnonzero(recording["cards"]["flags"] & flag).tolist()


@pytest.mark.parametrize(
    ("script", "of"),
    [
        ("torch.autograd.grad(y.sum(), x)[0] * 2", "x"),
        ("torch.autograd.grad(y.sum(), [y, x])[1] * 2", "x"),
        ("torch.autograd.grad(y.sum(), y)[0] * 2", "y"),
        ("x.register_hook(lambda g: g * 2)\ny.sum().backward()", "x"),
        ("y.register_hook(lambda g: g * 2)\ny.sum().backward()", "y"),
        ("y.grad_fn.register_prehook(lambda gs: (gs[0] * 2,))\ny.sum().backward()", "y"),
        ("y.grad_fn.register_hook(lambda gs, _: (gs[0] * 2, gs[1]))\ny[0].backward()", "x"),
        (_CUSTOM, "y"),
    ],
)
def test_a_returned_gradient_is_joined_to_its_tensor(script: str, of: str):
    recording = recorded(_SQUARES + script)
    card = given(recording)[0]
    owner = named(recording, of)
    if script == _CUSTOM:
        owner = int(recording.index.bindings.last_named(recording.string_number("y"), 1 << 30))
    assert recording.text(recording["cards"]["op"][card]) == "gradient"
    assert recording["cards"]["joined"][card] == owner
    [edge] = recording.operands_of(card)
    assert (edge["operand"], edge["cut"]) == (owner, Cut.GRADIENT_GIVEN)
    assert "tensor" not in [recording.text(op) for op in recording["cards"]["op"][1:]]


def test_the_gradient_of_one_of_several_outputs_is_joined_to_that_output():
    recording = recorded(
        "x = torch.ones(2, requires_grad=True)\na, b = x.unbind()\n"
        "b.register_hook(lambda g: g * 2)\n(a + b).backward()"
    )
    [card] = given(recording)
    assert recording["cards"]["joined"][card] == named(recording, "b")


def test_an_unused_gradient_has_no_card():
    recording = recorded(_SQUARES + "y.register_hook(print)\ny.sum().backward()")
    assert given(recording) == []


def test_a_retained_gradient_is_a_grad_attribute():
    recording = recorded(_SQUARES + "y.retain_grad()\ny.sum().backward()\nz = y.grad * 2")
    [card] = given(recording, CardFlag.GRAD_OF)
    assert recording.text(recording["cards"]["op"][card]) == "grad"
    assert recording["cards"]["joined"][card] == named(recording, "y")
