"""What is told of gradients that vanished or exploded."""

from __future__ import annotations

import pytest

from tests.gui.words.test_why_text import answer_on

W = "w = torch.tensor([0.5, 0.25], requires_grad=True)\n"


def of_chain(line: str, turns: int) -> str:
    """The answer on ``w`` where ``h`` goes through the same line many times."""
    return answer_on(
        f"{W}h = w\nfor _ in range({turns}):\n    {line}\nloss = h.sum()\nloss.backward()\n", "w"
    )


def test_a_chain_is_told_by_its_operations_and_how_often_they_come() -> None:
    assert of_chain("h = h * 0.1", 6).startswith(
        "From loss, where the pass started, 7 operations multiplied the gradient by 1e-06, above "
        "all mul by 1e-06 (6 times). Weights that begin larger"
    )


def test_an_operation_that_comes_once_is_told_by_its_line() -> None:
    answer = answer_on(f"{W}y = ((w * 3000) ** 2).sum()\ny.backward()", "w")
    assert "above all mul of line 3 by 3000, pow of line 3 by 3000." in answer
    assert answer.endswith("bring them to about 1 first, as by (x - x.mean()) / x.std().")


def test_hooks_are_named() -> None:
    answer = answer_on(f"{W}w.register_hook(lambda g: g * 1e-9)\n(w * 2).sum().backward()", "w")
    assert answer.endswith("above all hooks by 1e-09.")


def test_a_single_operation_is_told_alone() -> None:
    answer = answer_on("w = torch.ones(1_000_000, requires_grad=True)\nw.mean().backward()", "w")
    assert answer == (
        "The gradient that the pass started from was multiplied by 1e-06: mean of line 3 by 1e-06. "
        "mean divides what it receives by how many numbers it has."
    )


@pytest.mark.parametrize("start", ["w.sum().backward()", "w[0].backward()", "w.backward(w)"])
def test_a_hook_beside_a_single_operation_is_not_told_as_that(start: str) -> None:
    answer = answer_on(f"{W}w.register_hook(lambda g: g * 0 + 1e-9)\n{start}", "w")
    assert answer.startswith("The gradient that the pass started from was multiplied by ")
    assert ": hooks by " in answer


@pytest.mark.parametrize(
    ("line", "turns", "told"),
    [
        ("h = torch.sigmoid(h)", 12, "The slope of sigmoid is at most 0.25, and nearly 0 far"),
        ("h = torch.tanh(h * 3 + 2)", 12, "The slope of tanh is at most 1, and nearly 0 far"),
        ("h = h @ torch.eye(2) * 9", 12, "Weights that begin smaller"),
        ("h = h + h", 20, "above all adding up by 1048576."),
    ],
)
def test_the_advice_is_about_the_operation_that_did_most(line: str, turns: int, told: str) -> None:
    assert told in of_chain(line, turns)


def test_a_small_gradient_near_a_minimum_is_as_it_should_be() -> None:
    code = "w = torch.tensor(2.000002, requires_grad=True)\ny = (w - 2) ** 2\ny.backward()"
    assert answer_on(code, "w").endswith("Near a minimum that is as it should be.")
