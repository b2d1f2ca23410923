"""The ancestors and descendants of a value: all that it was computed from, or that used it."""

from __future__ import annotations

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import EVER, NONE


def ancestors(recording: Recording, card: int) -> list[int]:
    """A card and all that its value was computed from, ascending; also over cut edges."""
    is_found = bytearray(len(recording["cards"]))
    is_found[card] = True
    sources, users = _edges(recording)
    # Every card comes after those it was made from, and its edges after theirs.
    for source, user in zip(reversed(sources), reversed(users)):
        if is_found[user]:
            is_found[source] = True
    return _numbers(is_found)


def descendants(recording: Recording, card: int, happened: int = EVER) -> list[int]:
    """A card and all that was computed from its value by then, ascending; also over cut edges."""
    return descendants_of_any(recording, [card], happened)


def descendants_of_any(recording: Recording, cards: list[int], happened: int = EVER) -> list[int]:
    """The same for several cards, in one search."""
    is_found = bytearray(len(recording["cards"]))
    for card in cards:
        is_found[card] = True
    for source, user in zip(*_edges(recording)):
        if is_found[source]:
            is_found[user] = True
    made, given = recording["cards"]["event"], set(cards)
    return [each for each in _numbers(is_found) if each in given or made[each] < happened]


def _edges(recording: Recording) -> tuple[list[int], list[int]]:
    """Sources and users of all edges between cards, in the order of the users."""
    operands = recording["operands"]
    rows = operands[operands["operand"] != NONE]
    return rows["operand"].tolist(), rows["card"].tolist()


def _numbers(mask: bytearray) -> list[int]:
    numbers: list[int] = np.flatnonzero(np.frombuffer(mask, np.uint8)).tolist()
    return numbers
