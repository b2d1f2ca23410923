"""What there is to check in a recording: the gradients of leaves, and which passes filled them."""

from __future__ import annotations

import numpy as np

from engine.finite_differences.verdict import CheckTarget
from engine.record.schema import NONE, Reset
from engine.record.state import State

FEW_ELEMENTS = 64
_ENDS_A_SUM = (Reset.ZEROED, Reset.SET_TO_NONE, Reset.REPLACED)


def check_targets(state: State) -> list[CheckTarget]:
    """One for each leaf that has a gradient as of now, in the order in which they got it."""
    happened = state.happened
    filled = state.recording["accumulations"]
    cards = dict.fromkeys(filled["card"][filled["event"] < happened].tolist())
    newest = {_newest(state, int(card)): None for card in cards}
    return [each for card in newest if (each := check_target(state, card)) is not None]


def check_target(state: State, card: int) -> CheckTarget | None:
    """What the gradient of a leaf is the sum of; None where no pass added to it."""
    recording, happened = state.recording, state.happened
    tensors = recording["cards"]["tensor"]
    tensor = tensors[card]
    resets = recording["resets"]
    is_end = (tensors[resets["card"]] == tensor) & (resets["event"] < happened)
    ends = resets["event"][is_end & np.isin(resets["how"], _ENDS_A_SUM)]
    since = int(ends[-1]) if len(ends) else NONE
    filled = recording["accumulations"]
    events = filled["event"]
    is_summed = (tensors[filled["card"]] == tensor) & (events > since) & (events < happened)
    places = np.flatnonzero(is_summed)
    if not len(places):
        return None
    added = recording.value(int(filled["added"][places[-1]]))
    shown = None
    if added is not None and added.is_whole and added.size <= FEW_ELEMENTS:
        shown = tuple(np.real(added.array).astype(np.float64).ravel().tolist())
    return CheckTarget(card, tuple(places.tolist()), shown)


def _newest(state: State, card: int) -> int:
    """The card of the leaf as of now: it is another one once it was changed in place."""
    tensor = int(state.recording["cards"]["tensor"][card])
    return int(state.recording.index.newest_version(tensor, state.happened))
