"""Sentences about the less common steps of a pass."""

import re

import pytest

from gui.words.sentences import sentence
from tests.engine.explain.scripts import recorded


def told(code: str) -> list[str]:
    recording = recorded(code)
    return [sentence(recording.at(cursor)) for cursor in range(1, recording.step_count + 1)]


def test_the_sentence_mentions_a_sum_over_a_broadcast_dimension():
    texts = told(
        "b = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "y = torch.ones(3, 2) * b\n"
        "y.sum().backward()\n"
    )
    assert (
        "MulBackward0 received [[1 1] [1 1] [1 1]]; "
        "it sends [3 3] (summed over dimension 0) to AccumulateGrad of b"
    ) in texts


def test_the_sentence_mentions_a_sum_over_several_dimensions():
    texts = told(
        "b = torch.tensor(2.0, requires_grad=True)\n(torch.ones(3, 2) * b).sum().backward()\n"
    )
    assert any("it sends 6 (summed over dimensions 0, 1) to" in text for text in texts)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (
            "d, e = x * 2, x * 5\n(d + e).backward()\n",
            "AddBackward0 received 1; it sends 1 to MulBackward0 of d and 1 to MulBackward0 of e",
        ),
        (
            "d, e = x * 2, x * 5\n(d * e).backward()\n",
            "MulBackward0 received 1; it sends 15 to MulBackward0 of d and 6 to MulBackward0 of e",
        ),
        (
            "(x * 2 + x * 5).backward()\n",
            "AddBackward0 received 1; it sends 1 to each of two MulBackward0 nodes",
        ),
        (
            "d = x * 2\n(d + d).backward()\n",
            "AddBackward0 received 1; it sends 1 twice to MulBackward0",
        ),
    ],
)
def test_two_nodes_that_are_called_the_same_are_told_apart(code: str, wanted: str):
    assert wanted in told("x = torch.tensor(3.0, requires_grad=True)\n" + code)


def test_a_number_in_a_recorded_pass_is_an_operand():
    texts = told(
        "x = torch.tensor(3.0, requires_grad=True)\n"
        "torch.autograd.grad(x**2, x, create_graph=True)\n"
    )
    assert any(re.fullmatch(r"mul takes .+ and 2 and gives 6", text) for text in texts), texts


@pytest.mark.parametrize(
    ("hooked", "wanted"),
    [
        (
            "y.register_hook(lambda g: g * 10)",
            "MulBackward0 received [10 10]; it sends [30 30] to AccumulateGrad of x; "
            "a hook had made [10 10] of [1 1]",
        ),
        (
            "x.register_hook(lambda g: g + 1)",
            "AccumulateGrad of x: x.grad was None and becomes [4 4] (new memory); "
            "a hook had made [4 4] of [3 3]",
        ),
    ],
)
def test_the_sentence_mentions_a_gradient_replaced_by_a_hook(hooked: str, wanted: str):
    texts = told(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        f"y = x * 3\n{hooked}\ny.sum().backward()\n"
    )
    assert wanted in texts


def test_the_sentence_does_not_mention_a_hook_that_replaced_nothing():
    texts = told(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "y = x * 3\n"
        "y.register_hook(lambda g: None)\n"
        "y.sum().backward()\n"
    )
    assert not any("hook" in text for text in texts)


def test_the_sentence_mentions_that_a_view_changed_its_base():
    texts = told(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nu = x * 2\nv = u[0]\nv.mul_(5)\n"
    )
    assert texts[-1] == "mul_ changes v, a view of u, in place, and so u too: it is now 10"


@pytest.mark.parametrize("flag", ["", ", requires_grad=True"])
def test_the_sentence_mentions_a_changed_base_without_gradient(flag: str):
    texts = told(
        f"u = torch.tensor([1.0, 2.0]{flag})\n"
        "with torch.no_grad():\n    v = u[0]\n    v.mul_(5)\n    u.mul_(2)\n    v.t_()\n"
    )
    assert texts[-3] == "mul_ changes v, a view of u, in place, and so u too: it is now 5"
    assert texts[-2] == "mul_ changes u in place: it is now [10 4]"
    assert texts[-1] == "t_ changes v in place: it is now 10"


def test_the_sentence_of_a_copy_into_a_slice_names_the_base():
    texts = told("x = torch.tensor([1.0, 2.0], requires_grad=True)\np = x.clone()\np[1] = 7\n")
    assert texts[-1].startswith("copy_ changes the result of select, a view of p, in place")


def test_the_sentence_of_an_optimizer_step_mentions_no_view():
    texts = told(
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "(w * w).sum().backward()\n"
        "torch.optim.SGD([w], lr=0.5).step()\n"
    )
    assert texts[-1] == "add_ changes w in place: it is now [0 0]"


def test_the_sentence_of_a_pass_from_one_number_of_any_shape_has_the_default_seed():
    texts = told("x = torch.tensor([2.0], requires_grad=True)\ny = x * 3\ny.backward()\n")
    assert texts[2] == "y.backward() starts: the gradient of y with respect to itself is [1]"
