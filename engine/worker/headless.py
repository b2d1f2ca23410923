"""Runs a script in a worker process for the command line, and waits for its outcome."""

from dataclasses import dataclass
from queue import SimpleQueue

from engine.record.rows import Rows
from engine.worker.messages import Finished, RunRequest
from engine.worker.worker_process import Lost, Message, WorkerProcess

_UNLIMITED = 2**63 - 1


@dataclass(frozen=True)
class HeadlessOutcome:
    """What came of a run.

    Attributes:
        outcome_json: the outcome as the conformance corpus describes it; None for a lost run.
        message: for a person: the script's traceback, or why the run was lost; else empty.
        status: the exit status that says the same.
    """

    outcome_json: str | None
    message: str
    status: int


def outcome_of(source: str, filename: str) -> HeadlessOutcome:
    """Run a script to its end; Ctrl+C stops it."""
    heard: SimpleQueue[Message] = SimpleQueue()
    worker = WorkerProcess()
    try:
        request = RunRequest(
            source, filename, _UNLIMITED, _UNLIMITED, _UNLIMITED, with_outcome=True
        )
        worker.run(request, heard.put)
        return _described(_last(worker, heard))
    finally:
        worker.close()


def _last(worker: WorkerProcess, heard: SimpleQueue[Message]) -> Finished | Lost:
    while True:
        try:
            message = heard.get()
        except KeyboardInterrupt:
            worker.stop()
            continue
        if not isinstance(message, Rows):
            return message


def _described(last: Finished | Lost) -> HeadlessOutcome:
    if isinstance(last, Lost):
        reason = f"the script's process ended: {last.reason} {last.detail}".strip()
        return HeadlessOutcome(None, reason, 130 if last.reason == "stopped" else 1)
    if last.how == "error":
        return HeadlessOutcome(last.outcome_json, last.detail.rstrip(), 1)
    if last.how == "stopped":
        return HeadlessOutcome(last.outcome_json, "stopped", 130)
    status = int(last.detail) if last.how == "exited" else 0
    return HeadlessOutcome(last.outcome_json, "", status)
