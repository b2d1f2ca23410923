"""A bracket at the cursor and its partner."""

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from engine.record.recording import Site
from gui.editor.bracket_matching import matching_brackets
from gui.editor.code_editor import CodeEditor


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("f(x)", 1, ((1, 1), (1, 3))),
        ("f(x)", 4, ((1, 3), (1, 1))),
        ("f(x)", 0, None),
        ("([x])", 2, ((1, 1), (1, 3))),
        ("f(')', y)", 1, ((1, 1), (1, 8))),
        ("f(  # )\n)", 1, ((1, 1), (2, 0))),
        ("f(\n[\n]\n)", 8, ((4, 0), (1, 1))),
        ("f(x]", 1, None),
        ("f(x", 1, None),
        ('"""\n(\n"""', 4, None),
        ("😀(x)", 2, ((1, 1), (1, 3))),
    ],
)
def test_the_bracket_at_the_cursor_is_matched_with_its_partner(
    qtbot: QtBot,
    text: str,
    position: int,
    expected: tuple[tuple[int, int], tuple[int, int]] | None,
) -> None:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.set_source(text)
    cursor = QTextCursor(editor.document())
    cursor.setPosition(position)
    sites = expected and tuple(Site(line, at, line, at + 1) for line, at in expected)
    assert matching_brackets(cursor) == sites
