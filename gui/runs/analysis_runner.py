"""Runs sweeps, gradient checks and Jacobians in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from engine.worker.host import Job, WorkerHost
from engine.worker.messages import Finished, Request
from engine.worker.worker_process import Lost, Message
from gui.mailbox import Mailbox
from gui.runs.runner import PREPARE_AFTER_MS, Runner

MAX_TOTAL_MS = 30_000
"""A request is ended after this time; its results so far are kept."""
MAX_SILENCE_MS = 10_000
"""A worker is killed after so long without a message, in a call that cannot be interrupted."""

AnalysisEnd = Literal["done", "stopped", "too_long", "lost"]
"""How a request ended: normally, on demand, by a time limit, or with its process."""


class AnalysisRunner(QObject):
    """Runs one request at a time, which repeats a script many times; a new one replaces it.

    Attributes:
        is_running: whether a request is going on.

    Signals:
        found(list): samples, verdicts or Jacobians, in the order in which they were computed.
        ended(str): an ``AnalysisEnd``.
    """

    found = Signal(list)
    ended = Signal(str)

    def __init__(self, host: WorkerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._job: Job | None = None
        self._number = 0
        self._is_closed = False
        self._end: AnalysisEnd = "stopped"
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)
        self._preparation = QTimer(self, singleShot=True, interval=PREPARE_AFTER_MS)
        self._preparation.timeout.connect(host.prepare)
        self._limits = [
            QTimer(self, singleShot=True, interval=interval)
            for interval in (MAX_TOTAL_MS, MAX_SILENCE_MS)
        ]
        for limit in self._limits:
            limit.timeout.connect(lambda: self._stop("too_long"))

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def start(self, request: Request) -> None:
        """Start a request, and forget the one before; does nothing once the window has closed."""
        self.abandon()
        if self._is_closed:
            return
        number = self._number
        self._end = "stopped"
        self._job = self._host.run(request, lambda message: self._mailbox.post((number, message)))
        for timer in (self._preparation, *self._limits):
            timer.start()

    def stop(self) -> None:
        """End the request, if one is running, and keep its results."""
        self._stop("stopped")

    def abandon(self) -> None:
        """End the request, if one is going on, without further signals about it."""
        self.stop()
        self._number += 1
        self._forget_job()

    def close(self) -> None:
        """End for good, without further signals; the host ends its processes itself."""
        self._is_closed = True
        self.abandon()
        self._preparation.stop()
        self._mailbox.close()

    def _stop(self, how: AnalysisEnd) -> None:
        if self._job is not None:
            self._end = how
            self._job.stop()

    def _forget_job(self) -> None:
        self._job = None
        for limit in self._limits:
            limit.stop()

    def _on_messages_received(self, messages: list[tuple[int, Message]]) -> None:
        present = self._number
        current = [message for number, message in messages if number == present]
        found = [message for message in current if not isinstance(message, Finished | Lost)]
        if found:
            self._limits[1].start()
            self.found.emit(found)
        if present != self._number:  # a listener has started another request
            return
        if current and isinstance(current[-1], Finished | Lost):
            self._forget_job()
            self.ended.emit(self._end_of(current[-1]))

    def _end_of(self, last: Finished | Lost) -> AnalysisEnd:
        if isinstance(last, Finished) and last.how == "done":
            return "done"
        is_stopped = isinstance(last, Finished) or last.reason == "stopped"
        return self._end if is_stopped else "lost"


def make_analysis_runner(
    runner: Runner,
    parent: QObject,
    on_found: Callable[[list[Any]], None],
    on_ended: Callable[[str], None],
) -> AnalysisRunner:
    """An analysis runner that uses a runner's worker processes, and closes with them."""
    analysis_runner = AnalysisRunner(runner.host, parent)
    analysis_runner.found.connect(on_found)
    analysis_runner.ended.connect(on_ended)
    runner.closing.connect(analysis_runner.close)
    return analysis_runner
