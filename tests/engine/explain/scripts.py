"""Recordings of scripts, and lookups of cards in them."""

from __future__ import annotations

from engine.record.recording import Recording
from engine.record.state import State
from engine.record.validate import validate
from tests.engine.recorder.watching import run


def recorded(code: str) -> Recording:
    """The recording of a script that may use ``torch``; its first line is line 2."""
    recording = run("import torch\n" + code).recording
    validate(recording)
    return recording


def named(recording: Recording, name: str) -> int:
    """The last card with a name."""
    return max(card for card in range(len(recording["cards"])) if name in recording.names(card))


def at_end(recording: Recording) -> State:
    """The state at the end."""
    return recording.at(recording.step_count)


def by_op(recording: Recording, op: str) -> int:
    """The first card that an operation made."""
    made = [recording.text(int(row)) for row in recording["cards"]["op"]]
    return made.index(op)
