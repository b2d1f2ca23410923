"""Refusals of impossible gestures, with their facts."""

from __future__ import annotations

import pytest

from engine.edit.applying import apply
from engine.edit.asking import ask_backward, print_card, set_flag, zero_grad
from engine.edit.duplicating import duplicate
from engine.edit.edges import Edge, attach, bypass, detach, insert, rewire
from engine.edit.edits import Picked, Reason
from engine.edit.modes import unwrap, wrap
from engine.edit.naming import inline, name_expression, rename
from engine.edit.operations import Form, Operation
from engine.edit.operators import change_operation, swap
from engine.edit.picking import picked_card
from engine.edit.removing import remove
from engine.edit.requiring import require_grad, require_no_grad
from engine.edit.tensors import NewTensor, Source, add_tensor
from engine.edit.trial.check import check
from engine.edit.values import edit_value
from engine.worker.headless import recording_of
from tests.engine.edit.graphs import card_of
from tests.engine.edit.marked import all_marked, marked, refusal

TANH = Operation(Form.FUNCTION, "torch.tanh")
PLUS = Operation(Form.OPERATOR, "+")


@pytest.mark.parametrize(
    ("operation", "left", "right", "fitting"),
    [
        (PLUS, (2, 3), (4,), ((2, 3), (3,), ())),
        (Operation(Form.FUNCTION, "torch.mul"), (3,), (2,), ((3,), ())),
        (Operation(Form.OPERATOR, "@"), (2, 3), (2,), ((3,), (3, 1), (3, 3))),
        (Operation(Form.FUNCTION, "torch.dot"), (3,), (2,), ((3,),)),
        (Operation(Form.METHOD, "mv"), (2, 3), (2,), ((3,),)),
        (Operation(Form.FUNCTION, "torch.mm"), (2, 3), (2, 3), ((3, 1), (3, 3), (3, 2))),
    ],
)
def test_shapes_that_do_not_match_are_refused(operation, left, right, fitting):
    source, (x, w) = all_marked("x = «f(1)»\nw = «f(2)»\n")
    x, w = (Picked(p.place, p.code, shape=s) for p, s in ((x, left), (w, right)))
    refused = refusal(apply, source, operation, [x, w])
    assert refused.reason is Reason.SHAPES
    assert (refused.facts["left"], refused.facts["right"]) == (left, right)
    assert refused.facts["fitting"] == fitting
    for shape in fitting:
        apply(source, operation, [x, Picked(w.place, w.code, shape=shape)])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\ny = «x + 1»\nw = «(y * 2)»\n".replace("(", "").replace(")", ""), Reason.CYCLE),
        ("y = «x + «torch.exp(x)»»\n", Reason.CYCLE),
        ("y = «torch.exp(«x + 1»)»\n", Reason.CYCLE),
        ("y = «x + 1»\nw = «f(2)»\n", Reason.USED_BEFORE),
        ("def f():\n    w = «g(2)»\n\n\ny = «x + 1»\n", Reason.OUT_OF_REACH),
        ("w = «g(2)»\nw = 1\ny = «x + 1»\n", Reason.OUT_OF_REACH),
    ],
)
def test_edges_from_cards_that_cannot_be_used_there_are_refused(text: str, reason: Reason):
    source, picked = all_marked(text)
    user = next(each for each in picked if each.code.startswith("x +"))
    new = next(each for each in picked if each is not user)
    operand = Picked(None, "x", ("x",))
    assert refusal(rewire, source, Edge(operand, user), new).reason is reason


def test_a_card_without_a_name_is_told_by_its_expression_where_an_edge_is_refused():
    source, user = marked("y = 2 * «torch.dot(x, x)»\n")
    refused = refusal(rewire, source, Edge(Picked(None, "x", ("x",)), user), user)
    assert (refused.reason, refused.facts["name"]) == (Reason.CYCLE, "torch.dot(x, x)")


def test_an_edge_from_a_card_to_itself_is_refused_as_a_cycle():
    source, user = marked("y = «x + 1»\n")
    refused = refusal(rewire, source, Edge(Picked(None, "x", ("x",)), user), user)
    assert refused.reason is Reason.CYCLE
    assert refused.facts["name"] == "y"


def test_an_operand_changed_in_place_is_refused():
    source, user = marked("w = 1\n«w += w»\n")
    w = Picked(None, "", ("w",))
    assert refusal(insert, source, Edge(w, user), TANH).reason is Reason.CHANGED_IN_PLACE
    assert insert(source, Edge(w, user, 1), TANH).source == "w = 1\nw += torch.tanh(w)\n"


