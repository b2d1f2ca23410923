"""The editor: marks are exact and never in wrong places, and keys edit as in a code editor."""

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from engine.record.recording import Site
from gui.editor.annotations import error_room_px
from gui.editor.code_editor import CodeEditor
from gui.editor.geometry import span_rect, visible_lines
from gui.editor.notes import ErrorNote
from gui.editor.positions import spans
from gui.settings import MAX_CODE_PX, MIN_CODE_PX
from gui.theme import DARK, LIGHT, Theme, palette
from tests.gui.editor.sites import text_at

SCRIPT = 'import torch\n表 = "😀"; y = torch.dot(x, x)\ny.backward()\nx.grad\n'
DOT = Site(2, 13, 2, 28)
ERROR = ErrorNote(Site(3, 0, 3, 12), "RuntimeError: " + "there is no way back " * 8)


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    found = CodeEditor()
    qtbot.addWidget(found)
    found.resize(420, 260)
    found.set_source(SCRIPT)
    found.set_recorded_source(SCRIPT)
    found.show()
    return found


@pytest.fixture
def typing(editor: CodeEditor, qtbot: QtBot) -> CodeEditor:
    """The editor with the keyboard focus."""
    with qtbot.waitActive(editor):
        editor.activateWindow()
    editor.setFocus()
    return editor


def insert(editor: CodeEditor, before: str, text: str) -> None:
    """Type a text before another one."""
    cursor = QTextCursor(editor.document())
    cursor = editor.document().find(before, cursor)
    cursor.setPosition(cursor.selectionStart())
    cursor.insertText(text)


def lines_in_sight(editor: CodeEditor) -> list[int]:
    """The numbers of the lines that are wholly in the viewport."""
    height = editor.viewport().height()
    return [each.number for each in visible_lines(editor) if each.rect.bottom() <= height]


def pixels(editor: CodeEditor) -> np.ndarray:
    """The editor's pixels as grey levels: (height, width), uint8."""
    image = editor.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(int)


def marked_text(editor: CodeEditor) -> str | None:
    site = editor.shown_notes.site
    return None if site is None else text_at(editor.document(), site)


