"""Why a value contains nan or infinity."""

from __future__ import annotations

import numpy as np

from engine.diagnose.finding import Cause, Finding
from engine.diagnose.remarkable import is_broken
from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag


def why_value(
    recording: Recording, card: int, elements: np.ndarray | None = None
) -> Finding | None:
    """Where the first non-finite number came from; None if the card, or some of it, is finite."""
    cards = _way_up(recording, card, elements)
    if not cards:
        return None
    source = recording["cards"][cards[-1]]
    is_made = (recording.operands_of(cards[-1])["operand"] == NONE).all()
    cursor = recording.cursor_of_event(int(source["event"]))
    return Finding(
        Cause.BROKEN_FROM_START if is_made else Cause.BROKEN_VALUE,
        cards,
        (cursor,),
        op=recording.text(int(source["op"])),
    )


def _way_up(recording: Recording, card: int, elements: np.ndarray | None) -> tuple[int, ...]:
    """The path from a card up to the first non-finite value that was made from finite ones.

    If that is an infinity the script wrote, as in a mask, it ends where the first nan was made.
    """
    values = recording["cards"]["value"]
    if not is_broken(recording, int(values[card]), elements):
        return ()
    way, first_nan = [card], 0
    while True:
        operands = recording.operands_of(way[-1])["operand"]
        others = operands[operands != NONE].tolist()
        broken = [each for each in others if is_broken(recording, int(values[each]))]
        if not broken:
            break
        if _has_nan(recording, way[-1]) and not any(_has_nan(recording, each) for each in broken):
            first_nan = len(way)
        is_mask = (_is_mask(recording, each) for each in broken)
        way.append(next((each for each, is_it in zip(broken, is_mask) if not is_it), broken[0]))
    return tuple(way[:first_nan] if first_nan and _is_mask(recording, way[-1]) else way)


def _has_nan(recording: Recording, card: int) -> bool:
    value = recording.value(int(recording["cards"]["value"][card]))
    return value is not None and value.not_finite.nan > 0


def _is_mask(recording: Recording, card: int) -> bool:
    """Whether a card has infinities, and no nan, from the script: of it or by ``masked_fill``."""
    if _has_nan(recording, card):
        return False
    operands = recording.operands_of(card)
    if (operands["operand"] == NONE).all():
        return not recording["cards"]["flags"][card] & CardFlag.IN_PLACE
    return any("inf" in recording.text(int(each)) for each in operands["literal"])