def test_an_operand_that_the_expression_does_not_name_is_refused():
    source, user = marked("y = «f(w)»\n")
    refused = refusal(detach, source, Edge(Picked(None, "", ("a", "x")), user))
    assert refused.reason is Reason.NOT_WRITTEN
    assert refused.facts["name"] == "x"


@pytest.mark.parametrize(
    ("text", "dtype"),
    [("x = «torch.tensor([1, 2])»", ""), ("x = «torch.arange(3)»", "int64")],
)
def test_requires_grad_of_an_integer_tensor_is_refused(text: str, dtype: str):
    source, picked = marked(text, dtype=dtype)
    refused = refusal(require_grad, source, picked)
    assert refused.reason is Reason.INTEGER_GRAD
    assert refused.facts["dtype"] == "int64"


def test_making_an_integer_tensor_that_requires_grad_is_refused():
    tensor = NewTensor(Source.VALUES, [1, 2], requires_grad=True)
    assert refusal(add_tensor, "", tensor).reason is Reason.INTEGER_GRAD
    source, picked = marked("x = «torch.tensor([1.0], requires_grad=True)»")
    assert refusal(edit_value, source, picked, [1]).reason is Reason.INTEGER_GRAD


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("for", Reason.NAME_KEYWORD),
        ("sum", Reason.NAME_BUILTIN),
        ("torch", Reason.NAME_TORCH),
        ("F", Reason.NAME_TORCH),
        ("x", Reason.NAME_USED),
        ("a", Reason.NAME_USED),
        ("2y", Reason.NAME_NO_IDENTIFIER),
        ("", Reason.NAME_NO_IDENTIFIER),
    ],
)
def test_impossible_names_are_refused(name: str, reason: Reason):
    text = "import torch.nn.functional as F\nx = «f(1)»\ny = «x.exp()» * 2\ndef g(a): return a\n"
    source, (x, expression) = all_marked(text)
    assert refusal(apply, source, TANH, [x], name).reason is reason
    assert refusal(add_tensor, source, NewTensor(Source.ONES), name).reason is reason
    refused = refusal(name_expression, source, expression, name)
    assert (refused.reason, refused.facts["name"]) == (reason, name)


@pytest.mark.parametrize(
    ("text", "new", "reason"),
    [
        ("«x» = 1\ny = x", "y", Reason.NAME_USED),
        ("«x» = 1\ndef f(y): return x", "y", Reason.NAME_USED),  # would be shadowed
        ("y = 1\ndef f(x): return «x» + y", "y", Reason.NAME_USED),  # would shadow
        ("«x» = 1", "if", Reason.NAME_KEYWORD),
        ("«x» = 1", "print", Reason.NAME_BUILTIN),
        ("«x» = 1", "torch", Reason.NAME_TORCH),
        ("import torch\n«torch».ones(2)", "y", Reason.NOT_SUITABLE),
        ("«print»(1)", "y", Reason.NOT_SUITABLE),
    ],
)
def test_impossible_renames_are_refused(text: str, new: str, reason: Reason):
    source, picked = marked(text)
    assert refusal(rename, source, picked, new).reason is reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("y = «x»", Reason.UNUSED),
        ("y = «x»\ny += 1", Reason.BOUND_AGAIN),
        ("y = «x»\nprint(y)\ny = 1", Reason.BOUND_AGAIN),
        ("y = «torch.rand(3)»\nprint(y, y)", Reason.NOT_THE_SAME_TWICE),
        ("y = «torch.ones(3)»\nprint(y, y)", Reason.NOT_THE_SAME_TWICE),
        ("y = «x.dropout(0.5)»\nprint(y, y)", Reason.NOT_THE_SAME_TWICE),
        ("y = «f(x)»\nprint(y, y)", Reason.NOT_THE_SAME_TWICE),
        ("y = «x.detach()»\ny.requires_grad_()\nprint(y)", Reason.NOT_THE_SAME_TWICE),
        ("y = «x * 2»\ny.backward()\nprint(y.grad)", Reason.NOT_THE_SAME_TWICE),
        ("y = «x * 2»\nprint(f'{y}')", Reason.IN_F_STRING),
        ("y = «x * 2»\nprint(y)\nx = 1\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nprint(y)\nx += 1\nprint(y)", Reason.CHANGES_MEANING),
        ("y, z = «f(1)»\nprint(y)", Reason.NOT_IN_SCRIPT),
        ("y = «x * 2»\nx = 1\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «torch.rand(2)»\nz = torch.randn(2)\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «torch.rand(2)»\nnet = nn.Linear(2, 1)\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «torch.poisson(x)»\nz = torch.randn(2)\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «x.new_empty(2).normal_()»\nz = F.rrelu(x)\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nx.add_(1)\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nx[0] = 1\nprint(y)", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nz = x.add_(1) + y", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nz = f(x.zero_(), b=[y])", Reason.CHANGES_MEANING),
        ("y = «x * 2»\nfor i in r: print(y)", Reason.CHANGES_MEANING),
        ("y = «x * 2»\ndef f(): return y", Reason.CHANGES_MEANING),
    ],
)
def test_inlining_names_that_are_needed_is_refused(text: str, reason: Reason):
    source, picked = marked(text)
    assert refusal(inline, source, picked).reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "while «x.sum()» > 1: pass",
        "y = 1 if a else «x.sum()»",
        "y = a and «x.sum()»",
        "y = [«x * i» for i in r]",
        "f = lambda x: «x * 2»",
        "if a: pass\nelif «x.sum()»: pass",
        "def f(a=«x * 2»): pass",
    ],
)
def test_naming_expressions_that_would_run_at_another_time_is_refused(text: str):
    source, picked = marked(text)
    assert refusal(name_expression, source, picked).reason is Reason.AT_ANOTHER_TIME


