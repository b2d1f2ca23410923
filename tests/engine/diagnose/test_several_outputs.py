"""Operations with several outputs: the one that a gradient came through, or did not."""

from __future__ import annotations

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.finding import Cause, Finding
from engine.record.schema import Cut
from tests.engine.diagnose.test_diagnose import named, recorded, script

X = "x = torch.tensor([-1.0, 2.0, 3.0, 4.0], requires_grad=True)"
LSTM = "lstm = torch.nn.LSTM(2, 3)"


def found(code: str, name: str) -> tuple[Finding, list[str]]:
    """The diagnosis at the end of a script, and the last names of the cards of its path."""
    recording = recorded(code)
    finding = diagnose(recording.at(recording.step_count), named(recording, name))
    assert finding is not None
    names = [(recording.names(card) or [""])[-1] for card in finding.cards]
    return finding, names


@pytest.mark.parametrize("taken", ["x.chunk(2)", "x.split(2)", "x.split([2, 2])", "x.view(2, 2)"])
def test_the_part_that_a_number_went_into_tells_why_it_is_zero(taken: str):
    finding, names = found(
        script(X, f"a, b = {taken}", "(torch.relu(a).sum() + b.sum()).backward()"), "x"
    )
    assert (finding.cause, finding.element) == (Cause.DEAD_RELU, (0,))
    assert "a" in names


@pytest.mark.parametrize("taken", ["x.chunk(2)", "x.split([1, 3])", "x.view(2, 2)"])
def test_a_part_that_is_not_used_is_named(taken: str):
    finding, names = found(script(X, f"a, b = {taken}", "b.sum().backward()"), "x")
    assert (finding.cause, names[-1]) == (Cause.NOT_TAKEN, "a")


def test_what_cuts_a_part_off_is_told():
    finding, names = found(
        script(X, "a, b = x.chunk(2)", "s = b.detach().exp()", "(a + s).sum().backward()"), "x"
    )
    assert (finding.cause, finding.cut, finding.element) == (Cause.CUT, Cut.DETACH, (2,))
    assert {"b", "s"} < set(names)


def test_a_number_in_a_later_part_is_followed_there():
    finding, names = found(
        script(X, "a, b = x.split(2)", "(a.sum() + (b * 0).sum()).backward()"), "x"
    )
    assert (finding.cause, finding.element) == (Cause.ZERO_OPERAND, (2,))
    assert "b" in names


def test_the_output_with_the_gradient_is_blamed():
    finding, names = found(
        script(
            "A = torch.tensor([[1.0, 2.0], [2.0, 4.0]], requires_grad=True)",
            "sign, logdet = torch.linalg.slogdet(A)",
            "logdet.backward()",
        ),
        "A",
    )
    assert (finding.cause, names[-1]) == (Cause.BROKEN_VALUE, "logdet")
    finding, names = found(
        script(
            "A = torch.eye(2, requires_grad=True)",
            "w, v = torch.linalg.eigh(A)",
            "(v**3).sum().backward()",
        ),
        "A",
    )
    assert (finding.cause, names[-1]) == (Cause.BROKEN_SLOPE, "v")


@pytest.mark.parametrize(
    ("steps", "weight"),
    [("torch.ones(1, 1, 2)", "lstm.weight_hh_l0"), ("torch.zeros(4, 1, 2)", "lstm.weight_ih_l0")],
)
def test_weights_of_a_recurrent_layer_are_multiplied_by_zeros(steps: str, weight: str):
    finding, _ = found(script(LSTM, f"lstm({steps})[0].sum().backward()"), weight)
    assert finding.cause is Cause.ZERO_OPERAND
    assert len(finding.cards) == 3


def test_weights_of_a_recurrent_layer_that_remembers_have_a_gradient():
    recording = recorded(script(LSTM, "lstm(torch.ones(4, 1, 2))[0].sum().backward()"))
    card = named(recording, "lstm.weight_hh_l0")
    assert diagnose(recording.at(recording.step_count), card) is None
