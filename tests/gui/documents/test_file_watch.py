"""Changes of the file by another program are shown, unless there are unsaved changes."""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from gui.documents import file_watch
from gui.documents.document import Document
from gui.documents.file_watch import FileWatch
from gui.editor.python_edit import PythonEdit

SCRIPT = "import torch\nx = torch.ones(2)\ny = x * 2\n"
OTHER = "import torch\n# 😀\nx = torch.ones(2)\ny = x * 3\n"
SHORT_POLL_MS = 50
SOON_MS = 5_000


@pytest.fixture
def editor(qtbot: QtBot) -> PythonEdit:
    editor = PythonEdit()
    qtbot.addWidget(editor)
    return editor


@pytest.fixture
def document(editor: PythonEdit, tmp_path: Path) -> Document:
    path = tmp_path / "mine.py"
    path.write_text(SCRIPT, "utf-8", newline="\n")
    document = Document(editor, editor)
    document.open(path)
    return document


@pytest.fixture
def watch(document: Document, editor: PythonEdit, monkeypatch: pytest.MonkeyPatch) -> FileWatch:
    monkeypatch.setattr(file_watch, "POLL_INTERVAL_MS", SHORT_POLL_MS)
    return FileWatch(document, editor)


def write(document: Document, text: str) -> None:
    """Write the file as another program does; file times may be as coarse as a second."""
    assert document.path is not None
    document.path.write_text(text, "utf-8", newline="\n")
    ahead = document.path.stat().st_mtime + 2
    os.utime(document.path, (ahead, ahead))


def test_a_changed_file_is_reloaded_as_an_undoable_edit(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(SCRIPT.index("y"))
    editor.setTextCursor(cursor)
    with qtbot.waitSignal(watch.reloaded, timeout=SOON_MS):
        write(document, OTHER)
    assert editor.source() == OTHER
    assert not document.is_modified
    assert not document.has_changed_on_disk
    assert editor.textCursor().block().text() == "y = x * 3", "the text cursor stays at its line"
    editor.undo()
    assert editor.source() == SCRIPT
    assert document.is_modified


def test_unsaved_changes_are_not_replaced_by_a_changed_file(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.insertPlainText("z = 1\n")
    with qtbot.waitSignal(watch.conflicted, timeout=SOON_MS):
        write(document, OTHER)
    assert editor.source() == SCRIPT + "z = 1\n"
    assert document.has_changed_on_disk, "saving asks"


def test_a_changed_file_is_reloaded_once_unsaved_changes_are_undone(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    editor.insertPlainText("z = 1\n")
    with qtbot.waitSignal(watch.conflicted, timeout=SOON_MS):
        write(document, OTHER)
    with qtbot.waitSignal(watch.reloaded, timeout=SOON_MS):
        editor.undo()
    assert editor.source() == OTHER
    assert not document.is_modified


def test_changed_line_ends_are_reloaded_without_an_edit(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    assert document.path is not None
    written = SCRIPT.replace("\n", "\r\n").encode()
    with (
        qtbot.assertNotEmitted(watch.reloaded),
        qtbot.waitSignal(watch.line_ends_changed, timeout=SOON_MS),
    ):
        document.path.write_bytes(written)
    assert not editor.document().isUndoAvailable()
    document.save(document.path)
    assert document.path.read_bytes() == written, "they are those of the file from now on"


def test_the_text_of_a_deleted_file_is_unsaved(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    assert document.path is not None
    with qtbot.waitSignal(watch.lost, timeout=SOON_MS):
        document.path.unlink()
    assert editor.source() == SCRIPT
    assert document.is_modified
    with qtbot.waitSignal(document.changed, timeout=SOON_MS):
        document.path.write_text(SCRIPT, "utf-8")
    assert not document.is_modified, "it is there again, with the same text"


def test_a_file_that_is_replaced_is_reloaded(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    assert document.path is not None
    with qtbot.waitSignal(watch.lost, timeout=SOON_MS):
        document.path.unlink()
    with qtbot.waitSignal(watch.reloaded, timeout=SOON_MS):
        document.path.write_text(OTHER, "utf-8")
    assert editor.source() == OTHER
    assert not document.is_modified


@pytest.mark.long
def test_a_file_that_is_no_script_any_more_is_not_reloaded(
    qtbot: QtBot, document: Document, editor: PythonEdit, watch: FileWatch
) -> None:
    assert document.path is not None
    with qtbot.assertNotEmitted(watch.reloaded, wait=2 * SHORT_POLL_MS):
        document.path.write_bytes(b"\xff\xfe")
    assert editor.source() == SCRIPT
    with qtbot.assertNotEmitted(watch.reloaded, wait=2 * SHORT_POLL_MS):
        document.path.unlink()
    assert editor.source() == SCRIPT


def test_saving_here_is_not_a_change_by_another_program(
    qtbot: QtBot, document: Document, watch: FileWatch
) -> None:
    assert document.path is not None
    with qtbot.assertNotEmitted(watch.reloaded, wait=2 * SHORT_POLL_MS):
        document.save(document.path)
