"""Gradients that are very small or very large beside what their pass started from."""

from __future__ import annotations

import numpy as np
import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.extremes import Extreme
from engine.diagnose.finding import ADDED_UP, BY_HOOKS, Cause, Finding
from engine.diagnose.remarkable import asks_why, extreme_asked
from tests.engine.diagnose.test_diagnose import named, recorded, script

W = "w = torch.tensor([0.5, 0.25], requires_grad=True)"


def found(code: str, name: str = "w") -> Finding | None:
    """The diagnosis of the last tensor of a name at the end of a script."""
    recording = recorded(code)
    return diagnose(recording.at(recording.step_count), named(recording, name))


def asked(code: str, name: str = "w") -> Extreme | None:
    """Whether it is asked there why a gradient is so small or so large."""
    recording = recorded(code)
    state, card = recording.at(recording.step_count), named(recording, name)
    extreme = extreme_asked(state, card)
    assert asks_why(state, card) == (diagnose(state, card) is not None)
    return extreme


def of_chain(*lines: str, turns: int = 12) -> str:
    """A script whose ``h`` goes through the same lines many times."""
    loop = script(f"for _ in range({turns}):", *(f"    {line}" for line in lines))
    return script(W, "h = w", loop, "loss = h.sum()", "loss.backward()")


def test_a_gradient_that_vanished_is_told_by_the_operation_that_did_most() -> None:
    finding = found(of_chain("h = torch.sigmoid(h)"))
    assert finding is not None
    assert finding.cause is Cause.VANISHED
    (share,) = finding.shares
    assert (share.op, len(share.cards)) == ("sigmoid", 12)
    assert share.factor == pytest.approx(finding.factor)
    assert 1e-9 < finding.factor < 0.25**12 * 1.01
    assert len(finding.cards) == 14  # w, twelve sigmoids, and the sum


def test_the_factor_is_that_of_the_largest_numbers() -> None:
    code = script(W, "y = (w * torch.tensor([1e-3, 1e-2])) * 1e-4", "y.backward(torch.ones(2) * 3)")
    finding = found(code)
    assert finding is not None
    assert finding.factor == pytest.approx(1e-6)
    (share,) = finding.shares
    assert share.op == "mul"
    assert share.factor == pytest.approx(1e-6)


def test_a_gradient_that_exploded_is_told_by_the_operation_that_did_most() -> None:
    finding = found(of_chain("h = (h + 1) * 4"))
    assert finding is not None
    assert finding.cause is Cause.EXPLODED
    (share,) = finding.shares
    assert share.op == "mul"
    assert share.factor == pytest.approx(4.0**12)


def test_the_step_of_the_strongest_operation_is_linked() -> None:
    lines = "h = torch.sigmoid(w * 30)", "k = h * 1e-5", "y = (k * 0.5).sum()", "y.backward()"
    recording = recorded(script(W, *lines))
    finding = diagnose(recording.at(recording.step_count), named(recording, "w"))
    assert finding is not None
    assert [share.op for share in finding.shares] == ["mul", "sigmoid"]
    (cursor,) = finding.steps
    step = recording.at(cursor).step
    assert step is not None
    node = recording["evaluations"]["node"][step.row]
    assert recording["nodes"]["card"][node] == named(recording, "k")


def test_contributions_that_add_up_are_a_share_of_their_own() -> None:
    finding = found(of_chain("h = h + h", turns=18))
    assert finding is not None
    (share,) = finding.shares
    assert share.op == ADDED_UP
    assert share.factor == pytest.approx(2.0**18)
    assert len(share.cards) == 18


def test_hooks_are_a_share_of_their_own() -> None:
    hook = "h.register_hook(lambda g: g * 1e-7)"
    finding = found(script(W, "h = w * 2", hook, "(h + h).sum().backward()"))
    assert finding is not None
    (share,) = finding.shares
    assert share.op == BY_HOOKS
    assert share.factor == pytest.approx(1e-7)
    finding = found(script(W, "w.register_hook(lambda g: g * 1e-7)", "w.sum().backward()"))
    assert finding is not None
    assert [share.op for share in finding.shares] == [BY_HOOKS]


def test_what_hooks_make_of_zeros_is_theirs() -> None:
    hook = "w.register_hook(lambda g: torch.full_like(g, 1e9))"
    finding = found(script(W, hook, "(w * 0).sum().backward()"))
    assert finding is not None
    assert [share.op for share in finding.shares] == [BY_HOOKS]
    assert finding.factor == pytest.approx(1e9)


def test_what_a_function_of_the_script_makes_of_zeros_is_its_own() -> None:
    function = script(
        "class Own(torch.autograd.Function):",
        "    @staticmethod",
        "    def forward(ctx, t): return t * 1",
        "    @staticmethod",
        "    def backward(ctx, g): return torch.full_like(g, 1e9)",
    )
    finding = found(script(function, W, "(Own.apply(w) * 0).sum().backward()"))
    assert finding is not None
    assert [share.op for share in finding.shares] == ["Own"]


def test_what_worked_against_the_whole_is_not_told() -> None:
    finding = found(of_chain("h = torch.sigmoid(h) * 1.5", turns=16))
    assert finding is not None
    assert [share.op for share in finding.shares] == ["sigmoid"]
    assert finding.factor == pytest.approx(finding.shares[0].factor * 1.5**16)


@pytest.mark.parametrize(
    ("code", "extreme"),
    [
        (of_chain("h = h * 0.1", turns=6), Extreme.VANISHED),
        (of_chain("h = h * 0.1", turns=4), None),
        (of_chain("h = h * 10", turns=6), Extreme.EXPLODED),
        (of_chain("h = h * 10", turns=4), None),
        (script(W, "y = (w * 1e-6).sum()", "y.backward(torch.tensor(1e6))"), Extreme.VANISHED),
        (script(W, "y = (w * 1e6).sum()", "y.backward()", "w.grad /= 1e6"), None),
        (script(W, "y = (w * 1e6).sum()", "y.backward()", "w.grad = w.grad * 1"), None),
        (script(W, "for _ in range(2):", "    (w * 1e6).sum().backward()"), None),
        (script(W, "y = (w * 1e6).sum()", "w.grad = torch.zeros(2)", "y.backward()"), None),
        (
            script(
                W, "w.sum().backward()", "w.grad.zero_()", "y = (w * 1e6).sum()", "y.backward()"
            ),
            Extreme.EXPLODED,
        ),
    ],
)
def test_only_the_size_beside_the_seed_is_remarkable(code: str, extreme: Extreme | None) -> None:
    assert asked(code) is extreme


def test_results_on_the_way_are_asked_about_while_their_pass_is_walked() -> None:
    recording = recorded(of_chain("h = h * 10", turns=8))
    state = recording.at(recording.step_count - 1)
    results = [card for card in range(1, 9) if extreme_asked(state, card)]
    assert len(results) == 3  # 10**5 to 10**7
    finding = diagnose(state, results[-1])
    assert finding is not None
    assert np.log10(finding.factor) == pytest.approx(5)
