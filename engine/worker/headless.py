"""Runs a script in a worker process for the command line, and waits for the result."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from engine.record.recorded import Recorded
from engine.record.recording import Recording
from engine.record.recording_file import write_recording
from engine.record.rows import Rows
from engine.record.run_end import RunEnd
from engine.whole_file import write_whole
from engine.worker.ending import end_of
from engine.worker.messages import Finished, RunRequest
from engine.worker.worker_process import Lost, Message, WorkerProcess


@dataclass(frozen=True)
class HeadlessEnd:
    """How a run ended.

    Attributes:
        message: for the user: the script's traceback, or why the run was lost; else empty.
        status: the corresponding exit status.
        how: the ``how`` of the window's ``RunEnd``.
    """

    message: str
    status: int
    how: RunEnd


def outcome_of(source: str, filename: str) -> tuple[str | None, HeadlessEnd]:
    """Run a script to its end, for its outcome as JSON: None for a lost run. Ctrl+C stops it.

    The JSON is as described by the conformance corpus.
    """
    request = RunRequest(source, filename, with_outcome=True, folder=_folder_of(filename))
    last = _run(request, lambda rows: None)
    return (last.outcome_json if isinstance(last, Finished) else None), _described(last)


def recording_of(source: str, filename: str) -> tuple[Recording, HeadlessEnd]:
    """Run a script to its end, and record it with the window's budgets; Ctrl+C stops it.

    Everything before an error or a stop is recorded.
    """
    recording = Recording(source, filename)
    last = _run(RunRequest(source, filename, folder=_folder_of(filename)), recording.append)
    return recording, _described(last)


def write_run(source: str, filename: str, path: Path) -> HeadlessEnd:
    """Run a script to its end, and write its recording to a file.

    Raises:
        OSError: the file cannot be written.
    """
    recording, end = recording_of(source, filename)
    file = io.BytesIO()
    write_recording(file, Recorded(recording, end.how))
    write_whole(path, file.getvalue())
    return end


def _folder_of(filename: str) -> str:
    """Where a script finds files and modules, as in the window; empty if it is not a file."""
    path = Path(filename)
    return str(path.absolute().parent) if path.is_file() else ""


def _run(request: RunRequest, take_rows: Callable[[Rows], None]) -> Finished | Lost:
    heard: SimpleQueue[Message] = SimpleQueue()
    worker = WorkerProcess()
    try:
        worker.run(request, heard.put)
        while not isinstance(message := _next(worker, heard), Finished | Lost):
            if isinstance(message, Rows):
                take_rows(message)
        return message
    except ValueError as error:  # rows that are not those of a recording
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
    message, status = _message_and_status(last)
    return HeadlessEnd(message, status, end_of(last))


def _message_and_status(last: Finished | Lost) -> tuple[str, int]:
    """The message and the exit status."""
    if isinstance(last, Lost):
        return _why_lost(last), 130 if last.reason == "stopped" else 1
    match last.how:
        case "error":
            return last.detail.rstrip(), 1
        case "stopped":
            return "stopped", 130
        case "out_of_memory":
            return "there was not enough memory to tell what the script did", 1
        case "exited":
            return "", int(last.detail)
    return "", 0


def _why_lost(lost: Lost) -> str:
    match lost.reason:
        case "stopped":
            return "stopped"
        case "killed":
            return f"the script's process was killed by {lost.detail}"
        case "exited":
            return f"the script's process ended with exit status {lost.detail}"
        case "silent":
            return "the script's process closed its pipe"
        case "nonsense":
            return f"the script's process could not be talked to: {lost.detail}"
