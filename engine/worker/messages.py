"""The messages between the window and a worker: msgspec structs, one per frame."""

from typing import Literal

import msgspec

from engine.finite_differences.jacobian import Jacobian
from engine.finite_differences.verdict import CheckTarget, Verdict
from engine.record.rows import Rows
from engine.recorder.budgets import Budgets
from engine.script.source import Place
from engine.sweep.sample import Sample

How = Literal["done", "error", "stopped", "exited", "out_of_memory"]
"""How a script ended: see ``Finished``."""


class RunRequest(msgspec.Struct, tag="run", frozen=True):
    """A request to run a script; a worker takes one request.

    Attributes:
        source, filename: the script, and its name in tracebacks.
        budgets: the limits of the recording.
        with_outcome: whether ``Finished`` carries the outcome as JSON; then no rows are sent and
            everything is kept, whatever the budgets.
        folder: where the script looks for files and modules; empty for where it is started.
    """

    source: str
    filename: str
    budgets: Budgets = Budgets()
    with_outcome: bool = False
    folder: str = ""


class SweepRequest(msgspec.Struct, tag="sweep", frozen=True):
    """A request to run a script for many values of one of its numbers, without recording.

    Attributes:
        source, filename: the script, and its name in tracebacks.
        name, literal, line: the input, as ``engine.edit.number_literals`` found it: the variable,
            the position of its number, and the line at which the assignment begins.
        result: the global variable whose last value is the result.
        low, high: the range.
        first: numbers to sample first.
        most: the maximum number of runs.
        max_run_s: the time limit of each run, reduced after short runs.
        folder: as for ``RunRequest``.
    """

    source: str
    filename: str
    name: str
    literal: Place
    line: int
    result: str
    low: float
    high: float
    first: tuple[float, ...] = ()
    most: int = 400
    max_run_s: float = 5.0
    folder: str = ""


class CheckRequest(msgspec.Struct, tag="check", frozen=True):
    """A request to check a script's gradients against finite differences.

    Attributes:
        source, filename: the script, and its name in tracebacks.
        targets: the gradients.
        max_run_s: the time limit of each run, reduced after short runs.
        max_s: the approximate time limit of all runs together.
        folder: as for ``RunRequest``.
    """

    source: str
    filename: str
    targets: tuple[CheckTarget, ...]
    max_run_s: float = 10.0
    max_s: float = 20.0
    folder: str = ""


class JacobianRequest(msgspec.Struct, tag="jacobian_request", frozen=True):
    """A request to compute the Jacobian of the last pass that accumulated into a gradient.

    Attributes:
        source, filename: the script, and its name in tracebacks.
        target: the gradient.
        max_run_s: the time limit of each run.
        folder: as for ``RunRequest``.
    """

    source: str
    filename: str
    target: CheckTarget
    max_run_s: float = 10.0
    folder: str = ""


Request = RunRequest | SweepRequest | CheckRequest | JacobianRequest


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The worker's first message: it waits for a request.

    Attributes:
        limits: whether each limit is in force, by name.
    """

    limits: dict[str, str]


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """The worker's last message, after all rows, samples and verdicts.

    Attributes:
        how: "done"; "error", by an uncaught exception; "stopped", by a KeyboardInterrupt; "exited",
            by ``sys.exit``; or "out_of_memory": too little memory was left to report the run.
        detail: the traceback of an error; the status of a script that exited; else empty.
        line: the line of an error, a stop or an exit; -1 if there is none.
        outcome_json: the outcome, if requested.
    """

    how: How
    detail: str
    line: int = -1
    outcome_json: str | None = None


Report = Rows | Sample | Verdict | Jacobian | Finished
"""The messages of a worker about a run."""

_encoder = msgspec.msgpack.Encoder()
_request_decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_greeting_decoder = msgspec.msgpack.Decoder(Ready)
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def encode(message: Request | Ready | Report) -> bytes:
    """A message as the payload of a frame."""
    return _encoder.encode(message)


def decode_request(payload: bytes) -> Request:
    """Decode a request.

    Raises:
        msgspec.DecodeError: for anything else.
    """
    return _request_decoder.decode(payload)


def decode_greeting(payload: bytes) -> Ready:
    """Decode a worker's first message.

    Raises:
        msgspec.DecodeError: for anything else.
    """
    return _greeting_decoder.decode(payload)


def decode_report(payload: bytes) -> Report:
    """Decode a message about a run.

    Raises:
        msgspec.DecodeError: for anything else.
    """
    return _report_decoder.decode(payload)
