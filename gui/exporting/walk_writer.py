"""Has a page or an animation drawn by a process of its own, without blocking the window."""

from __future__ import annotations

import io

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from engine.children.child import child_command, child_environment
from engine.record.recorded import Recorded
from engine.record.recording_file import write_recording
from engine.wire import write_message
from gui import languages
from gui.exporting.animation import Pace
from gui.exporting.drawn_walk import Walk
from gui.exporting.walk_file import WalkFile
from gui.exporting.walk_process import WalkRequest

_PROGRAM = "gui.exporting.walk_process"


class WalkWriter(QObject):
    """Draws the steps of a recording once; to be deleted once it has answered, or to cancel.

    Signals:
        drawn(WalkFile): the file.
        failed(str): why there is none, for an error report.
    """

    drawn = Signal(WalkFile)
    failed = Signal(str)

    def __init__(self, recorded: Recorded, walk: Walk, pace: Pace | None, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in child_environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)
        program, *arguments = child_command(_PROGRAM)
        self._process.start(program, arguments)
        self._process.write(_request(recorded, walk, pace))
        self._process.closeWriteChannel()

    def close(self) -> None:
        """Cancel, without an answer."""
        self._process.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished()

    # -- slots ---------------------------------------------------------------------------------

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # else ``finished`` follows
            self.failed.emit(self._process.errorString())

    def _on_finished(self, status: int) -> None:
        if self._process.exitStatus() is QProcess.ExitStatus.NormalExit and not status:
            data = bytes(self._process.readAllStandardOutput().data())
            self.drawn.emit(msgspec.msgpack.decode(data, type=WalkFile))
            return
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
        self.failed.emit(said.splitlines()[-1] if said else self._process.errorString())


def _request(recorded: Recorded, walk: Walk, pace: Pace | None) -> bytes:
    file, messages = io.BytesIO(), io.BytesIO()
    write_recording(file, recorded)
    request = WalkRequest(walk, pace, languages.current())
    for each in (msgspec.msgpack.encode(request), file.getvalue()):
        write_message(messages, each)
    return messages.getvalue()
