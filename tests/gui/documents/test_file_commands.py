"""Files are opened and saved, and nothing unsaved is lost without a question."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from engine.record import recording_file
from engine.record.recorded import Recorded
from engine.record.recording_file import read_recording, write_recording
from engine.record.run_end import RunEnd
from gui.documents import script_file
from gui.documents.document import Document
from gui.documents.file_commands import FileCommands
from gui.documents.recovery import Recovery
from gui.editor.python_edit import PythonEdit
from gui.examples import examples
from gui.settings import MAX_RECENT_FILES, Settings
from tests.gui.documents.answering import Act, answering, click, escape, pick
from tests.samples import first_gradient

EDITED = "edited = 1\n"


@dataclass
class Desk:
    """A window with an editor and its files."""

    qtbot: QtBot
    editor: PythonEdit
    files: FileCommands
    settings: Settings
    folder: Path

    @property
    def document(self) -> Document:
        return self.files.document

    def edit(self) -> None:
        self.editor.insertPlainText(EDITED)

    def file(self, name: str, data: bytes = b"x = 1\n") -> Path:
        """Create a file of that name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def recent_names(self) -> list[str]:
        """The entries of the menu of recent files."""
        self.files.recent_menu.aboutToShow.emit()
        return [action.text() for action in self.files.recent_menu.actions()]

    def start_again(self) -> "Desk":
        """Another start of the application, with the same settings and data."""
        return desk_in(self.qtbot, self.folder, self.settings)


def desk_in(qtbot: QtBot, folder: Path, settings: Settings) -> Desk:
    window = QMainWindow()
    qtbot.addWidget(window)
    editor = PythonEdit()
    window.setCentralWidget(editor)
    files = FileCommands(editor, settings, Recovery(folder / "unsaved"), window)
    window.show()
    return Desk(qtbot, editor, files, settings, folder)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    desk = desk_in(qtbot, tmp_path, Settings(store))
    yield desk
    desk.files.close()


def kept_files(desk: Desk) -> list[Path]:
    return list((desk.folder / "unsaved").glob("*.json"))


def test_a_new_window_has_nothing_unsaved(desk: Desk) -> None:
    assert desk.files.confirm_discard()
    assert desk.document.name == "untitled.py"


def test_an_example_is_an_unsaved_copy(desk: Desk) -> None:
    example = examples()[0]
    assert desk.files.start_from(example)
    assert (desk.document.path, desk.document.is_modified) == (None, False)
    before = example.path.read_bytes()
    desk.edit()
    with answering(pick(desk.folder / "mine.py", "Save")):
        assert desk.files.save()
    assert example.path.read_bytes() == before
    assert (desk.folder / "mine.py").read_text("utf-8") == EDITED + example.source()


@pytest.mark.parametrize("leave", ["new", "start_from", "open_file"])
@pytest.mark.parametrize("answer", [click("Cancel"), escape], ids=["cancel", "escape"])
def test_unsaved_text_stays_when_the_question_is_cancelled(
    desk: Desk, leave: str, answer: Act
) -> None:
    arguments = {"start_from": (examples()[0],), "open_file": (desk.file("a.py"),)}
    desk.edit()
    with answering(answer) as said:
        getattr(desk.files, leave)(*arguments.get(leave, ()))
    assert said == ["Save the changes of untitled.py?\nOtherwise they are lost."]
    assert desk.editor.source() == EDITED
    assert desk.document.is_modified


GBK = "# coding: gbk\nx = '表'\n"


def test_a_script_stays_in_the_encoding_that_it_declares(desk: Desk) -> None:
    path = desk.file("a.py", GBK.encode("gbk"))
    desk.files.open_file(path)
    assert desk.editor.source() == GBK
    desk.editor.appendPlainText("y = '图'")
    assert desk.files.save()
    assert path.read_bytes().decode("gbk") == GBK + "\ny = '图'"


def test_a_script_with_characters_outside_its_encoding_can_be_saved_in_utf_8(
    desk: Desk,
) -> None:
    path = desk.file("a.py", GBK.encode("gbk"))
    desk.files.open_file(path)
    desk.editor.appendPlainText("y = '😀'")
    with answering(click("Cancel")) as said:
        assert not desk.files.save()
    assert said == [
        "a.py cannot be saved in gbk.\nIt declares that encoding, which has no 😀 (line 4). "
        "In UTF-8 all of it can be saved; the script then declares that."
    ]
    assert (path.read_bytes(), desk.document.is_modified) == (GBK.encode("gbk"), True)
    with answering(click("Save in UTF-8")):
        assert desk.files.save()
    assert desk.editor.source() == GBK.replace("gbk", "utf-8") + "\ny = '😀'"
    assert path.read_text("utf-8") == desk.editor.source()
    desk.editor.undo()
    assert desk.editor.source() == GBK + "\ny = '😀'"


