"""What is told of cuts, and of what to write instead."""

import pytest

from engine.diagnose.answer import diagnose
from engine.diagnose.raised import why_raised
from gui.words.why_text import why_text
from tests.engine.explain.scripts import named, recorded
from tests.gui.words.test_why_text import answer_on

A = "a = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)\nv = torch.ones(3, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("code", "cut", "advice"),
    [
        ("v[a.topk(2).indices].sum()", "topk, whose indices have no derivative, cuts", "softmax"),
        ("v[a.sort()[1]].sum()", "sort, whose indices have no derivative, cuts", "softmax"),
        ("(v * a.argmax()).sum()", "argmax, which has no derivative, cuts", "softmax"),
        ("(v * (a > 2)).sum()", "gt, which has no derivative, cuts", "sigmoid or softmax"),
        ("v[a.multinomial(1)]", "multinomial, which has no derivative, cuts", "probability"),
        ("(v * a.long()).sum()", "a conversion to whole numbers cuts", "Leave that out"),
        ("(v * a.detach()).sum()", "detach() cuts", "Leave that out"),
        (
            "(v * torch.distributions.Normal(a, 1.0).sample()).sum()",
            "but in line 4 sample(), which draws under no_grad(), cuts the way from a to it.",
            "write rsample() where the distribution has it",
        ),
    ],
)
def test_the_advice_depends_on_the_operation(code: str, cut: str, advice: str) -> None:
    told = answer_on(f"{A}({code}).backward()", "a")
    assert cut in told
    assert advice in told


@pytest.mark.parametrize(
    ("gradient", "name"),
    [
        ("(g,) = torch.autograd.grad((a ** 2).sum(), a)\n", "g"),
        ("(a ** 2).sum().backward()\ng = a.grad\n", "g"),
    ],
)
def test_a_pass_that_starts_from_a_gradient_without_a_graph_is_told_to_make_one(
    gradient: str, name: str
) -> None:
    recording = recorded(f"{A}{gradient}penalty = (g ** 2).sum()\npenalty.backward()\n")
    finding = why_raised(recording)
    assert finding is not None
    told = why_text(recording.at(recording.step_count), finding)
    assert told.startswith(f"penalty comes from {name} of line")
    assert told.endswith("Give the call that computed it create_graph=True.")


def test_a_start_that_failed_counts_more_than_an_earlier_pass_about_others() -> None:
    code = (
        "(g,) = torch.autograd.grad((a * v).sum(), a)\npenalty = (g ** 2).sum()\n"
        "penalty.backward()\n"
    )
    assert answer_on(A + code, "v").startswith("Line 6 was to begin a pass, but failed")


def test_a_statement_that_switches_gradients_off_is_named_with_its_line() -> None:
    code = "torch.set_grad_enabled(False)\nh = a * 2\ntorch.set_grad_enabled(True)\n"
    recording = recorded(f"{A}{code}(h * v).sum().backward()\n")
    state = recording.at(recording.step_count)
    finding = diagnose(state, named(recording, "a"))
    assert finding is not None
    assert "but in line 5 set_grad_enabled(False) of line 4 cuts the way" in why_text(
        state, finding
    )
