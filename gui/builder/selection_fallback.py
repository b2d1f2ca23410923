"""Which card is selected after a gesture, or its undo, has removed one."""

from __future__ import annotations

from engine.record.recording import Recording
from engine.record.schema import NONE

_MOST_VISITED = 1_000


def fallback_names(recording: Recording, card: int) -> list[str]:
    """What is to be selected once a card is gone, by name: the first of these that is there.

    What it was made from, by way of first operands; then what was made before it, last first.
    """
    if card == NONE:
        return []
    names: dict[str, None] = {}
    pending, seen = _operands(recording, card), {card}
    while pending and len(seen) < _MOST_VISITED:
        each = pending.pop()
        if each not in seen:
            seen.add(each)
            names |= dict.fromkeys(recording.names(each)[-1:])
            pending += _operands(recording, each)
    bound = recording["names"]
    earlier = bound["name"][bound["card"] < card][::-1][:_MOST_VISITED].tolist()
    return list(names | dict.fromkeys(map(recording.text, earlier)))


def _operands(recording: Recording, card: int) -> list[int]:
    """The cards that one was made from, the first one last."""
    operands = recording.operands_of(card)["operand"].tolist()
    return [each for each in reversed(operands) if each != NONE]
