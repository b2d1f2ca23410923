"""Whether a gradient or a value is remarkable: asked at every step, so it must be fast."""

from __future__ import annotations

import re

import numpy as np

from engine.diagnose.extremes import Extreme, extreme_of
from engine.diagnose.history import History
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State


def is_zero(recording: Recording, value: int, elements: np.ndarray | None = None) -> bool:
    """Whether a value, or some elements of it (a mask), is non-empty and all zero."""
    found = recording.value(value)
    if found is None:
        return False
    part = _part(found.array, elements)
    return part.size > 0 and not part.any()


def is_broken(recording: Recording, value: int, elements: np.ndarray | None = None) -> bool:
    """Whether a value, or some elements of it (a mask), contains nan or infinity."""
    found = recording.value(value)
    return found is not None and not np.isfinite(_part(found.array, elements)).all()


def zero_count(recording: Recording, value: int) -> int:
    """How many elements of a value are zero, if it is recorded in full; else 0."""
    found = recording.value(value)
    if found is None or not found.is_whole:
        return 0
    return found.size - int(np.count_nonzero(found.array))


def _part(array: np.ndarray, elements: np.ndarray | None) -> np.ndarray:
    is_of_it = elements is not None and elements.shape == array.shape
    part: np.ndarray = array[elements] if is_of_it else array
    return part


def has_some_zeros(state: State, card: int) -> bool:
    """Whether nothing but some zeros is remarkable in the gradient of a card."""
    gradient, recording = state.gradient(card), state.recording
    if gradient == NONE or is_broken(recording, gradient) or is_zero(recording, gradient):
        return False
    return zero_count(recording, gradient) > 0 and not _is_accumulated(state, card)


def _is_accumulated(state: State, card: int) -> bool:
    """Whether several passes have added up in the gradient of a leaf."""
    is_leaf = state.recording.index.is_leaf(card)
    return is_leaf and len(History(state, card).passes) > 1


def bearer(state: State, card: int) -> int:
    """The card that has the gradient: of a leaf that changed in place, its newest content."""
    recording = state.recording
    if not recording.index.is_leaf(card):
        return card
    return recording.index.newest_version(int(recording["cards"]["tensor"][card]), state.happened)


def asks_why(state: State, card: int) -> bool:
    """Whether the gradient of a card is None, not finite, accumulated over passes, or has zeros.

    Or of extreme size.
    """
    card = bearer(state, card)
    gradient = state.gradient(card)
    recording = state.recording
    if gradient == NONE or is_broken(recording, gradient) or zero_count(recording, gradient):
        return True
    if _is_accumulated(state, card) or is_not_kept(state, card):
        return True
    return extreme_of(state, card) is not None


def extreme_asked(state: State, card: int) -> Extreme | None:
    """Whether a gradient is extreme in size, and nothing else about it is remarkable."""
    card = bearer(state, card)
    gradient, recording = state.gradient(card), state.recording
    if gradient == NONE or is_broken(recording, gradient) or zero_count(recording, gradient):
        return None
    return None if is_not_kept(state, card) else extreme_of(state, card)


def is_not_kept(state: State, card: int) -> bool:
    """Whether the script reads ``.grad`` of a non-leaf, of which a pass has kept no gradient."""
    recording = state.recording
    names = (name.rpartition(".")[2] for name in recording.names(card, state.happened))
    is_read = any(re.search(rf"\b{re.escape(name)}\.grad\b", recording.source) for name in names)
    if not is_read or "retain_grad" in recording.source:
        return False
    if state.gradient(card) == NONE or recording.index.is_leaf(card):
        return False
    ends, cards = recording["pass_ends"], recording["cards"]
    is_over = ends["event"][ends["pass_"] == state.pass_] < state.happened
    is_kept = (cards["joined"] == card) & (cards["flags"] & CardFlag.GRAD_OF != 0)
    return bool(is_over.any()) and not is_kept.any()


def asks_why_value(state: State, card: int) -> bool:
    """Whether the value of a card contains nan or infinity."""
    return is_broken(state.recording, int(state.recording["cards"]["value"][card]))