@pytest.mark.parametrize(
    "text",
    [
        "y = torch.randn(3) - «torch.randn(3)»",
        "y = nn.Linear(3, 3)(x) @ «torch.rand(3)»",
        "y = f(x.add_(1), «x * 2»)",
        "y = f(x.normal_(), «x * 2»)",
    ],
)
def test_what_follows_a_change_or_a_draw_is_not_named_before_it(text: str):
    source, picked = marked(text)
    assert refusal(name_expression, source, picked).reason is Reason.CHANGES_MEANING


@pytest.mark.parametrize(
    "text",
    [
        "y = «torch.randn(3)» - torch.randn(3)",
        "y = torch.randn(3) * «x.exp()»",
        "y = «x.exp()» - x.add_(1)",
        "x[torch.randint(3, ())] = 2 * «torch.randn(3)»",
    ],
)
def test_what_comes_first_or_draws_nothing_is_named(text: str):
    source, picked = marked(text)
    assert name_expression(source, picked, "z").source.startswith(f"z = {picked.code}\n")


def test_combining_cards_of_two_functions_is_refused():
    source, picked = all_marked("def f():\n    y = «a * 2»\ndef g():\n    z = «b * 2»\n")
    refused = refusal(apply, source, PLUS, picked)
    assert (refused.reason, refused.facts["name"]) == (Reason.OUT_OF_REACH, "y")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"shape": (2,), "requires_grad": True}, Reason.NEEDS_SEED),
        ({"shape": (0,), "requires_grad": True}, Reason.NEEDS_SEED),
        ({"shape": ()}, Reason.NO_GRAD),
    ],
)
def test_impossible_passes_are_refused(facts, reason: Reason):
    source, picked = marked("y = «f(1)»", **facts)
    assert refusal(ask_backward, source, picked).reason is reason


