"""The reasons for which a gesture is impossible, for each gesture that can have them."""

from __future__ import annotations

import pytest

from engine.edit.applying import apply
from engine.edit.edges import Edge, bypass, insert, rewire
from engine.edit.edits import Edit, Picked, Reason
from engine.edit.formulas import add_formula
from engine.edit.naming import name_expression, rename
from engine.edit.operations import Form, Operation
from engine.edit.operators import change_operation, swap
from engine.edit.picking import picked_card
from engine.edit.requiring import require_grad
from engine.edit.tensors import NewTensor, Source, add_tensor
from engine.edit.trial.check import check
from engine.edit.trial.recorded import kinds_of
from engine.edit.values import edit_value
from engine.record.recording import Recording
from tests.engine.edit.graphs import edges_of, recorded
from tests.engine.edit.marked import refusal

SOURCE = """\
import torch

x = torch.ones(3)
m = torch.ones(2, 3)
k = torch.arange(3)
s = torch.tensor(2.0)
v = m @ x
y = x * 2
q = torch.tanh(y)
o = m @ q
p = v * torch.sum(x)
late = y + q
"""
SUM = Operation(Form.METHOD, "sum")
TRACE = Operation(Form.FUNCTION, "torch.trace")
DOT = Operation(Form.FUNCTION, "torch.dot")
PLUS, AT = Operation(Form.OPERATOR, "+"), Operation(Form.OPERATOR, "@")
MEAN = Operation(Form.METHOD, "mean")


@pytest.fixture(scope="module")
def recording() -> Recording:
    return recorded(SOURCE)


def card(recording: Recording, name: str) -> Picked:
    """The card with a name."""
    cards = range(len(recording["cards"]))
    return picked_card(recording, next(c for c in cards if name in recording.names(c)))


def edge(recording: Recording, operand: str, user: str) -> Edge:
    """The edge from a card to another."""
    edges = [each for each, _, _ in edges_of(recording)]
    return next(e for e in edges if operand in e.operand.names and user in e.user.names)


def unnamed(recording: Recording, user: str) -> Picked:
    """The unnamed operand of a card."""
    edges = [each for each, _, _ in edges_of(recording)]
    return next(e.operand for e in edges if not e.operand.names and user in e.user.names)


def tried(recording: Recording, edit: Edit) -> Edit:
    """An edit as the window makes it: only if the script can still be computed."""
    check(edit, kinds_of(recording))
    return edit


SHAPES = {
    "apply": lambda r: apply(SOURCE, PLUS, [card(r, "m"), card(r, "v")]),
    "apply one": lambda r: apply(SOURCE, TRACE, [card(r, "x")]),
    "apply number": lambda r: apply(SOURCE, AT, [card(r, "x"), 2.0]),
    "insert": lambda r: insert(SOURCE, edge(r, "x", "v"), SUM),
    "insert one": lambda r: insert(SOURCE, edge(r, "y", "q"), TRACE),
    "bypass": lambda r: bypass(SOURCE, unnamed(r, "p")),
    "rewire": lambda r: rewire(SOURCE, edge(r, "x", "v"), card(r, "m")),
    "rewire further down": lambda r: rewire(SOURCE, edge(r, "x", "y"), card(r, "v")),
    "change": lambda r: change_operation(SOURCE, card(r, "v"), DOT),
    "change further down": lambda r: change_operation(SOURCE, card(r, "q"), SUM),
    "swap": lambda r: swap(SOURCE, card(r, "v")),
    "edit value": lambda r: edit_value(SOURCE, card(r, "x"), [1.0, 2.0]),
    "formula": lambda r: add_formula(SOURCE, "m + v"),
    "formula with a function": lambda r: add_formula(SOURCE, "trace(x)"),
}


@pytest.mark.parametrize("gesture", SHAPES)
def test_gestures_with_shapes_that_do_not_match_are_refused(recording: Recording, gesture: str):
    refused = refusal(lambda: tried(recording, SHAPES[gesture](recording)))
    assert refused.reason in (Reason.SHAPES, Reason.MISFIT)
    if refused.reason is Reason.SHAPES:
        assert {"left", "right", "fitting"} <= set(refused.facts)
        assert refused.facts["fitting"]


FURTHER_DOWN = {
    "bypass": "v * x",
    "rewire further down": "m @ q",
    "change further down": "m @ q",
    "edit value": "m @ x",
}


@pytest.mark.parametrize("gesture", FURTHER_DOWN)
def test_a_refusal_names_the_later_line_that_would_fail(recording: Recording, gesture: str):
    refused = refusal(lambda: tried(recording, SHAPES[gesture](recording)))
    if gesture == "bypass":  # the operation is in that very line
        assert "code" not in refused.facts
    else:
        assert refused.facts["code"] == FURTHER_DOWN[gesture]


