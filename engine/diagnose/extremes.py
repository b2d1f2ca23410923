"""Gradients that are very small, or very large, beside what their pass started from."""

from __future__ import annotations

from enum import Enum

import numpy as np

from engine.diagnose.history import History
from engine.record.recording import Recording
from engine.record.schema import NONE, Reset
from engine.record.state import State

_FAR = 1e5
"""Beyond this ratio a size is extreme: that of ten sigmoids in a row, but of few healthy layers."""


class Extreme(Enum):
    """What a gradient can be beside the seed of its pass."""

    VANISHED = "very small"
    EXPLODED = "very large"


def extreme_of(state: State, card: int) -> Extreme | None:
    """Whether a gradient, as a single pass computed it, is extreme; asked at every step."""
    recording = state.recording
    pass_ = _pass_of(state, card)
    if pass_ == NONE:
        return None
    ratio = size_of(recording, state.gradient(card)) / (_seed_size(recording, pass_) or np.nan)
    if 0 < ratio <= 1 / _FAR:
        return Extreme.VANISHED
    return Extreme.EXPLODED if _FAR <= ratio < np.inf else None


def size_of(recording: Recording, *values: int) -> float:
    """The largest magnitude among the finite numbers of some values; nan if there are none."""
    found = [value for value in map(recording.value, values) if value is not None]
    if any(value.array.dtype.kind == "c" for value in found):
        return max(float(np.abs(value.array).max(initial=0)) for value in found)
    sizes = [max(abs(value.lowest), abs(value.highest)) for value in found]
    return max(sizes, default=np.nan)


def _pass_of(state: State, card: int) -> int:
    """The pass that alone computed the gradient of a card; NONE if there were several, or a script.

    What the script wrote or scaled is its own doing.
    """
    if not state.recording.index.is_leaf(card):
        return state.pass_
    history = History(state, card)
    is_clear = history.last_reset is None or history.last_reset.how in (
        Reset.ZEROED,
        Reset.SET_TO_NONE,
    )
    return history.passes[0] if is_clear and len(history.passes) == 1 else NONE


def _seed_size(recording: Recording, pass_: int) -> float:
    """The largest magnitude among the seeds of a pass."""
    index, sent = recording.index.of_pass(pass_), recording["contributions"]
    rows = [row for node in set(index.seeds) for row in index.arrivals(node).tolist()]
    return size_of(recording, *[int(sent["value"][r]) for r in rows if sent["sender"][r] == NONE])
