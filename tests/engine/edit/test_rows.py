"""Numbers of a literal are changed, added and removed without reformatting the rest."""

from __future__ import annotations

import ast
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edit.literals import Numbers, is_floating
from engine.edit.script import Script
from engine.edit.values import edit_value
from tests.engine.edit.marked import all_marked, picked_at
from tests.engine.edit.test_formatting import formatted
from tests.example_counts import times

LINES = """\
w = torch.tensor(
    [
        [1.0, 2.0],  # first
        [3.0, 4.0],  # second
        # between
        [5.0, 6.0],  # third
    ],
    requires_grad=True,
)
"""
BARE = """\
w = torch.tensor([
    1.,
    2.  # two
])
"""


@pytest.mark.parametrize(
    ("before", "numbers", "after"),
    [
        ("[1., 2,  3.50]", [1.0, 4.0, 3.5], "[1., 4.0,  3.50]"),
        ("[ 1.0 , 2.0 ]", [1.0, 2.0, 3.0], "[ 1.0 , 2.0, 3.0 ]"),
        ("[1.0, 2.0, 3.0]", [1.0, 3.0], "[1.0, 3.0]"),
        ("[1.0, 2.0, 3.0]", [2.0, 3.0], "[2.0, 3.0]"),
        ("[1.0, 2.0, 3.0]", [1.0, 2.0], "[1.0, 2.0]"),
        ("[1.0, 2.0,]", [1.0], "[1.0,]"),
        ("[1.0, 3.0]", [1.0, 2.0, 3.0], "[1.0, 2.0, 3.0]"),
        ("[[1.0, 2.0], [3.0, 4.0]]", [[1.0, 2.0, 0.0], [3.0, 4.0, 0.0]],
         "[[1.0, 2.0, 0.0], [3.0, 4.0, 0.0]]"),
        ("[[1.0, 2.0], [3.0, 4.0]]", [[1.0], [3.0]], "[[1.0], [3.0]]"),
        ("[[1.0, 2.0], [3.0, 4.0]]", [[3.0, 4.0]], "[[3.0, 4.0]]"),
        ("[[1.0, 2.0]]", [[1.0, 2.0], [0.0, 0.0]], "[[1.0, 2.0], [0.0, 0.0]]"),
        ("(1.0, -2.0)", [1.0, 2.0], "(1.0, 2.0)"),
        ("[1, 2]", [1.0, 2.0], "[1.0, 2.0]"),
        ("[1, 2.5]", [1.0], "[1.0]"),
        ("[1, 2]", [1, 2, 3], "[1, 2, 3]"),
        ("[1 / 3, 2.0]", [1.0, 2.0], "[1.0, 2.0]"),
        ("[]", [1.0], "[1.0]"),
        ("2.0", 3.0, "3.0"),
        ("2.0", [3.0], "[3.0]"),
    ],
)  # fmt: skip
def test_numbers_in_one_line_are_edited(before: str, numbers: Numbers, after: str):
    source, (picked,) = all_marked(f"x = «torch.tensor({before})»  # x\n")
    assert edit_value(source, picked, numbers).source == f"x = torch.tensor({after})  # x\n"


@pytest.mark.parametrize(
    ("numbers", "old", "new"),
    [
        ([[1, 2], [3, 9], [5, 6]], "[3.0, 4.0]", "[3.0, 9.0]"),
        ([[1, 2], [5, 6]], "        [3.0, 4.0],  # second\n", ""),
        ([[1, 2], [3, 4]], "        [5.0, 6.0],  # third\n", ""),
        ([[3, 4], [5, 6]], "        [1.0, 2.0],  # first\n", ""),
        ([[1, 2], [3, 4], [5, 6], [7, 8]], "# third\n", "# third\n        [7.0, 8.0],\n"),
        ([[0, 0], [1, 2], [3, 4], [5, 6]], "        [1.0", "        [0.0, 0.0],\n        [1.0"),
    ],
)  # fmt: skip
def test_rows_in_lines_of_their_own_are_edited(numbers: list[list[int]], old: str, new: str):
    source, (picked,) = all_marked(LINES.replace("torch", "«torch", 1)[:-1] + "»\n")
    rows = [[float(each) for each in row] for row in numbers]
    assert edit_value(source, picked, rows).source == LINES.replace(old, new, 1)


