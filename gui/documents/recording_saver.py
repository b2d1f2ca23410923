"""The command to save the recording of the newest run."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine import RECORDING_SUFFIX
from engine.record.recorded import Recorded
from gui.commands.action_set import ActionSet
from gui.documents.document import Document
from gui.documents.questions import Questions, documents_folder
from gui.documents.script_file import ScriptFileError, write_file
from gui.languages import QT_TRANSLATE_NOOP
from gui.runs.session import Session

_NO_RUN = QT_TRANSLATE_NOOP(
    "Command", "There is no run to save yet: run a script to its end first."
)


class RecordingSaver(QObject):
    """Saves the newest run, once it has ended and is what the graph shows.

    Signals:
        message_requested(str): a message to show for some seconds.
    """

    message_requested = Signal(str)

    def __init__(
        self, session: Session, document: Document, actions: ActionSet, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._document, self._actions = session, document, actions
        self._questions = Questions(window)
        self._folder: Path | None = None
        actions.connect_commands({"save_recording": self.save})
        session.changed.connect(self._on_session_changed)
        self._on_session_changed()

    def save(self) -> None:
        """Ask for a file, and write the recording to it."""
        recorded = self._recorded()
        if recorded is None:
            return
        self._session.player.pause()
        from engine.record.recording_file import write_recording

        file = io.BytesIO()
        write_recording(file, recorded)
        self._write(file.getvalue(), self._proposed_path())

    def _write(self, data: bytes, proposed: Path) -> None:
        """Ask for a file, and write it; where that cannot be, ask for another."""
        path = self._questions.ask_where_to_save_recording(proposed)
        if path is None:
            return
        try:
            write_file(path, data)
        except ScriptFileError as error:
            if self._questions.ask_to_save_recording_elsewhere(path, error):
                self._write(data, documents_folder() / path.name)
            return
        self._folder = path.parent
        self.message_requested.emit(self.tr("The recording is in {path}.").format(path=path))

    def _recorded(self) -> Recorded | None:
        session = self._session
        if session.end is None or not session.is_newest_shown or not session.newest.step_count:
            return None
        return Recorded(session.newest, session.end)

    def _proposed_path(self) -> Path:
        """The proposed file: beside the last recording or else the script, and named after that."""
        script = self._document.path
        folder = self._folder or (script.parent if script else documents_folder())
        return folder / Path(self._document.name).with_suffix(RECORDING_SUFFIX).name

    def _on_session_changed(self) -> None:
        self._actions.set_enabled("save_recording", self._recorded() is not None, _NO_RUN)
