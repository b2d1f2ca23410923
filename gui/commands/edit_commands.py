"""Undo, cut, copy and the like, each enabled where it would do something.

Undo and redo are about the script, the others about the text with the focus, or else the script.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from gui.commands.action_set import ActionSet
from gui.commands.command import Menu
from gui.commands.text_selection import selected_text
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
            "cut": lambda: _written(editor).cut(),
            "copy": partial(_copy, editor),
            "paste": lambda: _written(editor).paste(),
            "select_all": lambda: _read(editor).selectAll(),
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
    _offer_where_the_focus_is(editor, actions)


def _offer_where_the_focus_is(editor: CodeEditor, actions: ActionSet) -> None:
    """While their menu is open, offer *Cut* and *Copy* also for text outside the editor."""

    def offer_in_menu(*, is_open: bool) -> None:
        is_in_script = editor.textCursor().hasSelection()
        is_selected = is_open and bool(selected_text())
        is_written = _written(editor) is not editor
        actions.set_enabled("copy", is_in_script or is_selected, _NO_SELECTION)
        actions.set_enabled("cut", is_in_script or (is_selected and is_written), _NO_SELECTION)

    menu = actions.menu(Menu.EDIT)
    menu.aboutToShow.connect(lambda: offer_in_menu(is_open=True))
    # A menu hides before it triggers the entry that was chosen.
    queued = Qt.ConnectionType.QueuedConnection
    menu.aboutToHide.connect(lambda: offer_in_menu(is_open=False), queued)


def _written(editor: CodeEditor) -> CodeEditor | QLineEdit:
    """The field that is written in, such as one to search, or else the script."""
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, QLineEdit) and not focus.isReadOnly() else editor


def _read(editor: CodeEditor) -> QPlainTextEdit | QLineEdit:
    """The text that has the focus, such as the console, or else the script."""
    focus = QApplication.focusWidget()
    return focus if isinstance(focus, QLineEdit | QPlainTextEdit) else editor


def _copy(editor: CodeEditor) -> None:
    """Copy what is selected where the focus is, or else in the script."""
    text = selected_text()
    if editor.hasFocus() or not text:
        editor.copy()
    else:
        QGuiApplication.clipboard().setText(text)
