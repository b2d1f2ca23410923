"""Editing commands; ``|`` stands for the cursor, ``[`` for its anchor."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from gui.editor.editing import delete_indent, indent, start_new_line, toggle_comment, unindent


@pytest.fixture
def document(qtbot: QtBot) -> QTextDocument:
    return QTextDocument()


def cursor_in(document: QTextDocument, marked: str) -> QTextCursor:
    """A document's cursor and anchor, as marked in the text."""
    bare = marked.replace("|", "")
    anchor = bare.find("[")
    document.setPlainText(bare.replace("[", ""))
    cursor = QTextCursor(document)
    position = marked.replace("[", "").index("|")
    cursor.setPosition(position if anchor < 0 else anchor)
    cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def marked(cursor: QTextCursor) -> str:
    text = cursor.document().toPlainText()
    return f"{text[: cursor.position()]}|{text[cursor.position() :]}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1|", "x = 1\n|"),
        ("    x = 1|", "    x = 1\n    |"),
        ("if x:|", "if x:\n    |"),
        ("if x:  # why: so|", "if x:  # why: so\n    |"),
        ("x = 1  # note:|", "x = 1  # note:\n|"),
        ("x = ':'|", "x = ':'\n|"),
        ("y = f(|", "y = f(\n    |"),
        ("y = f(a)|", "y = f(a)\n|"),
        ("    return b|", "    return b\n|"),
        ("    returned = b|", "    returned = b\n    |"),
        ("    x = |1", "    x = \n    |1"),
        ("\tif x:|", "\tif x:\n\t    |"),
        ("if 数:|", "if 数:\n    |"),
    ],
)
def test_a_new_line_is_indented_as_python_requires(
    document: QTextDocument, before: str, after: str
) -> None:
    cursor = cursor_in(document, before)
    start_new_line(cursor)
    assert marked(cursor) == after


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (indent, "|x", "    |x"),
        (indent, "ab|x", "ab  |x"),
        (indent, "[a\n\n  b|", "    a\n\n    b"),
        (indent, "[a\n|b", "    a\nb"),
        (unindent, "      x|", "    x"),
        (unindent, "    [a\n  b\nc|", "a\nb\nc"),
        (toggle_comment, "  x|", "  # x"),
        (toggle_comment, "  # x|", "  x"),
        (toggle_comment, "  #x|", "  x"),
        (toggle_comment, "[if a:\n\n    b|", "# if a:\n\n#     b"),
        (toggle_comment, "[# a\nb|", "# # a\n# b"),
    ],
)
def test_line_edits_indent_and_comment(
    document: QTextDocument, edit: Callable[[QTextCursor], None], before: str, after: str
) -> None:
    cursor = cursor_in(document, before)
    edit(cursor)
    assert document.toPlainText() == after.replace("|", "")
    if "|" in after:
        assert marked(cursor) == after
    document.undo()
    assert document.toPlainText() == before.replace("|", "").replace("[", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [("        |x", "    |x"), ("      |x", "    |x"), ("  |", "|"), ("x |", None), ("|x", None)],
)
def test_backspace_in_the_indentation_deletes_back_to_a_stop(
    document: QTextDocument, before: str, after: str | None
) -> None:
    cursor = cursor_in(document, before)
    assert delete_indent(cursor) is (after is not None)
    assert marked(cursor) == (after or before)
