"""Which output of an operation with several a gradient is about, and which elements of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.explain.application import application
from engine.record.recording import Recording
from engine.record.schema import NONE

_TAKES_APART = frozenset(("split", "split_sizes", "unbind", "unsafe_split", "unsafe_split_sizes"))


class Part(NamedTuple):
    """One output.

    Attributes:
        card: its card.
        rows: the rows of the contributions to it.
        elements: the elements of it that are involved (a mask); None for all, or unknown.
        is_known: whether the elements in question are in this output and in no other one.
    """

    card: int
    rows: list[int]
    elements: np.ndarray | None
    is_known: bool


def part_of(
    recording: Recording,
    node: int,
    rows: list[int],
    elements: np.ndarray | None,
    is_bad: Callable[[list[int]], bool],
) -> Part | None:
    """The output of a node that has some elements of its operand, or is bad; else the first one.

    Args:
        recording: the recording.
        node: the node.
        rows: the rows of the contributions to all outputs.
        elements: the elements of the operand (a mask); None for all.
        is_bad: whether the contributions of some rows are bad.

    Returns:
        None if the node has one output only, or has no card.
    """
    first = int(recording["nodes"]["card"][node])
    nodes, output_nrs = recording["cards"]["node"], recording["cards"]["output_nr"]
    cards = [] if first == NONE else [first + nr for nr in range(-int(output_nrs[first]), 0)]
    while first != NONE and first < len(nodes) and nodes[first] == node:
        cards.append(first)
        first += 1
    if len({int(output_nrs[card]) for card in cards}) < 2:
        return None
    to = recording["contributions"]["input_nr"]
    by_card = {card: [row for row in rows if to[row] == output_nrs[card]] for card in cards}
    found = _that_has(recording, cards, elements)
    if found is not None:
        card, part = found
        return Part(card, by_card[card], part, is_known=True)
    with_rows = [card for card in cards if by_card[card]]
    card = next((card for card in with_rows if is_bad(by_card[card])), (with_rows or cards)[0])
    return Part(card, by_card[card], None, is_known=False)


def _that_has(
    recording: Recording, cards: list[int], elements: np.ndarray | None
) -> tuple[int, np.ndarray] | None:
    """The part of a tensor taken apart that has all of some elements, and which of it these are."""
    applied = application(recording, cards[0])
    if applied is None or elements is None:
        return None
    if applied.op.name.removesuffix("_copy") not in _TAKES_APART:
        return None
    settings = {name: applied.settings[name] for name in applied.op.settings}
    parts = applied.op.kernel(elements, **settings)
    having = [(card, np.asarray(part)) for card, part in zip(cards, parts) if np.any(part)]
    return having[0] if len(having) == 1 else None
