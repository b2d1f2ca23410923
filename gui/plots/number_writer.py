"""Writes a changing number into the script, as a single undo entry."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor

from engine.edit.number_literals import NumberLiteral, number_literals, number_text
from engine.record.recording import Site
from gui.editor.positions import spans
from gui.editor.python_edit import PythonEdit


class NumberWriter:
    """Follows a number of the script that is being dragged."""

    def __init__(self, editor: PythonEdit) -> None:
        self._editor = editor
        self._cursor: QTextCursor | None = None
        self._start = 0
        self._length = 0
        self._has_written = False

    @property
    def is_open(self) -> bool:
        """Whether a number is being followed."""
        return self._cursor is not None

    def begin(self, literal: NumberLiteral) -> bool:
        """Follow a number of the recorded script; False where the text has none of its name now."""
        place = _place_now(self._editor.source(), literal)
        found = spans(self._editor.document(), place) if place else []
        if len(found) != 1:
            return False
        (span,) = found
        self._start = span.block.position() + span.start
        self._length = span.end - span.start
        self._cursor = QTextCursor(self._editor.document())
        self._has_written = False
        return True

    def write(self, number: float) -> None:
        """Write another number in its place; all that follow until the end are one edit."""
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
        """Follow it no longer; say whether anything was written."""
        self._cursor = None
        return self._has_written


def _place_now(source: str, literal: NumberLiteral) -> Site | None:
    """Where the number is in a text that may have changed: the nearest one of the same name."""
    same = [each for each in number_literals(source) if each.name == literal.name]
    nearest = min(same, key=lambda each: abs(each.place.line - literal.place.line), default=None)
    return None if nearest is None else Site(*nearest.place)
