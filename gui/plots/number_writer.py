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
        self._literal: NumberLiteral | None = None
        self._start = self._length = 0
        self._revision = 0
        self._joins = self._has_written = False

    @property
    def is_open(self) -> bool:
        """Whether a drag is in progress."""
        return self._literal is not None

    def begin(self, literal: NumberLiteral) -> bool:
        """Begin with a number of the recorded script; return False if the text lacks its name."""
        self._has_written = False
        self._literal = literal if self._find(literal) else None
        return self.is_open

    def write(self, number: float) -> bool:
        """Replace the number; return False, and end the drag, if the text has lost its name.

        All changes until ``end`` are one undoable edit, unless the text was changed otherwise in
        between, as by undo.
        """
        literal, document = self._literal, self._editor.document()
        assert literal is not None
        if document.revision() != self._revision and not self._find(literal):
            self._literal = None
            return False
        cursor, text = QTextCursor(document), number_text(number)
        if self._joins:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        cursor.setPosition(self._start)
        cursor.setPosition(self._start + self._length, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self._length, self._revision = len(text), document.revision()
        self._joins = self._has_written = True
        return True

    def end(self) -> bool:
        """End the drag; return whether anything was written."""
        self._literal = None
        return self._has_written

    def _find(self, literal: NumberLiteral) -> bool:
        """Find the number in the present text; the next edit is an undo entry of its own."""
        document = self._editor.document()
        site = _present_site(self._editor.source(), literal)
        found = spans(document, site) if site else []
        if len(found) != 1:
            return False
        (span,) = found
        self._start = span.block.position() + span.start
        self._length = span.end - span.start
        self._revision, self._joins = document.revision(), False
        return True


def _present_site(source: str, literal: NumberLiteral) -> Site | None:
    """The site of the number in an edited text: the nearest one of the same name."""
    same = [each for each in number_literals(source) if each.name == literal.name]
    nearest = min(same, key=lambda each: abs(each.place.line - literal.place.line), default=None)
    return None if nearest is None else Site(*nearest.place)
