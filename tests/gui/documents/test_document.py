"""The document knows its file, and whether there are unsaved changes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.documents.document import Document
from gui.documents.script_file import ScriptFileError
from gui.editor.python_edit import PythonEdit


@pytest.fixture
def editor(qtbot: QtBot) -> PythonEdit:
    found = PythonEdit()
    qtbot.addWidget(found)
    return found


@pytest.fixture
def document(editor: PythonEdit) -> Document:
    return Document(editor)


def test_the_text_of_a_new_document_is_not_modified(document: Document, editor: PythonEdit) -> None:
    document.start("x = 1\n", "example.py")
    assert (document.name, document.path, document.is_modified) == ("example.py", None, False)
    assert editor.source() == "x = 1\n"


def test_modification_is_signalled_and_ends_with_undo(
    qtbot: QtBot, document: Document, editor: PythonEdit
) -> None:
    document.start("x = 1\n", "example.py")
    with qtbot.waitSignal(document.changed):
        editor.insertPlainText("y")
    assert document.is_modified
    with qtbot.waitSignal(document.changed):
        editor.undo()
    assert not document.is_modified


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfx\r\ny\r\n", b"x\ry\r", b"x\ny", b"", b"x\xc2\xa0y"]
)
def test_saving_keeps_the_encoding_of_the_file(
    document: Document, editor: PythonEdit, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(data)
    document.open(path)
    assert (document.name, document.path, document.is_modified) == ("script.py", path, False)
    editor.insertPlainText("a")
    document.save(path)
    assert path.read_bytes() == data.replace(b"x", b"ax", 1) if data else b"a"
    assert not document.is_modified


def test_failing_to_open_or_save_changes_nothing(
    document: Document, editor: PythonEdit, tmp_path: Path
) -> None:
    document.start("x = 1", "mine.py")
    editor.insertPlainText("y")
    with pytest.raises(ScriptFileError):
        document.open(tmp_path / "none.py")
    with pytest.raises(ScriptFileError):
        document.save(tmp_path / "none" / "script.py")
    assert editor.source() == "yx = 1"
    assert (document.name, document.path, document.is_modified) == ("mine.py", None, True)


def test_saving_under_another_name_changes_the_file_of_the_document(
    document: Document, editor: PythonEdit, tmp_path: Path
) -> None:
    document.start("x = 1\n", "example.py")
    document.save(tmp_path / "mine.py")
    assert (document.name, document.path) == ("mine.py", tmp_path / "mine.py")
    editor.insertPlainText("y")
    document.save(tmp_path / "other.py")
    assert (tmp_path / "mine.py").read_bytes() == b"x = 1\n"
    assert (tmp_path / "other.py").read_bytes() == b"yx = 1\n"


def test_a_change_on_disk_is_noticed_until_it_is_overwritten(
    document: Document, tmp_path: Path
) -> None:
    path = tmp_path / "script.py"
    assert not document.has_changed_on_disk
    path.write_bytes(b"x = 1\n")
    document.open(path)
    assert not document.has_changed_on_disk
    path.write_bytes(b"x = 2\n")
    assert document.has_changed_on_disk
    document.save(path)
    assert not document.has_changed_on_disk


def test_a_draft_is_restored_with_its_file_as_modified(
    document: Document, editor: PythonEdit, tmp_path: Path
) -> None:
    path = tmp_path / "script.py"
    path.write_bytes(b"x = 1\r\n")
    document.open(path)
    editor.insertPlainText("y")
    draft = document.draft()
    document.start("", "other.py")
    path.write_bytes(b"x = 3\r\n")
    document.restore(draft)
    assert editor.source() == "yx = 1\n"
    assert (document.name, document.path, document.is_modified) == ("script.py", path, True)
    assert document.has_changed_on_disk, "also what changed before the draft came back"
    document.save(path)
    assert path.read_bytes() == b"yx = 1\r\n"
