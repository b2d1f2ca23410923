"""The rows about the gradient of a leaf, of all versions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.lookups import Groups
from engine.record.recording import Recording
from engine.record.state import State


class _RowsByTensor(NamedTuple):
    """The rows of each table about gradients, grouped by tensor."""

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
    by_tensor = recording.index.derived(_rows_by_tensor, recording)
    rows = by_tensor.accumulations.rows(tensor), by_tensor.resets.rows(tensor)
    return GradientRows(
        *[
            each[recording[table]["event"][each] < state.happened]
            for table, each in zip(GradientRows._fields, rows)
        ]
    )


def _rows_by_tensor(recording: Recording) -> _RowsByTensor:
    tensors = recording["cards"]["tensor"]
    return _RowsByTensor(
        *[Groups(tensors[recording[table]["card"]]) for table in _RowsByTensor._fields]
    )
