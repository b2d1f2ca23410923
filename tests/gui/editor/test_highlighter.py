"""Syntax colours are readable in both themes, and at the tokens."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.editor.code_editor import CodeEditor
from gui.theme import DARK, LIGHT, Theme
from tests.gui.test_theme import contrast

SCRIPT = '@a\nimport torch  # 注\n"😀" + str(12)\n"""open\nstill"""\n'


def colours(editor: CodeEditor) -> dict[str, QColor]:
    """The colour of each highlighted text."""
    found = {}
    block = editor.document().begin()
    while block.isValid():
        units = block.text().encode("utf-16-le")
        for piece in block.layout().formats():
            end = piece.start + piece.length
            text = units[2 * piece.start : 2 * end].decode("utf-16-le")
            found[text] = piece.format.foreground().color()
        block = block.next()
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_token_has_a_readable_colour(qtbot: QtBot, theme: Theme) -> None:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.set_source(SCRIPT)
    editor.set_theme(theme)
    found = colours(editor)
    wanted = {"@a", "import", "torch", "# 注", '"😀"', "str", "12", '"""open', 'still"""'}
    assert set(found) == wanted
    assert found['"""open'] == found['still"""'] != found["import"]
    for colour in found.values():
        assert contrast(colour, theme.surface) >= 4.5
