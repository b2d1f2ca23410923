"""Each gesture on small scripts, with the script before and after."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from textwrap import dedent

import pytest

from engine.edit import (
    applying,
    asking,
    duplicating,
    edges,
    modes,
    naming,
    operators,
    removing,
    requiring,
    tensors,
    values,
)
from engine.edit.edges import Edge
from engine.edit.edits import Edit, Picked
from engine.edit.operations import Form, Operation
from engine.edit.picking import passes_through, picked_card
from engine.edit.tensors import NewTensor, Source
from engine.worker.headless import recording_of
from tests.engine.edit.graphs import card_of
from tests.engine.edit.marked import all_marked, marked, picked_at
from tests.engine.recorder.watching import run

TANH = Operation(Form.FUNCTION, "torch.tanh")
DOT = Operation(Form.FUNCTION, "torch.dot")
SUM = Operation(Form.METHOD, "sum")
PLUS, MINUS, TIMES, POWER, AT = (
    Operation(Form.OPERATOR, each) for each in ["+", "-", "*", "**", "@"]
)
NEGATED = Operation(Form.PREFIX, "-")
SOFTMAX = Operation(Form.FUNCTION, "torch.nn.functional.softmax", ("dim=0",))


def check(gesture, before: str, after: str) -> Edit:
    """Assert the script after a gesture on the marked parts."""
    source, picked = all_marked(_script(before))
    edit: Edit = gesture(source, *picked)
    assert edit.source == _script(after)
    return edit


def _script(text: str) -> str:
    return dedent(text).removeprefix("\n")


# -- make


@pytest.mark.parametrize(
    ("tensor", "line"),
    [
        (NewTensor(Source.ARANGE, 4.0, requires_grad=True), "torch.arange(4.0, requires_grad=@)"),
        (NewTensor(Source.VALUES, [1.0, -2.5]), "torch.tensor([1.0, -2.5])"),
        (NewTensor(Source.VALUES, [[1, 2], [3, 4]]), "torch.tensor([[1, 2], [3, 4]])"),
        (NewTensor(Source.VALUES, 1e20, requires_grad=True), "torch.tensor(1e20, requires_grad=@)"),
        (NewTensor(Source.ZEROS, shape=(2, 3)), "torch.zeros(2, 3)"),
        (NewTensor(Source.ONES), "torch.ones(())"),
        (NewTensor(Source.RAND, shape=(2,)), "torch.rand(2)"),
    ],
)
def test_a_tensor_is_made_in_an_empty_script(tensor: NewTensor, line: str):
    after = f"import torch\n\nx = {line.replace('@', 'True')}\n"
    edit = check(lambda source: tensors.add_tensor(source, tensor), "", after)
    assert edit.made == "x"


def test_random_numbers_get_a_seed():
    tensor = NewTensor(Source.RANDN, shape=(3, 4), seed=1)
    check(
        lambda source: tensors.add_tensor(source, tensor),
        "import torch as t\nx = 1\n",
        "import torch as t\nx = 1\nt.manual_seed(1)\nw = t.randn(3, 4)\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import torch\n", "import torch\n\nx = torch.ones(2)\n"),
        ("import torch\n\n\n", "import torch\n\nx = torch.ones(2)\n\n\n"),
        ("import torch", "import torch\n\nx = torch.ones(2)"),
        ("import torch\r\nw = 1\r\n", "import torch\r\nw = 1\r\nx = torch.ones(2)\r\n"),
        ("import torch\nw = 1  # one", "import torch\nw = 1  # one\nx = torch.ones(2)"),
        (
            "import torch\n\n\ndef f(a):\n    return a  # end\n",
            "import torch\n\n\ndef f(a):\n    return a  # end\n\n\nx = torch.ones(2)\n",
        ),
        ("# notes\n", "# notes\nimport torch\n\nx = torch.ones(2)\n"),
        ('"""Doc."""\n', '"""Doc."""\n\nimport torch\n\nx = torch.ones(2)\n'),
        ("import math\n", "import math\nimport torch\n\nx = torch.ones(2)\n"),
        ("import math\nw = 1\n", "import math\nimport torch\nw = 1\nx = torch.ones(2)\n"),
        ("w = 1\n# %%\n", "import torch\n\nw = 1\n# %%\nx = torch.ones(2)\n"),
    ],
)
def test_a_statement_goes_to_the_end_and_torch_is_imported(before: str, after: str):
    tensor = NewTensor(Source.ONES, shape=(2,))
    edit = tensors.add_tensor(before, tensor)
    assert edit.source == after


def test_a_long_line_is_divided_as_a_formatter_does():
    tensor = NewTensor(Source.VALUES, [[float(n)] * 4 for n in range(5)], requires_grad=True)
    rows = "".join(f"        [{', '.join([str(float(n))] * 4)}],\n" for n in range(5))
    check(
        lambda source: tensors.add_tensor(source, tensor),
        "",
        f"import torch\n\nx = torch.tensor(\n    [\n{rows}    ],\n    requires_grad=True,\n)\n",
    )


# -- apply


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (TANH, "x = «torch.ones(2)»\n", "x = torch.ones(2)\ny = torch.tanh(x)\n"),
        (NEGATED, "x = «torch.ones(2)»\n", "x = torch.ones(2)\ny = -x\n"),
        (SUM, "x = «torch.ones(2)»\n", "x = torch.ones(2)\ny = x.sum()\n"),
        (
            SOFTMAX,
            "import torch.nn.functional as F\nx = «torch.ones(2)»\n",
            "import torch.nn.functional as F\nx = torch.ones(2)\ny = F.softmax(x, dim=0)\n",
        ),
        (
            AT,
            "x = «torch.ones(2)»\ny = «x * 2»\nprint(y)  # 2\n",
            "x = torch.ones(2)\ny = x * 2\nprint(y)  # 2\nz = x @ y\n",
        ),
        (  # an unnamed operand gets a name
            TANH,
            "x = 1\ny = 2 * «(x + 1).exp()»\ny.backward()\n",
            "x = 1\nz = (x + 1).exp()\ny = 2 * z\ny.backward()\nh1 = torch.tanh(z)\n",
        ),
        (TANH, "x = 1\n«x * 2»  # shown\n", "x = 1\ny = x * 2  # shown\nz = torch.tanh(y)\n"),
        (  # a later tensor of the same name is another one
            TANH,
            "x = «torch.ones(2)»\nx = x * 2\n",
            "x = torch.ones(2)\ny = torch.tanh(x)\nx = x * 2\n",
        ),
        (
            TANH,
            "for i in r:\n    y = «x * i»  # turn\n    print(y)\nprint(1)\n",
            "for i in r:\n    y = x * i  # turn\n    z = torch.tanh(y)\n    print(y)\nprint(1)\n",
        ),
        (
            TANH,
            "def f(a):\n    return «a * 2»\n\n\nf(1)\n",
            "def f(a):\n    y = a * 2\n    z = torch.tanh(y)\n    return y\n\n\nf(1)\n",
        ),
        (
            TANH,
            "with torch.no_grad():\n    y = «x * 2»\n",
            "with torch.no_grad():\n    y = x * 2\nz = torch.tanh(y)\n",
        ),
        (TANH, "if a: y = «x * i»; y = 1\n", "if a: y = x * i; z = torch.tanh(y); y = 1\n"),
        (TANH, "w = 1\nw += 2\n«w *= 2»\n", "w = 1\nw += 2\nw *= 2\ny = torch.tanh(w)\n"),
    ],
)
def test_an_operation_is_applied(operation: Operation, before: str, after: str):
    check(
        lambda source, *picked: applying.apply(source, operation, picked),
        f"import torch\n\n{before}",
        f"import torch\n\n{after}",
    )


def test_an_operation_is_applied_to_a_number_and_a_card():
    check(
        lambda source, picked: applying.apply(source, TIMES, [2, picked], "twice"),
        "import torch\n\nx = «torch.ones(2)»\n",
        "import torch\n\nx = torch.ones(2)\ntwice = 2 * x\n",
    )


def test_a_card_is_used_by_the_name_that_it_got_elsewhere():
    source, (picked,) = all_marked(
        "import torch\n\n\ndef f(a):\n    return «a * 2»\n\n\ny = f(1)\n"
    )
    picked = Picked(picked.place, picked.code, ("y",))
    assert applying.apply(source, TANH, [picked]).source == source + "z = torch.tanh(y)\n"


@pytest.mark.parametrize(
    ("script", "name", "expression"),
    [
        ("net = torch.nn.Linear(2, 1)\n", "net.weight", "net.weight"),
        ("net = torch.nn.Linear(2, 1)\n", "net.bias", "net.bias"),
        ("net = torch.nn.Sequential(torch.nn.Linear(2, 1))\n", "net.0.bias", "net[0].bias"),
        ("ys = [torch.ones(2) * i for i in range(3)]\n", "ys[1]", "ys[1]"),
        ("pair = torch.ones(2, 2).max(0)\n", "pair[0]", "pair[0]"),
        ("print((w := torch.ones(2)) * 2)\n", "w", "w"),
    ],
)
def test_a_part_of_a_variable_is_used_by_its_path(script: str, name: str, expression: str):
    source = f"import torch\n\n{script}"
    recording, _ = recording_of(source, "script.py")
    cards = range(len(recording["cards"]))
    (card,) = (card for card in cards if name in recording.names(card))
    edit = applying.apply(source, TANH, [picked_card(recording, card)])
    assert edit.source == f"{source}{edit.made} = torch.tanh({expression})\n"


def test_a_list_that_is_filled_further_on_gets_no_path():
    script = "import torch\n\nys = [«torch.ones(2)»]\nys.insert(0, 1)\n"
    source, picked = marked(script, names=("ys[0]",))
    edit = applying.apply(source, TANH, [picked])
    assert "\ny = torch.ones(2)\nys = [y]\n" in edit.source


def test_a_second_loss_gets_another_name():
    loss = Operation(Form.FUNCTION, "torch.nn.functional.mse_loss")
    before = "import torch\n\nx = «torch.ones(2)»\n"
    source, picked = marked(before)
    once = applying.apply(source, loss, [picked, picked])
    twice = applying.apply(once.source, loss, [picked, picked])
    assert (once.made, twice.made) == ("loss", "y")


# -- edges


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (TANH, "y = «2 * «x»»", "y = 2 * torch.tanh(x)"),
        (TANH, "y = «(«x + 1») * 2»", "y = torch.tanh(x + 1) * 2"),
        (TANH, "y = «(  # why\n    «x + 1») * 2»", "y = torch.tanh(  # why\n    x + 1) * 2"),
        (
            TANH,
            "y = «(\n    «x\n    + 1»\n) * 2»",
            "y = torch.tanh(\n    x\n    + 1\n) * 2",
        ),
        (SUM, "y = «torch.exp(«x + 1»)»", "y = torch.exp((x + 1).sum())"),
        (SUM, "y = «(«x + 1») * 2»", "y = (x + 1).sum() * 2"),
        (NEGATED, "y = ««x»**2»", "y = (-x)**2"),
        (TANH, "y = ««x» ** 2»", "y = torch.tanh(x) ** 2"),
        (TANH, "y = «torch.stack([«x», w])»", "y = torch.stack([torch.tanh(x), w])"),
        (TANH, "y = «torch.sum(input=«x»)»", "y = torch.sum(input=torch.tanh(x))"),
        (TANH, "«w += «x»»", "w += torch.tanh(x)"),
        (TANH, "y = «(\n    «x»\n    .exp()\n)»", "y = (\n    torch.tanh(x)\n    .exp()\n)"),
    ],
)
def test_an_operation_is_inserted_on_an_edge(operation: Operation, before: str, after: str):
    def gesture(source: str, user: Picked, operand: Picked) -> Edit:
        return edges.insert(source, Edge(operand, user), operation)

    if "(\n    «x»\n    .exp" in before:
        source, (_, operand) = all_marked(before)
        _, (user,) = all_marked("y = (\n    x\n    .«exp()»\n)")
        assert gesture(source, user, operand).source == after
    else:
        check(gesture, before, after)


def test_the_picked_one_of_two_parallel_edges_is_changed():
    def gesture(source: str, x: Picked, user: Picked) -> Edit:
        x = Picked(x.place, x.code, ("x",))
        return edges.detach(source, Edge(x, user, 1))

    check(
        gesture,
        "x = «torch.ones(2)»\ny = «x * x»\n",
        "x = torch.ones(2)\ny = x * x.detach()\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = 2 * «torch.tanh(x)»", "y = 2 * x"),
        ("y = «torch.tanh(x + 1)» * 2", "y = (x + 1) * 2"),
        ("y = «(x + 1).sum(dim=0)» * 2", "y = (x + 1) * 2"),
        ("y = torch.exp(«(x + 1).sum()»)", "y = torch.exp(x + 1)"),
        ("y = («-x»)**2", "y = x**2"),
        ("y = «torch.tanh(x)» ** 2", "y = x ** 2"),
        ("y = «torch.tanh(\n    x\n    + 1\n)» * 2", "y = (\n    x\n    + 1\n) * 2"),
        ("y = w @ («x * 2»)", "y = w @ x"),
        ("y = w @ («2 * (x + 1)»)", "y = w @ (x + 1)"),
        ("y = «torch.einsum('i,i->', x, w)»", "y = x"),
        ("y = «torch.cat([x, w])»", "y = x"),
        (
            "y = (\n    x.exp()  # 一\n    .«sum(dim=0)»\n    .mean()\n)",
            "y = (\n    x.exp()  # 一\n    .mean()\n)",
        ),
        (
            "y = (\n    x.exp()\n    .«sum(dim=0)»  # 二\n    .mean()\n)",
            "y = (\n    x.exp()  # 二\n    .mean()\n)",
        ),
        ("y = «torch.zeros_like(x)»", "y = x"),
    ],
)
def test_an_operation_is_bypassed(before: str, after: str):
    check(edges.bypass, before, after)


@pytest.mark.parametrize(
    ("before", "operation", "after"),
    [
        ("y = «net(x).pow(2)»", TANH, "y = torch.tanh(net(x))"),
        ("y = «x.squeeze(-1)»", NEGATED, "y = -x"),
        ("y = «torch.squeeze(x, -1)»", NEGATED, "y = -x"),
        ("y = «x.sum(1)»", Operation(Form.METHOD, "mean"), "y = x.mean(1)"),
        ("y = «2 ** x»", TANH, "y = torch.tanh(x)"),
    ],
)
def test_settings_are_no_operands_of_another_operation(
    before: str, operation: Operation, after: str
):
    check(lambda s, p: operators.change_operation(s, p, operation, 1), before, after)


def test_a_layer_is_bypassed():
    check(edges.bypass, "h = «self.out(x)»\n", "h = x\n")


def test_the_operand_that_remains_after_a_bypass_can_be_chosen():
    check(lambda source, picked: edges.bypass(source, picked, 1), "y = «a * (b + c)»", "y = b + c")


def test_a_detach_is_removed():
    check(edges.attach, "y = x * «y.detach()»", "y = x * y")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\nw = «torch.ones(2)»\ny = «2 * «x»»\n", "x = 1\nw = torch.ones(2)\ny = 2 * w\n"),
        (
            "x = 1\nw = 3 * «x.exp()»\ny = «2 * «x»»\n",
            "x = 1\nz = x.exp()\nw = 3 * z\ny = 2 * z\n",
        ),
    ],
)
def test_the_operand_of_an_edge_is_replaced(before: str, after: str):
    def gesture(source: str, new: Picked, user: Picked, operand: Picked) -> Edit:
        return edges.rewire(source, Edge(operand, user), new)

    check(gesture, before, after)


# -- change


@pytest.mark.parametrize(
    ("operation", "before", "after"),
    [
        (MINUS, "y = «x * w»", "y = x - w"),
        (PLUS, "y = «x * w» * 2", "y = (x + w) * 2"),
        (POWER, "y = «x * w»", "y = x**w"),
        (POWER, "y = «x * (w + 1)»", "y = x ** (w + 1)"),
        (TIMES, "y = «(x + 1) ** 2»", "y = (x + 1) * 2"),
        (DOT, "y = 2 * («x @ w»)", "y = 2 * torch.dot(x, w)"),
        (AT, "y = 2 * «torch.dot(x, w)»", "y = 2 * (x @ w)"),
        (TANH, "y = «torch.exp( x )»  # e", "y = torch.tanh( x )  # e"),
        (SUM, "y = «x.mean(dim=0)»", "y = x.sum(dim=0)"),
        (TANH, "y = «x.mean()»", "y = torch.tanh(x)"),
    ],
)
def test_an_operation_is_replaced(operation: Operation, before: str, after: str):
    check(
        lambda source, picked: operators.change_operation(source, picked, operation), before, after
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = «x - w»", "y = w - x"),
        ("y = «a - b - c»", "y = c - (a - b)"),
        ("y = «c - (a - b)»", "y = a - b - c"),
        ("y = «(a - b) - c»", "y = c - ((a - b))"),
        ("y = «torch.dot(x,  # first\n    w)»", "y = torch.dot(w,  # first\n    x)"),
        ("y = «x.dot(w + 1)»", "y = (w + 1).dot(x)"),
        ("y = «(w + 1).dot(x)»", "y = x.dot(w + 1)"),
        ("y = «x < w»", "y = w < x"),
    ],
)
def test_operands_are_swapped(before: str, after: str):
    check(operators.swap, before, after)


@pytest.mark.parametrize(
    ("numbers", "before", "after"),
    [
        (3.0, "x = «torch.tensor(2.0)»", "x = torch.tensor(3.0)"),
        (-1, "y = «2» * x", "y = -1 * x"),
        (-1, "y = «2»**x", "y = (-1)**x"),
        ([1.0, 2.0], "x = «torch.tensor([0.0],  # 0\n)»", "x = torch.tensor([1.0, 2.0],  # 0\n)"),
        (
            [[1.0], [2.0]],
            "x = «torch.ones((2, 1), requires_grad=True)»",
            "x = torch.tensor([[1.0], [2.0]], requires_grad=True)",
        ),
        ([0.5], "x = «torch.arange(1.0)».exp()", "x = torch.tensor([0.5]).exp()"),
    ],
)
def test_values_are_edited(numbers, before: str, after: str):
    check(lambda source, picked: values.edit_value(source, picked, numbers), before, after)


TRAINING = """\
import torch

