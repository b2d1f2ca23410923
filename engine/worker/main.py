"""The worker process: receives one request, runs its script, and streams the results."""

import contextlib
import json
import os
import sys
import traceback

from engine.recorder.recorder import Recorder
from engine.wire import read_message, write_message
from engine.worker.interruptions import Interruptions
from engine.worker.limits import apply_limits, collect_rarely
from engine.worker.messages import (
    CheckRequest,
    Finished,
    JacobianRequest,
    Ready,
    Request,
    RunRequest,
    SweepRequest,
    decode_request,
    encode,
)
from engine.worker.run import run_script


def main() -> None:
    """Serve the pipe on standard input and output, then end the process."""
    try:
        _serve()
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _serve() -> None:
    requests, frames = _private_pipe()
    interruptions = Interruptions()
    collect_rarely()
    write_message(frames, encode(Ready(apply_limits())))
    payload = read_message(requests)
    if payload is not None:
        if sys.platform == "win32":
            interruptions.stop_at_end_of(requests)
        else:
            os.close(requests)
        write_message(frames, encode(_served(decode_request(payload), frames, interruptions)))
    # Threads and handlers left by the script must not delay the end.
    os._exit(0)


def _served(request: Request, frames: int, interruptions: Interruptions) -> Finished:
    if request.folder:
        _enter(request.folder)
    try:
        if isinstance(request, SweepRequest):
            return _sweep(request, frames, interruptions)
        if isinstance(request, CheckRequest):
            return _check(request, frames, interruptions)
        if isinstance(request, JacobianRequest):
            return _jacobian(request, frames, interruptions)
        run = _run_for_outcome if request.with_outcome else _run
        return run(request, frames, interruptions)
    except MemoryError:  # not the script's, which is an error at its line
        return Finished("out_of_memory", "")


def _enter(folder: str) -> None:
    """Go to a script's folder, unless it is gone, and let its modules be imported.

    They come last: a file called ``queue.py`` there is not taken for Python's module.
    """
    with contextlib.suppress(OSError):
        os.chdir(folder)
        sys.path.append(folder)


def _run(request: RunRequest, frames: int, interruptions: Interruptions) -> Finished:
    recorder = Recorder(
        request.filename,
        request.source,
        lambda rows: write_message(frames, encode(rows)),
        request.budgets,
    )
    with recorder, interruptions.allowed(request.filename, recorder.flush):
        outcome = run_script(
            request.source,
            request.filename,
            recorder,
            max_printed_chars=request.budgets.max_printed_chars,
        )
    recorder.flush()
    return Finished(outcome.how, outcome.detail, outcome.line)


def _run_for_outcome(request: RunRequest, _frames: int, interruptions: Interruptions) -> Finished:
    # As for sweeps.
    from engine.worker.outcome import OutcomeRecorder, run_with_outcome

    recorder = OutcomeRecorder(request.filename, request.source)
    with interruptions.allowed(request.filename, recorder.flush):
        run, outcome = run_with_outcome(request.source, request.filename, recorder)
    return Finished(run.how, run.detail, run.line, json.dumps(outcome))


def _sweep(request: SweepRequest, frames: int, interruptions: Interruptions) -> Finished:
    # Runs do not need it, and start sooner without.
    from engine.worker.sweep import Sweep

    sweep = Sweep(request)
    with interruptions.allowed(request.filename, sweep.check_time):
        return sweep.run(lambda sample: write_message(frames, encode(sample)))


def _check(request: CheckRequest, frames: int, interruptions: Interruptions) -> Finished:
    # As for sweeps.
    from engine.worker.check import Check

    check = Check(request)
    with interruptions.allowed(request.filename, check.check_time):
        return check.run(lambda verdict: write_message(frames, encode(verdict)))


def _jacobian(request: JacobianRequest, frames: int, interruptions: Interruptions) -> Finished:
    # As for sweeps.
    from engine.worker.jacobian import JacobianRun

    run = JacobianRun(request)
    with interruptions.allowed(request.filename, run.check_time):
        found = run.run()
    if isinstance(found, Finished):
        return found
    write_message(frames, encode(found))
    return Finished("done", "")


def _private_pipe() -> tuple[int, int]:
    """Take the pipe away from standard input and output, where the script could reach it."""
    requests, frames = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    if hasattr(os, "register_at_fork"):
        # A forked copy of the script's must not write to the pipe.
        os.register_at_fork(after_in_child=lambda: os.dup2(nowhere, frames))
    return requests, frames
