"""Whether a gradient or a value is remarkable: asked at every step, so it must be fast."""

from __future__ import annotations

import numpy as np

from engine.diagnose.history import History
from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.record.state import State


def is_zero(recording: Recording, value: int) -> bool:
    """Whether a value is non-empty and all zero."""
    found = recording.value(value)
    return found is not None and found.size > 0 and not found.array.any()


def is_broken(recording: Recording, value: int) -> bool:
    """Whether a value contains nan or infinity."""
    found = recording.value(value)
    return found is not None and not np.isfinite(found.array).all()


def asks_why(state: State, card: int) -> bool:
    """Whether the gradient of a card is None, zero, not finite, or accumulated over passes."""
    gradient = state.gradient(card)
    recording = state.recording
    if gradient == NONE or is_broken(recording, gradient) or is_zero(recording, gradient):
        return True
    is_leaf = bool(recording.index.is_leaf(np.array([card]))[0])
    return is_leaf and len(History(state, card).passes) > 1


def asks_why_value(state: State, card: int) -> bool:
    """Whether the value of a card contains nan or infinity."""
    return is_broken(state.recording, int(state.recording["cards"]["value"][card]))
