"""Writes a changing number into the script, as a single undo entry."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from engine.edit.number_literals import NumberLiteral, number_literals, number_text
from engine.record.recording import Site
from gui.editor.positions import spans
from gui.editor.python_edit import PythonEdit


class NumberWriter:
    """Writes the numbers of a drag in the place of a number of the script."""

    def __init__(self, editor: PythonEdit) -> None:
        self._editor = editor
        self._cursor: QTextCursor | None = None
        self._start = 0
        self._length = 0
        self._has_written = False

    @property
    def is_open(self) -> bool:
        """Whether a drag is in progress."""
        return self._cursor is not None

    def begin(self, literal: NumberLiteral) -> bool:
        """Begin with a number of the recorded script; return False if the text lacks its name."""
        site = _present_site(self._editor.source(), literal)
        found = spans(self._editor.document(), site) if site else []
        if len(found) != 1:
            return False
        (span,) = found
        self._start = span.block.position() + span.start
        self._length = span.end - span.start
        self._cursor = QTextCursor(self._editor.document())
        self._has_written = False
        return True

    def write(self, number: float) -> None:
        """Replace the number; all changes until ``end`` are one undoable edit."""
        cursor = self._cursor
        assert cursor is not None
        text = number_text(number)
        if self._has_written:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        cursor.setPosition(self._start)
        cursor.setPosition(self._start + self._length, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self._length, self._has_written = len(text), True

    def end(self) -> bool:
        """End the drag; return whether anything was written."""
        self._cursor = None
        return self._has_written


def _present_site(source: str, literal: NumberLiteral) -> Site | None:
    """The site of the number in an edited text: the nearest one of the same name."""
    same = [each for each in number_literals(source) if each.name == literal.name]
    nearest = min(same, key=lambda each: abs(each.place.line - literal.place.line), default=None)
    return None if nearest is None else Site(*nearest.place)
