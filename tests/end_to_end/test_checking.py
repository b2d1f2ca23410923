"""Gradient checks: verdicts, compared numbers, stopping, another run."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import press_card, write_and_run

CUBE = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
torch.manual_seed(0)
w = torch.randn(2, requires_grad=True)
y = (x**3 * w).sum()
y.backward()
"""
KINK = """\
import torch
x = torch.tensor(0.0, requires_grad=True)
torch.relu(x).backward()
"""
PATIENCE_MS = 20_000


def shown(window: MainWindow, name: str) -> str:
    found = window.inspector.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else ""


def link(window: MainWindow) -> QToolButton:
    found = window.inspector.findChild(QToolButton, "check")
    assert found is not None
    return found


def at_end(qtbot: QtBot, window: MainWindow, script: str, card: str) -> None:
    write_and_run(qtbot, window, script)
    window.player.seek(window.player.recording.step_count)
    press_card(window, card)


def test_the_shortcut_checks_every_leaf(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE, "x")
    assert link(window).isVisible()
    assert shown(window, "check_verdict") == ""
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: shown(window, "check_verdict") != "", timeout=PATIENCE_MS)
    assert shown(window, "check_verdict").startswith("✓ Finite differences agree")
    assert "(2)" in shown(window, "check_compared")
    qtbot.waitUntil(lambda: not link(window).isVisible(), timeout=PATIENCE_MS)
    press_card(window, "w")
    assert shown(window, "check_verdict").startswith("✓")


def told(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def test_the_summary_of_a_check_is_shown_whatever_card_is_selected(
    qtbot: QtBot, window: MainWindow
):
    at_end(qtbot, window, CUBE, "y")
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F4)
    assert told(window) == "Checking the gradients… F4 stops it."
    qtbot.waitUntil(lambda: "Checking" not in told(window), timeout=PATIENCE_MS)
    assert told(window) == "✓ Finite differences agree with every gradient (2)."
    assert shown(window, "check_verdict") == ""


def test_the_link_starts_a_check_that_names_a_kink(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, KINK, "x")
    qtbot.mouseClick(link(window), Qt.MouseButton.LeftButton)
    assert link(window).text() == "Checking… Stop"
    qtbot.waitUntil(lambda: "kink" in shown(window, "check_verdict"), timeout=PATIENCE_MS)


def test_random_numbers_are_named_as_the_reason(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE.replace("torch.manual_seed(0)\n", ""), "x")
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: "manual_seed" in shown(window, "check_verdict"), timeout=PATIENCE_MS)


def test_nothing_can_be_checked_before_the_pass(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, CUBE)
    window.player.seek(1)
    press_card(window, "x")
    part = window.inspector.findChild(QWidget, "check")
    assert part is not None
    assert not part.isVisible()
    window.actions_["check"].trigger()
    assert not part.isVisible()
    assert told(window).startswith("There is no gradient to check here")
    window.actions_["jacobian"].trigger()
    assert told(window).startswith("Select a leaf with a gradient first")


def test_a_leaf_that_no_pass_reached_says_so(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE + "z = torch.ones(2, requires_grad=True)\n", "x")
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: shown(window, "check_verdict") != "", timeout=PATIENCE_MS)
    recording = window.player.recording
    cards = range(len(recording["cards"]))
    window.graph.select(next(card for card in cards if "z" in recording.names(card)))
    assert "no gradient reached" in shown(window, "check_verdict")


def test_a_gradient_set_to_none_is_not_called_unreached(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE + "x.grad = None\n", "x")
    window.actions_["check"].trigger()  # for w
    qtbot.waitUntil(lambda: not link(window).text().startswith("Checking"), timeout=PATIENCE_MS)
    assert shown(window, "check_verdict") == ""


def test_another_run_clears_the_verdicts(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE, "x")
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: shown(window, "check_verdict") != "", timeout=PATIENCE_MS)
    at_end(qtbot, window, CUBE.replace("**3", "**2"), "x")
    assert shown(window, "check_verdict") == ""


def test_a_second_request_stops_the_check(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, "import time\ntime.sleep(0.4)\n" + CUBE, "x")
    window.actions_["check"].trigger()
    assert link(window).text() == "Checking… Stop"
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: link(window).text() == "Check ▸", timeout=PATIENCE_MS)
    assert shown(window, "check_verdict") == ""


SEEDED = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.stack([x[0] * x[1], x[1] * 3, x[0]])
y.backward(torch.tensor([2.0, 0.0, -1.0]))
"""


def test_the_jacobian_is_shown_as_a_grid(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, SEEDED, "x")
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shown(window, "jacobian_text") != "", timeout=PATIENCE_MS)
    grid = window.inspector.findChild(QLabel, "jacobian_grid")
    assert grid is not None
    assert [float(each) for each in re.findall(r"-?[0-9.]+", grid.text())] == [2, 1, 0, 3, 1, 0]
    assert "2 · row 0 + 0 · row 1 − 1 · row 2" in shown(window, "jacobian_text")


def title(window: MainWindow) -> str:
    found = window.inspector.findChild(QToolButton, "jacobian_grid_heading")
    assert found is not None
    return found.text()


def test_the_title_of_a_jacobian_names_the_output(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, SEEDED, "x")
    window.actions_["jacobian"].trigger()
    qtbot.waitUntil(lambda: shown(window, "jacobian_text") != "", timeout=PATIENCE_MS)
    assert title(window) == "Jacobian of y by x"


def test_the_jacobian_of_a_sum_is_all_ones(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE, "x")
    window.actions_["jacobian"].trigger()
    expected = "A sum sends all ones"
    qtbot.waitUntil(lambda: expected in shown(window, "jacobian_text"), timeout=PATIENCE_MS)
    assert title(window) == "Jacobian of the result of mul by x"


def test_a_large_jacobian_is_summarised(qtbot: QtBot, window: MainWindow):
    script = "import torch\nx = torch.ones(9, requires_grad=True)\n(x * x).sum().backward()\n"
    at_end(qtbot, window, script, "x")
    window.actions_["jacobian"].trigger()
    expected = "9 rows of 9 entries"
    qtbot.waitUntil(lambda: expected in shown(window, "jacobian_text"), timeout=PATIENCE_MS)
