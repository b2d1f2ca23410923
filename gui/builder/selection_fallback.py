"""Finds the card to select after the selected one was removed."""

from __future__ import annotations

from engine.record.recording import Recording
from engine.record.schema import NONE

_MAX_VISITED = 1_000


def fallback_names(recording: Recording, card: int) -> list[str]:
    """The names of the cards to select if a card is removed; the first that exists counts.

    These are its operands, first operands first, then the cards made before it, last first.
    """
    if card == NONE:
        return []
    names: dict[str, None] = {}
    pending, seen = _operands(recording, card), {card}
    while pending and len(seen) < _MAX_VISITED:
        each = pending.pop()
        if each not in seen:
            seen.add(each)
            names |= dict.fromkeys(recording.names(each)[-1:])
            pending += _operands(recording, each)
    bound = recording["names"]
    earlier = bound["name"][bound["card"] < card][::-1][:_MAX_VISITED].tolist()
    return list(names | dict.fromkeys(map(recording.text, earlier)))


def _operands(recording: Recording, card: int) -> list[int]:
    """The operands of a card, the first one last."""
    operands = recording.operands_of(card)["operand"].tolist()
    return [each for each in reversed(operands) if each != NONE]
