"""The rows about the gradient of a leaf, of all versions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.lookups import Groups
from engine.record.recording import Recording
from engine.record.state import State


class _Told(NamedTuple):
    accumulations: Groups
    resets: Groups


class GradientRows(NamedTuple):
    """Rows about the gradient of a tensor, in order.

    Attributes:
        accumulations: what passes accumulated.
        resets: changes by the script.
    """

    accumulations: np.ndarray
    resets: np.ndarray


def gradient_rows(state: State, card: int) -> GradientRows:
    """The history of the gradient of a card's tensor up to a state."""
    recording = state.recording
    tensor = int(recording["cards"]["tensor"][card])
    told = recording.index.derived(_told, recording)
    rows = told.accumulations.rows(tensor), told.resets.rows(tensor)
    return GradientRows(
        *[
            each[recording[table]["event"][each] < state.happened]
            for table, each in zip(GradientRows._fields, rows)
        ]
    )


def _told(recording: Recording) -> _Told:
    tensors = recording["cards"]["tensor"]
    return _Told(*[Groups(tensors[recording[table]["card"]]) for table in _Told._fields])
