"""The sentences that answer why, in both languages."""

import re

import numpy as np
import pytest

from engine.diagnose.answer import diagnose, diagnose_value
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.missing import why_none
from engine.record.schema import CardFlag, Cut
from gui import languages
from gui.words.card_names import script_name
from gui.words.why_text import why_text
from tests.engine.explain.scripts import named, recorded
from tests.samples import accumulation

X, Y, Z = 0, 2, 5


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("is_long", [False, True])
def test_every_cause_has_a_complete_sentence(
    qapp: object, cause: Cause, language: str, is_long: bool
) -> None:
    recording = accumulation().recording()
    state = recording.at(recording.step_count)
    cards = (X, Y, Z) if is_long else (X,)
    steps = (recording.index.pass_start(0),) if is_long or cause is Cause.NOT_YET else ()
    finding = Finding(
        cause, cards, steps, Cut.DETACH if cause is Cause.CUT else Cut.OPEN, "MulBackward0"
    )
    languages.install(language)
    try:
        text = why_text(state, finding)
    finally:
        languages.install("en")
    assert re.fullmatch(r"[^{}]+[.。]", text)
    assert bool(re.search("[一-鿿]", text)) == (language == "zh_CN")


def test_the_sentence_of_a_cut_names_its_line_and_both_ends() -> None:
    recording = accumulation().recording()
    state = recording.at(recording.step_count)
    begun = recording.index.pass_start(2)
    text = why_text(state, Finding(Cause.CUT, (X, Y, Z), (begun,), Cut.DETACH))
    assert text.startswith(
        "The pass of line 9 started from z, but in line ? detach() cuts the way from x"
    )


@pytest.mark.parametrize(
    ("update", "is_renamed"), [("w = w - 0.1 * w.grad", True), ("v = w - 0.1 * w.grad", False)]
)
def test_the_sentence_names_an_update_that_replaced_the_leaf(update: str, is_renamed: bool) -> None:
    name = update[0]
    recording = recorded(
        "w = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n"
        f"{update}\n({name} * {name}).sum().backward()\n"
    )
    state = recording.at(recording.step_count)
    text = why_text(state, why_none(state, named(recording, name)))
    assert text.startswith("Line 4 made a new tensor from w" if is_renamed else "v is no leaf")


LEAF = "x = torch.tensor([2.0, 300.0], requires_grad=True)\nw = torch.ones(2, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("(x.long() * w).sum().backward()", "in line 4 a conversion to whole numbers cuts the way"),
        ("(x.sum().item() * w).sum().backward()", ".item() of line 4 takes plain numbers out of"),
        (
            "(x.argmax() * w).sum().backward()",
            "in line 4 argmax, which has no derivative, cuts",
        ),
        (
            "h = w * 2\nx.requires_grad_(False)\ny = h * x\nx.requires_grad_()\ny.sum().backward()",
            "Line 6 computed y from x before line 7 let x require a gradient",
        ),
        ("x.exp().sum().backward()", "exp made inf of 300 in line 4, too large for float32"),
        ("(x / 0).sum().backward()", "where it is defined"),
        ("((x * 0) ** -1).sum().backward()", "where it is defined"),
        ("(x * 1e36 @ x).exp().backward()", "What dot computed in line 4 is too large for float32"),
        ("(x / 300).acos().sum().backward()", "Keep the input of acos away from there."),
        ("(x * 0).sqrt().sum().backward()", "for instance by adding 1e-8"),
    ],
)
def test_the_answer_depends_on_the_numbers(code: str, told: str) -> None:
    recording = recorded(LEAF + code)
    state = recording.at(recording.step_count)
    finding = diagnose(state, named(recording, "x"))
    text = "" if finding is None else why_text(state, finding)
    assert told in text


@pytest.mark.parametrize("change", ["a[::2] = 5", "a[0].zero_()", "a.mul_(2)"])
def test_the_answer_suggests_requires_grad_after_the_in_place_change(change: str) -> None:
    recording = recorded(f"a = torch.zeros(4)\n{change}\nb = a * 2\n")
    state = recording.at(recording.step_count)
    card = int(np.flatnonzero(recording["cards"]["flags"] & CardFlag.IN_PLACE)[-1])
    assert script_name(recording, card) == "a"
    assert why_text(state, why_none(state, card)) == (
        "a was made without requires_grad=True, and changed in place since. "
        "Call a.requires_grad_() after the last change."
    )


