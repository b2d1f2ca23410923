"""Gradients checked in a real window: the tick, what was compared, stopping, another run."""

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


def test_the_key_checks_every_leaf(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE, "x")
    assert link(window).isVisible()
    assert shown(window, "check_verdict") == ""
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: shown(window, "check_verdict") != "", timeout=PATIENCE_MS)
    assert shown(window, "check_verdict").startswith("✓ Differences say the same")
    assert "(2)" in shown(window, "check_compared")
    qtbot.waitUntil(lambda: not link(window).isVisible(), timeout=PATIENCE_MS)
    press_card(window, "w")
    assert shown(window, "check_verdict").startswith("✓")


def test_the_link_checks_and_a_kink_is_named(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, KINK, "x")
    qtbot.mouseClick(link(window), Qt.MouseButton.LeftButton)
    assert link(window).text() == "Checking… Stop"
    qtbot.waitUntil(lambda: "kink" in shown(window, "check_verdict"), timeout=PATIENCE_MS)


def test_other_random_numbers_are_a_reason(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE.replace("torch.manual_seed(0)\n", ""), "x")
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: "manual_seed" in shown(window, "check_verdict"), timeout=PATIENCE_MS)


def test_before_the_pass_there_is_nothing_to_check(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, CUBE)
    window.player.seek(1)
    press_card(window, "x")
    part = window.inspector.findChild(QWidget, "check")
    assert part is not None
    assert not part.isVisible()
    window.actions_["check"].trigger()
    assert not part.isVisible()


def test_another_run_forgets_the_verdicts(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, CUBE, "x")
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: shown(window, "check_verdict") != "", timeout=PATIENCE_MS)
    at_end(qtbot, window, CUBE.replace("**3", "**2"), "x")
    assert shown(window, "check_verdict") == ""


def test_a_check_is_stopped_by_asking_again(qtbot: QtBot, window: MainWindow):
    at_end(qtbot, window, "import time\ntime.sleep(0.4)\n" + CUBE, "x")
    window.actions_["check"].trigger()
    assert link(window).text() == "Checking… Stop"
    window.actions_["check"].trigger()
    qtbot.waitUntil(lambda: link(window).text() == "Check ▸", timeout=PATIENCE_MS)
    assert shown(window, "check_verdict") == ""
