"""Code in the script selects its tensor in the inspector, even if that is not drawn."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QDockWidget, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.end_to_end.reading import label, look, wait_for_graph, write_and_run

pytestmark = pytest.mark.long

UNUSED = """\
import torch

x = torch.ones(2, requires_grad=True)
unused = torch.ones(2, requires_grad=True)
y = (x * 3).sum()
y.backward()
print(unused.grad)
"""
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def put_cursor(window: MainWindow, code: str, *, at_end: bool = False) -> QPoint:
    """Put the text cursor at the last occurrence of some code; return its place in the viewport."""
    place = window.editor.source().rindex(code)
    cursor = window.editor.textCursor()
    cursor.setPosition(place + len(code) * at_end)
    window.editor.setTextCursor(cursor)
    return window.editor.cursorRect(cursor).center() + QPoint(3, 0)


def press(qtbot: QtBot, window: MainWindow) -> None:
    window.editor.setFocus()
    qtbot.keyClick(window.editor, KEY.Key_I, CONTROL)


@pytest.mark.parametrize("at_end", [False, True])
def test_a_tensor_that_no_pass_touches_is_inspected_by_name(
    qtbot: QtBot, window: MainWindow, at_end: bool
) -> None:
    write_and_run(qtbot, window, UNUSED)
    put_cursor(window, "unused", at_end=at_end)
    press(qtbot, window)
    assert look(window).inspected == "unused"
    assert "unused is not drawn" in window.statusBar().currentMessage()
    why = window.inspector.findChild(QToolButton, "why")
    assert why is not None
    why.click()
    assert label(window, "why_answer") == (
        "The pass of line 6 started from y, which was not computed from unused. "
        "Nothing was computed from unused at all."
    )


@pytest.mark.parametrize("code", [" = (x", "= (x", ".sum()"])
def test_between_words_the_last_card_of_the_line_is_inspected(
    qtbot: QtBot, window: MainWindow, code: str
) -> None:
    write_and_run(qtbot, window, UNUSED)
    put_cursor(window, code, at_end=code.endswith(")"))
    press(qtbot, window)
    assert look(window).inspected == "y"


@pytest.mark.parametrize("leave", ["step", "select", "draw"])
def test_the_message_about_an_undrawn_card_ends_when_it_is_drawn(
    qtbot: QtBot, window: MainWindow, leave: str
) -> None:
    write_and_run(qtbot, window, UNUSED)
    put_cursor(window, "unused")
    press(qtbot, window)
    assert "unused is not drawn" in window.statusBar().currentMessage()
    canvas, action = window.graph.canvas, window.actions_["show_whole_run"]
    canvas.setFocus()
    match leave:
        case "step":
            qtbot.keyClick(canvas, KEY.Key_Right)
        case "select":
            qtbot.keyClick(canvas, KEY.Key_Tab)
        case "draw":
            action.trigger()
            wait_for_graph(qtbot, window)
    assert not window.statusBar().currentMessage()


def test_ctrl_click_on_an_expression_selects_its_card(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, UNUSED)
    point = put_cursor(window, "x * 3")
    window.editor.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.mouseClick(window.editor.viewport(), Qt.MouseButton.LeftButton, CONTROL, point)
    assert look(window).inspected == "x"
    assert window.editor.textCursor().position() == 0, "the text cursor stays"
    assert not window.statusBar().currentMessage(), "it is drawn"


def test_selected_code_counts_as_a_whole(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, UNUSED)
    put_cursor(window, "x * 3")
    for _ in "x * 3":
        qtbot.keyClick(window.editor, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, window)
    assert look(window).inspected == "mul"


@pytest.mark.parametrize("is_closed", [False, True])
def test_inspecting_brings_the_inspector_in_front_of_the_plots(
    qtbot: QtBot, window: MainWindow, is_closed: bool
) -> None:
    write_and_run(qtbot, window, UNUSED)
    plots = window.findChild(QDockWidget, "plots_dock")
    assert plots is not None
    plots.raise_()
    qtbot.waitUntil(lambda: window.plots.is_in_sight)
    inspector = window.findChild(QDockWidget, "inspector_dock")
    assert inspector is not None
    inspector.setVisible(not is_closed)
    put_cursor(window, "unused")
    press(qtbot, window)
    qtbot.waitUntil(lambda: inspector.isVisible() and not window.plots.is_in_sight)
    assert window.editor.hasFocus()


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("", "import", "This code made no tensor"),
        ("#", "unused", "The script is not as it was run"),
    ],
)
def test_code_without_a_tensor_gives_a_message(
    qtbot: QtBot, window: MainWindow, change: str, code: str, words: str
) -> None:
    write_and_run(qtbot, window, UNUSED)
    window.actions_["run_typed"].setChecked(False)
    qtbot.keyClicks(window.editor, change)
    put_cursor(window, code)
    press(qtbot, window)
    assert window.statusBar().currentMessage().startswith(words)


def test_the_context_menu_of_the_text_has_translated_texts_and_shortcuts(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, UNUSED)
    window.editor.customContextMenuRequested.emit(put_cursor(window, "unused"))
    menu = window.editor.findChild(QMenu)
    assert menu is not None
    actions = {each.objectName(): each for each in menu.actions() if not each.isSeparator()}
    menu.close()
    assert list(actions)[:7] == [
        "undo", "redo", "cut", "copy", "paste", "select_all", "inspect_code"
    ]  # fmt: skip
    assert all(isinstance(each, QAction) and each.shortcuts() for each in actions.values())
    assert not actions["copy"].isEnabled(), "nothing is selected"
    window.editor.selectAll()
    assert actions["copy"].isEnabled()
