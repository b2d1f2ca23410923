"""Sweeps, checks and Jacobians in a worker process: started, watched, stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from engine.worker.host import Job, WorkerHost
from engine.worker.messages import Finished, Request
from engine.worker.worker_process import Lost, Message
from gui.mailbox import Mailbox
from gui.runs.runner import PREPARE_AFTER_MS, Runner

MOST_MS = 30_000
"""A whole request takes no longer; what was found until then stays."""
SILENCE_MS = 10_000
"""A worker that tells nothing for so long is ended: it is in a call that cannot be interrupted."""

How = Literal["done", "stopped", "too_long", "lost"]
"""How it ended: by itself, as asked, because it took too long, or with its process."""


class AnalysisRunner(QObject):
    """One request at a time that runs a script again and again; a new one replaces the last.

    Attributes:
        is_running: whether one is going on.

    Signals:
        found(list): samples or verdicts, in the order in which they were computed.
        ended(str): how; see `How`.
    """

    found = Signal(list)
    ended = Signal(str)

    def __init__(self, host: WorkerHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._job: Job | None = None
        self._number = 0
        self._is_closed = False
        self._end: How = "stopped"
        self._mailbox = Mailbox(self)
        self._mailbox.messages_received.connect(self._on_messages_received)
        self._preparation = QTimer(self, singleShot=True, interval=PREPARE_AFTER_MS)
        self._preparation.timeout.connect(host.prepare)
        self._limits = [
            QTimer(self, singleShot=True, interval=interval) for interval in (MOST_MS, SILENCE_MS)
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
        self._job = self._host.run(request, lambda said: self._mailbox.post((number, said)))
        for timer in (self._preparation, *self._limits):
            timer.start()

    def stop(self) -> None:
        """End the request, if one is going on; what it found stays."""
        self._stop("stopped")

    def abandon(self) -> None:
        """End the request, if one is going on, and tell nothing more of it."""
        self.stop()
        self._number += 1
        self._forget_job()

    def close(self) -> None:
        """Tell nothing more, and start nothing more; the processes are the host's to end."""
        self._is_closed = True
        self.abandon()
        self._preparation.stop()
        self._mailbox.close()

    def _stop(self, how: How) -> None:
        if self._job is not None:
            self._end = how
            self._job.stop()

    def _forget_job(self) -> None:
        self._job = None
        for limit in self._limits:
            limit.stop()

    def _on_messages_received(self, messages: list[tuple[int, Message]]) -> None:
        said = [message for number, message in messages if number == self._number]
        found = [message for message in said if not isinstance(message, Finished | Lost)]
        if found:
            self._limits[1].start()
            self.found.emit(found)
        if said and isinstance(said[-1], Finished | Lost):
            self._forget_job()
            self.ended.emit(self._how_ended(said[-1]))

    def _how_ended(self, last: Finished | Lost) -> How:
        if isinstance(last, Finished) and last.how == "done":
            return "done"
        is_asked = isinstance(last, Finished) or last.reason == "stopped"
        return self._end if is_asked else "lost"


def make_analysis_runner(
    runner: Runner,
    parent: QObject,
    on_found: Callable[[list[Any]], None],
    on_ended: Callable[[str], None],
) -> AnalysisRunner:
    """Reruns in the worker processes of a runner, that end with them."""
    reruns = AnalysisRunner(runner.host, parent)
    reruns.found.connect(on_found)
    reruns.ended.connect(on_ended)
    runner.closing.connect(reruns.close)
    return reruns
