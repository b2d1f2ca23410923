"""The script in the editor as a document: its file, and whether it is saved."""

import contextlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine import RECORDING_SUFFIX
from engine.record.recorded import Recorded
from engine.script.encodings import EncodingError, with_utf8_declared
from engine.script.notebook_file import NOTEBOOK_SUFFIX, script_of_notebook
from gui.documents.recording_reader import read_recorded
from gui.documents.recovery import Draft
from gui.documents.script_file import (
    Form,
    digest_of,
    is_unchanged,
    read_script,
    write_file,
)
from gui.editor.python_edit import PythonEdit


class Document(QObject):
    """The text of the editor, and the file it was read from or written to.

    Attributes:
        name: shown in the title; that of the file, where there is one.
        path: the file; None if it was never saved.

    Signals:
        opened: there is another script in the editor.
        recording_opened(Recorded): the script in the editor is that of this recording.
        reloaded: the editor has the text that another program wrote to the file.
        saved: the text was written to the file.
        changed: its name, its file, or whether it has unsaved changes.
    """

    opened = Signal()
    recording_opened = Signal(Recorded)
    reloaded = Signal()
    saved = Signal()
    changed = Signal()

    def __init__(self, editor: PythonEdit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = ""
        self.path: Path | None = None
        self._editor = editor
        self._form = Form()
        self._digest = ""
        editor.document().modificationChanged.connect(self.changed)

    @property
    def is_modified(self) -> bool:
        """Whether there are unsaved changes."""
        return self._editor.document().isModified()

    @property
    def has_changed_on_disk(self) -> bool:
        """Whether another program wrote the file since it was read or written here."""
        return self.path is not None and not is_unchanged(self.path, self._digest)

    def start(self, text: str, name: str) -> None:
        """Begin a document without a file; its text is available elsewhere, and so not modified."""
        self._show(Draft(text, name))

    def open(self, path: Path) -> None:
        """Open a file; of a notebook its code, as a script without a file.

        Raises:
            ScriptFileError: it cannot be read; everything is as it was.
        """
        if path.suffix.lower() == RECORDING_SUFFIX:
            self.show_recording(read_recorded(path))
            return
        script = read_script(path)
        is_notebook = path.suffix.lower() == NOTEBOOK_SUFFIX
        code = script_of_notebook(script.text) if is_notebook else None
        if code is not None:
            self.start(code, path.with_suffix(".py").name)
            return
        self._show(Draft(script.text, path.name, str(path), script.form, script.digest))

    def show_recording(self, recorded: Recorded) -> None:
        """Show the script of a recording, and ask for the recording to be shown."""
        recording = recorded.recording
        self.start(recording.source, Path(recording.filename).name)
        self.recording_opened.emit(recorded)

    def reload(self) -> bool:
        """Take over the file's text, as an edit that can be undone; returns whether it differs.

        Raises:
            ScriptFileError: it cannot be read; everything is as it was.
        """
        assert self.path is not None
        script = read_script(self.path)
        self._form, self._digest = script.form, script.digest
        is_other_text = script.text != self._editor.source()
        if is_other_text:
            self._editor.change_source(script.text)
            self._editor.document().setModified(False)
            self.reloaded.emit()
        self.changed.emit()
        return is_other_text

    def mark_file_lost(self) -> None:
        """Note that the file is gone, so that all of the text is unsaved."""
        self._editor.document().setModified(True)

    def mark_file_found(self) -> None:
        """Note that the file exists again; the text counts as saved unless it has changed."""
        with contextlib.suppress(EncodingError):  # no file can have this text
            if digest_of(self._form.bytes_of(self._editor.source())) == self._digest:
                self._editor.document().setModified(False)

    def save(self, path: Path) -> None:
        """Write the text to a file, which is the document's from now on.

        Raises:
            ScriptFileError: it cannot be written; everything is as it was.
            EncodingError: nor can it in the encoding that it declares.
        """
        data = self._form.bytes_of(self._editor.source())
        write_file(path, data)
        self.name, self.path, self._digest = path.name, path, digest_of(data)
        self._editor.document().setModified(False)
        self.saved.emit()
        self.changed.emit()

    def declare_utf8(self) -> None:
        """Let the text declare that it is in UTF-8, as an edit that can be undone."""
        self._editor.change_source(with_utf8_declared(self._editor.source()))

    def draft(self) -> Draft:
        """The document as it is, to be restored after a crash."""
        path = "" if self.path is None else str(self.path)
        return Draft(self._editor.source(), self.name, path, self._form, self._digest)

    def restore(self, draft: Draft) -> None:
        """Show a draft, with its changes unsaved as they were."""
        self._show(draft)
        self._editor.document().setModified(True)

    def _show(self, draft: Draft) -> None:
        self.name = draft.name
        self.path = Path(draft.path) if draft.path else None
        self._form, self._digest = draft.form, draft.digest
        self._editor.set_source(draft.text)
        self.opened.emit()
        self.changed.emit()
