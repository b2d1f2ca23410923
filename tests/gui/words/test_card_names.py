"""The names of cards and nodes."""

import pytest

from gui.words.card_names import (
    begin_sentence,
    grad_phrase,
    node_phrase,
    op_name,
    phrase,
    phrases,
    script_name,
    title,
    with_settings,
    written_phrase,
)
from tests.engine.recorder.watching import run
from tests.samples import Sample, Took, first_gradient

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_name_of_the_script_takes_precedence_over_the_op():
    recording = first_gradient().recording()
    x, dot = 0, 1
    assert (title(recording, x), phrase(recording, x)) == ("x", "x")
    assert (title(recording, dot), phrase(recording, dot)) == ("dot", "the result of dot")
    assert (grad_phrase(recording, x), grad_phrase(recording, dot)) == (
        "x.grad",
        "the gradient of the result of dot",
    )


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        (["x", "exponent=2"], ["x with exponent=2"]),
        (["x", "3", "dim=(0,)", "keepdim=False"], ["x", "3 with dim=(0,), keepdim=False"]),
        (["x", "number=2"], ["x", "2"]),
        (["x", "'a == b'"], ["x", "'a == b'"]),
        (["size=3"], ["size=3"]),
    ],
)
def test_settings_follow_the_operands(taken: list[str], told: list[str]):
    assert with_settings(taken) == told


def test_a_tensor_without_a_name_can_be_told_by_its_expression():
    long = " + ".join(["x"] * 12)
    code = "\n".join(
        (
            "x = torch.ones(2)",
            "(x * 2).sum()",
            "(x *",
            " 3)",
            "for i in range(2):",
            "    x - 1",
            long,
        )
    )
    recording = run(f"import torch\n{code}\n").recording
    told = [written_phrase(recording, card) for card in range(len(recording["cards"]))]
    assert told[:4] == ["x", "x * 2", "(x * 2).sum()", "the result of mul"]
    assert told[4:6] == ["x - 1 in iteration 1", "x - 1 in iteration 2"]
    assert told[-1] == "the result of add"


def test_cards_that_sound_alike_are_told_by_their_expressions():
    code = "x = torch.ones(2)\ny = x * 2 + x * 3 + x.sum()\nz = (x * 4) * (x * 4)\n"
    recording = run(f"import torch\n{code}").recording
    cards = {written_phrase(recording, card): card for card in range(len(recording["cards"]))}
    two, three, total = cards["x * 2"], cards["x * 3"], cards["x.sum()"]
    assert phrases(recording, [two, three, cards["x"]]) == ["x * 2", "x * 3", "x"]
    assert phrases(recording, [two, total]) == ["the result of mul", "the result of sum"]
    assert phrases(recording, [two, two]) == ["the result of mul", "the result of mul"]


def test_what_a_call_makes_on_its_way_is_not_told_by_the_call():
    code = (
        "net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 2))\n"
        "y = net(torch.ones(2)).sum() + net(torch.ones(2)).sum()\n"
    )
    recording = run(f"import torch\n{code}").recording
    told = [written_phrase(recording, card) for card in range(len(recording["cards"]))]
    assert told.count("the result of tanh") == 2
    assert told.count("net(torch.ones(2))") == 2
    ones = [card for card, text in enumerate(told) if text == "torch.ones(2)"]
    assert phrases(recording, ones) == ["the result of ones", "the result of ones"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the result of dot is not drawn", "The result of dot is not drawn"),
        ("a gradient is not drawn", "A gradient is not drawn"),
        ("a is not drawn", "a is not drawn"),
        ("theta is not drawn", "theta is not drawn"),
    ],
)
def test_a_sentence_begins_with_a_capital_letter_but_names_stay(text: str, told: str):
    assert begin_sentence(text) == told


def test_the_last_name_of_a_tensor_counts():
    sample = Sample("a")
    card = sample.constant("ones", 1, code="a", line=1)
    sample.bind("first", card)
    sample.bind("last", card)
    assert script_name(sample.recording(), card) == "last"


def test_a_tensor_changed_in_place_keeps_its_name():
    sample = Sample("a")
    card = sample.constant("zeros", 0, code="a", line=1)
    sample.bind("count", card)
    for number in (1, 2):
        card = sample.in_place("add", number, Took(card), changed=card, code="a", line=1)
    assert script_name(sample.recording(), card) == "count"
    assert op_name(sample.recording(), card) == "add_"


def test_a_gradient_that_was_read_is_named_after_its_leaf():
    sample = Sample("a")
    leaf = sample.leaf("ones", 1, code="a", line=1)
    grad = sample.constant("grad", 1, Took(leaf), joined=leaf, code="a", line=1)
    assert (script_name(sample.recording(), grad), title(sample.recording(), grad)) == ("", "grad")
    sample.bind("w", leaf)
    assert title(sample.recording(), grad) == "w.grad"


