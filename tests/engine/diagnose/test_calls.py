"""Calls of training loops that are missing, only named, or in the wrong order."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.calls import Uncalled, step_after, uncalled
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.raised import why_raised
from tests.engine.diagnose.test_diagnose import named, recorded, script

W = script("w = torch.ones(2, requires_grad=True)", "opt = torch.optim.SGD([w], lr=0.1)")


def found(code: str, name: str) -> Finding:
    """The diagnosis of the last tensor of a name at the end of a script."""
    recording = recorded(code)
    finding = diagnose(recording.at(recording.step_count), named(recording, name))
    assert finding is not None
    return finding


def test_a_method_that_is_only_named_is_found() -> None:
    assert uncalled("a.backward()\nloss.backward\n", "backward") == Uncalled("loss.backward", 2)
    assert uncalled("f = loss.backward\nloss.backward()\n", "backward") is None
    assert uncalled("(", "backward") is None


def test_a_pass_that_is_only_named_did_not_run() -> None:
    finding = found(script(W, "loss = (w * 2).sum()", "loss.backward", "opt.step()"), "w")
    assert (finding.cause, finding.op, finding.line) == (Cause.NO_PASS, "loss.backward", 5)


def test_clearing_that_is_only_named_lets_gradients_add_up() -> None:
    loop = script("for _ in range(2):", "    opt.zero_grad", "    (w * 2).sum().backward()")
    finding = found(script(W, loop), "w")
    assert (finding.cause, finding.op, finding.line) == (Cause.ACCUMULATED, "opt.zero_grad", 5)


@pytest.mark.parametrize(
    ("order", "line"),
    [
        (("w.sum().backward()", "opt.zero_grad()", "opt.step()"), 6),
        (("w.sum().backward()", "print(w)", "opt.zero_grad()", "n = 1", "opt.step()"), 8),
        (("opt.zero_grad()", "w.sum().backward()", "opt.step()"), 0),
        (("w.sum().backward()", "opt.step()", "opt.zero_grad()"), 0),
    ],
)
def test_a_step_after_gradients_were_cleared_is_found(order: tuple[str, ...], line: int) -> None:
    source = script("import torch", W, *order)
    clearing = source.splitlines().index("opt.zero_grad()") + 1
    assert step_after(source, clearing) == line


@pytest.mark.parametrize("how", ["True", "False"])
def test_gradients_that_were_cleared_before_the_step_are_told_so(how: str) -> None:
    code = script(
        W,
        "for _ in range(2):",
        "    (w * 2).sum().backward()",
        f"    opt.zero_grad(set_to_none={how})",
        "    opt.step()",
    )
    finding = found(code, "w")
    assert finding.cause is (Cause.SET_TO_NONE if how == "True" else Cause.ZEROED)
    assert finding.line == 7


def test_a_result_whose_name_went_on_to_another_is_found() -> None:
    code = script(
        "a = torch.ones(2, requires_grad=True)",
        "b = torch.ones(2, requires_grad=True)",
        "loss = (a * 2).sum()",
        "loss = (b * 2).sum()",
        "loss.backward()",
    )
    finding = found(code, "a")
    assert (finding.cause, finding.line) == (Cause.NOT_REACHED, 4)
    assert found(code.replace("loss = (a", "lost = (a"), "a").line == 0


@pytest.mark.parametrize("inputs", ["(b, a)", "[b, a]", "a"])
def test_the_tensor_that_an_error_speaks_of_by_its_number_is_found(inputs: str) -> None:
    code = script(
        "a = torch.ones(2, requires_grad=True)",
        "b = torch.ones(2, requires_grad=True)",
        "y = (b * 2).sum()",
        f"torch.autograd.grad(y, {inputs})",
    )
    recording = recorded(code)
    finding = why_raised(recording)
    assert finding is not None
    assert finding.cause is Cause.NOT_REACHED
    assert finding.cards[0] == named(recording, "a")


NET = script("net = torch.nn.Linear(2, 1)", "opt = torch.optim.SGD(net.parameters())")
LOOP = script(
    "for _ in range(2):",
    "    opt.zero_grad()",
    "    net(torch.ones(2)).backward()",
    "    opt.step()",
)


@pytest.mark.parametrize(
    "replace",
    [
        "net.weight = torch.nn.Parameter(torch.ones(1, 2))",
        "net.weight = torch.nn.Linear(2, 1).weight",
    ],
)
def test_a_parameter_that_came_after_the_optimiser_is_told_so(replace: str) -> None:
    finding = found(script(NET, replace, LOOP), "net.weight")
    assert (finding.cause, finding.line, finding.lines) == (Cause.ACCUMULATED, 6, (4,))


def test_a_parameter_that_gave_way_to_an_older_one_is_told_so() -> None:
    code = script(
        "a, b = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)",
        "b.weight = a.weight",
        "b(a(torch.ones(2))).sum().backward()",
    )
    recording = recorded(code)
    first = next(
        card for card in range(len(recording["cards"])) if recording.names(card) == ["b.weight"]
    )
    finding = diagnose(recording.at(recording.step_count), first)
    assert finding is not None
    assert (finding.cause, finding.line) == (Cause.REPLACED, 3)
