"""What gestures add to a script has the format of the code formatter."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from engine.edit.applying import apply
from engine.edit.asking import ask_backward, print_card, zero_grad
from engine.edit.edges import Edge, attach, bypass, detach, insert, rewire
from engine.edit.edits import Edit, Gesture, Picked, Refusal
from engine.edit.formulas import add_formula
from engine.edit.modes import unwrap, wrap
from engine.edit.naming import inline, name_expression, rename
from engine.edit.operations import Form, Operation
from engine.edit.operators import change_operation, swap
from engine.edit.picking import picked_card
from engine.edit.removing import remove
from engine.edit.requiring import require_grad, require_no_grad
from engine.edit.script import Script
from engine.edit.tensors import NewTensor, Source, add_tensor
from engine.edit.values import edit_value
from engine.edit.writing import LINE_LENGTH, divided
from tests.engine.edit.graphs import edges_of, recorded
from tests.engine.edit.programs import programs
from tests.example_counts import times

pytestmark = pytest.mark.skipif(find_spec("ruff") is None, reason="there is no formatter")

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
ROWS = st.lists(NUMBERS, min_size=1, max_size=30)
SEED = [0.1234567, 1e20, -3.0]


def formatted(*sources: str) -> list[str]:
    """Scripts as the formatter writes them."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.py") for number in range(len(sources))]
        for file, source in zip(files, sources):
            file.write_text(source, encoding="utf-8", newline="")
        command = [sys.executable, "-m", "ruff", "format", "--isolated", "-q", folder]
        subprocess.run(command, check=True)
        return [file.read_bytes().decode() for file in files]


def test_new_tensors_of_every_size_are_formatted():
    source = ""
    for count in (0, 1, 3, 10, 14, 15, 16, 17, 40):
        for rows in (1, 2, 6):
            values = [[float(n) for n in range(count)]] * rows
            for numbers in (values, values[0]):
                tensor = NewTensor(Source.VALUES, numbers, requires_grad=rows > 1)
                source = add_tensor(source, tensor).source
    assert [source] == formatted(source)


@settings(max_examples=times(1 / 2))
@given(st.lists(ROWS, min_size=1, max_size=8), st.booleans())
def test_numbers_of_every_kind_are_formatted(rows: list[list[float]], requires_grad: bool):
    tensor = NewTensor(Source.VALUES, rows, requires_grad=requires_grad)
    source = add_tensor("", tensor).source
    assert [source] == formatted(source)


def test_a_long_statement_is_divided_at_its_last_brackets():
    names = ", ".join(f"name_{number}" for number in range(12))
    for statement in (f"y = torch.stack([{names}]).sum()", f"f({names})", f"f(1)({names}).g()"):
        written = "\n".join([*divided(statement), ""])
        assert len(divided(statement)) > 1
        assert [written] == formatted(statement)


def test_a_comma_behind_the_last_item_is_no_item():
    names = [f"a_quite_long_name_{number}" for number in range(6)]
    lines = divided(f"y = torch.stack([{', '.join(names)},])")
    assert lines[2:-2] == [f"        {name}," for name in names]


@pytest.mark.parametrize(
    "value",
    [
        "sum(one_factor * another for one_factor, another in {}_{})",
        "[one_factor * another for one_factor, another in {}_{}]",
        "first_{}({}_{},)[0]",
        "first(({}_{},))",
    ],
)
def test_a_statement_means_the_same_in_several_lines(value: str):
    statement = f"y = {value.replace('{}', 'a_name_that_is_far_too_long_for_its_line')}"
    lines = divided(statement, "    ")
    assert ast.dump(ast.parse("\n".join(lines).strip())) == ast.dump(ast.parse(statement))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_statement_of_several_lines_is_not_reformatted(end: str):
    statement = f"y = (torch.maximum({end}    x,  # {'a' * LINE_LENGTH}{end}    x,{end})).sum()"
    assert divided(statement) == [statement]


@settings(max_examples=times(1 / 2), suppress_health_check=list(HealthCheck))
@given(programs(), st.data())
def test_new_statements_in_a_formatted_script_are_formatted(program: str, data: st.DataObject):
    (source,) = formatted(program.removeprefix("\ufeff"))
    assume("    # end" not in source)  # a comment outlives its block
    assume(") **" not in source)  # and so do the spaces beside parentheses
    recording = recorded(source)
    card = data.draw(st.integers(0, len(recording["cards"]) - 1))
    picked = picked_card(recording, card)
    script = Script(source)
    statement = script.statement(script.node(picked))
    assume(statement.lineno == statement.end_lineno)  # statements of several lines are not changed
    whole = statement.value if isinstance(statement, ast.Expr) else None
    assume(whole is None or script.outer_span(whole) == script.span(whole))  # nor parentheses
    sources = [each.source for each in _gestures(source, picked)]
    assert sources == formatted(*sources)