def test_a_gradient_that_was_read_needs_no_variable_of_its_own():
    sample = Sample("a")
    leaf = sample.leaf("ones", 1, code="a", line=1)
    sample.bind("w", leaf)
    grad = sample.constant("grad", 1, Took(leaf), joined=leaf, code="a", line=1)
    assert phrase(sample.recording(), grad) == "w.grad"


def test_data_that_was_read_is_named_after_its_tensor_even_after_a_change():
    recording = run("import torch\nw = torch.ones(1)\nw.data.add_(1)\n").recording
    names = [title(recording, card) for card in range(len(recording["cards"]))]
    assert names == ["w", "w.data", "w.data"]
    assert op_name(recording, 2) == "add_"


def test_a_gradient_returned_by_grad_is_named_by_the_script_or_after_its_tensor():
    recording = run(
        "import torch\nx = torch.ones(1, requires_grad=True)\ny = x * 2\n"
        "y.register_hook(lambda g: g * 3)\n"
        "g = torch.autograd.grad(y, x)[0]\nz = torch.autograd.grad((x * 5).exp(), x)[0] * 6\n"
    ).recording
    ops = [recording.text(op) for op in recording["cards"]["op"]]
    given = [card for card, op in enumerate(ops) if op == "gradient"]
    assert [title(recording, card) for card in given] == ["∂/∂y", "g", "∂/∂x"]
    assert [phrase(recording, card) for card in given] == ["∂/∂y", "g", "∂/∂x"]


def test_a_gradient_of_an_unnamed_tensor_has_a_phrase():
    sample = Sample("a")
    leaf = sample.leaf("ones", 1, code="a", line=1)
    card = sample.constant("gradient", 1, Took(leaf), code="a", line=1)
    assert (title(sample.recording(), card), phrase(sample.recording(), card)) == (
        "gradient",
        "a gradient",
    )


def test_the_start_of_a_recorded_pass_is_called_the_seed():
    sample = Sample("a")
    seed = sample.constant("seed", 1, code="a", line=1)
    assert phrase(sample.recording(), seed) == "the seed"


def test_an_accumulate_grad_node_is_named_after_its_leaf():
    state = first_gradient().recording().at(7)
    nodes = [state.node_of(card) for card in range(3)]
    assert [node_phrase(state, node) for node in nodes] == [
        "AccumulateGrad of x",
        "DotBackward0",
        "MulBackward0",
    ]


def test_a_name_rebound_in_each_turn_is_distinguished_by_the_turn():
    recording = run(
        "import torch\nb = torch.ones(1)\n"
        "def f(b):\n    return b * 2\n"
        "for _ in range(3):\n    b = f(b)\n"
    ).recording
    assert [phrase(recording, card) for card in range(4)] == [
        "b of line 2",
        "b of line 4 in iteration 1",
        "b of line 4 in iteration 2",
        "b",
    ]


def test_a_card_changed_in_place_by_a_class_keeps_its_name():
    recording = run(
        "import torch\nw = torch.ones(1, requires_grad=True)\n(w * w).sum().backward()\n"
        "torch.optim.Adam([w]).step()\n"
    ).recording
    newest = len(recording["cards"]) - 1
    assert (op_name(recording, newest), title(recording, newest)) == ("Adam", "w")


@pytest.mark.parametrize(
    ("change", "op", "told"),
    [
        ("x[0] = 5", "changed through a view", "a tensor changed through a view"),
        ("x.detach().zero_()", "changed through a view", "a tensor changed through a view"),
        ("x.numpy()[0] = 5", "changed in memory", "a tensor changed in memory"),
    ],
)
def test_a_tensor_without_operation_is_named_by_what_changed_it(change: str, op: str, told: str):
    code = "import torch\nfor x in [torch.ones(2)]:\n    {}\n    y = x * 2\n"
    recording = run(code.format(change)).recording
    card = len(recording["cards"]) - 2
    assert op_name(recording, card) == op
    assert script_name(recording, card) == "x"
    unnamed = (
        "import torch\nfrom types import SimpleNamespace\n"
        f"d = SimpleNamespace(x=torch.ones(2))\nd.{change}\ny = d.x * 2\n"
    )
    recording = run(unnamed).recording
    assert phrase(recording, len(recording["cards"]) - 2) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("torch.nn.Linear(2, 1)(torch.ones(2)).sum()", "a parameter of Linear"),
        ("(torch.nn.Parameter(torch.ones(2)) * 2).sum()", "the result of Parameter"),
    ],
)
def test_a_parameter_without_a_name_is_no_result_of_its_layer(code: str, told: str):
    recording = run(f"import torch\ny = {code}\ny.backward()\n").recording
    assert told in {phrase(recording, card) for card in range(len(recording["cards"]))}
