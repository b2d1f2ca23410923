"""Gestures on scripts as long as those of a chapter are fast."""

import time
from collections.abc import Callable

from engine.edit.applying import apply
from engine.edit.edges import Edge, insert
from engine.edit.edits import Edit
from engine.edit.naming import inline
from engine.edit.operations import Form, Operation
from engine.edit.values import edit_value
from tests.engine.edit.marked import all_marked, marked

TANH = Operation(Form.FUNCTION, "torch.tanh")


def test_a_gesture_on_two_hundred_lines_takes_no_noticeable_time():
    lines = "".join(f"y{n} = (x + {n}) * torch.exp(x - {n})  # {n}\n" for n in range(200))
    source, (user, operand) = all_marked(f"import torch\nx = 1\n{lines}z = «2 * «x»»\n")
    for gesture in (
        lambda: apply(source, TANH, [user]),
        lambda: insert(source, Edge(operand, user), TANH),
    ):
        assert min(_seconds(gesture) for _ in range(5)) < 0.25  # 0.04 on an idle machine


def test_all_numbers_of_a_matrix_are_changed_at_once():
    matrix = [[float(row + column) for column in range(25)] for row in range(25)]
    source, picked = marked(f"import torch\nx = torch.tensor(«{matrix}»)\n")
    doubled = [[2 * number for number in row] for row in matrix]
    assert _seconds(lambda: edit_value(source, picked, doubled)) < 0.5  # 0.03 on an idle machine


def test_a_name_that_is_used_hundreds_of_times_is_inlined_at_once():
    lines = "".join(f"z{n} = torch.exp(y - {n})\n" for n in range(300))
    source, picked = marked(f"import torch\nx = 1\ny = «x * 2»\n{lines}")
    assert _seconds(lambda: inline(source, picked)) < 2  # 0.3 on an idle machine


def _seconds(gesture: Callable[[], Edit]) -> float:
    began = time.process_time()
    gesture()
    return time.process_time() - began
