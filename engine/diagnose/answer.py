"""Answers why a gradient, or a value, is as it is."""

from __future__ import annotations

from engine.diagnose.amounts import why_broken, why_larger, why_zero
from engine.diagnose.extremes import extreme_of
from engine.diagnose.finding import Cause, Finding
from engine.diagnose.growth import why_extreme
from engine.diagnose.missing import why_none
from engine.diagnose.raised import start_that_failed
from engine.diagnose.remarkable import bearer, is_broken, is_not_kept, is_zero, zero_count
from engine.diagnose.values import why_value
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State

_OF_OTHER_PASSES = (
    *(Cause.NO_PASS, Cause.NOT_ASKED, Cause.NOT_REACHED, Cause.RETURNED, Cause.MADE_AFTER),
)


def diagnose(state: State, card: int) -> Finding | None:
    """Why the gradient of a card is as it is at a cursor; None if it is unremarkable.

    Raises:
        ValueError: the card has not been made yet.
    """
    if not state.exists(card):
        raise ValueError(f"card {card} is not made yet at cursor {state.cursor}")
    recording = state.recording
    is_leaf = recording.index.is_leaf(card)
    card = bearer(state, card)
    gradient = state.gradient(card)
    if gradient == NONE:
        return _with_failed_start(recording, why_none(state, card))
    if is_broken(recording, gradient):
        return _followed(recording, why_broken(state, card))
    if is_zero(recording, gradient):
        return why_zero(state, card)
    larger = why_larger(state, card) if is_leaf else None
    if larger is None and zero_count(recording, gradient):
        return why_zero(state, card)
    if larger is None and is_not_kept(state, card):
        return Finding(Cause.NOT_KEPT, (card,), (recording.index.pass_start(state.pass_),))
    extreme = extreme_of(state, card) if larger is None else None
    return larger if extreme is None else why_extreme(state, card, extreme)


def diagnose_value(state: State, card: int) -> Finding | None:
    """Why a value contains nan or infinity; None if it does not."""
    finding = why_value(state.recording, card)
    return None if finding is None else _followed(state.recording, finding)


def _with_failed_start(recording: Recording, finding: Finding) -> Finding:
    """Where no pass has run, or only others, the call that was to begin one and failed."""
    if finding.cause not in _OF_OTHER_PASSES or not (line := start_that_failed(recording)):
        return finding
    return finding._replace(cause=Cause.NOT_BEGUN, line=line)


def _followed(recording: Recording, finding: Finding) -> Finding:
    """If a gradient that was read caused it, as in an optimiser's step, the cause of that."""
    cards = recording["cards"]
    while finding.cause in (Cause.BROKEN_VALUE, Cause.BROKEN_FROM_START):
        leaf = _read_from(recording, finding.cards[-1])
        if leaf == NONE:
            break
        event = int(cards["event"][finding.cards[-1]])
        read = recording.at(recording.index.step_of_event(event))
        newest = recording.index.newest_version(int(cards["tensor"][leaf]), read.happened)
        if not is_broken(recording, read.gradient(newest)):
            break
        deeper = why_broken(read, newest)
        way = (*finding.cards, *deeper.cards[1:])
        finding = deeper._replace(cards=way, element=finding.element)
    return finding


def _read_from(recording: Recording, card: int) -> int:
    """The leaf whose ``.grad`` a card is, also after changes that passes made in it; or NONE."""
    row = recording["cards"][card]
    while row["flags"] & CardFlag.IN_PLACE and row["joined"] != NONE:
        if (recording.operands_of(card)["operand"] != NONE).any():
            return NONE
        card = int(row["joined"])
        row = recording["cards"][card]
    return int(row["joined"]) if row["flags"] & CardFlag.GRAD_OF else NONE
