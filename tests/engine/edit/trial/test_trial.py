"""Trying a script on zeros: what it finds is right, and unknown parts are left out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from engine.edit.edits import Change, Edit, Gesture, Reason, Refusal
from engine.edit.script import Script
from engine.edit.trial.attempts import quietly
from engine.edit.trial.check import check
from engine.edit.trial.kinds import Kind, Kinds, kind_of
from engine.edit.trial.recorded import kinds_of
from engine.edit.trial.statements import Trial
from engine.worker.headless import recording_of
from tests.engine.edit.graphs import recorded
from tests.engine.edit.programs import programs
from tests.example_counts import times

HEAD = "import torch\nx = torch.ones(3)\nm = torch.ones(2, 3)\n"


def replaced(source: str, old: str, new: str, gesture: Gesture = Gesture.REWIRE) -> Edit:
    """An edit that replaces the one occurrence of a text."""
    start = source.index(old)
    assert source.count(old) == 1
    return Edit(gesture, source, (Change(start, start + len(old), new),))


def appended(source: str, statement: str) -> Edit:
    """An edit that appends a statement."""
    end = len(source)
    return Edit(Gesture.ADD_STATEMENT, source, (Change(end, end, statement),))


def refused(edit: Edit, kinds: Kinds | None = None) -> Refusal:
    """The refusal of an edit; fails if it is not refused."""
    with pytest.raises(Refusal) as found:
        check(edit, kinds or {})
    return found.value


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("m.mean().backward()", "m.backward()", True),
        ("y = m.mean()\ny.backward(retain_graph=True)", "y = m\ny.backward()", True),
        ("m.mean().backward()", "m.sum(dim=0)[0].backward()", False),
        ("m.mean().backward()", "m.backward(torch.ones(2, 3))", False),
        ("m.mean().backward()", "m.backward(gradient=g)", False),
        ("y = m\ny.backward()", "y = m + 1\ny.backward()", False),
    ],
)
def test_a_pass_begins_from_one_number_or_a_gradient(before: str, after: str, is_refused: bool):
    edit = replaced(f"{HEAD}{before}\n", before, after, Gesture.BYPASS)
    if is_refused:
        found = refused(edit)
        assert found.reason is Reason.MISFIT
        assert found.facts["operation"] == "backward"
        assert found.facts["fitting"] == ((),)
        message = "grad can be implicitly created only for scalar outputs"
        assert found.facts["message"] == message
    else:
        check(edit)


def known_kind(source: str, name: str) -> Kind | None:
    """What is known of a tensor at the end of a script, as a call tells that no tensor takes."""
    with quietly():
        failures = Trial(Script(f"{source}\n{name}.view(-7)\n"), {}).failures
    return kind_of(failures[0].misfit.tensors[0]) if failures else None


@settings(max_examples=times(2), suppress_health_check=list(HealthCheck))
@given(programs())
def test_a_valid_script_has_no_misfit_and_the_kinds_of_its_recording(source: str):
    kinds = kinds_of(recorded(source))
    with quietly():
        assert Trial(Script(source), {}).failures == []
        assert Trial(Script(source), kinds).failures == []
    for name, kind in kinds.items():
        assert known_kind(source, name) in (kind, None)
    assert known_kind(source, "x") is not None


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("y = torch.nn.functional.relu(m @ x)", Kind((2,), "float32")),
        ("y = m.T @ torch.zeros(2, 5)", Kind((3, 5), "float32")),
        ("y = m[:, 0]", Kind((2,), "float32")),
        ("y = x == 1", Kind((3,), "bool")),
        ("y, z = torch.chunk(m, 2)", Kind((1, 3), "float32")),
        ("y = torch.stack([x, x]).sum(dim=1, keepdim=True)", Kind((2, 1), "float32")),
        ("y = 0\nfor i in range(2):\n    y = y + x", Kind((3,), "float32")),
        ("with torch.no_grad():\n    y = -x", Kind((3,), "float32")),
        ("y = torch.arange(4).reshape(x.shape[0] - 1, -1)", Kind((2, 2), "int64")),
        ("y = x.clone()\ny += 1", Kind((3,), "float32")),
        ("y: torch.Tensor = torch.rand(2)", Kind((2,), "float32")),
        ("y = (x := m) + 1\nz = x @ torch.ones(3)", Kind((2, 3), "float32")),
    ],
)
def test_shapes_are_known_without_a_run(statement: str, kind: Kind):
    source = f"{HEAD}{statement}\n"
    assert known_kind(source, "y") == kind == kinds_of(recorded(source)).get("y", kind)


@pytest.mark.parametrize(
    "statement",
    [
        "y = [x * i for i in range(2)]",
        "y = torch.linalg.inv(torch.rand(2, 2))",
        "y = x[x > 0]",
        "y = float(x.sum())",
        "y = x.nonzero()",
        "y = torch.zeros(10**6, 10**6)",
        "y = torch.load('file')",
        "y = open('file')",
        "y = f(x)",
        "y = x\nfor i in range(2):\n    y = torch.cat([y, x])",
        "y = 1\nwhile y < g():\n    y = x",
        "y = x if g() else m",
        "y = x\nwith g() as y:\n    z = y @ torch.ones(7)",
        "y = torch.ones(2, 2)\nif g():\n    y = x",
    ],
)
def test_results_that_only_a_run_can_tell_are_unknown(statement: str):
    with quietly():
        assert Trial(Script(HEAD + statement), {}).failures == []
    assert known_kind(HEAD + statement, "y") is None


@pytest.mark.parametrize(
    ("statement", "reason", "facts"),
    [
        ("y = m + torch.ones(2)", Reason.SHAPES, {"operation": "+", "right": (2,)}),
        ("y = m @ m", Reason.SHAPES, {"operation": "@", "fitting": ((3,), (3, 1), (3, 3))}),
        ("print(torch.dot(x, torch.ones(2)))", Reason.SHAPES, {"operation": "dot"}),
        ("y = torch.trace(x)", Reason.MISFIT, {"operation": "trace"}),
        ("y = x.mm(x)", Reason.MISFIT, {"operation": "mm"}),
        ("y = torch.stack([x, m])", Reason.MISFIT, {"operation": "stack", "fitting": ()}),
        ("y = m.reshape(4)", Reason.MISFIT, {"operation": "reshape"}),
        ("y = x[3]", Reason.MISFIT, {"operation": "[]"}),
        ("y = torch.arange(3).mean()", Reason.MISFIT, {"kinds": (((3,), "int64"),)}),
        ("y = x.suum()", Reason.MISSING, {"message": "'Tensor' object has no attribute 'suum'"}),
        ("y = torch.nn.functional.rellu(x).sum()", Reason.MISSING, {}),
        ("y = x.clone()\ny += m", Reason.SHAPES, {"operation": "+"}),
        ("torch.arange(3).requires_grad_()", Reason.INTEGER_GRAD, {"dtype": "int64"}),
        ("with torch.no_grad():\n    x + m @ x", Reason.SHAPES, {"left": (3,), "right": (2,)}),
        ("for i in range(2):\n    x + m @ x", Reason.SHAPES, {"left": (3,), "right": (2,)}),
        ("if g():\n    x + m @ x", Reason.SHAPES, {"left": (3,), "right": (2,)}),
        ("y = f([x + m @ x])", Reason.SHAPES, {"left": (3,), "right": (2,)}),
    ],
)
def test_statements_that_cannot_be_computed_are_refused(
    statement: str, reason: Reason, facts: dict[str, object]
):
    refusal = refused(appended(HEAD, statement))
    assert refusal.reason is reason
    assert {name: refusal.facts[name] for name in facts} == facts
    assert "line" not in refusal.facts


def test_statements_with_matching_shapes_are_accepted():
    refusal = refused(appended(HEAD, "y = m + torch.ones(2)"))
    fitting = refusal.facts["fitting"]
    assert isinstance(fitting, tuple)
    assert fitting
    for shape in fitting:
        check(appended(HEAD, f"y = m + torch.ones({shape})"))


def test_a_later_line_that_would_fail_is_refused():
    source = f"{HEAD}y = x * 2\nz = m @ y\n"
    refusal = refused(replaced(source, "x * 2", "m"))
    assert (refusal.facts["line"], refusal.facts["code"]) == (5, "m @ y")
    assert refusal.place is not None
    assert refusal.place.line == 5


def test_statements_that_failed_before_the_edit_do_not_count():
    source = f"{HEAD}y = x + torch.ones(2)\nz = x * 1\n"
    check(replaced(source, "x * 1", "x * 2"))


FUNCTION = """\
import torch
def f(a, b):
    return a * b
