"""The cursor in another run of a script."""

import pytest

from engine.record.recording import Recording
from engine.record.same_place import same_place, start_of_appended_pass
from engine.worker.headless import recording_of

SQUARE = """\
import torch
x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward()
z = x + 1
z.backward()
"""


def recorded(script: str) -> Recording:
    return recording_of(script, "script.py")[0]


@pytest.fixture(scope="module")
def square() -> Recording:
    return recorded(SQUARE)


def test_each_step_of_the_same_script_keeps_its_cursor(square: Recording) -> None:
    again = recorded("# as before\n" + SQUARE)
    for cursor in range(square.step_count + 1):
        assert same_place(square.at(cursor), again) == cursor


def test_a_step_of_a_pass_is_found_after_additional_steps(square: Recording) -> None:
    longer = recorded(SQUARE.replace("y = x * x\n", "w = x + 1\ny = x * x\nv = w * 2\n"))
    for pass_ in range(2):
        start, end = square.index.pass_start(pass_), square.index.pass_end(pass_)
        for cursor in range(start, end + 1):
            moved = same_place(square.at(cursor), longer)
            assert moved == longer.index.pass_start(pass_) + cursor - start


def test_a_pass_that_runs_differently_is_shown_at_its_start(square: Recording) -> None:
    other = recorded(SQUARE.replace("y = x * x", "y = torch.exp(x)"))
    cursor = square.index.pass_end(0)
    assert same_place(square.at(cursor), other) == other.index.pass_start(0)


def test_a_pass_that_is_gone_has_no_cursor(square: Recording) -> None:
    shorter = recorded(SQUARE.replace("z.backward()\n", ""))
    assert same_place(square.at(square.index.pass_start(1)), shorter) is None


def test_the_end_outside_of_a_pass_stays_the_end() -> None:
    forward = recorded("import torch\nx = torch.ones(2)\ny = x + 1\n")
    longer = recorded("import torch\nx = torch.ones(2)\ny = x + 1\nz = y * 2\n")
    assert same_place(forward.at(forward.step_count), longer) == longer.step_count


def test_a_step_before_the_change_is_found_and_one_after_it_is_not(square: Recording) -> None:
    other = recorded(SQUARE.replace("y = x * x", "y = x - x"))
    assert same_place(square.at(1), other) == 1
    assert same_place(square.at(2), other) is None


def test_an_empty_recording_has_no_cursor_to_find(square: Recording) -> None:
    assert same_place(square.at(2), Recording("")) is None
    assert same_place(Recording("").at(0), square) is None


@pytest.mark.parametrize("appended", ["z.backward()\n", "v = x * 2\nv.backward()\n"])
def test_a_pass_of_appended_lines_is_found(appended: str) -> None:
    before = recorded(SQUARE.replace("z.backward()\n", ""))
    longer = recorded(SQUARE.replace("z.backward()\n", appended))
    assert start_of_appended_pass(before, longer) == longer.index.pass_start(1)
    assert start_of_appended_pass(longer, longer) is None
    assert start_of_appended_pass(longer, before) is None


def test_a_pass_after_a_change_is_no_appended_one() -> None:
    before = recorded(SQUARE.replace("z.backward()\n", ""))
    assert start_of_appended_pass(before, recorded(SQUARE.replace("x * x", "x - x"))) is None


def test_another_turn_of_a_loop_is_no_appended_pass() -> None:
    loop = "import torch\nx = torch.ones((), requires_grad=True)\nfor _ in range(2):\n    "
    turns = [recorded(f"{loop.replace('2', count)}(x * 2).backward()\n") for count in "23"]
    assert start_of_appended_pass(*turns) is None
