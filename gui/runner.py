"""Runs scripts in worker processes and grows their recordings in the window."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from engine.record.budgets import Budgets
from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.worker.host import Job, WorkerHost
from engine.worker.messages import Finished, RunRequest
from engine.worker.worker_process import Lost
from gui.mailbox import Mailbox

MAX_PRINTED_CHARS = 1_000_000


@dataclass(frozen=True)
class RunEnd:
    """How a run ended.

    Attributes:
        how: "done"; "error", by an exception of the script; "stopped", as asked; "exited", by
            ``sys.exit``; or "lost": the worker process ended without a word, as ``detail`` says.
        detail: the exit status, the signal's name, or what was received.
    """

    how: Literal["done", "error", "stopped", "exited", "lost"]
    detail: str


class Runner(QObject):
    """One run at a time; a new one stops the one before.

    Attributes:
        recording: of the newest run.
        is_running: whether it is still going on.

    Signals:
        run_started: there is a new recording, still empty.
        recording_grew: rows arrived.
        run_ended(RunEnd): all rows have arrived.
    """

    run_started = Signal()
    recording_grew = Signal()
    run_ended = Signal(RunEnd)

    def __init__(self, host: WorkerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording = Recording("")
        self._host = host
        self._job: Job | None = None
        self._number = 0
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def run(self, source: str, filename: str) -> None:
        """Run a script from its beginning."""
        self.stop()
        self._number += 1
        number = self._number
        budgets = Budgets()
        request = RunRequest(
            source, filename, budgets.max_ops, budgets.max_bytes, MAX_PRINTED_CHARS
        )
        self.recording = Recording(source, filename)
        self._job = self._host.run(request, lambda said: self._mailbox.post((number, said)))
        self.run_started.emit()

    def stop(self) -> None:
        """Interrupt the run, if one is going on; it ends within half a second."""
        if self._job is not None:
            self._job.stop()

    def close(self) -> None:
        """End every worker process."""
        self._host.close()
        self._mailbox.close()

    def _on_messages_received(self, messages: list[tuple[int, Rows | Finished | Lost]]) -> None:
        grew = False
        for number, message in messages:
            if number != self._number or self._job is None:
                continue
            if isinstance(message, Rows):
                grew |= self._append(message)
                continue
            if grew:
                self.recording_grew.emit()
                grew = False
            self._end(_end_of(message))
        if grew:
            self.recording_grew.emit()

    def _append(self, rows: Rows) -> bool:
        """Grow the recording; what cannot belong to it ends the run."""
        try:
            self.recording.append(rows)
        except ValueError as error:
            self.stop()
            self._end(RunEnd("lost", str(error)))
            return False
        return True

    def _end(self, end: RunEnd) -> None:
        self._job = None
        self.run_ended.emit(end)


def _end_of(message: Finished | Lost) -> RunEnd:
    if isinstance(message, Finished):
        return RunEnd(message.how, message.detail)
    if message.reason == "stopped":
        return RunEnd("stopped", "")
    return RunEnd("lost", message.detail)
