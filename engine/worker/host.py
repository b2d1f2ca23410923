"""Keeps a worker process ready, and runs each script in a process of its own."""

import threading
from collections.abc import Callable

import msgspec

from engine.children.child import Child
from engine.worker.messages import Request
from engine.worker.worker_process import Message, WorkerProcess


class Job:
    """A run of one script, for the caller."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker

    @property
    def ended(self) -> bool:
        """Whether it has ended: ``Finished`` or ``Lost`` was delivered."""
        return self._worker.ended

    def stop(self) -> None:
        """Interrupt the script, and kill it if that is not enough; returns at once."""
        self._worker.stop()


class WorkerHost:
    """Runs scripts, each in a fresh process, one of which is started in advance.

    For the thread that created it only.

    Attributes:
        folder: where scripts look for files and modules; empty for where Gradwalk was started.
    """

    def __init__(self, first: Child | None = None) -> None:
        """Start the first worker, unless it was already started."""
        self._thread = threading.get_ident()
        self._spare: WorkerProcess | None = WorkerProcess(first)
        self._running: list[WorkerProcess] = []
        self._is_closed = False
        self.folder = ""

    def run(self, request: Request, on_message: Callable[[Message], None]) -> Job:
        """Run a script; ``on_message`` is called on another thread, in order.

        It receives any number of ``Rows``, ``Sample``, ``Verdict`` or ``Jacobian``, then exactly
        one ``Finished`` or ``Lost``.

        Raises:
            RuntimeError: on any thread but the one that created this host, and once it is closed.
        """
        if threading.get_ident() != self._thread:
            raise RuntimeError("a WorkerHost serves the thread that made it")
        if self._is_closed:
            raise RuntimeError("a closed WorkerHost runs nothing")
        worker = self._ready_worker()
        worker.run(msgspec.structs.replace(request, folder=self.folder), on_message)
        self._running = [other for other in self._running if not other.is_cleared_away]
        self._running.append(worker)
        return Job(worker)

    def _ready_worker(self) -> WorkerProcess:
        """The worker started in advance, unless it has died in the meantime."""
        spare, self._spare = self._spare, None
        if spare is not None and spare.is_alive:
            return spare
        if spare is not None:
            spare.close()
        return WorkerProcess()

    def prepare(self) -> None:
        """Start a worker in advance, so that the next run need not wait for one.

        Not part of ``run``: starting a worker would slow down the run. Once the host is closed,
        there is no next run.
        """
        if self._spare is None and not self._is_closed:
            self._spare = WorkerProcess()

    def close(self) -> None:
        """Kill all processes; runs that had not ended are ``Lost``."""
        self._is_closed, spare = True, self._spare
        self._spare = None
        for worker in (spare, *self._running):
            if worker is not None:
                worker.close()
