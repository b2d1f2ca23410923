"""What the window and a worker say to each other: msgspec structs, one to a frame."""

from typing import Literal

import msgspec

from engine.finite_differences.jacobian import Jacobian
from engine.finite_differences.verdict import CheckTarget, Verdict
from engine.record.rows import Rows
from engine.recorder.budgets import Budgets
from engine.script.source import Place
from engine.sweep.sample import Sample

How = Literal["done", "error", "stopped", "exited", "out_of_memory"]
"""How a script ended: see `Finished`."""


class RunRequest(msgspec.Struct, tag="run", frozen=True):
    """Run this script; a worker takes one request.

    Attributes:
        source, filename: the script, and what tracebacks call it.
        budgets: how much of the run is told.
        with_outcome: whether `Finished` is to carry the outcome as JSON; then no rows are sent
            and everything is kept, whatever the budgets say.
    """

    source: str
    filename: str
    budgets: Budgets = Budgets()
    with_outcome: bool = False


class SweepRequest(msgspec.Struct, tag="sweep", frozen=True):
    """Run this script for many numbers in place of one of its own, recording nothing.

    Attributes:
        source, filename: the script, and what tracebacks call it.
        name, literal, line: the input, as ``engine.edit.number_literals`` found it: the variable,
            where its number is written, and the line at which the assignment begins.
        result: the variable of the module whose last value is the result.
        low, high: the range.
        first: numbers that come before all others.
        most: how many runs at most.
        max_run_s: how long each may take; the longer ones so far make it less.
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


class CheckRequest(msgspec.Struct, tag="check", frozen=True):
    """Run this script again with its leaves moved a little, and compare its gradients with that.

    Attributes:
        source, filename: the script, and what tracebacks call it.
        targets: the gradients.
        max_run_s: how long each run may take; the longer ones so far make it less.
        max_s: how long all may take together, about.
    """

    source: str
    filename: str
    targets: tuple[CheckTarget, ...]
    max_run_s: float = 10.0
    max_s: float = 20.0


class JacobianRequest(msgspec.Struct, tag="jacobian_request", frozen=True):
    """Run this script again, and find the Jacobian of the last pass that added to a gradient.

    Attributes:
        source, filename: the script, and what tracebacks call it.
        target: the gradient.
        max_run_s: how long a run may take.
    """

    source: str
    filename: str
    target: CheckTarget
    max_run_s: float = 10.0


Request = RunRequest | SweepRequest | CheckRequest | JacobianRequest


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The worker's first word: it waits for a request.

    Attributes:
        limits: what is in force of the limits, by name.
    """

    limits: dict[str, str]


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """The worker's last word; all rows, samples and verdicts came before.

    Attributes:
        how: "done"; "error", by an uncaught exception; "stopped", by a KeyboardInterrupt;
            "exited", by `sys.exit`; or "out_of_memory": too little was left to tell of the run.
        detail: the traceback of an error; the status of a script that exited; else empty.
        line: where in the script an error, a stop or an exit came; -1 where that is nowhere.
        outcome_json: the outcome, where it was asked for.
    """

    how: How
    detail: str
    line: int = -1
    outcome_json: str | None = None


Report = Rows | Sample | Verdict | Jacobian | Finished
"""What a worker says of a run."""

_encoder = msgspec.msgpack.Encoder()
_request_decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_greeting_decoder = msgspec.msgpack.Decoder(Ready)
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def encode(message: Request | Ready | Report) -> bytes:
    """A message as the payload of a frame."""
    return _encoder.encode(message)


def decode_request(payload: bytes) -> Request:
    """What a worker is sent. Raises: msgspec.DecodeError for anything else."""
    return _request_decoder.decode(payload)


def decode_greeting(payload: bytes) -> Ready:
    """What a worker says first. Raises: msgspec.DecodeError for anything else."""
    return _greeting_decoder.decode(payload)


def decode_report(payload: bytes) -> Report:
    """What a worker says of a run. Raises: msgspec.DecodeError for anything else."""
    return _report_decoder.decode(payload)