def _gestures(source: str, picked: Picked) -> list[Edit]:
    """The edits of those gestures that write whole statements."""
    edits = []
    for gesture in (
        lambda: apply(source, Operation(Form.OPERATOR, "**"), [picked, 2]),
        lambda: apply(source, Operation(Form.PREFIX, "-"), [picked]),
        lambda: ask_backward(source, picked, SEED, ("retain_graph", "create_graph")),
        lambda: print_card(source, picked),
        lambda: name_expression(source, picked),
        lambda: add_formula(source, "-(x² + 1) * σ(x)^-1"),
        lambda: add_tensor(source, NewTensor(Source.RANDN, shape=(3,), seed=2)),
        lambda: remove(source, picked),
    ):
        try:
            edits.append(gesture())
        except Refusal:
            continue
    return edits


# -- every gesture


def random_programs(count: int) -> list[str]:
    """Random formatted scripts without redundant parentheses.

    Gestures keep those wherever their expression goes, unlike a formatter.
    """
    found: list[str] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def collect(program: str) -> None:
        tree = ast.parse(program.removeprefix("\ufeff"))
        found.append(f"{ast.unparse(tree)}\n")

    collect()
    return formatted(*found)


@pytest.mark.long
def test_every_gesture_leaves_a_formatted_script_formatted():
    edits = [
        edit
        for number, source in enumerate(random_programs(200))
        for edit in _some_edits(source, Random(number))
        if _is_of_short_lines(edit)
    ]
    assert len(edits) > 5_000
    assert {edit.gesture for edit in edits} >= _GESTURES
    sources = [_with_powers_close(edit.source) for edit in edits]
    assert sources == [_with_powers_close(each) for each in formatted(*sources)]


def _with_powers_close(source: str) -> str:
    """A script without spaces around powers: gestures keep them as they are written."""
    return source.replace(" ** ", "**")


_GESTURES = {
    Gesture.APPLY,
    Gesture.BACKWARD,
    Gesture.BYPASS,
    Gesture.CHANGE_OPERATION,
    Gesture.DETACH,
    Gesture.EDIT_VALUE,
    Gesture.INLINE,
    Gesture.INSERT,
    Gesture.NAME,
    Gesture.REMOVE,
    Gesture.RENAME,
    Gesture.REQUIRE_GRAD,
    Gesture.REQUIRE_NO_GRAD,
    Gesture.REWIRE,
    Gesture.SWAP,
    Gesture.UNWRAP,
    Gesture.WRAP,
    Gesture.ZERO_GRAD,
}
OPERATIONS = (
    Operation(Form.FUNCTION, "torch.tanh"),
    Operation(Form.METHOD, "relu"),
    Operation(Form.OPERATOR, "+"),
    Operation(Form.OPERATOR, "**"),
    Operation(Form.PREFIX, "-"),
    Operation(Form.FUNCTION, "torch.softmax", ("dim=0",)),
)


def _some_edits(source: str, random: Random) -> Iterator[Edit]:
    """The edits of each gesture on random cards and edges of a script."""
    recording = recorded(source)
    cards = range(len(recording["cards"]))
    edges = edges_of(recording)
    for _ in range(3):
        one, other = (picked_card(recording, random.choice(cards)) for _ in range(2))
        edge = random.choice(edges)[0] if edges else Edge(one, other)
        yield from _each(source, one, other, edge, random.choice(OPERATIONS))


def _each(
    source: str, one: Picked, other: Picked, edge: Edge, operation: Operation
) -> Iterator[Edit]:
    has_two = operation.form is Form.OPERATOR
    for gesture in (
        lambda: apply(source, operation, [one, other] if has_two else [one]),
        lambda: ask_backward(source, one, [1.0, 1.0, 1.0]),
        lambda: attach(source, one),
        lambda: bypass(source, one),
        lambda: change_operation(source, one, operation),
        lambda: detach(source, edge),
        lambda: edit_value(source, one, [4.0, 5.0, 6.5]),
        lambda: inline(source, one),
        lambda: insert(source, edge, operation, [2] if has_two else []),
        lambda: name_expression(source, one),
        lambda: remove(source, one),
        lambda: rename(source, one, "new"),
        lambda: require_grad(source, one),
        lambda: require_no_grad(source, one),
        lambda: rewire(source, edge, other),
        lambda: swap(source, one),
        lambda: unwrap(source, one),
        lambda: wrap(source, [one, other]),
        lambda: zero_grad(source, replace(one, has_grad=None)),
    ):
        try:
            yield gesture()
        except Refusal:
            continue


def _is_of_short_lines(edit: Edit) -> bool:
    """Whether no line becomes too long or was one of several, and no function is moved."""
    lines = edit.source.splitlines()
    if any(len(lines[line - 1]) > LINE_LENGTH for line in edit.lines if line <= len(lines)):
        return False
    touched = list(_touched(edit))
    simple = [each for each in touched if not hasattr(each, "body")]
    is_moved = edit.gesture in (Gesture.WRAP, Gesture.UNWRAP)
    has_function = any(isinstance(each, ast.FunctionDef) for each in touched)
    return all(each.lineno == each.end_lineno for each in simple) and not (
        is_moved and has_function
    )


def _touched(edit: Edit) -> Iterator[ast.stmt]:
    """The statements in which, or directly beside which, something changes."""
    script = Script(edit.before)
    for node in ast.walk(script.tree):
        if isinstance(node, ast.stmt):
            first, last = script.span(node)
            if any(start <= last and first <= end for start, end, _ in edit.changes):
                yield node
