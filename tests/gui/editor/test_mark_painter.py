"""Marks of what is longer than the editor is wide are painted where they are in sight."""

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
"""Characters of a line, as of a picture that was pasted as text."""
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
    """What is painted for some notes."""
    picture = QPicture()
    with QPainter(picture) as painter:
        MarkPainter(painter, editor, LIGHT).draw_notes(notes, is_stale=False)
    return picture


@pytest.mark.parametrize("kind", NOTES)
@pytest.mark.parametrize("scrolled", [0.0, 0.5, 1.0])
def test_a_mark_reaches_from_side_to_side_and_not_far_beyond(
    editor: PythonEdit, kind: str, scrolled: float
) -> None:
    bar = editor.horizontalScrollBar()
    bar.setValue(round(scrolled * bar.maximum()))
    sight: QRect = editor.viewport().rect()
    mark = painted(editor, NOTES[kind](ALL)).boundingRect()
    assert sight.left() - 50 <= mark.left() <= 10
    assert sight.right() - 30 <= mark.right() <= sight.right() + 50


@pytest.mark.parametrize("kind", NOTES)
def test_what_is_out_of_sight_has_no_mark(editor: PythonEdit, kind: str) -> None:
    assert not painted(editor, NOTES[kind](FIRST)).boundingRect().isEmpty()
    editor.horizontalScrollBar().setValue(editor.horizontalScrollBar().maximum())
    assert painted(editor, NOTES[kind](FIRST)).boundingRect().isEmpty()
