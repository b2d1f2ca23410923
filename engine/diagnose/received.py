"""Bad gradients received by a node although no contribution is bad: a sum, or a hook."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.explain.hooked import replaced_by_hooks
from engine.record.recording import Recording
from engine.record.schema import NONE


class Received(NamedTuple):
    """Good contributions became a bad gradient.

    Attributes:
        cursor: the cursor right after the node has run.
        is_hooked: whether a hook is to blame; else the sum of the contributions.
    """

    cursor: int
    is_hooked: bool


def spoiled(
    recording: Recording, pass_: int, node: int, is_bad: Callable[[Recording, int], bool]
) -> Received | None:
    """How the gradient received by a node in a pass became bad; None if it is not."""
    values = values_received(recording, pass_, node)
    if values is None or not all(is_bad(recording, value) for value in values):
        return None
    index = recording.index.of_pass(pass_)
    event = int(index.evaluated[index.place(np.array([node]))[0]])
    state = recording.at(recording.cursor_of_event(event))
    assert state.step is not None
    return Received(state.cursor, bool(replaced_by_hooks(state, state.step)))


def values_received(recording: Recording, pass_: int, node: int) -> list[int] | None:
    """The gradients that a node received, after hooks, as far as defined; None if it has not run.

    There is one for each of its outputs that any came to.
    """
    index = recording.index.of_pass(pass_)
    row = int(index.evaluations[index.place(np.array([node]))[0]])
    if row == NONE:
        return None
    evaluation = recording["evaluations"][row]
    first, count = int(evaluation["first_incoming"]), int(evaluation["incoming_count"])
    values = recording["incoming"]["value"][first : first + count]
    found: list[int] = values[values != NONE].tolist()
    return found
