"""The number literals of a script are found, and replaced exactly."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.number_literals import NumberLiteral, number_literals, number_text, with_number
from engine.script.source import Place

LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
COMMENTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
SPACES = st.sampled_from(["", " ", "\t", " \t "])
NAMES = st.sampled_from(["x", "größe", "权重", "π"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def only(source: str) -> NumberLiteral:
    (found,) = number_literals(source)
    return found


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("torch.tensor(2.0, requires_grad=True)", 2.0),
        ("torch.tensor(-100.0)", -100.0),
        ("torch.tensor(- 3)", -3.0),
        ("torch.tensor([1e-3])", 0.001),
        ("torch.tensor(((1_000.),))", 1000.0),
        ("tensor(2).double().requires_grad_()", 2.0),
        ("torch.full((), .5)", 0.5),
        ("torch.full((1,), 7, requires_grad=True)", 7.0),
    ],
)
def test_the_number_of_a_scalar_tensor_is_found(call, number):
    found = only(f"import torch\nx = {call}\n")
    assert (found.name, found.number) == ("x", number)
    assert found.statement.line == 2


@pytest.mark.parametrize(
    "line",
    [
        "x = torch.tensor([1.0, 2.0])",
        "x = torch.tensor(True)",
        "x = torch.tensor(-True)",
        "x = torch.tensor(y)",
        "x = torch.tensor(1 / 3)",
        "x = torch.tensor()",
        "x = torch.ones(1)",
        "x = 2.0",
        "x[0] = torch.tensor(2.0)",
        "x, y = torch.tensor(2.0), 1",
        f"x = torch.tensor(1{'0' * 400})",
        "x = torch.tensor(-1e400)",
        "def f():\n    x = torch.tensor(2.0)",
        "for i in range(3):\n    x = torch.tensor(2.0)",
        "x = (",
        "x = torch.tensor(2.0)\0",
    ],
)
def test_other_numbers_are_not_found(line):
    assert number_literals(line) == []


def test_assignments_in_blocks_that_run_once_are_found_in_order():
    source = (
        "x: object = torch.tensor(1.0)\n"
        "if x > 0:\n    y = z = torch.tensor(2.0)\nelse:\n    y = torch.tensor(3.0)\n"
        "with torch.no_grad():\n    try:\n        w = torch.tensor(4.0)\n    finally: pass\n"
    )
    found = [(each.name, each.number) for each in number_literals(source)]
    assert found == [("x", 1.0), ("z", 2.0), ("y", 3.0), ("w", 4.0)]


def test_notebook_commands_do_not_hide_a_number():
    assert only("%matplotlib inline\nx = torch.tensor(2.0)").place == Place(2, 17, 2, 20)


@given(
    end=LINE_ENDS,
    comment=COMMENTS,
    space=SPACES,
    name=NAMES,
    old=NUMBERS,
    new=NUMBERS,
    has_mark=st.booleans(),
)
def test_replacing_changes_only_the_number_which_is_found_again(
    end, comment, space, name, old, new, has_mark
):
    mark = "\ufeff" * has_mark
    head = f"{mark}# {comment}{end}if True:{end}\t'梯度😀'; {name} = torch.tensor("
    tail = f"{space}, requires_grad=True)  # {comment}{end}{name}{end}"
    source = f"{head}{space}{old!r}{tail}"
    found = only(source)
    assert (found.name, found.number) == (name, old)
    changed = with_number(source, found.place, new)
    assert changed == f"{head}{space}{new!r}{tail}"
    again = only(changed)
    assert again.number == new
    assert again.place[:2] == found.place[:2]
    assert with_number(changed, again.place, old) == source


@given(NUMBERS)
def test_a_written_number_reads_back_as_the_same_number(number):
    assert float(number_text(number)) == number
    assert math.copysign(1, float(number_text(number))) == math.copysign(1, number)
    assert not number_text(number).isdecimal(), "a tensor of it is of floating point"


def test_a_line_that_does_not_exist_is_refused():
    with pytest.raises(IndexError):
        with_number("x = 1\n", Place(4, 0, 4, 1), 2.0)
