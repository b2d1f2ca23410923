"""The rectangles of lines, one by one and all that are visible."""

import pytest
from pytestqt.qtbot import QtBot

from gui.editor.code_editor import CodeEditor
from gui.editor.geometry import line_rect, visible_lines
from gui.editor.text_layout import TextLayout


@pytest.mark.parametrize("first", [0, 7, 33, 70])
@pytest.mark.parametrize("line_with_room", [0, 1, 9, 36])
def test_visible_lines_have_the_rectangles_of_line_rect(
    qtbot: QtBot, first: int, line_with_room: int
):
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(300, 400)
    editor.set_source("\n".join(f"x{number} = {'1' * (number % 7 + 1)}" for number in range(80)))
    editor.show()
    layout = editor.document().documentLayout()
    assert isinstance(layout, TextLayout)
    layout.set_room(line_with_room, 55)
    editor.verticalScrollBar().setValue(first)
    in_sight = list(visible_lines(editor))
    assert in_sight[0].number == editor.firstVisibleBlock().blockNumber() + 1
    assert len(in_sight) > 5
    for number, rect in in_sight:
        assert rect == line_rect(editor, editor.document().findBlockByNumber(number - 1))
