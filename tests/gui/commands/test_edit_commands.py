"""The commands that any editor has."""

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from gui.commands.action_set import ActionSet
from gui.commands.edit_commands import connect_edit_commands
from gui.editor.code_editor import CodeEditor


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
