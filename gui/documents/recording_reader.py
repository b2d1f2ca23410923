"""Reads recordings from files, on another thread or while the window waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.recorded import Recorded
from gui.background import Background
from gui.documents.script_file import Problem, ScriptFileError, file_error

PATIENCE_MS = 250
"""Reading that takes longer is reported."""

_RETRY_MS = 50


def read_recorded(path: Path) -> Recorded:
    """Read and validate a recording.

    Raises:
        ScriptFileError: it cannot be read.
    """
    from engine.record.recording_file import Fault, RecordingFileError, read_recording

    try:
        return read_recording(path)
    except OSError as error:
        raise file_error(error) from error
    except RecordingFileError as error:
        is_other = error.fault is Fault.OTHER_VERSION
        problem = Problem.OTHER_VERSION if is_other else Problem.DAMAGED
        raise ScriptFileError(problem, error.detail) from error


class RecordingReader(QObject):
    """Reads one recording at a time on a thread: the last one requested.

    Args:
        must_wait: whether the result must be held back for now.

    Signals:
        delayed(Path): reading takes a while.
        delay_ended: a delayed reading has ended.
        read(Path, Recorded): the recording was read and is valid.
        failed(Path, ScriptFileError): it cannot be read.
    """

    delayed = Signal(Path)
    delay_ended = Signal()
    read = Signal(Path, Recorded)
    failed = Signal(Path, ScriptFileError)

    def __init__(self, must_wait: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._must_wait = must_wait
        self._path = Path()
        self._reading: Background | None = None
        self._is_delayed = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)

    def start(self, path: Path) -> None:
        """Read a file, instead of the one that is being read."""
        self.cancel()
        self._path = path
        self._reading = reading = Background(self)
        reading.done.connect(partial(self._deliver, reading))
        reading.run(partial(_outcome, path))
        self._patience.start()

    def cancel(self) -> None:
        """Discard the recording that is being read, if any."""
        self._reading = None
        self._patience.stop()
        if self._is_delayed:
            self._is_delayed = False
            self.delay_ended.emit()

    def _on_patience_ended(self) -> None:
        self._is_delayed = True
        self.delayed.emit(self._path)

    def _deliver(self, reading: Background, outcome: Recorded | ScriptFileError) -> None:
        if reading is self._reading and self._must_wait():
            QTimer.singleShot(_RETRY_MS, self, partial(self._deliver, reading, outcome))
            return
        reading.deleteLater()
        if reading is not self._reading:
            return
        self.cancel()
        if isinstance(outcome, ScriptFileError):
            self.failed.emit(self._path, outcome)
        else:
            self.read.emit(self._path, outcome)


def _outcome(path: Path) -> Recorded | ScriptFileError:
    try:
        return read_recorded(path)
    except ScriptFileError as error:
        return error
