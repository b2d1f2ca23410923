"""Runs scripts in worker processes and grows their recordings in the window."""

from PySide6.QtCore import QObject, QTimer, Signal

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.run_end import RunEnd
from engine.worker.ending import end_of
from engine.worker.host import Job, WorkerHost
from engine.worker.messages import Finished, RunRequest
from engine.worker.worker_process import Lost
from gui.mailbox import Mailbox

PREPARE_AFTER_MS = 500
"""How long after the start of a run the worker of the next one is started."""


class Runner(QObject):
    """Runs one script at a time; a new run stops the one before.

    Attributes:
        recording: of the newest run.
        host: has the worker processes.
        is_running: whether it is still going on.

    Signals:
        run_started: there is a new recording, still empty.
        recording_grew: rows arrived.
        run_ended(RunEnd): all rows have arrived.
        closing: the worker processes are about to end.
    """

    run_started = Signal()
    recording_grew = Signal()
    run_ended = Signal(RunEnd)
    closing = Signal()

    def __init__(self, host: WorkerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = Recording("")
        self.host = host
        self._job: Job | None = None
        self._number = 0
        self._is_closed = False
        self._preparation = QTimer(self, singleShot=True, interval=PREPARE_AFTER_MS)
        self._preparation.timeout.connect(host.prepare)
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def run(self, source: str, filename: str) -> None:
        """Run a script; does nothing once the window has closed."""
        if self._is_closed:
            return
        self.stop()
        self._number += 1
        number = self._number
        self.recording = Recording(source, filename)
        request = RunRequest(source, filename)
        self._job = self.host.run(request, lambda message: self._mailbox.post((number, message)))
        self._preparation.start()
        self.run_started.emit()

    def stop(self) -> None:
        """Interrupt the run, if one is going on; it ends within half a second."""
        if self._job is not None:
            self._job.stop()

    def abandon(self) -> None:
        """Stop the run, if one is going on, without further signals about it."""
        self.stop()
        self._number += 1
        self._job = None

    def close(self) -> None:
        """End every worker process for good."""
        self._is_closed = True
        self.closing.emit()
        self._preparation.stop()
        self.host.close()
        self._mailbox.close()

    def _on_messages_received(self, messages: list[tuple[int, Rows | Finished | Lost]]) -> None:
        grew = False
        for number, message in messages:
            if number != self._number or self._job is None:
                continue
            end = self._take(message)
            if end is None:
                grew = True
                continue
            if grew:
                self.recording_grew.emit()
                grew = False
            if number == self._number:  # a listener may have started another run
                self._end(end)
        if grew:
            self.recording_grew.emit()

    def _take(self, message: Rows | Finished | Lost) -> RunEnd | None:
        """Grow the recording; how the run ended, also by rows that cannot belong to it."""
        if not isinstance(message, Rows):
            return end_of(message)
        try:
            self.recording.append(message)
        except ValueError as error:
            self.stop()
            return RunEnd("nonsense", str(error))
        return None

    def _end(self, end: RunEnd) -> None:
        self._job = None
        self.run_ended.emit(end)
