"""The commands that any editor has."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QToolBar
from pytestqt.qtbot import QtBot

from gui.commands.action_set import ActionSet
from gui.commands.command import Menu
from gui.commands.edit_commands import connect_edit_commands
from gui.editor.code_editor import CodeEditor
from gui.languages import finish_sentence


def test_edit_commands_are_enabled_where_they_would_do_something(qtbot: QtBot) -> None:
    window, editor = QMainWindow(), CodeEditor()
    qtbot.addWidget(window)
    window.setCentralWidget(editor)
    actions = ActionSet(window, editor)
    connect_edit_commands(editor, actions)

    def offered() -> set[str]:
        return {name for name in ("undo", "redo", "cut", "copy") if actions[name].isEnabled()}

    assert offered() == set()
    qtbot.keyClicks(editor, "x = 1")
    assert offered() == {"undo"}
    actions["select_all"].trigger()
    assert offered() == {"undo", "cut", "copy"}
    actions["cut"].trigger()
    actions["paste"].trigger()
    assert editor.source() == "x = 1"
    while actions["undo"].isEnabled():
        actions["undo"].trigger()
    assert offered() == {"redo"}


def test_a_field_that_is_written_in_is_what_the_menu_edits(qtbot: QtBot) -> None:
    window, editor, field = QMainWindow(), CodeEditor(), QLineEdit("find me")
    qtbot.addWidget(window)
    window.setCentralWidget(editor)
    bar = QToolBar(window)
    bar.addWidget(field)
    window.addToolBar(bar)
    actions = ActionSet(window, editor)
    connect_edit_commands(editor, actions)
    editor.setPlainText("x = 1")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()

    def choose(name: str) -> None:
        actions.menu(Menu.EDIT).aboutToShow.emit()
        actions[name].trigger()

    choose("select_all")
    assert (field.selectedText(), editor.textCursor().hasSelection()) == ("find me", False)
    choose("cut")
    assert (field.text(), QGuiApplication.clipboard().text()) == ("", "find me")
    choose("paste")
    assert (field.text(), editor.source()) == ("find me", "x = 1")
    editor.setFocus()
    choose("select_all")
    choose("paste")
    assert (field.text(), editor.source()) == ("find me", "find me")


def test_a_name_from_right_to_left_is_copied_from_a_sentence_as_it_is_written(qtbot: QtBot) -> None:
    window, editor = QMainWindow(), CodeEditor()
    qtbot.addWidget(window)
    label = QLabel(finish_sentence("mul makes سعر = 5"))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    window.setCentralWidget(label)
    actions = ActionSet(window, editor)
    connect_edit_commands(editor, actions)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    label.setFocus()
    label.setSelection(0, len(label.text()))
    actions.menu(Menu.EDIT).aboutToShow.emit()
    actions["copy"].trigger()
    assert QGuiApplication.clipboard().text() == "mul makes سعر = 5"
