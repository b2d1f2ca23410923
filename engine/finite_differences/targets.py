"""The gradients of a recording that can be checked, and the passes that accumulated them."""

from __future__ import annotations

import numpy as np

from engine.finite_differences.verdict import CheckTarget
from engine.record.gradients import gradient_rows
from engine.record.schema import NONE, Reset
from engine.record.state import State

FEW_ELEMENTS = 64
_ENDS = (Reset.ZEROED, Reset.SET_TO_NONE, Reset.REPLACED)


def check_targets(state: State) -> list[CheckTarget]:
    """One target per leaf with a gradient, in the order in which they got it."""
    happened = state.happened
    filled = state.recording["accumulations"]
    cards = dict.fromkeys(filled["card"][filled["event"] < happened].tolist())
    newest = {_newest(state, int(card)): None for card in cards}
    return [each for card in newest if (each := check_target(state, card)) is not None]


def check_target(state: State, card: int) -> CheckTarget | None:
    """The accumulations of a leaf's gradient; None if there are none."""
    recording = state.recording
    resets, filled = recording["resets"], recording["accumulations"]
    rows = gradient_rows(state, card)
    ends = [event for event, how in resets[rows.resets][["event", "how"]].tolist() if how in _ENDS]
    since = ends[-1] if ends else NONE
    places = rows.accumulations[filled["event"][rows.accumulations] > since]
    if not len(places):
        return None
    added = recording.value(int(filled["added"][places[-1]]))
    shown = None
    if added is not None and added.is_whole and added.size <= FEW_ELEMENTS:
        shown = tuple(np.real(added.array).astype(np.float64).ravel().tolist())
    return CheckTarget(card, tuple(places.tolist()), shown)


def _newest(state: State, card: int) -> int:
    """The leaf's current card, which differs after in-place changes."""
    tensor = int(state.recording["cards"]["tensor"][card])
    return int(state.recording.index.newest_version(tensor, state.happened))
