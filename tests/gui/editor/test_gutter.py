"""The gutter: clicks on it, and the breakpoints that it shows."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.editor.code_editor import CodeEditor
from gui.editor.geometry import visible_lines
from gui.theme import LIGHT, SPACE_8


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(300, 200)
    editor.set_source("a = 1\nb = 2\nc = 3\n")
    editor.set_theme(LIGHT)
    editor.show()
    return editor


def middle(editor: CodeEditor, line: int) -> QPoint:
    """The position of a line's mark in the gutter."""
    rect = next(rect for number, rect in visible_lines(editor) if number == line)
    return QPoint(SPACE_8, round(rect.center().y()))


def picture(editor: CodeEditor) -> QImage:
    return editor.gutter.grab().toImage()


def test_a_click_emits_the_number_of_its_line(editor: CodeEditor, qtbot: QtBot):
    for line in (1, 3):
        with qtbot.waitSignal(editor.gutter.line_clicked) as caught:
            qtbot.mouseClick(editor.gutter, Qt.MouseButton.LeftButton, pos=middle(editor, line))
        assert caught.args == [line]


def test_a_click_below_the_text_or_with_another_button_emits_nothing(editor, qtbot: QtBot):
    with qtbot.assertNotEmitted(editor.gutter.line_clicked):
        qtbot.mouseClick(editor.gutter, Qt.MouseButton.LeftButton, pos=QPoint(5, 190))
        qtbot.mouseClick(editor.gutter, Qt.MouseButton.RightButton, pos=middle(editor, 1))


def test_a_breakpoint_is_a_disc_or_with_a_condition_a_ring(editor: CodeEditor):
    editor.gutter.mark_stops({1: False, 2: True})
    image = picture(editor)
    colours = [image.pixelColor(middle(editor, line)) for line in (1, 2, 3)]
    assert colours == [LIGHT.accent, LIGHT.surface, LIGHT.surface]
    ring = middle(editor, 2) - QPoint(5, 0)
    assert image.pixelColor(ring) != LIGHT.surface
    editor.gutter.mark_stops({})
    assert picture(editor).pixelColor(middle(editor, 1)) == LIGHT.surface


def test_hovering_shows_where_a_click_would_set_a_breakpoint(editor: CodeEditor, qtbot: QtBot):
    place, elsewhere = middle(editor, 2), middle(editor, 3)
    qtbot.mouseMove(editor.gutter, place)
    shown = picture(editor).pixelColor(place)
    assert shown not in (LIGHT.surface, LIGHT.accent)
    editor.gutter.mark_stops({2: False})
    assert picture(editor).pixelColor(place) == LIGHT.accent
    qtbot.mouseMove(editor.gutter, elsewhere)
    assert picture(editor).pixelColor(elsewhere) == shown
    QApplication.sendEvent(editor.gutter, QEvent(QEvent.Type.Leave))
    assert picture(editor).pixelColor(elsewhere) == LIGHT.surface