w = torch.zeros(2, requires_grad=True)
for step in range(2):
    loss = «(w - 1).square().sum()»
    «loss.backward()»
    with torch.no_grad():
        w -= 0.1 * w.grad
"""


def test_a_second_pass_in_front_of_another_keeps_the_graph_itself():
    source, (picked, call) = all_marked(TRAINING)
    edit = asking.ask_backward(source, picked, through=[call])
    passes = "    loss.backward(retain_graph=True)\n    loss.backward()\n"
    assert edit.source == source.replace("    loss.backward()\n", passes)


def test_a_second_pass_from_what_has_no_name_keeps_the_graph_itself_in_a_loop():
    source, (call, picked) = all_marked("import torch\nfor _ in r:\n    ««f(1)».backward()»\n")
    edit = asking.ask_backward(source, picked, through=[call])
    passes = "    y = f(1)\n    y.backward(retain_graph=True)\n    y.backward()\n"
    assert edit.source == "import torch\nfor _ in r:\n" + passes


def test_the_gradient_of_a_leaf_that_is_changed_in_place_is_zeroed_at_the_end():
    source, picked = marked(
        TRAINING.replace("«", "")
        .replace("»", "")
        .replace("torch.zeros(2, requires_grad=True)", "«torch.zeros(2, requires_grad=True)»")
    )
    assert asking.zero_grad(source, picked).source == f"{source}w.grad.zero_()\n"
    assert "\nprint(w)\nfor" in asking.print_card(source, picked).source


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ("x = «torch.ones(2)»", "x = «torch.ones(2, requires_grad=True)»"),
        ("x = «torch.ones(2,)»", "x = «torch.ones(2, requires_grad=True,)»"),
        (
            "x = «torch.ones(2, requires_grad=False, dtype=d)»",
            "x = «torch.ones(2, requires_grad=True, dtype=d)»",
        ),
        (
            "x = «torch.ones(2, requires_grad=False)»",
            "x = «torch.ones(2, requires_grad=False)».requires_grad_()",
        ),
        ("x = «torch.ones(2) * 3»", "x = («torch.ones(2) * 3»).requires_grad_()"),
        ("x = «y.detach()»", "x = «y.detach()».requires_grad_()"),
        ("x = «torch.as_tensor(a)»", "x = «torch.as_tensor(a)».requires_grad_()"),
        (
            "x = «torch.ones(2)»\nx.requires_grad_(False)",
            "x = «torch.ones(2)»\nx.requires_grad_(True)",
        ),
        (
            "x = «torch.ones(2)».requires_grad_(requires_grad=False)",
            "x = «torch.ones(2)».requires_grad_()",
        ),
        ("w = «nn.Parameter(x, requires_grad=False)»", "w = «nn.Parameter(x)»"),
        ("w = «nn.Parameter(x, False)»", "w = «nn.Parameter(x, True)»"),
        (
            "w = «Parameter(requires_grad=False, data=x)»",
            "w = «Parameter(requires_grad=True, data=x)»",
        ),
        (
            "w = «nn.Parameter(x)»\nw.requires_grad_(False)",
            "w = «nn.Parameter(x)»\nw.requires_grad_(True)",
        ),
        (
            "x = «torch.ones(2, requires_grad=True)»\nx.requires_grad_(False)",
            "x = «torch.ones(2, requires_grad=True)»\nx.requires_grad_(True)",
        ),
        (
            "x = «torch.ones(2)»\ny = 1\nx.requires_grad = False",
            "x = «torch.ones(2)»\ny = 1\nx.requires_grad = True",
        ),
    ],
)
def test_requires_grad_is_set_and_removed(off: str, on: str):
    check(requiring.require_grad, off, on.replace("«", "").replace("»", ""))
    check(requiring.require_no_grad, on, off.replace("«", "").replace("»", ""))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\ny = «x * 2»\n", "x = 1\nwith torch.no_grad():\n    y = x * 2\n"),
        (
            "if a:\n\ty = «x * 2»  # two\n\n\t# and\n\tz = «y»\n",
            "if a:\n\twith torch.no_grad():\n\t\ty = x * 2  # two\n\n\t\t# and\n\t\tz = y\n",
        ),
        (
            "y = «f(\n    x\n)»\nz = '''\nas it\n'''; w = «y»\n",
            "with torch.no_grad():\n    y = f(\n        x\n    )\n    z = '''\nas it\n'''; w = y\n",
        ),
    ],
)
def test_statements_are_wrapped_in_no_grad_and_unwrapped(before: str, after: str):
    edit = check(lambda source, *picked: modes.wrap(source, picked), before, after)
    marked = edit.source.replace("x * 2", "«x * 2»").replace(
        "f(\n        x\n    )", "«f(\n        x\n    )»"
    )
    source, (picked,) = all_marked(marked)
    assert modes.unwrap(source, picked).source == edit.before


def test_an_elif_is_wrapped_with_the_if_that_it_belongs_to():
    source, picked = marked("import torch\nif a:\n    y = 1\nelif «b * 2» > 1:\n    y = 2\n")
    after = "    if a:\n        y = 1\n    elif b * 2 > 1:\n        y = 2\n"
    edit = modes.wrap(source, [picked])
    assert edit.source == f"import torch\nwith torch.no_grad():\n{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = «torch.rand(2)»\nz = torch.bernoulli(y)\n", "z = torch.bernoulli(torch.rand(2))\n"),
        ("y = «w * 2»\nx[0] = y\n", "x[0] = w * 2\n"),
        ("y = «w * 2»\nx.grad += y\n", "x.grad += w * 2\n"),
        ("y = «w * 2»\nz = y + w.add_(1)\n", "z = w * 2 + w.add_(1)\n"),
    ],
)
def test_what_happens_after_the_use_of_a_name_does_not_keep_it(before: str, after: str):
    assert naming.inline(*marked(before)).source == after


def test_wrapping_imports_torch_where_the_script_does_not():
    source, picked = marked("from torch import ones\n\nx = «ones(2)»\n")
    after = "from torch import ones\nimport torch\n\nwith torch.no_grad():\n    x = ones(2)\n"
    assert modes.wrap(source, [picked]).source == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("with torch.no_grad(): y = «x * 2»\n", "y = x * 2\n"),
        (
            "with torch.no_grad():  # why\n  # two\n  y = «x * 2»\nz = 1\n",
            "# why\n# two\ny = x * 2\nz = 1\n",
        ),
    ],
)
def test_statements_are_unwrapped_from_no_grad(before: str, after: str):
    check(modes.unwrap, before, after)


# -- names


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = 2 * «torch.dot(x, x)»\n", "h = torch.dot(x, x)\ny = 2 * h\n"),
        ("if a:\n    y = («x + 1») * 2\n", "if a:\n    h = x + 1\n    y = h * 2\n"),
        ("a = 1; y = f(«x + 1»)  # f\n", "a = 1; h = x + 1; y = f(h)  # f\n"),
        ("y = («x *\n     x»).sum()\n", "h = (x *\n     x)\ny = h.sum()\n"),
        ("y = f(«x +\n     x»)\n", "h = (x +\n     x)\ny = f(h)\n"),
        ("for i in «x.tolist()»:\n    pass\n", "h = x.tolist()\nfor i in h:\n    pass\n"),
    ],
)
def test_an_expression_is_named_and_inlined(before: str, after: str):
    edit = check(lambda source, picked: naming.name_expression(source, picked, "h"), before, after)
    start = edit.source.index("h = ") + 4
    start += edit.source[start] == "("
    value = before[before.index("«") + 1 : before.index("»")]
    picked = picked_at(edit.source, start, start + len(value))
    assert naming.inline(edit.source, picked).source == edit.before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = «x + 1»\nz = y * y\n", "z = (x + 1) * (x + 1)\n"),
        ("y = «x + 1»\nz = y + 1  #\nw = f(y, -y)\n", "z = x + 1 + 1  #\nw = f(x + 1, -(x + 1))\n"),
        ("y = «torch.exp(x)»\nz = y * y\n", "z = torch.exp(x) * torch.exp(x)\n"),
        ("y = «x[0].tanh()»\nz = y ** y\n", "z = x[0].tanh() ** x[0].tanh()\n"),
        ("y = «x @ w»\nz = y\nu = y.T\n", "z = x @ w\nu = (x @ w).T\n"),
        ("y = («x  # 1\n+ 1»)\nz = f.cat([y, y])\n", "z = f.cat([x  # 1\n+ 1, x  # 1\n+ 1])\n"),
        ("y = «2»\nz = y * x ** y\ny_ = y\n", "z = 2 * x ** 2\ny_ = 2\n"),
    ],
)  # fmt: skip
def test_a_name_that_is_used_often_is_inlined(before: str, after: str):
    check(naming.inline, before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("«y» = 1\nz = y + y\n", "q = 1\nz = q + q\n"),
        ("«y» = 1\ndef f(y): return y\nf(y=y)\n", "q = 1\ndef f(y): return y\nf(y=q)\n"),
        ("y = 1\ndef f(y): return «y»\nf(y=y)\n", "y = 1\ndef f(q): return q\nf(q=y)\n"),
        (
            "y = 1\ndef f():\n    global y  # y\n    «y» += 1\n",
            "q = 1\ndef f():\n    global q  # y\n    q += 1\n",
        ),
        ("«y» = [y for y in y]; 'y'\n", "q = [y for y in q]; 'y'\n"),
        ("y = [«y» for y in y]; 'y'\n", "y = [q for q in y]; 'y'\n"),
        ("import y as y\n«y».y(y=y)\n", "import y as q\nq.y(y=q)\n"),
        ("«y» = 1; f'{y:>{y}} 一 {y}'\n", "q = 1; f'{q:>{q}} 一 {q}'\n"),
        ("try: pass\nexcept E as y: «y»\n", "try: pass\nexcept E as q: q\n"),
        ("权 = 1; «y» = (权, y)\r\n", "权 = 1; q = (权, q)\r\n"),
        ("def y(): pass\n«y»()\n", "def q(): pass\nq()\n"),
        ("if («y» := 1): [(y := 2) for _ in r]\n", "if (q := 1): [(q := 2) for _ in r]\n"),
        ("match a:\n    case [y, *z] | {**y}: «y»\n", "match a:\n    case [q, *z] | {**q}: q\n"),
        (
            "class A:\n    y = 1\n    def f(self): return «y»\ny = 2\n",
            "class A:\n    y = 1\n    def f(self): return q\nq = 2\n",
        ),
        (
            "y = 1\ndef f(a=«y»):\n    def g():\n        nonlocal b; b = y\n    b = 1; y\n",
            "q = 1\ndef f(a=q):\n    def g():\n        nonlocal b; b = q\n    b = 1; q\n",
        ),
    ],
)
def test_a_variable_is_renamed_wherever_it_is_used(before: str, after: str):
    source, (picked,) = all_marked(before)
    assert naming.rename(source, picked, "q").source == after
    assert naming.rename(after, Picked(picked.place, "q"), "y").source == source


def test_an_unnamed_card_is_renamed_by_its_variable():
    check(
        lambda source, picked: naming.rename(source, picked, "loss"),
        "y = «x * 2»\ny.backward()\n",
        "loss = x * 2\nloss.backward()\n",
    )


# -- duplicate


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "x = «torch.ones(2, requires_grad=True)»\n",
            "x = torch.ones(2, requires_grad=True)\nw = torch.ones(2, requires_grad=True)\n",
        ),
        ("y = «x @ v»  # y\nz = 1\n", "y = x @ v  # y\nh1 = x @ v\nz = 1\n"),
        ("y = 2 * «f(x)»\n", "y = 2 * f(x)\nz = f(x)\n"),
        ("for i in r:\n    x = «x * 2»\n", "for i in r:\n    y = x * 2\n    x = x * 2\n"),
        ("def f(a):\n    return «a * 2»\n", "def f(a):\n    y = a * 2\n    return a * 2\n"),
        ("if «x.sum()» > 1:\n    v = 1\n", "y = x.sum()\nif x.sum() > 1:\n    v = 1\n"),
        ("y = (\n    «x\n    + 1»\n)\n", "y = (\n    x\n    + 1\n)\nz = (\n    x\n    + 1\n)\n"),
        ("«x.exp()»\n", "x.exp()\ny = x.exp()\n"),
    ],
)
def test_a_card_is_duplicated(before: str, after: str):
    check(duplicating.duplicate, before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = «x * 2»  # twice\nz = y + 1\n", "# twice\nz = x * 2 + 1\n"),
        ("if a:\n    y = «f(\n        x  # in\n    )»; # 二\n    z = y\n",
         "if a:\n    # 二\n    z = f(\n        x  # in\n    )\n"),
        ("y = «x * 2»; v = '#'\nz = y + 1  # three\n", "v = '#'\nz = x * 2 + 1  # three\n"),
        ("# above\ny = «x * 2»\nz = y + 1\n", "# above\nz = x * 2 + 1\n"),
    ],
)  # fmt: skip
def test_the_comment_of_an_inlined_line_stays(before: str, after: str):
    check(naming.inline, before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if True:\n    y = «x * 2»  # twice\ny + 1\n", "x * 2 + 1\n"),
        ("try:\n    y = «x * 2»  # 二\nfinally:\n    pass\ny + 1\n",
         "try:\n    pass  # 二\nfinally:\n    pass\nx * 2 + 1\n"),
    ],
)  # fmt: skip
def test_a_block_is_not_left_with_a_comment_alone(before: str, after: str):
    check(naming.inline, before, after)


# -- remove


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\ny = «x * 2»\nz = 3\n", "x = 1\nz = 3\n"),
        ("x = «f(1)»\ny = x * 2  # y\nw = 2\nz = y + w\nprint(z)\n", "w = 2\n"),
        ("x = «f(1)»\nx = 2\ny = x\n", "x = 2\ny = x\n"),
        ("x = 1\nx = «f(1)»\nx += 2\nw = x; v = 1\n", "x = 1\nv = 1\n"),
        ("x = 1\n«x += 2»\ny = x\n", "x = 1\ny = x\n"),
        ("a = 1; x = «f(1)»; b = x; c = a\n", "a = 1; c = a\n"),
        ("x = «f(1)»; b = x; c = 1\n", "c = 1\n"),
        ("x = «f(1)»; c = 1\ny = x\n", "c = 1\n"),
        ("x = 1\ny = «f(1)»\nz = y\n\n\nw = 1\n", "x = 1\n\n\nw = 1\n"),
        ("for i in r:\n    y = «x * i»\n    print(y)\nz = 1\n", "z = 1\n"),
        ("def f(a):\n    y = «a * 2»\n\n\nz = 1\n", "def f(a):\n    pass\n\n\nz = 1\n"),
        ("x = 1\n\ny = «x * 2»\n\nz = 3\n", "x = 1\n\nz = 3\n"),
        ("x = 1\n\n\ny = «x * 2»\nz = y\n\n", "x = 1\n\n"),
        ("x = «f(1)»\n\n\ndef g():\n    return x\n\n\ny = 1\ng()\n", "y = 1\n"),
        ("a.x = «f(1)»\nd['k'] = 2\ny = a.x * d['k']\nz = a.w + y\nv = 1\n", "d['k'] = 2\nv = 1\n"),
        ("d['k'] = «f(1)»\nz = d['k'] + 1\ny = d['m']\n", "y = d['m']\n"),
        ("y = «f(w)»\ny.backward()\nw -= w.grad\nw.grad = None\nz = 1\n", "w.grad = None\nz = 1\n"),
        (
            "try:\n    a = 1\nfinally:\n    q = «f(1)»\nz = q\n",
            "try:\n    a = 1\nfinally:\n    pass\n",
        ),
        ("if «f(1)»:\n    d = 1\nelse:\n    d = 2\ny = d\nz = 1\n", "z = 1\n"),
        (
            "if a:\n    d = «f(1)»\n    z = 1\nelse:\n    d = 2\ny = d\n",
            "if a:\n    z = 1\nelse:\n    d = 2\n",
        ),
        (
            "y = «f(w)»\nv.backward()\ny.backward()\nprint(w.grad)\n",
            "v.backward()\nprint(w.grad)\n",
        ),
        (
            "y = «f(w)»\ny.backward()\nprint(w.grad)\nprint(w.grad.shape, torch.norm(w.grad))\n"
            "if w.grad is not None:\n    w.grad.zero_()\n",
            "print(w.grad)\nif w.grad is not None:\n    w.grad.zero_()\n",
        ),
        (
            "«f(w)».backward()\nw.grad.zero_()\ng(w).backward()\nw.grad.zero_()\n",
            "g(w).backward()\nw.grad.zero_()\n",
        ),
        (
            "for i in r:\n    w.grad.zero_()\n    «f(w)».backward()\ng(w).backward()\n",
            "for i in r:\n    w.grad.zero_()\ng(w).backward()\n",
        ),
        ("t = «f(1)»\nu = t\ndel t\nt = 2\nv = t\n", "t = 2\nv = t\n"),
        ("d['k'] = x = «f(1)»\nd['m'] = x * 2\ny = d['m']\nz = 1\n", "z = 1\n"),
        (
            "ys = []\nfor x in r:\n    ys.append(«x * 2»)\n    ys.append(x)\nz = torch.stack(ys)\n",
            "ys = []\nfor x in r:\n    ys.append(x)\nz = torch.stack(ys)\n",
        ),
        ("ys = []\nfor x in r:\n    ys.append(«x * 2»)\nz = torch.stack(ys)\nv = 1\n", "v = 1\n"),
        ("d = dict()\nd['k'] = «f(1)»\nprint(d)\nv = 1\n", "v = 1\n"),
        (
            "def f(x):\n    yield «x * 2»\n\n\nz = sum(f(x))\nv = 1\n",
            "v = 1\n",
        ),
        (
            "def f(x):\n    yield «x * 2»\n    yield x\n\n\nz = sum(f(x))\n",
            "def f(x):\n    yield x\n\n\nz = sum(f(x))\n",
        ),
        (
            "class A:\n    def __init__(self):\n        self.a = «f(1)»\n        self.b = 2\n"
            "    def show(self):\n        print(self.b)\n        print(self.a)\n",
            "class A:\n    def __init__(self):\n        self.b = 2\n"
            "    def show(self):\n        print(self.b)\n",
        ),
        (
            "if a:\n    y = 1\nelif «b * 2» > 1:\n    y = 2\nelse:\n    y = 3\nz = 1\n",
            "if a:\n    y = 1\nz = 1\n",
        ),
        ("if a:\n    y = 1\nelif «b * 2» > 1:\n    y = 2\n", "if a:\n    y = 1\n"),
    ],
)
def test_a_card_is_removed_with_its_dependents(before: str, after: str):
    check(removing.remove, before, after)


def test_the_dependents_of_a_card_are_listed_before_removal():
    source, (picked,) = all_marked("x = «f(1)»\nw = 2\ny = x * w\ny.backward()\n")
    assert [place.line for place in removing.dependants_of(source, picked)] == [3, 4]


# -- ask for


@pytest.mark.parametrize(
    ("gesture", "line"),
    [
        (asking.ask_backward, "y.backward()"),
        (asking.zero_grad, "y.grad.zero_()"),
        (asking.drop_grad, "y.grad = None"),
        (asking.print_card, "print(y)"),
        (
            lambda s, y: asking.ask_backward(s, y, [1.0, 2.0], ("create_graph",)),
            "y.backward(torch.tensor([1.0, 2.0]), create_graph=True)",
        ),
    ],
)
def test_backward_zero_and_print_are_added_for_a_card(gesture, line: str):
    check(gesture, "import torch\ny = «f(1)»\n", f"import torch\ny = f(1)\n{line}\n")


def test_a_second_pass_from_what_has_no_name_can_run_as_well():
    check(
        lambda source, call, y: asking.ask_backward(source, y, through=[call]),
        "import torch\n««f(1)».backward()»\n",
        "import torch\ny = f(1)\ny.backward(retain_graph=True)\ny.backward()\n",
    )


def test_a_second_pass_adds_retain_graph_to_the_first():
    check(
        lambda source, y, call: asking.ask_backward(source, y, through=[call]),
        "import torch\ny = «f(1)»\n«y.backward()»\n",
        "import torch\ny = f(1)\ny.backward(retain_graph=True)\ny.backward()\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y.backward()", "y.backward(retain_graph=True)"),
        ("torch.autograd.grad(y, x)", "torch.autograd.grad(y, x, retain_graph=True)"),
        ("y.backward(create_graph=True)", "y.backward(create_graph=True)"),
        ("y.backward(None, True)", "y.backward(None, True)"),
    ],
)
def test_a_pass_from_what_another_goes_through_keeps_the_graph(before: str, after: str):
    made = "import torch\nx = torch.ones(2, requires_grad=True)\nh = x.exp()\ny = h.sum()\n"
    recording = run(f"{made}{before}\nx.exp().sum().backward()\n").recording
    through = passes_through(recording, card_of(recording, "exp"))
    edit = asking.ask_backward(
        recording.source, picked_card(recording, card_of(recording, "exp")), [1.0, 1.0], (), through
    )
    further = "x.exp().sum().backward()\nh.backward(torch.tensor([1.0, 1.0]))\n"
    assert edit.source == f"{made}{after}\n{further}"
    assert not len(run(edit.source).recording["errors"])


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ("«y.backward()»", "«y.backward(retain_graph=True)»"),
        ("«y.backward(g, False)»", "«y.backward(g, True)»"),
        ("«torch.autograd.grad(y, x)»", "«torch.autograd.grad(y, x, retain_graph=True)»"),
        ("«torch.autograd.grad(y, x, g, False)»", "«torch.autograd.grad(y, x, g, True)»"),
        ("«torch.autograd.backward(y, g, False)»", "«torch.autograd.backward(y, g, True)»"),
    ],
)
def test_a_flag_is_set_and_removed(off: str, on: str):
    plain_off, plain_on = (each.strip("«»") for each in (off, on))
    check(lambda s, call: asking.set_flag(s, call, "retain_graph", True), off, plain_on)
    check(lambda s, call: asking.set_flag(s, call, "retain_graph", False), on, plain_off)


@pytest.mark.parametrize(
    ("edit", "text", "subject"),
    [
        (edges.attach, "y = torch.exp(«x.detach()»)", "x"),
        (edges.bypass, "y = «torch.exp(x)»", "torch.exp(x)"),
        (lambda source, picked: modes.wrap(source, [picked]), "y = «torch.exp(x)»", "y"),
        (lambda source, picked: modes.wrap(source, [picked]), "print(«x * 2»)", "print(x * 2)"),
        (modes.unwrap, "with torch.no_grad():\n    y = «x * 2»\n    z = y", "y, z"),
    ],
)
def test_an_edit_names_the_subject_of_its_undo_entry(
    edit: Callable[[str, Picked], Edit], text: str, subject: str
):
    source, picked = marked(f"import torch\n\nx = torch.ones(2)\n{text}\n")
    assert edit(source, picked).subject == subject


def test_the_undo_entry_of_a_detach_names_what_was_detached():
    source, (operand, user) = all_marked(
        "import torch\n\nx = «torch.ones(2)»\ny = «torch.exp(x)»\n"
    )
    edge = Edge(dataclasses.replace(operand, names=("x",)), user)
    assert edges.detach(source, edge).subject == "x"
