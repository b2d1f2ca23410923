"""Why a value contains nan or infinity."""

from __future__ import annotations

from engine.diagnose.finding import Cause, Finding
from engine.diagnose.remarkable import is_broken
from engine.record.recording import Recording
from engine.record.schema import NONE


def why_value(recording: Recording, card: int) -> Finding | None:
    """Where the first non-finite number came from; None if the card is finite."""
    cards = _way_up(recording, card)
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


def _way_up(recording: Recording, card: int) -> tuple[int, ...]:
    """The path from a card up to the first non-finite value that was made from finite ones."""
    values = recording["cards"]["value"]
    if not is_broken(recording, int(values[card])):
        return ()
    way = [card]
    while True:
        operands = recording.operands_of(way[-1])["operand"]
        others = (each for each in operands[operands != NONE].tolist())
        worse = next((each for each in others if is_broken(recording, int(values[each]))), NONE)
        if worse == NONE:
            return tuple(way)
        way.append(worse)
