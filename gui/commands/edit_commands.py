"""Undo, cut, copy and the like, each enabled where it would do something."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import SignalInstance

from gui.commands.action_set import ActionSet
from gui.editor.code_editor import CodeEditor
from gui.languages import QT_TRANSLATE_NOOP

_NO_SELECTION = QT_TRANSLATE_NOOP("Command", "No text is selected.")
_REASONS = {
    "undo": QT_TRANSLATE_NOOP("Command", "There is no edit to take back."),
    "redo": QT_TRANSLATE_NOOP("Command", "No edit was taken back."),
    "cut": _NO_SELECTION,
    "copy": _NO_SELECTION,
}
"""Why a command is disabled."""


def connect_edit_commands(editor: CodeEditor, actions: ActionSet) -> None:
    """Connect the edit commands to an editor."""
    actions.connect_commands(
        {
            "undo": editor.undo,
            "redo": editor.redo,
            "cut": editor.cut,
            "copy": editor.copy,
            "paste": editor.paste,
            "select_all": editor.selectAll,
        }
    )
    availabilities: dict[str, SignalInstance] = {
        "undo": editor.undoAvailable,
        "redo": editor.redoAvailable,
        "cut": editor.copyAvailable,
        "copy": editor.copyAvailable,
    }
    for name, available in availabilities.items():
        offer = partial(actions.set_enabled, name, reason=_REASONS[name])
        offer(False)
        available.connect(offer)