x = torch.ones(3)
y = f(x, x.exp())
z = y + x
"""


def test_a_function_is_tried_with_the_recorded_kinds_of_its_arguments():
    kinds = kinds_of(recording_of(FUNCTION, "script.py")[0])
    assert kinds["a"] == kinds["y"] == Kind((3,), "float32")
    check(replaced(FUNCTION, "a * b", "a + b"), kinds)
    refusal = refused(replaced(FUNCTION, "a * b", "a @ b.reshape(1, 3)"), kinds)
    assert refusal.reason in (Reason.SHAPES, Reason.MISFIT)


def test_recorded_kinds_of_names_that_depend_on_a_change_are_dropped():
    kinds = kinds_of(recording_of(FUNCTION, "script.py")[0])
    check(replaced(FUNCTION, "ones(3)", "ones(4)"), kinds)  # y has four elements then, too
    check(replaced(FUNCTION, "return a * b", "return (a * b).sum()"), kinds)
    with pytest.raises(Refusal):
        check(replaced(FUNCTION, "z = y + x", "z = y + torch.ones(2)"), kinds)


def test_names_with_several_kinds_are_unknown():
    source = f"{HEAD}for y in [x, m]:\n    z = y * 1\nw = x * 1\n"
    kinds = kinds_of(recording_of(source, "script.py")[0])
    assert {"y", "z"}.isdisjoint(kinds)
    assert kinds["w"] == Kind((3,), "float32")


def test_gestures_that_cannot_break_a_script_are_not_tried():
    check(replaced(HEAD, "ones(3)", "ones(3) @ torch.ones(2)", Gesture.RENAME))


def test_a_sum_of_thousands_of_terms_is_not_tried():
    check(appended(HEAD, f"y = {' + '.join(['x'] * 900)} + torch.ones(2)"))


OWN = (
    "import torch\n\n\ndef square(v, w):\n    u = v @ w\n    return u * u\n\n\n"
    "def twice(v):\n    return square(w=v, v=torch.ones(4, 3)) + 1\n\n\n"
    "x = torch.ones(3)\nm = torch.ones(2, 3)\n"
)


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("square(m, x)", Kind((2,), "float32")),
        ("square(m, w=x)", Kind((2,), "float32")),
        ("twice(x)", Kind((4,), "float32")),
        ("twice(square(m.T, torch.ones(2)))", Kind((4,), "float32")),
    ],
)
def test_functions_of_the_script_are_tried(call: str, kind: Kind):
    assert known_kind(f"{OWN}y = {call}\n", "y") == kind


@pytest.mark.parametrize("call", ["square(x)", "square(m, x, x)", "square(*m)", "square(m, v=x)"])
def test_calls_with_other_parameters_are_not_tried(call: str):
    source = f"{OWN}y = {call}\n"
    with quietly():
        assert Trial(Script(source), {}).failures == []
    assert known_kind(source, "y") is None


@pytest.mark.parametrize(
    "definition",
    [
        "def f(v, w=x):\n    return v @ m\n",
        "@wrapped\ndef f(v):\n    return v @ m\n",
        "def f(v):\n    yield v @ m\n",
        "def f(v):\n    if v.sum() > 0:\n        return v @ v\n    return v @ v\n",
        "def f(v):\n    return v @ y\n",
        "def f(v):\n    return v @ m\n\n\ndef f(v):\n    return m @ v\n",
        "def f(v):\n    return v @ m\n\n\nf = torch.sum\n",
        "def f(v):\n    v @ m\n",
    ],
)
def test_functions_that_depend_on_other_state_are_not_tried(definition: str):
    source = f"import torch\nx = torch.ones(3)\nm = torch.ones(2, 3)\n{definition}"
    check(appended(source, "z = f(x)\n"))


def test_a_misfit_in_a_function_has_its_line():
    refusal = refused(appended(OWN, "y = square(x, m)\n"))
    told = {"left": (3,), "right": (2, 3), "line": 5, "code": "v @ w"}
    assert refusal.reason is Reason.SHAPES
    assert refusal.facts.items() >= told.items()


def test_the_result_of_a_changed_function_is_tried():
    source = f"{OWN}y = square(m, x)\nz = y + torch.ones(2)\n"
    refusal = refused(replaced(source, "return u * u", "return torch.stack([u, u, u], dim=1)"))
    told = {"left": (2, 3), "right": (2,), "code": "y + torch.ones(2)"}
    assert refusal.facts.items() >= told.items()


def test_a_recursive_function_is_not_tried():
    check(appended("import torch\n\n\ndef f(v):\n    return f(v)\n\n\n", "y = f(1)\n"))