def test_columns_of_rows_in_lines_of_their_own_are_edited():
    source, (picked,) = all_marked(LINES.replace("torch", "«torch", 1)[:-1] + "»\n")
    rows = [[1.0, 2.0, 0.0], [3.0, 4.0, 0.0], [5.0, 6.0, 0.0]]
    assert edit_value(source, picked, rows).source == LINES.replace(".0],", ".0, 0.0],")


@pytest.mark.parametrize(
    ("numbers", "after"),
    [
        ([1.0, 2.0, 3.0], BARE.replace("2.  # two", "2.,  # two\n    3.0")),
        ([1.0], BARE.replace("    2.  # two\n", "")),
        ([1.0, 5.0], BARE.replace("2. ", "5.0 ")),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_without_a_trailing_comma_is_edited(numbers: Numbers, after: str, end: str):
    source, (picked,) = all_marked(BARE.replace("torch", "«torch", 1)[:-1] + "»\n")
    source, code = source.replace("\n", end), picked.code.replace("\n", end)
    picked = type(picked)(picked.place, code)
    assert edit_value(source, picked, numbers).source == after.replace("\n", end)


SMALL = st.sampled_from([0.0, 1.0, -2.5, 3.0])
VECTORS = st.lists(SMALL, min_size=1, max_size=5)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    width = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(SMALL, min_size=width, max_size=width), min_size=1, max_size=4))


ROWS = VECTORS | matrices()
LAYOUTS = st.sampled_from(["one line", "lines", "lines and comments", "bare lines"])


def written(numbers: Numbers, layout: str) -> str:
    """A script with a literal in a layout."""
    assert isinstance(numbers, list)
    if layout == "one line":
        return f"x = torch.tensor({numbers})\n"
    tail = "  # note" if layout == "lines and comments" else ""
    lines = [f"    {each},{tail}\n" for each in numbers]
    if layout == "bare lines":
        lines[-1] = lines[-1].replace(",\n", "\n")
    return f"x = torch.tensor([\n{''.join(lines)}])\n"


@settings(max_examples=times(3))
@given(ROWS, ROWS, LAYOUTS)
def test_a_literal_becomes_any_other_and_back(before: Numbers, after: Numbers, layout: str):
    source = written(before, layout)
    edit = edit_value(source, picked_at(source, 4, len(source) - 1), after)
    assert literal_of(edit.source) == after
    assert is_floating(literal_of(edit.source))
    back = edit_value(edit.source, picked_at(edit.source, 4, len(edit.source) - 1), before)
    assert literal_of(back.source) == before
    if layout == "one line":
        assert back.source == source


def test_a_formatted_literal_stays_formatted():
    pairs = [(some_rows(Random(n)), some_rows(Random(-n))) for n in range(1, 101)]
    layouts = ("one line", "lines and comments")
    sources = formatted(*(written(pair[0], each) for pair in pairs for each in layouts))
    numbers = [pair[1] for pair in pairs for _ in layouts]
    picks = [picked_at(source, 4, len(source) - 1) for source in sources]
    edits = [edit_value(*each).source for each in zip(sources, picks, numbers)]
    assert edits == formatted(*edits)


def some_rows(random: Random) -> list[Numbers]:
    """A vector or a matrix, with repeated numbers more often than by chance."""
    width, height = random.randint(1, 4), random.randint(0, 4)
    rows = [[random.choice([0.0, 1.0, -2.5]) for _ in range(width)] for _ in range(height or 1)]
    return [*rows] if height else [*rows[0]]


def literal_of(source: str) -> Numbers:
    """The numbers of a script of one tensor."""
    (statement,) = Script(source).tree.body
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.Call)
    numbers: Numbers = ast.literal_eval(statement.value.args[0])
    return numbers