def test_an_unknown_encoding_is_reported_before_the_file_is_written(
    desk: Desk,
) -> None:
    path = desk.file("a.py")
    desk.files.open_file(path)
    desk.editor.insertPlainText("# coding: nonsense\n")
    with answering(escape) as said:
        assert not desk.files.save()
    assert said[0].startswith("a.py cannot be saved in nonsense.")
    assert "Python could not read it so" in said[0]
    assert path.read_bytes() == b"x = 1\n"


@pytest.fixture
def may_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Recordings are read, but not before this is set."""
    may_read = threading.Event()

    def read_later(path: Path) -> Recorded:
        may_read.wait()
        return read_recording(path)

    monkeypatch.setattr(recording_file, "read_recording", read_later)
    yield may_read
    may_read.set()


def recording_in(desk: Desk, name: str) -> Path:
    """A recording, of a script that is named alike."""
    recording = first_gradient().recording()
    recording.filename = f"{name}.py"
    file = io.BytesIO()
    write_recording(file, Recorded(recording, RunEnd("done")))
    return desk.file(f"{name}.gradwalk", file.getvalue())


def shown_on(desk: Desk) -> list[str]:
    """The names of the scripts whose recordings are shown from now on."""
    shown: list[str] = []
    desk.document.recording_opened.connect(lambda each: shown.append(each.recording.filename))
    return shown


def test_a_recording_is_read_without_blocking_the_window(
    desk: Desk, may_read: threading.Event
) -> None:
    shown = shown_on(desk)
    said: list[str] = []
    desk.files.message_requested.connect(said.append)
    desk.files.open_file(recording_in(desk, "first"))
    desk.qtbot.waitUntil(lambda: said == ["first.gradwalk is being read…"])
    assert (shown, desk.editor.source(), desk.recent_names()) == ([], "", ["No files yet"])
    may_read.set()
    desk.qtbot.waitUntil(lambda: shown == ["first.py"])
    assert desk.editor.source() == first_gradient().source
    assert desk.recent_names() == [str(Path("~/first.gradwalk"))]
    assert said[1:] == [""], "what was said is over"


@pytest.mark.parametrize("other", ["new", "script", "recording", "close"])
def test_the_file_opened_last_is_shown(desk: Desk, may_read: threading.Event, other: str) -> None:
    shown = shown_on(desk)
    desk.files.open_file(recording_in(desk, "first"))
    threads = threading.active_count()
    match other:
        case "new":
            desk.files.new()
        case "script":
            desk.files.open_file(desk.file("a.py"))
        case "recording":
            desk.files.open_file(recording_in(desk, "second"))
        case "close":
            desk.files.close()
    may_read.set()
    desk.qtbot.waitUntil(lambda: threading.active_count() < threads)
    desk.qtbot.wait(20)
    assert shown == (["second.py"] if other == "recording" else [])


def test_text_discarded_for_a_recording_is_not_asked_about_again(
    desk: Desk, may_read: threading.Event
) -> None:
    shown = shown_on(desk)
    desk.edit()
    with answering(click("Discard")):
        desk.files.open_file(recording_in(desk, "first"))
    with answering():
        may_read.set()
        desk.qtbot.waitUntil(lambda: shown == ["first.py"])


def test_text_typed_while_a_recording_is_read_is_asked_about(
    desk: Desk, may_read: threading.Event
) -> None:
    shown = shown_on(desk)
    desk.files.open_file(recording_in(desk, "first"))
    desk.edit()
    may_read.set()
    with answering(click("Cancel")) as said:
        desk.qtbot.waitUntil(lambda: bool(said))
    assert (shown, desk.editor.source()) == ([], EDITED)


def test_a_recording_is_not_shown_while_a_question_is_open(
    desk: Desk, may_read: threading.Event
) -> None:
    shown = shown_on(desk)
    desk.files.open_file(recording_in(desk, "first"))
    threads = threading.active_count()

    def read_first(dialog: QDialog) -> None:
        may_read.set()
        desk.qtbot.waitUntil(lambda: threading.active_count() < threads)
        assert shown == []
        escape(dialog)

    with answering(read_first):
        desk.files.save_as()
    desk.qtbot.waitUntil(lambda: shown == ["first.py"])


def test_unsaved_text_is_discarded_on_demand(desk: Desk) -> None:
    desk.edit()
    with answering(click("Discard")):
        desk.files.new()
    assert desk.editor.source() == ""


def test_unsaved_text_is_saved_first_on_demand(desk: Desk) -> None:
    path = desk.file("a.py")
    desk.files.open_file(path)
    desk.edit()
    with answering(click("Save")):
        desk.files.new()
    assert path.read_text() == EDITED + "x = 1\n"
    assert desk.editor.source() == ""


def test_a_message_says_that_the_script_was_saved(desk: Desk) -> None:
    path = desk.file("script.py")
    desk.files.open_file(path)
    desk.edit()
    with desk.qtbot.waitSignal(desk.files.message_requested) as message_requested:
        assert desk.files.save()
    assert message_requested.args == ["script.py is saved."]


def test_unsaved_text_stays_when_the_save_dialog_is_cancelled(desk: Desk) -> None:
    desk.edit()
    with answering(click("Save"), escape):
        assert not desk.files.confirm_discard()
    assert desk.editor.source() == EDITED


def test_only_one_question_is_open_at_a_time(desk: Desk) -> None:
    desk.edit()

    def ask_again(dialog: QDialog) -> None:
        assert not desk.files.confirm_discard()
        escape(dialog)

    with answering(ask_again):
        assert not desk.files.confirm_discard()


def test_a_chosen_file_is_opened(desk: Desk) -> None:
    path = desk.file("a.py", b"\xef\xbb\xbfx = 1\r\n")
    with answering(pick(path, "Open")):
        desk.files.open()
    assert desk.editor.source() == "x = 1\n"
    assert desk.document.path == path


def test_the_code_of_a_notebook_is_opened_and_the_notebook_is_unchanged(desk: Desk) -> None:
    data = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"]}]}'
    path = desk.file("lesson.ipynb", data)
    message_requested: list[str] = []
    desk.files.message_requested.connect(message_requested.append)
    with answering(pick(path, "Open")):
        desk.files.open()
    assert desk.editor.source() == "# %%\nx = 1\n"
    assert desk.document.name == "lesson.py"
    assert not desk.document.is_modified
    assert message_requested == ["lesson.py has the code of the notebook, which stays as it is."]
    desk.edit()
    with answering(pick(desk.folder / "mine.py", "Save")):
        assert desk.files.save()
    assert path.read_bytes() == data
    assert desk.recent_names() == [str(Path("~", name)) for name in ("mine.py", "lesson.ipynb")]


def test_a_script_without_a_file_is_saved_beside_the_last_opened_file(desk: Desk) -> None:
    folder = desk.folder / "lessons"
    folder.mkdir()
    desk.files.open_file(desk.file("lessons/first.ipynb", b'{"nbformat": 4, "cells": []}'))
    proposed: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        proposed.extend(dialog.selectedFiles())
        escape(dialog)

    with answering(look):
        desk.files.save()
    assert [Path(each) for each in proposed] == [folder / "first.py"]


def test_an_invalid_notebook_is_opened_as_text(desk: Desk) -> None:
    said: list[str] = []
    desk.files.message_requested.connect(said.append)
    desk.files.open_file(desk.file("odd.ipynb", b"{}"))
    assert said == ["odd.ipynb is no notebook, or only a part of one: this is its text."]
    assert desk.editor.source() == "{}"
    assert desk.document.name == "odd.ipynb"


def test_cancelling_the_open_dialog_changes_nothing(desk: Desk) -> None:
    with answering(escape):
        desk.files.open()
    assert desk.document.name == "untitled.py"


def test_an_unreadable_file_is_reported_and_changes_nothing(desk: Desk) -> None:
    path = desk.file("picture.py", b"\n\n\xff\xd8")
    desk.edit()
    with answering(click("Discard"), click("OK")) as said:
        desk.files.open_file(path)
    assert said[1].startswith(f"picture.py cannot be opened.\n{path}\n")
    assert "line 3" in said[1]
    assert desk.editor.source() == EDITED
    assert desk.document.is_modified


def test_an_unwritable_file_is_reported_and_nothing_is_lost(desk: Desk) -> None:
    folder = desk.folder / "folder"
    folder.mkdir()
    path = folder / "a.py"
    path.write_text("x = 1\n")
    desk.files.open_file(path)
    desk.edit()
    path.unlink()
    folder.rmdir()
    with answering(click("Cancel")) as said:
        assert not desk.files.save()
    assert "a.py cannot be saved." in said[0]
    assert "Its folder is not there any more." in said[0]
    assert "save it in another place" in said[0]
    assert desk.document.is_modified
    with answering(click("Save as…"), pick(desk.folder / "b.py", "Save")):
        assert desk.files.save()
    assert not desk.document.is_modified
    assert (desk.folder / "b.py").read_text() == EDITED + "x = 1\n"


def test_py_is_appended_to_a_name_without_extension(desk: Desk) -> None:
    desk.edit()
    with answering(pick(desk.folder / "mine", "Save")):
        assert desk.files.save_as()
    assert desk.document.name == "mine.py"


@pytest.mark.parametrize(
    ("answer", "is_saved", "on_disk"),
    [("Replace", True, EDITED + "x = 1\n"), ("Cancel", False, "theirs\n")],
)
def test_a_file_changed_by_another_program_is_overwritten_only_on_demand(
    desk: Desk, answer: str, is_saved: bool, on_disk: str
) -> None:
    path = desk.file("a.py")
    desk.files.open_file(path)
    desk.edit()
    path.write_text("theirs\n")
    with answering(click(answer)) as said:
        assert desk.files.save() == is_saved
    assert "changed by another program" in said[0]
    assert path.read_text() == on_disk
    assert desk.document.is_modified != is_saved


def test_a_file_changed_by_another_program_can_be_kept_by_saving_elsewhere(desk: Desk) -> None:
    path = desk.file("a.py")
    desk.files.open_file(path)
    desk.edit()
    path.write_text("theirs\n")
    with answering(click("Save as…"), pick(desk.folder / "b.py", "Save")):
        assert desk.files.save()
    assert path.read_text() == "theirs\n"
    assert (desk.folder / "b.py").read_text() == EDITED + "x = 1\n"


def test_recent_files_are_listed_newest_first_and_once(desk: Desk) -> None:
    assert desk.recent_names() == ["No files yet"]
    first, second = desk.file("a.py"), desk.file("b&c.py")
    for path in (first, second, first):
        desk.files.open_file(path)
    assert desk.recent_names() == [str(Path("~", "a.py")), str(Path("~", "b&&c.py"))]
    assert desk.start_again().recent_names() == desk.recent_names()
    desk.files.recent_menu.actions()[1].trigger()
    assert desk.document.path == second


def test_recent_files_are_the_last_ten_that_exist(desk: Desk) -> None:
    paths = [desk.file(f"{number}.py") for number in range(MAX_RECENT_FILES + 2)]
    for path in paths:
        desk.files.open_file(path)
    assert len(desk.recent_names()) == MAX_RECENT_FILES
    paths[-1].unlink()
    assert desk.recent_names()[0] == str(Path("~", paths[-2].name))


def test_a_recent_file_on_a_remounted_drive_is_listed_again(desk: Desk) -> None:
    path = desk.file("drive/lesson.py")
    desk.files.open_file(path)
    path.rename(desk.folder / "away.py")
    assert desk.recent_names() == ["No files yet"]
    (desk.folder / "away.py").rename(path)
    assert desk.recent_names() == [str(Path("~", "drive", "lesson.py"))]


def test_an_inaccessible_recent_file_does_not_hide_the_others(desk: Desk) -> None:
    desk.settings.recent_files = [desk.folder / ("too_long" * 100), desk.file("a.py")]
    assert desk.recent_names() == [str(Path("~", "a.py"))]


def wait_until_kept(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: bool(kept_files(desk)), timeout=3_000)


def test_unsaved_text_is_stored_after_a_change_and_removed_when_saved(desk: Desk) -> None:
    assert kept_files(desk) == []
    desk.edit()
    wait_until_kept(desk)
    desk.editor.undo()
    assert kept_files(desk) == []
    desk.editor.redo()
    wait_until_kept(desk)
    with answering(pick(desk.folder / "mine.py", "Save")):
        desk.files.save()
    assert kept_files(desk) == []


def test_a_failure_to_store_unsaved_text_is_reported_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (desk.folder / "unsaved").write_bytes(b"in the place of the folder")
    message_requested: list[str] = []
    desk.files.message_requested.connect(message_requested.append)
    for _ in range(2):
        caplog.clear()
        desk.edit()
        desk.qtbot.waitUntil(lambda: bool(caplog.records), timeout=5_000)
    assert message_requested == [
        "Unsaved changes of untitled.py would not outlive a crash: save them soon."
    ]


def left_behind(desk: Desk) -> Desk:
    """The next start after a crash with unsaved text in a file of its own."""
    desk.files.open_file(desk.file("a.py"))
    desk.edit()
    wait_until_kept(desk)
    desk.files.drafts._recovery._lock.unlock()  # as when its process ends
    return desk.start_again()


def test_unsaved_text_of_a_crash_is_offered_and_restored(desk: Desk) -> None:
    again = left_behind(desk)
    with answering(click("Restore")) as said:
        again.files.begin()
    assert said[0].startswith("Restore the unsaved changes of a.py?")
    assert again.editor.source() == EDITED + "x = 1\n"
    assert (again.document.path, again.document.is_modified) == (desk.folder / "a.py", True)
    assert len(kept_files(again)) == 1, "it is still unsaved, and kept by this start"
    again.files.save()
    assert kept_files(again) == []


def test_unsaved_text_of_a_crash_can_be_discarded(desk: Desk) -> None:
    again = left_behind(desk)
    with answering(click("Discard")):
        again.files.begin()
    assert again.editor.source() == ""
    assert kept_files(again) == []


def test_a_first_file_that_cannot_be_read_is_told_of_once_the_window_is_shown(desk: Desk) -> None:
    path = desk.file("a.py", "x = '表'\n".encode("gbk"))
    with answering():
        assert not desk.files.open_first(path)
    with answering(click("OK")) as said:
        desk.files.begin()
    assert said[0].startswith("a.py cannot be opened.")
    assert "line 1 cannot be read" in said[0]
    assert "such as # coding: gbk" in said[0]
    assert desk.recent_names() == ["No files yet"]


def test_a_folder_that_is_only_for_reading_is_told_in_the_windows_own_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    desk.files.open_file(desk.file("a.py"))
    desk.edit()
    monkeypatch.setattr(script_file, "write_whole", refuse)
    with answering(escape) as said:
        assert not desk.files.save()
    assert "You may not write there. The script is still in the editor" in said[0]
    assert desk.document.is_modified


def test_a_script_in_utf_16_is_refused_with_advice_that_fits(desk: Desk) -> None:
    path = desk.file("notepad.py", "x = '表'\r\n".encode("utf-16"))
    with answering(click("OK")) as said:
        desk.files.open_file(path)
    assert "It is text in UTF-16" in said[0] and "Save it as UTF-8" in said[0]
    assert "gbk" not in said[0]


def test_drafts_of_other_files_are_kept_while_a_requested_file_is_open(desk: Desk) -> None:
    again = left_behind(desk)
    again.files.open_file(again.file("b.py", b"b = 2\n"))
    message_requested: list[str] = []
    again.files.message_requested.connect(message_requested.append)
    with answering():
        again.files.begin()
    assert again.editor.source() == "b = 2\n"
    assert message_requested == [
        "Unsaved changes of a.py are kept: File ▸ Restore unsaved changes…"
    ]
    assert len(kept_files(again)) == 1
    with answering(click("Restore")):
        again.files.restore()
    assert again.editor.source() == EDITED + "x = 1\n"
    again.files.save()
    again.files.restore()
    assert message_requested[1:] == ["a.py is saved.", "No unsaved changes were left behind."]


def test_a_draft_of_the_requested_file_is_offered(desk: Desk) -> None:
    again = left_behind(desk)
    again.files.open_file(desk.folder / "a.py")
    with answering(click("Restore")):
        again.files.begin()
    assert again.editor.source() == EDITED + "x = 1\n"


def test_present_unsaved_text_is_asked_about_before_a_draft_is_restored(desk: Desk) -> None:
    again = left_behind(desk)
    again.editor.insertPlainText("mine = 1")
    with answering(click("Cancel")):
        again.files.restore()
    assert again.editor.source() == "mine = 1"
    assert again.files.drafts.has_leftovers


def test_after_a_clean_exit_no_draft_is_offered(desk: Desk) -> None:
    desk.edit()
    with answering(click("Discard")):
        assert desk.files.confirm_discard()
    desk.files.close()
    with answering():
        desk.start_again().files.begin()
