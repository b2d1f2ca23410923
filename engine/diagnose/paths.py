"""Paths in a recorded graph from a tensor to its results, with the fewest cuts."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, Cut


class Path(NamedTuple):
    """Cards that each use the previous one; ``cut`` is the first cut among the edges."""

    cards: tuple[int, ...]
    cut: Cut


def path_to(recording: Recording, card: int, goals: Collection[int]) -> Path | None:
    """The path from a card down to one of the goals with the fewest cuts; None if there is none.

    It may begin at an earlier or later content of the same tensor.
    """
    return path_from_any(recording, [card], goals)


def path_from_any(
    recording: Recording, cards: Sequence[int], goals: Collection[int]
) -> Path | None:
    """The same from any of several cards, in one search."""
    tensors = recording["cards"]["tensor"]
    contents = np.flatnonzero(np.isin(tensors, tensors[cards])).tolist()
    found = _search(recording, [*cards, *contents], set(goals))
    if found is None:
        return None
    cuts = (cut_between(recording, *ends) for ends in pairwise(found))
    return Path(tuple(found), next((cut for cut in cuts if cut != Cut.OPEN), Cut.OPEN))


def seed_cards(recording: Recording, pass_: int) -> list[int]:
    """The cards from which a pass started."""
    cards: list[int] = recording["nodes"]["card"][recording.index.of_pass(pass_).seeds].tolist()
    return cards


def cut_between(recording: Recording, source: int, user: int) -> Cut:
    """What cuts the edge between a card and one that uses it, if all between them are cut."""
    rows = recording.operands_of(user)
    cuts = rows["cut"][rows["operand"] == source]
    return Cut(int(cuts.min()))


def _search(recording: Recording, starts: list[int], goals: set[int]) -> list[int] | None:
    """A breadth-first search that crosses a cut only if nothing else is left."""
    operands = recording["operands"]
    rows = np.flatnonzero(operands["operand"] != NONE)
    rows = rows[np.argsort(operands["operand"][rows], kind="stable")]
    sources, users = operands["operand"][rows], operands["card"][rows].tolist()
    is_cut = (operands["cut"][rows] != Cut.OPEN).tolist()
    came_from: dict[int, int] = {}
    waiting = deque((start, NONE) for start in starts)
    beyond: deque[tuple[int, int]] = deque()
    while waiting or beyond:
        if not waiting:
            waiting, beyond = beyond, deque()
        card, before = waiting.popleft()
        if card in came_from:
            continue
        came_from[card] = before
        if card in goals:
            return _back(came_from, card)
        first, end = np.searchsorted(sources, (card, card + 1)).tolist()
        for at in range(first, end):
            (beyond if is_cut[at] else waiting).append((users[at], card))
    return None


def _back(came_from: dict[int, int], card: int) -> list[int]:
    path = [card]
    while came_from[path[-1]] != NONE:
        path.append(came_from[path[-1]])
    return path[::-1]
