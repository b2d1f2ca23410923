"""Every rule of a recording holds in the samples, and is checked row by row."""

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.record.schema import NONE, SCHEMA
from engine.record.validate import InvalidRecordingError, validate
from tests.samples import Sample, Sent, Took, accumulation, first_gradient


def broken(table: str, row: int, /, **columns: object) -> Recording:
    """The second sample with some columns of a row changed."""
    rows = accumulation().rows()
    cells = np.frombuffer(rows.tables[table], SCHEMA[table]).copy()
    for column, content in columns.items():
        cells[column][row] = content
    rows.tables[table] = cells.tobytes()
    recording = Recording(accumulation().source)
    recording.append(rows)
    return recording


@pytest.mark.parametrize("sample", [first_gradient, accumulation])
def test_the_samples_are_valid(sample):
    validate(sample().recording())


def test_an_empty_recording_is_valid():
    validate(Recording(""))


@pytest.mark.parametrize(
    ("table", "row", "columns", "message"),
    [
        ("events", 2, {"kind": 99}, r"events\[2\]: kind is no EventKind"),
        ("operands", 4, {"cut": 77}, r"operands\[4\]: cut is no Cut"),
        ("events", 2, {"site": 400}, r"events\[2\]: site is not between"),
        ("cards", 1, {"value": NONE}, r"cards\[1\]: value is not between 0"),
        ("names", 0, {"event": -3}, r"names\[0\]: event is not between"),
        ("evaluations", 3, {"incoming_count": 99}, r"evaluations\[3\]: its span"),
        ("events", 2, {"row": 400}, r"events\[2\]: row is no row of cards"),
        ("events", 2, {"row": 0}, r"events\[2\]: its row of cards names another event"),
        ("contributions", 1, {"event": 0}, r"contributions\[1\]: its event comes before"),
        ("scopes", 0, {"kind": 3}, r"scopes\[0\]: an iteration is of no loop"),
        ("sites", 0, {"end_line": 10**6}, r"sites\[0\]: end_line is not between"),
        ("sites", 1, {"line": 0}, r"sites\[1\]: it begins before the script"),
        ("next_edges", 3, {"target": 6}, r"next_edges\[3\]: its target is younger"),
        ("cards", 1, {"output_nr": 1}, r"cards\[1\]: its node has no such output"),
        ("values", 0, {"offset": -1}, r"values\[0\]: its bytes are not among"),
        ("scopes", 0, {"parent": 0}, r"scopes\[0\]: parent comes later"),
        ("values", 3, {"offset": 10**9}, r"values\[3\]: its bytes are not among"),
        ("values", 3, {"dtype": 200}, r"values\[3\]: dtype is no type"),
        ("operands", 0, {"operand": 5}, r"operands\[0\]: operand is made after its user"),
        ("operands", 6, {"card": 3}, r"operands\[6\]: its card comes before"),
        ("cards", 2, {"joined": 5}, r"cards\[2\]: joined comes later"),
        ("cards", 2, {"tensor": 1}, r"cards\[2\]: another card has the same"),
        ("contributions", 0, {"pass_": 1}, r"contributions\[0\]: a seed must arrive"),
        ("contributions", 1, {"sender": NONE}, r"contributions\[1\]: a seed must arrive"),
        ("contributions", 1, {"sender": 0}, r"contributions\[1\]: its event runs another node"),
        ("participants", 0, {"awaited": 7}, r"evaluations\[1\]: 1 .* of 7 awaited"),
        ("participants", 0, {"awaited": -2}, r"participants\[0\]: it awaits less than nothing"),
        ("participants", 0, {"node": 3}, r"contributions\[1\]: its target takes no part"),
        ("evaluations", 4, {"node": 2}, r"evaluations\[3\]: its node runs again"),
        ("contributions", 1, {"before": 0}, r"contributions\[1\]: before is not what"),
        ("contributions", 1, {"after": 0}, r"contributions\[1\]: before and what is added"),
        ("contributions", 1, {"after": 1}, r"contributions\[1\]: the shapes"),
        ("contributions", 1, {"after": NONE}, r"contributions\[1\]: what is added has no sum"),
        ("contributions", 1, {"value": NONE}, r"contributions\[1\]: nothing was added"),
        ("accumulations", 0, {"same_memory": True}, r"accumulations\[0\]: there was no memory"),
        ("accumulations", 1, {"node": 1}, r"accumulations\[1\]: its node does not"),
        ("accumulations", 1, {"before": 0}, r"accumulations\[1\]: before and what is added"),
        ("resets", 1, {"after": 0}, r"resets\[1\]: only setting to None"),
        ("resets", 1, {"before": 1}, r"resets\[1\]: before has another shape"),
        ("resets", 0, {"after": 1}, r"resets\[0\]: after has another shape"),
    ],
)
def test_an_invalid_row_is_named_in_the_error(table, row, columns, message):
    with pytest.raises(InvalidRecordingError, match=message):
        validate(broken(table, row, **columns))


def sum_of(before: np.ndarray, added: np.ndarray) -> Recording:
    """A graph in which two contributions meet, so that ``before + added`` is recorded."""
    sample = Sample("a\nb\nc")
    leaf = sample.leaf("tensor", before, code="a", line=1)
    result = sample.result(
        "mul", before, Took(leaf, 0), Took(leaf, 1), grad_fn="MulBackward0", code="b", line=2
    )
    into, node = sample.node_of(leaf), sample.node_of(result)
    pass_ = sample.begin_pass({node: before}, {into: 2, node: 1}, code="c", line=3)
    sample.evaluate(pass_, node, Sent(into, 0, before), Sent(into, 1, added))
    return sample.recording()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex64"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_sums_may_be_rounded_overflow_and_be_nan(dtype):
    before = np.array([0.1, np.inf, np.nan, 6e4], dtype)
    validate(sum_of(before, np.array([0.2, -np.inf, 1, 6e4], dtype)))


def test_a_node_may_not_run_twice():
    sample = first_gradient()
    sample.evaluate(0, 0)
    with pytest.raises(InvalidRecordingError, match=r"evaluations\[2\]: its node runs again"):
        validate(sample.recording())
