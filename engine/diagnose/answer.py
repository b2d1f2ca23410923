"""Answers why a gradient, or a value, is as it is."""

from __future__ import annotations

import numpy as np

from engine.diagnose.amounts import why_broken, why_larger, why_zero
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.missing import why_none
from engine.diagnose.remarkable import is_broken, is_zero
from engine.diagnose.values import why_value
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State


def diagnose(state: State, card: int) -> Finding | None:
    """Why the gradient of a card is as it is at a cursor; None if it is unremarkable.

    Raises:
        ValueError: the card has not been made yet.
    """
    if not state.exists(card):
        raise ValueError(f"card {card} is not made yet at cursor {state.cursor}")
    recording = state.recording
    is_leaf = bool(recording.index.is_leaf(np.array([card]))[0])
    if is_leaf:  # the newest content of a tensor has the gradient
        tensor = int(recording["cards"]["tensor"][card])
        card = recording.index.newest_version(tensor, state.happened)
    gradient = state.gradient(card)
    if gradient == NONE:
        return why_none(state, card)
    if is_broken(recording, gradient):
        return _followed(recording, why_broken(state, card))
    if is_zero(recording, gradient):
        return why_zero(state, card)
    return why_larger(state, card) if is_leaf else None


def diagnose_value(state: State, card: int) -> Finding | None:
    """Why a value contains nan or infinity; None if it does not."""
    finding = why_value(state.recording, card)
    return None if finding is None else _followed(state.recording, finding)


def _followed(recording: Recording, finding: Finding) -> Finding:
    """If a gradient that was read caused it, as in an optimiser's step, the cause of that."""
    cards = recording["cards"]
    while finding.cause is Cause.BROKEN_VALUE:
        source = cards[finding.cards[-1]]
        if not source["flags"] & CardFlag.GRAD_OF:
            break
        read = recording.at(recording.index.step_of_event(int(source["event"])))
        deeper = why_broken(read, int(source["joined"]))
        finding = deeper._replace(cards=(*finding.cards, *deeper.cards[1:]))
    return finding
