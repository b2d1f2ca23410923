"""Passes that end early, change on the way, are many or large: all views are right and fast."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.runs.session import RunState
from tests.end_to_end.reading import (
    label,
    look,
    press_card,
    wait_for_graph,
    wait_for_run,
    write_and_run,
)

pytestmark = pytest.mark.long

STALL_S = 1.0
"""The maximum time without an answer of the window, on a busy machine."""

LEAF = "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
HALFWAY = LEAF + "h = x * 1\nw = h * h\nh += 1\ny = (w.exp()).sum()\ny.backward()\n"
HOOKED = LEAF + "h = x * 3\nh.register_hook(lambda g: g * 10)\nh.sum().backward()\n"
ENDLESS_HOOK = (
    LEAF
    + """\
h = x * 3
def wait(g):
    while True:
        pass
h.register_hook(wait)
h.sum().backward()
"""
)
MANY = LEAF + "for _ in range({count}):\n    (x * x).sum().backward()\n"
LARGE = """\
import torch
x = torch.ones(10_000_000, requires_grad=True)
y = (x * 2).sum()
y.backward()
"""


class Heart:
    """A timer that measures how long the window does not answer.

    Attributes:
        longest: the longest time between two ticks, in seconds.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def walk(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    """Take some steps, waiting for the graph after each."""
    for _ in range(steps):
        window.actions_["step"].trigger()
        qtbot.wait(10)
    wait_for_graph(qtbot, window)


def test_a_script_without_a_pass_can_be_stepped(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, LEAF + "y = x * 2\n")
    assert look(window).step == "Step 2 of 2"
    window.actions_["next_pass"].trigger()
    window.actions_["previous_pass"].trigger()
    assert look(window).step == "Step 2 of 2"
    press_card(window, "x")
    assert look(window).inspected == "x"


def test_a_pass_that_raised_halfway_is_shown_up_to_the_error(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, HALFWAY)
    assert label(window, "error_title") == "Ended by RuntimeError"
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    assert "raised RuntimeError" in look(window).sentence
    window.actions_["show_whole_run"].setChecked(True)
    wait_for_graph(qtbot, window)
    press_card(window, "x")
    assert look(window).inspected == "x"


def test_the_shown_gradient_is_the_one_replaced_by_a_hook(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, HOOKED)
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    assert "[30 30]" in look(window).sentence


def test_a_stopped_pass_can_be_stepped_as_far_as_it_got(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, LEAF + "x.sum().backward()\n")
    window.editor.selectAll()
    window.editor.insertPlainText(ENDLESS_HOOK)
    window.run()
    qtbot.wait(600)
    window.session.stop()
    qtbot.waitUntil(lambda: window.session.state is not RunState.RUNNING, timeout=10_000)
    wait_for_run(qtbot, window)
    assert window.session.state in (RunState.STOPPED, RunState.KILLED)
    window.actions_["first"].trigger()
    count = window.player.recording.step_count
    walk(qtbot, window, count)
    assert look(window).step == f"Step {count} of {count}"


@pytest.mark.parametrize("count", [60, pytest.param(3000, marks=pytest.mark.long)])
def test_many_passes_are_stepped_without_a_stall(qtbot: QtBot, window: MainWindow, count: int):
    write_and_run(qtbot, window, MANY.format(count=count))
    heart = Heart()
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    press_card(window, "x")
    walk(qtbot, window, 3)
    for _ in range(10):
        window.actions_["step_back"].trigger()
        qtbot.wait(10)
    window.timeline.setValue(window.timeline.maximum() // 2)
    wait_for_graph(qtbot, window)
    window.actions_["next_pass"].trigger()
    wait_for_graph(qtbot, window)
    assert look(window).sentence
    assert heart.longest < STALL_S


@pytest.mark.long
def test_a_gradient_of_ten_million_elements_is_shown_as_a_range(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, LARGE)
    heart = Heart()
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    walk(qtbot, window, 1)
    for _ in range(4):
        window.actions_["step_back"].trigger()
        qtbot.wait(10)
    window.actions_["last"].trigger()
    wait_for_graph(qtbot, window)
    assert "10000000" in label(window, "gradient_summary").replace(",", "")
    assert heart.longest < STALL_S
