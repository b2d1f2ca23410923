"""Text search in the script by keys, with the cards of the matches marked."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDockWidget, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from gui.editor.geometry import span_rect
from gui.editor.positions import Span
from gui.main_window import MainWindow
from gui.theme import mix
from tests.end_to_end.reading import look, write_and_run

pytestmark = pytest.mark.long

SCRIPT = """\
import torch

x = torch.ones(2, requires_grad=True)
loss = (x * 3).sum()
Loss = 1  # 😀 loss
loss.backward()
"""
KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def field(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "find_field")
    assert found is not None
    return found


def count(window: MainWindow) -> str:
    found = window.findChild(QLabel, "find_count")
    assert found is not None
    return found.text()


def found_at(window: MainWindow) -> tuple[int, str]:
    """The line and the text of the selection in the script."""
    cursor = window.editor.textCursor()
    return cursor.blockNumber() + 1, cursor.selectedText()


def find(qtbot: QtBot, window: MainWindow, words: str) -> QLineEdit:
    """Press Ctrl+F at the beginning of the script, and type."""
    window.editor.setFocus()
    window.editor.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(window.editor, KEY.Key_F, CONTROL)
    line = field(window)
    assert line.hasFocus()
    qtbot.keyClicks(line, words)
    return line


def test_enter_goes_to_the_next_match_and_wraps_around(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    line = find(qtbot, window, "loss")
    places = [(*found_at(window), count(window))]
    for _ in range(4):
        qtbot.keyClick(line, KEY.Key_Return)
        places.append((*found_at(window), count(window)))
    assert places == [
        (4, "loss", "1 of 4"),
        (5, "Loss", "2 of 4"),
        (5, "loss", "3 of 4"),
        (6, "loss", "4 of 4"),
        (4, "loss", "1 of 4"),
    ]
    qtbot.keyClick(line, KEY.Key_Return, SHIFT)
    assert found_at(window) == (6, "loss")
    assert window.editor.source() == SCRIPT


def test_ctrl_f_again_keeps_the_query(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    line = find(qtbot, window, "loss")
    qtbot.keyClick(line, KEY.Key_Return)
    assert found_at(window) == (5, "Loss")
    qtbot.keyClick(line, KEY.Key_F, CONTROL)
    assert (line.text(), line.selectedText(), count(window)) == ("loss", "loss", "2 of 4")


def test_the_search_is_case_sensitive_if_the_query_has_capitals(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, SCRIPT)
    find(qtbot, window, "Loss")
    assert found_at(window) == (5, "Loss")
    assert count(window) == "1 of 1"


def test_a_query_without_matches_is_reported_and_keeps_the_cursor(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, SCRIPT)
    line = find(qtbot, window, "lose")
    assert count(window) == "Not found"
    assert found_at(window)[0] == 4, "where it still was found"
    bar = line.parentWidget()
    assert bar is not None
    assert [each.isEnabled() for each in bar.findChildren(QToolButton)] == [False, False, True]
    qtbot.keyClick(line, KEY.Key_Return)
    assert found_at(window)[0] == 4


def test_escape_stays_at_the_match_and_f3_finds_the_next(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    line = find(qtbot, window, "loss")
    qtbot.keyClick(line, KEY.Key_Escape)
    assert not line.isVisible()
    assert window.editor.hasFocus()
    assert found_at(window) == (4, "loss")
    qtbot.keyClick(window.editor, KEY.Key_F3)
    assert found_at(window) == (5, "Loss")
    qtbot.keyClick(window.editor, KEY.Key_F3, SHIFT)
    assert found_at(window) == (4, "loss")
    assert not line.isVisible()


def test_escape_in_the_script_closes_the_search_bar(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    line = find(qtbot, window, "loss")
    window.editor.setFocus()
    qtbot.keyClick(window.editor, KEY.Key_Escape)
    assert not line.isVisible()
    assert window.editor.matches == []
    assert window.editor.source() == SCRIPT


def test_f3_without_a_query_opens_the_search_bar(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    window.graph.canvas.setFocus()
    qtbot.keyClick(window.graph.canvas, KEY.Key_F3)
    assert field(window).hasFocus()


def test_ctrl_f_searches_for_the_selected_text(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    find(qtbot, window, "loss")
    cursor = window.editor.textCursor()
    cursor.setPosition(SCRIPT.index("x ="))
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
    window.editor.setTextCursor(cursor)
    window.editor.setFocus()
    qtbot.keyClick(window.editor, KEY.Key_F, CONTROL)
    assert field(window).text() == "x"
    assert field(window).selectedText() == "x", "typing replaces it"
    assert count(window).endswith("of 2")


def test_matches_follow_edits(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    find(qtbot, window, "loss")
    window.editor.setFocus()
    window.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(window.editor, "loss")
    assert count(window) == "5 found"


def test_the_cards_of_a_match_are_marked(qtbot: QtBot, window: MainWindow) -> None:
    write_and_run(qtbot, window, SCRIPT)
    find(qtbot, window, "loss")
    qtbot.waitUntil(lambda: len(window.graph.canvas.marked) == 1)
    assert look(window).cards


def test_searching_brings_the_script_in_front_of_the_gallery(
    qtbot: QtBot, window: MainWindow
) -> None:
    write_and_run(qtbot, window, SCRIPT)
    window.actions_["gallery"].trigger()
    window.actions_["find"].trigger()
    script = window.findChild(QDockWidget, "script_dock")
    assert script is not None
    qtbot.waitUntil(lambda: not window.editor.visibleRegion().isEmpty())
    assert field(window).hasFocus()


@pytest.mark.parametrize("theme", ["theme_light", "theme_dark"])
def test_all_matches_are_highlighted(qtbot: QtBot, window: MainWindow, theme: str) -> None:
    write_and_run(qtbot, window, SCRIPT)
    window.actions_[theme].trigger()
    line = find(qtbot, window, "loss")
    start, end = window.editor.matches[2]
    block = window.editor.document().findBlock(start)
    span = Span(block, start - block.position(), end - block.position())
    corner = span_rect(window.editor, span).toRect().topLeft() + QPoint(4, 2)  # above the letters

    def tint() -> str:
        return window.editor.viewport().grab().toImage().pixelColor(corner).name()

    colours = window.editor.theme
    assert tint() == mix(colours.surface, colours.accent, 0.3).name()
    qtbot.keyClick(line, KEY.Key_Escape)
    assert tint() == colours.surface.name()
