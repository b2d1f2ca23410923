"""Runs a script in a worker process for the command line, and waits for what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from engine.record.budgets import Budgets
from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.worker.messages import Finished, RunRequest
from engine.worker.output import MAX_PRINTED_CHARS
from engine.worker.worker_process import Lost, Message, WorkerProcess

_UNLIMITED = 2**63 - 1


@dataclass(frozen=True)
class HeadlessEnd:
    """How a run ended.

    Attributes:
        message: for a person: the script's traceback, or why the run was lost; else empty.
        status: the exit status that says the same.
    """

    message: str
    status: int


def outcome_of(source: str, filename: str) -> tuple[str | None, HeadlessEnd]:
    """Run a script to its end, for its outcome as JSON: None for a lost run. Ctrl+C stops it.

    It is as the conformance corpus describes it.
    """
    request = RunRequest(source, filename, _UNLIMITED, _UNLIMITED, _UNLIMITED, with_outcome=True)
    last = _run(request, lambda rows: None)
    return (last.outcome_json if isinstance(last, Finished) else None), _described(last)


def recording_of(source: str, filename: str) -> tuple[Recording, HeadlessEnd]:
    """Run a script to its end, and record as much as the window would; Ctrl+C stops it.

    What happened before an error or a stop is recorded all the same.
    """
    recording = Recording(source, filename)
    last = _run(RunRequest(source, filename, *Budgets(), MAX_PRINTED_CHARS), recording.append)
    return recording, _described(last)


def _run(request: RunRequest, take_rows: Callable[[Rows], None]) -> Finished | Lost:
    heard: SimpleQueue[Message] = SimpleQueue()
    worker = WorkerProcess()
    try:
        worker.run(request, heard.put)
        while isinstance(message := _next(worker, heard), Rows):
            take_rows(message)
        return message
    except ValueError as error:  # rows that belong to no recording
        return Lost("nonsense", str(error), "")
    finally:
        worker.close()


def _next(worker: WorkerProcess, heard: SimpleQueue[Message]) -> Message:
    while True:
        try:
            return heard.get()
        except KeyboardInterrupt:
            worker.stop()


def _described(last: Finished | Lost) -> HeadlessEnd:
    if isinstance(last, Lost):
        reason = f"the script's process ended: {last.reason} {last.detail}".strip()
        return HeadlessEnd(reason, 130 if last.reason == "stopped" else 1)
    if last.how == "error":
        return HeadlessEnd(last.detail.rstrip(), 1)
    if last.how == "stopped":
        return HeadlessEnd("stopped", 130)
    return HeadlessEnd("", int(last.detail) if last.how == "exited" else 0)