def test_site_is_marked_exactly_after_chinese_and_emoji(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    assert marked_text(editor) == "torch.dot(x, x)"
    editor.mark_site(None)
    assert marked_text(editor) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_each_mark_is_visible_without_colour(
    editor: CodeEditor, theme: Theme, qapp: QApplication
) -> None:
    editor.setPalette(palette(theme))
    editor.set_theme(theme)
    bare = pixels(editor)
    pictures = [bare]
    for site, selection in ((DOT, None), (None, DOT), (DOT, DOT)):
        editor.mark_site(site)
        editor.mark_selection_site(selection)
        pictures.append(pixels(editor))
        changed = np.abs(pictures[-1] - bare) > 25
        assert changed.sum() > 60
    assert all((a != b).any() for a, b in pairwise(pictures))


def test_brackets_inside_the_marked_expression_are_framed(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    cursor = editor.document().find("dot")
    cursor.setPosition(cursor.selectionStart())
    editor.setTextCursor(cursor)
    away = pixels(editor)
    cursor.movePosition(QTextCursor.MoveOperation.Right, n=3)
    editor.setTextCursor(cursor)
    assert (np.abs(pixels(editor) - away) > 25).sum() > 40


def test_marks_change_neither_the_text_nor_its_undo_history(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    editor.set_line_values({4: "tensor([0., 4.])"})
    editor.set_error(ERROR)
    assert editor.source() == SCRIPT
    assert not editor.document().isUndoAvailable()


def test_marks_move_with_unchanged_lines(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    editor.set_line_values({4: "None"})
    editor.set_error(ERROR)
    insert(editor, "import", "# a new line\n")
    notes = editor.shown_notes
    assert editor.is_stale
    assert marked_text(editor) == "torch.dot(x, x)"
    assert notes.values == {5: "None"}
    assert notes.error is not None
    assert notes.error.site.line == 4


def test_marks_of_a_changed_line_are_hidden_until_it_is_restored(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    editor.set_error(ERROR)
    insert(editor, "dot", "v")
    assert marked_text(editor) is None
    assert editor.shown_notes.error is not None
    editor.undo()
    assert not editor.is_stale
    assert marked_text(editor) == "torch.dot(x, x)"


def test_stepping_while_stale_marks_the_recorded_expression(editor: CodeEditor) -> None:
    insert(editor, "import", "\n\n")
    editor.mark_site(DOT)
    assert marked_text(editor) == "torch.dot(x, x)"
    editor.mark_site(Site(3, 0, 3, 12))
    assert marked_text(editor) == "y.backward()"


def test_stale_marks_look_different(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    editor.set_line_values({4: "None"})
    fresh = pixels(editor)
    editor.set_recorded_source(SCRIPT + "pass")
    editor.mark_site(DOT)
    editor.set_line_values({4: "None"})
    assert (pixels(editor) != fresh).any()


def test_stale_changed_is_emitted_once(editor: CodeEditor, qtbot: QtBot) -> None:
    said: list[bool] = []
    editor.stale_changed.connect(said.append)
    insert(editor, "import", "a")
    insert(editor, "import", "b")
    assert said == [True]
    editor.set_recorded_source(editor.source())
    assert said == [True, False]


def test_the_recorded_script_may_have_other_line_ends(editor: CodeEditor) -> None:
    editor.set_recorded_source(SCRIPT.replace("\n", "\r\n"))
    assert not editor.is_stale


def test_revealing_a_long_site_keeps_the_names_before_it_in_sight(
    editor: CodeEditor,
) -> None:
    script = f"x = {'1' * 300}\n"
    editor.set_source(script)
    editor.set_recorded_source(script)
    for before in (0, editor.horizontalScrollBar().maximum()):
        editor.horizontalScrollBar().setValue(before)
        editor.reveal_site(Site(1, 4, 1, 304))
        assert editor.horizontalScrollBar().value() == 0


def test_notes_of_another_script_are_removed(editor: CodeEditor) -> None:
    editor.mark_site(DOT)
    editor.set_recorded_source(SCRIPT)
    assert marked_text(editor) == "torch.dot(x, x)"
    editor.set_recorded_source(SCRIPT + "pass")
    assert marked_text(editor) is None


def test_loading_another_script_clears_the_undo_history(editor: CodeEditor) -> None:
    editor.insertPlainText("edited ")
    editor.set_source("other\r\n")
    assert editor.source() == "other\n"
    assert editor.textCursor().position() == 0
    assert not editor.document().isUndoAvailable()
    assert not editor.document().isModified()


def test_without_a_recording_nothing_is_marked(editor: CodeEditor) -> None:
    editor.set_recorded_source(None)
    editor.mark_site(DOT)
    assert marked_text(editor) is None
    assert not editor.is_stale


def test_an_error_message_is_below_its_line_and_pushes_the_next_one_down(
    editor: CodeEditor,
) -> None:
    def bottom_of_text() -> int:
        return editor.cursorRect(editor_end).bottom()

    editor_end = QTextCursor(editor.document())
    editor_end.movePosition(QTextCursor.MoveOperation.End)
    before = bottom_of_text()
    editor.set_error(ERROR)
    wide = bottom_of_text()
    assert wide > before + 2 * editor.fontMetrics().height()
    assert editor.accessibleDescription() == ERROR.message
    editor.resize(220, 260)
    assert bottom_of_text() > wide
    editor.set_error(None)
    assert bottom_of_text() == before
    assert editor.accessibleDescription() == ""


def test_advice_is_below_the_error_message(editor: CodeEditor) -> None:
    bare = pixels(editor)
    editor.set_error(ERROR)
    last_row = np.flatnonzero((pixels(editor) != bare).any(axis=1)).max()
    room_px = error_room_px(ERROR, editor.viewport().width())
    advised = replace(ERROR, advice="Call it with retain_graph=True.")
    editor.set_error(advised)
    assert np.flatnonzero((pixels(editor) != bare).any(axis=1)).max() > last_row
    assert error_room_px(advised, editor.viewport().width()) > room_px
    assert editor.accessibleDescription() == f"{ERROR.message}\n{advised.advice}"


def test_a_value_is_beside_its_line_only_if_there_is_room(editor: CodeEditor) -> None:
    bare = pixels(editor)
    editor.set_line_values({4: "tensor([[1., 2.],\n        [3., 4.]])"})
    rows = np.flatnonzero((pixels(editor) != bare).any(axis=1))
    line = editor.fontMetrics().height()
    assert rows.size
    assert rows.max() - rows.min() < 2 * line
    editor.set_line_values({2: "1.0"})
    editor.resize(250, 260)
    narrow = pixels(editor)
    editor.set_line_values({})
    assert (pixels(editor) == narrow).all()


def test_the_whole_value_is_in_the_tool_tip(editor: CodeEditor) -> None:
    editor.set_line_values({4: "tensor([[1., 2.],\n        <4>])"})
    cursor = QTextCursor(editor.document().findBlockByNumber(3))
    place = editor.cursorRect(cursor).center() + QPoint(60, 0)
    globally = editor.viewport().mapToGlobal(place)
    QApplication.sendEvent(editor.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, globally))
    assert QToolTip.text() == "<pre>tensor([[1., 2.],\n        &lt;4&gt;])</pre>"


def test_reveal_scrolls_only_when_needed(editor: CodeEditor) -> None:
    long_script = "\n".join(f"line_{number} = 1" for number in range(200))
    editor.set_source(long_script)
    editor.set_recorded_source(long_script)
    editor.reveal_site(Site(3, 0, 3, 4))
    assert editor.verticalScrollBar().value() == 0
    editor.reveal_site(Site(150, 0, 150, 4))
    first = editor.firstVisibleBlock().blockNumber() + 1
    assert first < 150 < first + 15
    before = editor.verticalScrollBar().value()
    editor.reveal_site(Site(149, 0, 149, 4))
    assert editor.verticalScrollBar().value() == before


def test_what_was_marked_before_the_editor_had_its_size_is_in_sight(qtbot: QtBot) -> None:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    script = "\n".join(f"line_{number} = 1" for number in range(200))
    editor.set_source(script)
    editor.set_recorded_source(script)
    editor.mark_site(Site(18, 0, 18, 4), None)
    editor.reveal_site(Site(18, 0, 18, 4))
    editor.resize(420, 150)
    editor.show()
    assert 18 in lines_in_sight(editor)


@pytest.mark.parametrize(
    ("length", "left_px", "right_px"), [(5, 90, 300), (34, 0, 380), (300, 0, 9_999)]
)
def test_reveal_shows_all_of_a_site_or_its_beginning(
    editor: CodeEditor, length: int, left_px: int, right_px: int
) -> None:
    script = f"{'x' * 60} = {'1' * length}{' + 1' * 100}\n"
    editor.set_source(script)
    editor.set_recorded_source(script)
    site = Site(1, 63, 1, 63 + length)
    for before in (0, editor.horizontalScrollBar().maximum()):
        editor.horizontalScrollBar().setValue(before)
        editor.reveal_site(site)
        (span,) = spans(editor.document(), site)
        rect = span_rect(editor, span)
        assert left_px < rect.left() < editor.viewport().width() / 2
        assert rect.right() < right_px


def test_reveal_scrolls_back_to_the_beginnings_of_lines(editor: CodeEditor) -> None:
    script = f"short = 1\nlong = {' + '.join(f'term_{number}' for number in range(100))}\n"
    editor.set_source(script)
    editor.set_recorded_source(script)
    bar = editor.horizontalScrollBar()
    editor.reveal_site(Site(2, 500, 2, 507))
    assert bar.value() > 0
    before = bar.value()
    editor.reveal_site(Site(2, 510, 2, 517))
    assert bar.value() == before
    bar.setValue(5)
    editor.reveal_site(Site(2, 7, 2, 13))
    assert bar.value() == 0


def test_moving_the_cursor_to_a_short_line_scrolls_back_to_the_left(
    editor: CodeEditor, qtbot: QtBot
) -> None:
    characters = editor.viewport().width() // editor.fontMetrics().horizontalAdvance("1")
    editor.set_source(f"import torch\n{'1' * (characters + 4)}\n")
    editor.moveCursor(QTextCursor.MoveOperation.Down)
    qtbot.keyClick(editor, Qt.Key.Key_End)
    assert editor.horizontalScrollBar().value() > 0
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert editor.horizontalScrollBar().value() == 0


def test_a_click_does_not_scroll(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.set_source(f"import torch\nlong = {'1' * 300}\n")
    editor.horizontalScrollBar().setValue(20)
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    assert editor.textCursor().positionInBlock() > 5
    assert editor.horizontalScrollBar().value() == 20


def test_marks_out_of_sight_are_not_painted(editor: CodeEditor) -> None:
    long_script = "x = 1\n" * 20_000
    editor.set_source(long_script)
    editor.set_recorded_source(long_script)
    began = time.thread_time()
    for line in range(19_000, 19_050):
        editor.mark_site(Site(line, 0, line, 5))
        editor.viewport().repaint()
    assert time.thread_time() - began < 1.0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_control_enter_reaches_the_window(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    editor = CodeEditor(window)
    sequence = QKeySequence("Ctrl+Return" if key == Qt.Key.Key_Return else "Ctrl+Enter")
    ran: list[bool] = []
    QShortcut(sequence, window).activated.connect(lambda: ran.append(True))
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    editor.setFocus()
    qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    assert ran == [True]
    assert editor.source() == ""


def test_keys_edit_as_in_a_code_editor(typing: CodeEditor, qtbot: QtBot) -> None:
    typing.set_source("")
    qtbot.keyClicks(typing, "if x:")
    qtbot.keyClick(typing, Qt.Key.Key_Return)
    qtbot.keyClicks(typing, "y")
    qtbot.keyClick(typing, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(typing, Qt.Key.Key_Tab)
    assert typing.source() == "if x:\n    y\n        "
    qtbot.keyClick(typing, Qt.Key.Key_Backspace)
    qtbot.keyClick(typing, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert typing.source() == "if x:\n    y\n    "
    typing.selectAll()
    qtbot.keyClick(typing, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert typing.source() == "# if x:\n#     y\n    "


def test_simulated_typing_inserts_lines_without_indenting_them(
    typing: CodeEditor, qtbot: QtBot
) -> None:
    typing.set_source("")
    for line in ("if x:", "    y", "z"):
        qtbot.keyClicks(typing, line)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, 0x0A, Qt.KeyboardModifier.NoModifier, "\n")
            QApplication.sendEvent(typing, key)
    assert typing.source() == "if x:\n    y\nz\n"


def paste(editor: CodeEditor, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)


def test_prompts_are_removed_from_a_pasted_session(editor: CodeEditor) -> None:
    editor.clear()
    paste(editor, ">>> x = 1\n>>> x\n1\n")
    assert editor.source() == "x = 1\nx\n"
    editor.undo()
    assert editor.source() == ""


def test_fences_are_removed_from_a_pasted_code_block(editor: CodeEditor) -> None:
    editor.clear()
    paste(editor, "```python\nx = 1\n```")
    assert editor.source() == "x = 1\n"


def test_a_pasted_notebook_becomes_its_code(editor: CodeEditor) -> None:
    editor.clear()
    paste(editor, '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}')
    assert editor.source() == "# %%\nx = 1\n"


def test_a_script_that_is_indented_as_a_whole_is_pasted_without_its_indentation(
    editor: CodeEditor,
) -> None:
    editor.selectAll()
    paste(editor, "    import torch\n    for i in range(2):\n        print(i)\n")
    assert editor.source() == "import torch\nfor i in range(2):\n    print(i)\n"


def test_indented_lines_stay_indented_where_they_are_pasted_among_others(
    editor: CodeEditor,
) -> None:
    editor.set_source("if x:\n")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    paste(editor, "    y = 2\n")
    assert editor.source() == "if x:\n    y = 2\n"


@pytest.mark.parametrize(
    ("source", "pasted", "then"),
    [
        ("", "x = f（1，2）", "x = f(1,2)"),
        ("    ", "x = f（1，2）", "    x = f(1,2)"),
        ("# ", "x = f（1，2）", "# x = f（1，2）"),
        ("", "梯度，学习率", "梯度，学习率"),
    ],
)
def test_punctuation_of_full_width_becomes_plain_in_pasted_code(
    editor: CodeEditor, source: str, pasted: str, then: str
) -> None:
    editor.set_source(source)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    paste(editor, pasted)
    assert editor.source() == then


def test_what_cannot_be_seen_is_not_pasted(editor: CodeEditor) -> None:
    editor.selectAll()
    paste(editor, "\u200bx\u2003=\xa01")
    assert editor.source() == "x = 1"


def test_pasted_line_ends_become_line_feeds(editor: CodeEditor) -> None:
    editor.selectAll()
    paste(editor, "a\r\nb\u2028c\rd")
    assert editor.source() == "a\nb\nc\nd"
    assert editor.blockCount() == 4


def test_a_line_that_begins_with_arabic_is_read_from_the_left(editor: CodeEditor) -> None:
    editor.set_source("مرحبا.backward()\n")
    places = []
    for position in range(17):
        cursor = editor.textCursor()
        cursor.setPosition(position)
        places.append(editor.cursorRect(cursor).left())
    assert places[-1] == max(places)


def test_a_screen_reader_can_read_the_script(editor: CodeEditor) -> None:
    assert editor.accessibleName() == "Script"


@pytest.mark.parametrize("code_px", [MIN_CODE_PX, 20, MAX_CODE_PX])
def test_lines_with_chinese_are_as_high_as_others(editor: CodeEditor, code_px: int) -> None:
    editor.set_code_px(code_px)
    editor.set_source("x = 1\n# 表 = 1\n")
    first = editor.document().firstBlock()
    heights = [editor.blockBoundingRect(block).height() for block in (first, first.next())]
    assert heights[0] == heights[1] > code_px
    lines = [block.layout().lineAt(0) for block in (first, first.next())]
    feet = [line.y() + line.ascent() for line in lines]
    assert feet[0] == feet[1], "characters stand as far below the top of their line"
    middles = [rect.center().y() for _, rect in visible_lines(editor)]
    assert middles[1] - middles[0] == heights[0], "so do their numbers"


def test_the_text_cursor_stays_in_sight_when_the_editor_gets_lower(editor: CodeEditor) -> None:
    editor.set_source("\n".join(f"line_{number} = {number}" for number in range(40)))
    for _ in range(8):
        editor.moveCursor(QTextCursor.MoveOperation.Down)
    assert editor.verticalScrollBar().value() == 0
    editor.resize(editor.width(), 90)
    assert editor.viewport().rect().contains(editor.cursorRect())


def test_an_editor_that_gets_lower_does_not_scroll_to_a_text_cursor_out_of_sight(
    editor: CodeEditor,
) -> None:
    editor.set_source("\n".join(f"line_{number} = {number}" for number in range(40)))
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.verticalScrollBar().setValue(0)
    editor.resize(editor.width(), 90)
    assert editor.verticalScrollBar().value() == 0


LONG = "".join(f"x{number} = {number}\n" for number in range(40))


@pytest.mark.parametrize("line", [11, 2])
def test_the_line_of_the_step_stays_in_sight_when_a_panel_takes_room(
    editor: CodeEditor, line: int
) -> None:
    editor.set_source(LONG)
    editor.set_recorded_source(LONG)
    editor.clearFocus()
    editor.mark_site(Site(line, 0, line, 4))
    assert line in lines_in_sight(editor)
    editor.resize(420, 150)
    assert line in lines_in_sight(editor)


def test_a_line_of_the_step_that_was_out_of_sight_does_not_scroll_the_editor(
    editor: CodeEditor,
) -> None:
    editor.set_source(LONG)
    editor.set_recorded_source(LONG)
    editor.clearFocus()
    editor.mark_site(Site(30, 0, 30, 4))
    editor.resize(420, 150)
    assert editor.verticalScrollBar().value() == 0


def test_the_line_being_edited_comes_before_that_of_the_step(
    typing: CodeEditor, qtbot: QtBot
) -> None:
    typing.set_source(LONG)
    typing.set_recorded_source(LONG)
    typing.mark_site(Site(11, 0, 11, 4))
    typing.resize(420, 150)
    assert 1 in lines_in_sight(typing)
