"""An error of a run is shown with its cards, line, steps and advice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.inspector.error_view import ErrorView
from gui.main_window import MainWindow
from gui.outcome.veil import Veil
from tests.end_to_end.reading import label, look, write_and_run

START = "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
OVERWRITTEN = START + "h = x.exp()\nh += 1\nh.sum().backward()\n"
FREED = START + "y = (x * x).sum()\ny.backward()\ny.backward()\n"


def button(window: MainWindow, name: str) -> QToolButton:
    found = window.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def press(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("code", "told", "advised"),
    [
        (
            OVERWRITTEN,
            "ExpBackward0 saved h in line 3, and add_ overwrote it in line 4",
            "Make a new tensor",
        ),
        (
            FREED,
            "The pass of line 4 let go of what MulBackward0 had saved, and the pass of line 5",
            "retain_graph=True",
        ),
        (START + "y = x * 2\ny.backward()\n", "y has 2 numbers, of the shape (2,)", "y.sum()"),
        (
            START + "y = x.detach().sum()\ny.backward()\n",
            "detach() cuts y off from x",
            "No gradient can flow from here",
        ),
        (START + "y = x + torch.ones(3)\n", "It computed with x", "Compare the shapes"),
    ],
)
def test_the_error_panel_shows_what_led_to_the_error(
    qtbot: QtBot, window: MainWindow, code: str, told: str, advised: str
):
    write_and_run(qtbot, window, code)
    assert label(window, "error_title") == "Ended by RuntimeError"
    assert told in label(window, "error_why")
    assert advised in label(window, "error_advice")


def test_the_reason_of_a_gradient_that_is_none_is_shown_once(qtbot: QtBot, window: MainWindow):
    code = "w = (x * 2).exp()\nw.sum().backward()\nprint(w.grad.norm())\n"
    write_and_run(qtbot, window, START + code)
    assert "leaf" in label(window, "error_why")
    assert "Call backward() before" not in window.console.text()
    assert label(window, "error_why") in window.console.text()
    note = window.editor.shown_notes.error
    assert note is not None
    assert note.advice == label(window, "error_why")
    assert not window.findChild(QLabel, "error_advice").isVisible()  # type: ignore[union-attr]


def test_the_cards_of_the_error_are_marked_and_linked(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, OVERWRITTEN)
    qtbot.waitUntil(lambda: len(window.graph.canvas.marked) == 2)
    press(qtbot, window, "error_card_1")
    assert look(window).inspected == "h"
    press(qtbot, window, "error_step")
    assert "add_" in look(window).sentence


def test_the_editor_scrolls_to_the_line_of_the_error(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, START + "# a remark\n" * 80 + "x.backward()\n")
    bar = window.editor.verticalScrollBar()
    bar.setValue(0)
    press(qtbot, window, "error_line")
    assert bar.value() > 0


def test_the_error_panel_is_hidden_when_the_error_is_fixed(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, OVERWRITTEN)
    assert button(window, "error_line").isVisible()
    write_and_run(qtbot, window, START + "x.sum().backward()\n")
    assert not button(window, "error_line").isVisible()
    assert len(window.graph.canvas.marked) == 0


def test_an_error_before_the_first_tensor_keeps_the_graph_without_links_to_it(
    qtbot: QtBot, window: MainWindow
):
    write_and_run(qtbot, window, START + "y = x.sum()\n")
    write_and_run(qtbot, window, "import torch\n1 / 0\n")
    assert label(window, "error_title") == "Ended by ZeroDivisionError"
    assert not button(window, "error_step").isVisible()
    assert len(window.graph.canvas.marked) == 0


REUSED = """\
import torch
w = torch.ones(1, requires_grad=True)
scale = (w * 2).exp()
for i in range(3):
    loss = (scale * w).sum()
    loss.backward()
"""


def test_the_advice_names_the_tensor_that_a_loop_does_not_recompute(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, REUSED)
    assert "compute scale anew in between" in label(window, "error_advice")
    unnamed = REUSED.replace("scale = (w * 2).exp()", "kept = {(w * 2).exp()}")
    unnamed = unnamed.replace("(scale * w)", "(next(iter(kept)) * w)")
    write_and_run(qtbot, window, unnamed)
    assert "compute the result of exp of line 3 anew" in label(window, "error_advice")


def test_the_error_panel_is_muted_when_the_script_changes(qtbot: QtBot, window: MainWindow):
    write_and_run(qtbot, window, FREED)
    view = window.findChild(ErrorView)
    assert view is not None
    veil = view.findChild(Veil)
    assert veil is not None
    assert not veil.isVisible()
    window.editor.setFocus()
    qtbot.keyClick(window.editor, ")")  # a syntax error, so that nothing runs
    qtbot.waitUntil(veil.isVisible)
    assert veil.size() == view.size()
    qtbot.keyClick(window.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not veil.isVisible())


def test_the_failed_line_and_its_message_are_in_sight(qtbot: QtBot, window: MainWindow):
    passed = START + "y = x.sum()\ny.backward()\n" + "# nothing\n" * 80
    write_and_run(qtbot, window, passed + "y.backwrad()\n")
    editor = window.editor
    note = editor.shown_notes.error
    assert note is not None
    block = editor.document().findBlockByNumber(note.site.line - 1)
    with_message = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
    assert with_message.top() >= 0
    assert with_message.bottom() <= editor.viewport().height()
    editor.verticalScrollBar().setValue(0)
    qtbot.keyClick(window.graph.canvas, Qt.Key.Key_Right)
    assert editor.verticalScrollBar().value() == 0, "it is pointed out once"