@pytest.mark.parametrize("above", ["\n", "\x0c\n", "# a\u2028b\x85c\n"])
@pytest.mark.parametrize(
    ("made", "cut"),
    [
        ("torch.nn.Parameter(a * 2)", "nn.Parameter()"),
        ("a.detach()", "detach()"),
        ("copy.deepcopy(a)", "copy.deepcopy()"),
    ],
)
def test_the_cutting_operation_is_named_as_in_the_script(made: str, cut: str, above: str) -> None:
    recording = recorded(
        f"import copy\n{above}a = torch.ones(2, requires_grad=True)\nw = {made}\n"
        "w.requires_grad_()\n(w * 3).sum().backward()\n"
    )
    state = recording.at(recording.step_count)
    text = why_text(state, why_none(state, named(recording, "a")))
    assert f"but in line 5 {cut} cuts the way from a to it" in text


def test_a_value_read_from_a_tensor_is_named_with_its_line() -> None:
    recording = recorded(
        "a = torch.ones(2, requires_grad=True)\nb = torch.ones(2, requires_grad=True)\n"
        "def f(x):\n    return x * a.data\nf(b).sum().backward()\n"
    )
    state = recording.at(recording.step_count)
    assert why_text(state, why_none(state, named(recording, "a"))).startswith(
        "The pass of line 6 started from the result of sum, "
        "but in line 5 reading .data as a value cuts the way from a to it."
    )
    assert why_text(state, why_none(state, 2)) == (
        "In line 5 reading .data as a value cuts a.data off from a: no gradient can pass."
    )


def answer_on(code: str, name: str) -> str:
    """The answer on the gradient of the last tensor of a name, at the end."""
    recording = recorded(code)
    state = recording.at(recording.step_count)
    finding = diagnose(state, named(recording, name))
    return "" if finding is None else why_text(state, finding)


A = "a = torch.tensor([1.0, 5.0, 2.0], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("torch.relu(a - 3).sum().backward()", "as -2 is at [0]"),
        ("torch.relu(-a).sum().backward()", "as everywhere here"),
        ("((a - 5) ** 2).sum().backward()", "its slope is 0 where its input is 0"),
        ("(a * torch.tensor([1.0, 0.0, 1.0])).sum().backward()", "result of tensor, which is zero"),
        (
            "w = torch.zeros(2, 3)\ntorch.nn.functional.linear(a, w).sum().backward()",
            "multiplied what it received by w, which is zero",
        ),
        ("w = torch.zeros(2, 3)\n(a @ w.T).sum().backward()", "received by w, which is zero"),
        ("((torch.ones(3) * 0) * (a * 1)).sum().backward()", "result of mul, which is zero."),
        ("(a * 0.0).sum().backward()", "MulBackward0 of line 3 multiplied what it received by 0."),
        ("a.max().backward()", "Zero at 2 of 3 places, first at [0]: max of line 3 took other"),
        ("torch.maximum(a, a.detach() + 1).sum().backward()", "took other numbers, none of a."),
        ("torch.round(a).sum().backward()", "write x + (round(x) - x).detach()"),
        ("a.unbind()[0].backward()", "the pass came from other parts"),
        ("b = a.unbind()\nb[0].backward()", "put it into b[1], and the pass did not come from"),
        (
            "h, n = a * 1, torch.zeros(3)\nh.register_hook(lambda g: g)\n"
            "h.register_hook(lambda g: n)\nh.sum().backward()",
            "by one or more of the hooks that lines 4, 5 register",
        ),
        (
            "u, s, v = torch.linalg.svd(torch.eye(3) * a[0])\nu.sum().backward()",
            "it divides by the differences of the numbers that svd found",
        ),
        ("(a[0] + a[1].detach()).backward()", "What else was made of a is cut off from what the"),
        ("h = a[0] * 2\nh = a[1] * 2\nh.backward()", "What else was made of a is no part of what"),
        ("torch.softmax(a, 0).sum().backward()", "stays the same when all its inputs grow alike"),
        ("torch.softmax(a[1:], 0).sum().backward()", "stays the same when all its inputs grow"),
        ("torch.softmax(a * 999, 0)[1].backward()", "one number is far above the others"),
        ("torch.softmax(a[:, None], 1).sum().backward()", "taken over single numbers"),
        ("(a * 1e30 * 1e30).sum().backward()", "sends is too large for float32"),
        ("(a * 1e-30 * 1e-30).sum().backward()", "sends is too small for float32"),
        ("torch.sqrt(a - 1).sum().backward()", "The first is at [0]. SqrtBackward0 of line 3"),
        ("torch.where(a > 1, (a - 1).log(), a).sum().backward()", "0 times infinity is nan"),
        ("a[:1].std().backward()", "std of line 3 made nan of a single number"),
        ("(a - torch.inf).softmax(0)[0].backward()", "where all its numbers are -inf"),
        (
            "i = a.argmax()\nw = torch.ones(3, requires_grad=True)\nw[i].backward()",
            "in line 3 argmax, which has no derivative, cuts the way from it to i, of which [i] of "
            "line 5 takes plain numbers",
        ),
        (
            "with torch.set_grad_enabled(False):\n    h = a * 2\n"
            "w = torch.ones(3, requires_grad=True)\n(h * w).sum().backward()",
            "in line 4 set_grad_enabled(False) cuts the way from a",
        ),
    ],
)
def test_the_answer_names_the_line_the_number_and_the_element(code: str, answer: str) -> None:
    assert answer in answer_on(A + code, "a")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("a.masked_fill(a > 1, -torch.inf)", "put -inf into y, as the script says."),
        ("a - torch.inf", "sub of line 3 computed y with inf, as the script says, and it spread"),
        (
            "torch.nn.functional.cross_entropy(a[None], torch.tensor([-100]))",
            "nll_loss of line 3 made nan, as it divides by how many targets count, and none does",
        ),
        ("a[a > 9].mean()", "mean of line 3 made nan of no numbers at all: what it was given is"),
    ],
)
def test_the_answer_on_a_value_names_what_the_script_wrote_or_selected(
    value: str, told: str
) -> None:
    recording = recorded(f"{A}y = {value}")
    state = recording.at(recording.step_count)
    finding = diagnose_value(state, named(recording, "y"))
    assert finding is not None
    assert told in why_text(state, finding)


