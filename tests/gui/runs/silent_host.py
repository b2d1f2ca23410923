"""A host without processes, whose runs say what a test says."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from engine.record.rows import Rows
from engine.worker.host import Job
from engine.worker.messages import Finished
from engine.worker.worker_process import Lost, Message


class SilentHost:
    """Stands in for a ``WorkerHost``.

    Attributes:
        answer: what every run says at once.
        listeners: those of all runs, to be told more.
    """

    def __init__(self) -> None:
        self.answer: list[Rows | Finished | Lost] = []
        self.listeners: list[Callable[[Message], None]] = []

    def run(self, _request: object, on_message: Callable[[Message], None]) -> Job:
        """Begin a run, and answer."""
        self.listeners.append(on_message)
        for message in self.answer:
            on_message(message)
        return cast(Job, self)

    def prepare(self) -> None:
        """Nothing is to be prepared."""

    def stop(self) -> None:
        """Nothing is to be stopped."""

    def close(self) -> None:
        """Nothing is to be closed."""