@pytest.mark.parametrize(
    ("gesture", "text", "reason"),
    [
        (bypass, "x = «torch.ones(2)»", Reason.NOT_SUITABLE),
        (bypass, "x = «y»", Reason.NOT_SUITABLE),
        (attach, "x = «y.exp()»", Reason.NOT_SUITABLE),
        (swap, "x = «-y»", Reason.NOT_SUITABLE),
        (swap, "import torch\nx = «torch.tensor([1.0, 2.0])»", Reason.NOT_SUITABLE),
        (swap, "import torch\nx = «torch.zeros(2, 3)»", Reason.NOT_SUITABLE),
        (swap, "import torch\nx = «torch.arange(4.0, requires_grad=True)»", Reason.NOT_SUITABLE),
        (unwrap, "x = «y»", Reason.NOT_SUITABLE),
        (unwrap, "with torch.no_grad(), f():\n    x = «y»", Reason.NOT_SUITABLE),
        (name_expression, "x = «y * 2»", Reason.NOT_SUITABLE),
        (require_no_grad, "x = «y * 2»", Reason.NOT_A_LEAF),
        (require_grad, "x = «torch.ones(2, requires_grad=True)»", Reason.NOT_SUITABLE),
        (require_grad, "x = «torch.ones(2)»\nx.requires_grad_(f())", Reason.NOT_SUITABLE),
        (lambda s, p: wrap(s, [p]), "a = 1; x = «y»", Reason.NOT_SUITABLE),
        (lambda s, p: wrap(s, [p]), "f = lambda x: «x * 2»", Reason.NOT_SUITABLE),
        (swap, "y = «x.pow(2)»", Reason.NOT_SUITABLE),
        (swap, "import torch\nnet = «torch.nn.Linear(2, 1)»", Reason.NOT_SUITABLE),
        (bypass, "y = «sum(w)»", Reason.NOT_SUITABLE),
        (lambda s, p: change_operation(s, p, TANH), "y = «net(x)»", Reason.NOT_SUITABLE),
        (lambda s, p: change_operation(s, p, TANH), "y = «self.out(x)»", Reason.NOT_SUITABLE),
        (bypass, "«x[0]» = 5", Reason.NOT_SUITABLE),
        (lambda s, p: change_operation(s, p, TANH), "«x[0]» = 5", Reason.NOT_SUITABLE),
        (require_grad, "«x[0]» = 5", Reason.CHANGED_IN_PLACE),
        (duplicate, "«x[0]» = 5", Reason.NOT_SUITABLE),
        (duplicate, "«x += 1»", Reason.NOT_SUITABLE),
        (bypass, "y = «torch.stack(xs)»", Reason.NOT_SUITABLE),
        (bypass, "y = «torch.tensor(float(i))»", Reason.NOT_SUITABLE),
        (bypass, "y = «torch.from_numpy(a)»", Reason.NOT_SUITABLE),
        (bypass, "a, b = «torch.split(x, 1)»", Reason.NOT_IN_SCRIPT),
        (require_grad, "(a,) = «torch.autograd.grad(x, w)»", Reason.NOT_IN_SCRIPT),
        (duplicate, "«x.add_(1)»", Reason.NOT_SUITABLE),
        (duplicate, "f = lambda x: «x * 2»", Reason.AT_ANOTHER_TIME),
        (lambda s, p: change_operation(s, p, TANH), "y = «sum(w)»", Reason.NOT_SUITABLE),
        (lambda s, p: edit_value(s, p, 1.0), "x = «y * 2»", Reason.NOT_SUITABLE),
        (lambda s, p: change_operation(s, p, PLUS), "x = «torch.exp(y)»", Reason.NOT_SUITABLE),
        (lambda s, p: set_flag(s, p, "retain_graph", False), "«y.backward()»", Reason.NOT_SUITABLE),
        (lambda s, p: rename(s, p, "z"), "f(«y * 2»)", Reason.NOT_SUITABLE),
    ],
)
def test_gestures_on_missing_parts_are_refused(gesture, text: str, reason: Reason):
    source, picked = marked(text)
    assert refusal(gesture, source, picked).reason is reason


SOURCE = """\
import torch
x = torch.ones(2)
exec("y = x * 2")
z = torch.nn.functional.mse_loss(x, x)
"""


def test_cards_that_no_expression_of_the_script_made_are_refused():
    recording, _ = recording_of(SOURCE, "script.py")
    made_by_exec = picked_card(recording, 1)
    assert refusal(print_card, SOURCE, made_by_exec).reason is Reason.NOT_IN_SCRIPT
    nowhere = Picked(None, "")
    assert refusal(print_card, SOURCE, nowhere).reason is Reason.NOT_IN_SCRIPT


@pytest.mark.parametrize(
    "call",
    [
        "import functools\nfunctools.reduce(torch.add, w)",
        "import functools as f\nf.reduce(torch.add, w)",
        "from functools import reduce\nreduce(torch.add, w)",
    ],
)
def test_cards_made_by_a_library_are_refused(call: str):
    source = f"import torch\nw = [torch.ones(2), torch.ones(2)]\n{call}\n"
    recording, _ = recording_of(source, "script.py")
    picked = picked_card(recording, 2)
    assert refusal(print_card, source, picked).reason is Reason.NOT_IN_SCRIPT


