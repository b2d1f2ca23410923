"""What a node computed from where no contribution is to blame: their sum, or what a hook made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.explain.hooked import replaced_by_hooks
from engine.record.recording import Recording
from engine.record.schema import NONE


class Received(NamedTuple):
    """Sound contributions became something that is not.

    Attributes:
        cursor: at which the node has run.
        is_hooked: a hook did it; else the sum of the contributions.
    """

    cursor: int
    is_hooked: bool


def spoiled(
    recording: Recording, pass_: int, node: int, is_bad: Callable[[Recording, int], bool]
) -> Received | None:
    """How what a node received in a pass went bad; None where it is sound or has not come."""
    index = recording.index.of_pass(pass_)
    event = int(index.evaluated[index.place(np.array([node]))[0]])
    if event >= len(recording["events"]):
        return None
    state = recording.at(recording.cursor_of_event(event))
    assert state.step is not None
    evaluation = recording["evaluations"][state.step.row]
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    values = recording["incoming"]["value"][first : first + count]
    if not all(is_bad(recording, int(value)) for value in values[values != NONE]):
        return None
    return Received(state.cursor, bool(replaced_by_hooks(state, state.step)))
