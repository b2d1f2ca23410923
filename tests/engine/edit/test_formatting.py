"""What gestures add to a script is as a formatter leaves it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.edit.applying import apply
from engine.edit.asking import ask_backward, print_card
from engine.edit.edits import Edit, Picked, Refusal
from engine.edit.formulas import add_formula
from engine.edit.naming import name_expression
from engine.edit.operations import Form, Operation
from engine.edit.picking import picked_card
from engine.edit.removing import remove
from engine.edit.script import Script
from engine.edit.tensors import NewTensor, Source, add_tensor
from engine.edit.writing import divided
from tests.engine.edit.graphs import recorded
from tests.engine.edit.programs import programs

pytestmark = pytest.mark.skipif(find_spec("ruff") is None, reason="there is no formatter")

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)
ROWS = st.lists(NUMBERS, min_size=1, max_size=30)
SEED = [0.1234567, 1e20, -3.0]


def formatted(*sources: str) -> list[str]:
    """Scripts as the formatter leaves them."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.py") for number in range(len(sources))]
        for file, source in zip(files, sources):
            file.write_text(source, encoding="utf-8", newline="")
        command = [sys.executable, "-m", "ruff", "format", "--isolated", "-q", folder]
        subprocess.run(command, check=True)
        return [file.read_bytes().decode() for file in files]


def test_tensors_of_every_size():
    source = ""
    for count in (0, 1, 3, 10, 14, 15, 16, 17, 40):
        for rows in (1, 2, 6):
            values = [[float(n) for n in range(count)]] * rows
            for numbers in (values, values[0]):
                tensor = NewTensor(Source.VALUES, numbers, requires_grad=rows > 1)
                source = add_tensor(source, tensor).source
    assert [source] == formatted(source)


@settings(max_examples=20)
@given(st.lists(ROWS, min_size=1, max_size=8), st.booleans())
def test_numbers_of_every_kind(rows: list[list[float]], requires_grad: bool):
    tensor = NewTensor(Source.VALUES, rows, requires_grad=requires_grad)
    source = add_tensor("", tensor).source
    assert [source] == formatted(source)


def test_a_statement_is_divided_at_its_last_brackets():
    names = ", ".join(f"name_{number}" for number in range(12))
    for statement in (f"y = torch.stack([{names}]).sum()", f"f({names})", f"f(1)({names}).g()"):
        written = "\n".join([*divided(statement), ""])
        assert len(divided(statement)) > 1
        assert [written] == formatted(statement)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(programs(), st.data())
def test_what_is_added_to_a_formatted_script(program: str, data: st.DataObject):
    (source,) = formatted(program.removeprefix("\ufeff"))
    recording = recorded(source)
    card = data.draw(st.integers(0, len(recording["cards"]) - 1))
    picked = picked_card(recording, card)
    script = Script(source)
    statement = script.statement(script.node(picked))
    assume(statement.lineno == statement.end_lineno)  # what people divided stays divided
    sources = [each.source for each in _gestures(source, picked)]
    assert sources == formatted(*sources)


def _gestures(source: str, picked: Picked) -> list[Edit]:
    """What comes of those gestures that write whole statements."""
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
