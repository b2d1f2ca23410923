"""Editing commands for Python text, each one undoable edit."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextCursor

from gui.editor.positions import column_of
from gui.editor.syntax import TokenKind, tokens

INDENT = 4
_LEAVES_BLOCK = re.compile(r"\s*(return|raise|pass|break|continue)\b")


def start_new_line(cursor: QTextCursor) -> None:
    """Break the line, and indent the new one as Python needs it."""
    block = cursor.document().findBlock(cursor.selectionStart())
    text = block.text()
    before = text[: column_of(text, cursor.selectionStart() - block.position())]
    cursor.insertText("\n" + _next_indent(before))


def break_line(cursor: QTextCursor) -> None:
    """Break the line without an indent, which the next typed text has itself."""
    cursor.insertText("\n")


def _next_indent(line: str) -> str:
    """The white space that the line after this one begins with."""
    code, depth = line, 0
    for token in tokens(line)[0]:
        if token.kind is TokenKind.COMMENT:
            code = line[: token.start]
        elif token.kind is TokenKind.BRACKET:
            depth += 1 if line[token.start] in "([{" else -1
    indentation = line[: _indent_of(line)]
    if depth > 0 or code.rstrip().endswith(":"):
        return indentation + " " * INDENT
    return indentation.removesuffix(" " * INDENT) if _LEAVES_BLOCK.match(code) else indentation


class LineEdit(NamedTuple):
    """A change at the start of a line.

    Attributes:
        column: where it begins.
        removed: the number of characters to remove.
        inserted: the text to insert.
    """

    column: int
    removed: int
    inserted: str


def indent(cursor: QTextCursor) -> None:
    """Move the selected lines right; with nothing selected, insert spaces up to the next stop."""
    if cursor.hasSelection():
        _edit_lines(cursor, lambda line: LineEdit(0, 0, _spaces_to_stop(_indent_of(line))))
        return
    text = cursor.block().text()
    cursor.insertText(_spaces_to_stop(column_of(text, cursor.positionInBlock())))


def unindent(cursor: QTextCursor) -> None:
    """Move the lines that the cursor touches left, to the previous stop."""
    _edit_lines(cursor, lambda line: LineEdit(0, _overhang(_indent_of(line)), ""))


def delete_indent(cursor: QTextCursor) -> bool:
    """Delete back to the previous stop if only spaces are before the cursor; return whether."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    if cursor.hasSelection() or not before or before.strip(" "):
        return False
    left, keep = QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor
    cursor.movePosition(left, keep, _overhang(len(before)))
    cursor.removeSelectedText()
    return True


def toggle_comment(cursor: QTextCursor) -> None:
    """Comment the lines that the cursor touches, or uncomment them if all are comments."""
    lines = [block.text() for block in _blocks(cursor) if block.text().strip()]
    if lines and all(line.lstrip().startswith("#") for line in lines):
        _edit_lines(cursor, _without_comment)
    else:
        column = min(map(_indent_of, lines), default=0)
        _edit_lines(cursor, lambda line: LineEdit(column, 0, "# "))


def _without_comment(line: str) -> LineEdit:
    column = _indent_of(line)
    return LineEdit(column, 2 if line.startswith("# ", column) else 1, "")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def _spaces_to_stop(column: int) -> str:
    return " " * (INDENT - column % INDENT)


def _overhang(column: int) -> int:
    """The distance of a column from the stop before it."""
    return (column - 1) % INDENT + 1 if column else 0


def _blocks(cursor: QTextCursor) -> Iterator[QTextBlock]:
    """The lines of a selection; not the last one when the selection only reaches its start."""
    end = cursor.selectionEnd()
    block = cursor.document().findBlock(cursor.selectionStart())
    yield block
    while (block := block.next()).isValid() and block.position() < end:
        yield block


def _edit_lines(cursor: QTextCursor, edit: Callable[[str], LineEdit]) -> None:
    """Edit each line that the cursor touches, except blank ones."""
    cursor.beginEditBlock()
    for block in list(_blocks(cursor)):
        if block.text().strip():
            column, removed, inserted = edit(block.text())
            edited = QTextCursor(block)
            edited.setPosition(block.position() + column)
            edited.setPosition(edited.position() + removed, QTextCursor.MoveMode.KeepAnchor)
            edited.insertText(inserted)
    cursor.endEditBlock()
