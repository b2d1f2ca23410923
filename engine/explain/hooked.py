"""Gradients that hooks replaced between arrival at a node and its evaluation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.schema import NONE
from engine.record.state import State, Step


class Replaced(NamedTuple):
    """A gradient that hooks replaced: values."""

    arrived: int
    received: int


def replaced_by_hooks(state: State, step: Step) -> list[Replaced]:
    """The gradients that hooks replaced at the node that a step evaluates."""
    recording = state.recording
    evaluation = recording["evaluations"][step.row]
    node, first = int(evaluation["node"]), int(evaluation["first_incoming"])
    found = []
    for output_nr in range(int(evaluation["incoming_count"])):
        received = int(recording["incoming"]["value"][first + output_nr])
        arrived = state.arriving(node, output_nr)
        if not _is_same(state, arrived, received):
            found.append(Replaced(arrived, received))
    return found


def _is_same(state: State, one: int, other: int) -> bool:
    if one == other or NONE in (one, other):
        return one == other
    first, second = state.recording.value(one), state.recording.value(other)
    assert first is not None
    assert second is not None
    has_nan = first.array.dtype.kind in "fc"
    return bool(np.array_equal(first.array, second.array, equal_nan=has_nan))