@pytest.mark.parametrize(
    "gesture",
    [
        print_card,
        swap,
        bypass,
        inline,
        name_expression,
        lambda source, picked: apply(source, TANH, [picked]),
        lambda source, picked: change_operation(source, picked, TANH),
    ],
)
@pytest.mark.parametrize("call", ["sum(w)", "torch.nn.Linear(2, 1)(w[0])"])
def test_a_step_inside_of_a_call_is_not_taken_for_its_result(gesture, call: str):
    source = f"import torch\nw = [torch.ones(2), torch.ones(2), torch.ones(2)]\ny = {call}\n"
    recording, _ = recording_of(source, "script.py")
    last = len(recording["cards"]) - 1
    assert not picked_card(recording, last).is_step
    step = picked_card(recording, last - 1)
    assert refusal(gesture, source, step).reason is Reason.NOT_IN_SCRIPT


@pytest.mark.parametrize(
    ("gesture", "loop", "is_refused"),
    [
        (bypass, "while y > 1:\n    y = «y / 2»\n", True),
        (bypass, "while y.item() > 1 and True:\n    ys.append(y)\n    y = «y / 2»\n", True),
        (bypass, "while y > 1:\n    y = «y / 2»\n    if f:\n        break\n", False),
        (bypass, "while y > 1:\n    y = «y / 2»\n    y.sub_(1)\n", False),
        (bypass, "while y > 1:\n    y = «y / 2»\n    opt.step()\n", False),
        (bypass, "while y > 1:\n    z = «y / 2»\n    y -= 1\n", False),
        (bypass, "while f(y):\n    y = «y / 2»\n", False),
        (bypass, "while len(ys) < 3:\n    ys.append(«y / 2»)\n", False),
        (bypass, "while (n := y.sum()) > 1:\n    y = «y / 2»\n", False),
        (remove, "while True:\n    z = y / 2\n    if «z < 1»:\n        break\n", True),
        (remove, "while y > 1:\n    a = 1\n    y = «x + 1»\n", True),
        (remove, "while y > 1:\n    y = «x + 1»\n", False),
        (remove, "while True:\n    z -= 1\n    if «z < 1»:\n        break\n", True),
    ],
)
def test_a_loop_that_would_never_end_is_refused(gesture, loop: str, is_refused: bool):
    source, picked = marked(f"y = f(0)\n{loop}")
    edit = gesture(source, picked)
    if is_refused:
        assert refusal(check, edit).facts["line"] == 2
        assert refusal(check, edit).reason is Reason.ENDLESS
    else:
        check(edit)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("loss = «x.sum()»\nloss.backward()\n", "loss"),
        ("for i in r:\n    loss = «x.sum()»\n    loss.backward()\n", "loss"),
        ("«x.sum()».backward()\n", "x.sum()"),
        ("loss = «x.sum()»\nloss = x.mean()\nloss.backward()\n", None),
        ("def f(loss):\n    loss.backward()\nloss = «x.sum()»\n", None),
        ("y = x.sum()\nh = «x * 2»\ny.backward()\n", None),
    ],
)
def test_what_a_pass_begins_at_is_not_wrapped(text: str, name: str | None):
    source, picked = marked(text)
    if name is None:
        assert "no_grad" in wrap(source, [picked]).source
    else:
        refused = refusal(wrap, source, [picked])
        assert (refused.reason, refused.facts["name"]) == (Reason.PASS_BEGINS, name)


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def forward(self, x):\n        y = «x * 2»\n        return y\n",
        "class A:\n    @property\n    def w(self):\n        return «self.v * 2»\n",
        "class A:\n    def __init__(self):\n        self.fc = «f(1)»\n\n"
        "    def forward(self, x):\n        return self.fc(x)\n",
        "class A:\n    def __init__(self):\n        self.register_buffer('m', «f(1)»)\n\n"
        "    def forward(self, x):\n        h = x - self.m\n        return h\n",
    ],
)
def test_what_a_method_needs_for_its_result_is_not_removed(text: str):
    source, picked = marked(text)
    refused = refusal(remove, source, picked)
    assert refused.reason is Reason.NEEDED
    assert refused.facts["name"] == ("w" if "def w" in text else "forward")


