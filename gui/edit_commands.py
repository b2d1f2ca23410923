"""The commands of an editor that any editor has, each offered where it would do something."""

from __future__ import annotations

from PySide6.QtCore import SignalInstance

from gui.action_set import ActionSet
from gui.editor.code_editor import CodeEditor


def connect_edit_commands(editor: CodeEditor, actions: ActionSet) -> None:
    """Let actions do what they say to the text of an editor."""
    for name, command in {
        "undo": editor.undo,
        "redo": editor.redo,
        "cut": editor.cut,
        "copy": editor.copy,
        "paste": editor.paste,
        "select_all": editor.selectAll,
    }.items():
        actions[name].triggered.connect(lambda _=False, do=command: do())
    availabilities: dict[str, SignalInstance] = {
        "undo": editor.undoAvailable,
        "redo": editor.redoAvailable,
        "cut": editor.copyAvailable,
        "copy": editor.copyAvailable,
    }
    for name, available in availabilities.items():
        actions[name].setEnabled(False)
        available.connect(actions[name].setEnabled)