def test_gestures_with_matching_shapes_are_accepted(recording: Recording):
    for edit in (
        apply(SOURCE, PLUS, [card(recording, "m"), card(recording, "x")]),
        apply(SOURCE, TRACE, [card(recording, "m")]),
        insert(SOURCE, edge(recording, "x", "v"), Operation(Form.METHOD, "exp")),
        rewire(SOURCE, edge(recording, "q", "o"), card(recording, "y")),
        change_operation(SOURCE, card(recording, "q"), Operation(Form.METHOD, "exp")),
        swap(SOURCE, card(recording, "late")),
        edit_value(SOURCE, card(recording, "s"), 4.0),
        add_formula(SOURCE, "m * x + v.sum()"),
    ):
        tried(recording, edit)
        recorded(edit.source)


INTEGERS = {
    "toggle": lambda r: require_grad(SOURCE, card(r, "k")),
    "make": lambda r: add_tensor(SOURCE, NewTensor(Source.ARANGE, 3, requires_grad=True)),
    "formula": lambda r: add_formula(SOURCE, "k.requires_grad_()"),
}


@pytest.mark.parametrize("gesture", INTEGERS)
def test_integers_that_are_to_require_grad_are_refused(recording: Recording, gesture: str):
    refused = refusal(lambda: tried(recording, INTEGERS[gesture](recording)))
    assert refused.reason is Reason.INTEGER_GRAD
    assert refused.facts["dtype"] == "int64"


def test_an_integer_value_is_refused_if_a_later_line_requires_its_gradient():
    source = "import torch\n\nx = torch.tensor([1.0, 2.0])\nx.requires_grad_()\n"
    recording = recorded(source)
    edit = edit_value(source, picked_card(recording, 0), [1, 2])
    refused = refusal(lambda: tried(recording, edit))
    assert (refused.reason, refused.facts["line"]) == (Reason.INTEGER_GRAD, 4)


@pytest.mark.parametrize(
    "operation", [MEAN, Operation(Form.FUNCTION, "torch.softmax", ("dim=-1",))]
)
def test_operations_that_take_no_integers_are_refused(recording: Recording, operation: Operation):
    refused = refusal(apply, SOURCE, operation, [card(recording, "k")])
    assert refused.reason is Reason.MISFIT
    assert refused.facts["kinds"] == (((3,), "int64"),)


ORDER = {
    "a card made of the other": ("y", "x", "q", Reason.CYCLE),
    "itself": ("y", "x", "y", Reason.CYCLE),
    "further down": ("y", "x", "late", Reason.CYCLE),
    "not made yet": ("v", "x", "y", Reason.USED_BEFORE),
}


@pytest.mark.parametrize("case", ORDER)
def test_edges_from_later_cards_are_refused(recording: Recording, case: str):
    user, operand, new, reason = ORDER[case]
    found = edge(recording, operand, user)
    assert refusal(rewire, SOURCE, found, card(recording, new)).reason is reason


def test_a_formula_of_unknown_names_is_refused():
    refused = refusal(add_formula, SOURCE, "x + nowhere")
    assert (refused.reason, refused.facts["problem"]) == (Reason.FORMULA, "unknown_name")


NAMES = {
    "for": Reason.NAME_KEYWORD,
    "None": Reason.NAME_KEYWORD,
    "sum": Reason.NAME_BUILTIN,
    "print": Reason.NAME_BUILTIN,
    "torch": Reason.NAME_TORCH,
    "1x": Reason.NAME_NO_IDENTIFIER,
}
NAMING = {
    "make": lambda r, name: add_tensor(SOURCE, NewTensor(Source.ONES), name),
    "apply": lambda r, name: apply(SOURCE, SUM, [card(r, "x")], name),
    "name": lambda r, name: name_expression(SOURCE, unnamed(r, "p"), name),
    "rename": lambda r, name: rename(SOURCE, card(r, "x"), name),
    "formula": lambda r, name: add_formula(SOURCE, f"{name} = x + 1"),
}


@pytest.mark.parametrize("gesture", NAMING)
@pytest.mark.parametrize("name", NAMES)
def test_names_that_would_shadow_others_are_refused(recording: Recording, gesture: str, name: str):
    refused = refusal(NAMING[gesture], recording, name)
    if gesture == "formula" and refused.reason is Reason.FORMULA:
        assert name in ("1x", "None", "for")  # a formula cannot have such a name
    else:
        assert (refused.reason, refused.facts["name"]) == (NAMES[name], name)