@pytest.mark.parametrize(
    "gesture",
    [
        require_grad,
        bypass,
        swap,
        name_expression,
        duplicate,
        lambda source, picked: apply(source, TANH, [picked]),
        lambda source, picked: change_operation(source, picked, TANH),
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        "print(w.max(dim=0))",
        "print(torch.split(w, 1))",
        "torch.optim.SGD([w], lr=0.1).step()",
        "torch.optim.Adam([w]).step()",
        "torch.optim.SGD([w]).zero_grad(set_to_none=False)",
        "torch.optim.SGD([w], lr=0.1).step(closure)",
        "torch.nn.utils.clip_grad_norm_([w], 1.0)",
    ],
)
def test_what_a_call_makes_besides_its_result_is_not_taken_for_its_result(gesture, line: str):
    recording, _ = recording_of(SEVERAL + line + "\n", "script.py")
    card = picked_card(recording, len(recording["cards"]) - 1)
    assert refusal(gesture, recording.source, card).reason is Reason.NOT_IN_SCRIPT


SEVERAL = """\
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)


def closure():
    w.grad = None
    loss = (w * w).sum()
    loss.backward()
    return loss


closure()
"""


def test_a_gradient_that_a_function_is_given_is_made_by_no_expression():
    recording, _ = recording_of(DOUBLED, "script.py")
    (given,) = [n for n in range(len(recording["cards"])) if "g" in recording.names(n)]
    card = picked_card(recording, given)
    assert (card.code, card.place and card.place.line) == ("g", 10)
    for gesture in (require_grad, bypass, print_card, duplicate):
        assert refusal(gesture, DOUBLED, card).reason is Reason.NOT_IN_SCRIPT


DOUBLED = """\
import torch


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g: torch.Tensor):
        return 2 * g


Doubled.apply(torch.ones((), requires_grad=True)).backward()
"""


def test_one_of_several_results_is_referred_to_by_its_name():
    source = "import torch\nw = torch.ones(2)\nm, i = w.max(dim=0)\n"
    recording, _ = recording_of(source, "script.py")
    card = picked_card(recording, 1)
    assert print_card(source, card).source == f"{source}print(m)\n"
    assert refusal(bypass, source, card).reason is Reason.NOT_IN_SCRIPT


@pytest.mark.parametrize(
    ("line", "op"),
    [
        ("print(0.1 * w.grad)", "grad"),
        ("print(w.data * 2)", "data"),
        ("print(w.view(2, 1)[None, 0])", "unsqueeze"),
    ],
)
def test_what_an_expression_reads_on_its_way_is_not_its_value(line: str, op: str):
    recording, _ = recording_of(f"{SEVERAL}{line}\n", "script.py")
    card = picked_card(recording, card_of(recording, op))
    for gesture in (require_grad, bypass, print_card, duplicate):
        assert refusal(gesture, recording.source, card).reason is Reason.NOT_IN_SCRIPT


def test_the_gradients_that_a_clipping_takes_are_not_detached():
    source, (user, operand) = all_marked("«torch.nn.utils.clip_grad_norm_([«w»], 1.0)»")
    assert refusal(detach, source, Edge(operand, user)).reason is Reason.NOT_IN_SCRIPT


def test_a_gradient_that_a_name_does_not_live_to_see_is_not_zeroed():
    source = """\
class A:
    def __init__(self):
        self.w = «f(1)»


a = A()
a.w.sum().backward()
"""
    source, picked = marked(source)
    assert refusal(zero_grad, source, picked).reason is Reason.OUT_OF_REACH
    source, picked = marked("for i in r:\n    y = «f(1)»\n    y.backward()\n")
    assert refusal(zero_grad, source, picked).reason is Reason.OUT_OF_REACH


def test_only_what_retains_its_gradient_has_one():
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nh = w * 2\nh.retain_grad()\n"
    recording, _ = recording_of(f"{source}y = h.sum()\ny.backward()\n", "script.py")
    h, y = (picked_card(recording, card_of(recording, op)) for op in ("mul", "sum"))
    assert (h.has_grad, y.has_grad) == (None, False)


def test_cards_of_an_older_script_are_refused():
    recording, _ = recording_of(SOURCE, "script.py")
    picked = picked_card(recording, 0)
    moved = SOURCE.replace("x = ", "\nx = ")
    other = SOURCE.replace("ones(2)", "rand(2)")
    for source in (moved, other, ""):
        assert refusal(print_card, source, picked).reason is Reason.STALE
    broken = refusal(print_card, f"{SOURCE}y = (", picked)
    assert broken.reason is Reason.SYNTAX_ERROR
    assert broken.facts["message"]
    assert broken.place is not None
    assert broken.place.line == 5


def test_stale_operands_and_users_are_refused():
    source, (user, operand) = all_marked("y = «2 * «x»»")
    stale = Picked(user.place, "3 * x")
    assert refusal(insert, source, Edge(operand, stale), TANH).reason is Reason.STALE
