"""Writes an edit into the editor as one undo entry, and highlights it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QColor, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextEdit

from engine.edit.edits import Change, Edit, Reason, Refusal
from gui.builder.undo_names import UndoNames
from gui.editor.code_editor import CodeEditor
from gui.editor.positions import utf16_offset
from gui.theme import mix

MARK_MS = 1_500
"""How long changed lines are highlighted."""


class ScriptWriter(QObject):
    """Writes the edits of gestures into the document.

    Attributes:
        names: the names of undo and redo.
    """

    def __init__(self, editor: CodeEditor, undo: QAction, redo: QAction) -> None:
        super().__init__(editor)
        self._editor = editor
        self.names = UndoNames(editor.document(), undo, redo)
        self._fading = QTimer(self, singleShot=True, interval=MARK_MS)
        self._fading.timeout.connect(lambda: self._editor.setExtraSelections([]))

    def write(self, edit: Edit, *, joined: bool = False) -> None:
        """Write an edit into the text; a joined one is one undo entry with the edit before.

        Raises:
            Refusal: STALE, where the edit is of another text.
        """
        if edit.before != self._editor.source():
            raise Refusal(Reason.STALE)
        document = self._editor.document()
        cursor = QTextCursor(document)
        if joined:
            cursor.joinPreviousEditBlock()
        else:
            self.names.begin(edit.gesture, edit.subject)
            cursor.beginEditBlock()
        for change in reversed(edit.changes):
            _write_change(cursor, edit.before, change)
        # Qt merges an insertion with typing right after it, but not a removal.
        cursor.insertText(" ")
        cursor.deletePreviousChar()
        cursor.endEditBlock()
        self.names.end()
        self._show(_changed_lines(edit))

    def revert(self) -> None:
        """Undo the last edit, without a redo entry."""
        self._editor.undo()
        self._editor.document().clearUndoRedoStacks(QTextDocument.Stacks.RedoStack)
        self.names.show()

    def _show(self, lines: list[int]) -> None:
        """Scroll to the changed lines, and highlight them for a while."""
        document = self._editor.document()
        blocks = [document.findBlockByNumber(line) for line in lines]
        cursors = [QTextCursor(block) for block in blocks if block.isValid()]
        if not cursors:
            return
        self._reveal(cursors[0])
        theme = self._editor.theme
        colour = mix(theme.surface, theme.accent, 0.25)
        self._editor.setExtraSelections([_whole_line(cursor, colour) for cursor in cursors])
        self._fading.start()

    def _reveal(self, cursor: QTextCursor) -> None:
        rect = self._editor.cursorRect(cursor)
        if rect.top() < 0 or rect.bottom() > self._editor.viewport().height():
            lines_in_sight = self._editor.viewport().height() // max(rect.height(), 1)
            bar = self._editor.verticalScrollBar()
            bar.setValue(cursor.blockNumber() - lines_in_sight // 3)


def _write_change(cursor: QTextCursor, before: str, change: Change) -> None:
    start, end = (utf16_offset(before, offset) for offset in change[:2])
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(change.text)


def _whole_line(cursor: QTextCursor, colour: QColor) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format.setBackground(colour)
    selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return selection


def _changed_lines(edit: Edit) -> list[int]:
    """The lines with new text, counted from 0, or else those around the change."""
    lines: set[int] = set()
    for start, end in edit.spans:
        text = edit.source[start:end]
        first = start + len(text) - len(text.lstrip("\n"))
        last = max(first, start + len(text.rstrip("\n")) - 1)
        lines.update(range(edit.source.count("\n", 0, first), edit.source.count("\n", 0, last) + 1))
    return sorted(lines)
