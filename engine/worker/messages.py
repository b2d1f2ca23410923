"""What the window and a worker say to each other: msgspec structs, one to a frame."""

from typing import Literal

import msgspec

from engine.record.budgets import Budgets
from engine.record.rows import Rows

How = Literal["done", "error", "stopped", "exited", "out_of_memory"]
"""How a script ended: see `Finished`."""


class RunRequest(msgspec.Struct, tag="run", frozen=True):
    """Run this script; a worker takes one request.

    Attributes:
        source, filename: the script, and what tracebacks call it.
        budgets: how much of the run is told.
        with_outcome: whether `Finished` shall carry the outcome as JSON; then no rows are sent
            and everything is kept, whatever the budgets say.
    """

    source: str
    filename: str
    budgets: Budgets = Budgets()
    with_outcome: bool = False


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The worker's first word: it waits for a request.

    Attributes:
        limits: what is in force of the limits, by name.
    """

    limits: dict[str, str]


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """The worker's last word; all rows came before.

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


_encoder = msgspec.msgpack.Encoder()
_request_decoder = msgspec.msgpack.Decoder(RunRequest)
_greeting_decoder = msgspec.msgpack.Decoder(Ready)
_report_decoder: msgspec.msgpack.Decoder[Rows | Finished] = msgspec.msgpack.Decoder(Rows | Finished)


def encode(message: RunRequest | Ready | Rows | Finished) -> bytes:
    """A message as the payload of a frame."""
    return _encoder.encode(message)


def decode_request(payload: bytes) -> RunRequest:
    """What a worker is sent. Raises: msgspec.DecodeError for anything else."""
    return _request_decoder.decode(payload)


def decode_greeting(payload: bytes) -> Ready:
    """What a worker says first. Raises: msgspec.DecodeError for anything else."""
    return _greeting_decoder.decode(payload)


def decode_report(payload: bytes) -> Rows | Finished:
    """What a worker says of a run. Raises: msgspec.DecodeError for anything else."""
    return _report_decoder.decode(payload)