def test_the_number_with_an_infinite_slope_is_named_where_all_gradients_are_lost() -> None:
    told = answer_on(f"{A}d = a[:, None] - a[None]\nd.square().sqrt().sum().backward()", "a")
    assert "SqrtBackward0 of line 4 made it so: sqrt of 0 is finite" in told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("loss = a.sum()\nloss.backward", "Line 4 only names loss.backward, which does not call"),
        (
            "opt = torch.optim.SGD([a])\nfor _ in range(2):\n    opt.zero_grad\n"
            "    a.sum().backward()",
            "2 passes have added up in it, as line 5 only names opt.zero_grad",
        ),
        (
            "opt = torch.optim.SGD([a])\na.sum().backward()\nopt.zero_grad()\nopt.step()",
            "Line 5 set it to None, and no pass has brought another one since. So it was gone "
            "before step() of line 6",
        ),
        (
            "b = torch.ones(3, requires_grad=True)\nloss = a.sum()\nloss = b.sum()\n"
            "loss.backward()",
            "loss of line 4 was computed from a, but then another tensor got that name",
        ),
    ],
)
def test_the_answer_names_calls_that_are_missing_or_too_early(code: str, told: str) -> None:
    assert told in answer_on(A + code, "a")


def test_a_step_that_led_out_of_range_is_told_as_a_learning_rate() -> None:
    code = (
        "w = torch.tensor(3.0, requires_grad=True)\nfor _ in range(4):\n"
        "    loss = (w ** 2 - 1) ** 2\n    loss.backward()\n    with torch.no_grad():\n"
        "        w -= 100.0 * w.grad\n        w.grad = None\nw.exp().backward()\n"
    )
    assert answer_on(code, "w").endswith("lower the learning rate.")


def test_a_tensor_made_anew_under_no_grad_is_told_to_be_changed_in_place() -> None:
    code = (
        "w = torch.ones(2, requires_grad=True)\n(w * w).sum().backward()\n"
        "with torch.no_grad():\n    w = w - 0.1 * w.grad\n"
    )
    assert answer_on(code, "w").startswith("In line 5, under no_grad(), w was made anew")


def test_a_leaf_without_a_name_is_told_to_be_made_of_the_result() -> None:
    code = "w = torch.ones(2, requires_grad=True) * 2\nw.sum().backward()\nprint(w.grad)\n"
    assert "call w.requires_grad_() after the last operation" in answer_on(code, "w")


def test_rows_that_are_only_padding_are_told_as_such() -> None:
    code = (
        "e = torch.nn.Embedding(3, 2, padding_idx=0)\nw = e.weight\n"
        "e(torch.tensor([0, 0])).sum().backward()\n"
    )
    assert "or only row 0, which is its padding_idx" in answer_on(code, "w")


def test_a_factor_that_the_same_operation_made_is_named() -> None:
    code = (
        "V = torch.zeros(2, 3, requires_grad=True)\nW = torch.ones(3, 1, requires_grad=True)\n"
        "(torch.ones(4, 2) @ V @ W).sum().backward()\n"
    )
    assert answer_on(code, "W") == (
        "MmBackward0 of line 4 multiplied what it received by the result of mm, which is zero."
    )


def test_a_replaced_tensor_names_the_line_and_the_optimiser() -> None:
    code = A + "b = a\na = torch.ones(3, requires_grad=True)\na.sum().backward()"
    assert answer_on(code, "b") == (
        "Line 4 put another tensor in the place of b, and the pass of line 5 went to that one. "
        "An optimiser that was made before line 4 still steps the old one."
    )
