"""Marks wider than the editor are painted only where they are in sight."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPicture
from pytestqt.qtbot import QtBot

from engine.record.recording import Site
from gui.editor.mark_painter import MarkPainter
from gui.editor.notes import ErrorNote, Notes
from gui.editor.python_edit import PythonEdit
from gui.theme import LIGHT

LENGTH = 20_000
"""The length of a line, as of a picture pasted as text."""
ALL = Site(1, 0, 1, LENGTH)
FIRST = Site(1, 0, 1, 4)
NOTES = {
    "step": lambda site: Notes(site=site),
    "call": lambda site: Notes(call_site=site),
    "selection": lambda site: Notes(selection_site=site),
    "error": lambda site: Notes(error=ErrorNote(site, "NameError")),
}


@pytest.fixture
def editor(qtbot: QtBot) -> PythonEdit:
    editor = PythonEdit()
    qtbot.addWidget(editor)
    editor.resize(400, 200)
    editor.set_source("a" * LENGTH)
    editor.show()
    return editor


def painted(editor: PythonEdit, notes: Notes) -> QPicture:
    """The painting commands for some notes."""
    picture = QPicture()
    with QPainter(picture) as painter:
        MarkPainter(painter, editor, LIGHT).draw_notes(notes, is_stale=False)
    return picture


@pytest.mark.parametrize("kind", NOTES)
@pytest.mark.parametrize("scrolled", [0.0, 0.5, 1.0])
def test_a_long_mark_extends_just_beyond_both_sides_of_the_viewport(
    editor: PythonEdit, kind: str, scrolled: float
) -> None:
    bar = editor.horizontalScrollBar()
    bar.setValue(round(scrolled * bar.maximum()))
    sight: QRect = editor.viewport().rect()
    mark = painted(editor, NOTES[kind](ALL)).boundingRect()
    assert sight.left() - 50 <= mark.left() <= 10
    assert sight.right() - 30 <= mark.right() <= sight.right() + 50


@pytest.mark.parametrize("kind", NOTES)
def test_marks_beside_the_viewport_are_not_painted(editor: PythonEdit, kind: str) -> None:
    assert not painted(editor, NOTES[kind](FIRST)).boundingRect().isEmpty()
    editor.horizontalScrollBar().setValue(editor.horizontalScrollBar().maximum())
    assert painted(editor, NOTES[kind](FIRST)).boundingRect().isEmpty()
