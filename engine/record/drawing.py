"""Which cards and edges to draw: the whole run, or what one segment makes and its pass touches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, Cut, EventKind


class Drawing(NamedTuple):
    """A part of a recording's graph.

    Attributes:
        cards: rows of ``cards``, ascending, so that every card comes after those it was made from.
        edges: rows of ``operands`` whose two ends are both drawn.
        sources, users: for each edge the places of its ends in ``cards``.
    """

    cards: np.ndarray
    edges: np.ndarray
    sources: np.ndarray
    users: np.ndarray


def whole_run(recording: Recording) -> Drawing:
    """Every card of a recording."""
    return _with_edges(recording, np.arange(len(recording["cards"])))


def segment(recording: Recording, number: int) -> Drawing:
    """What the steps up to the end of pass ``number`` make, reset and take, and its pass touches.

    The far side of each cut stays in the picture, so that it is plain what the gradient misses.
    """
    made = np.zeros(len(recording["cards"]), bool)
    made[_made_in(recording, number)] = True
    made[_reset_in(recording, number)] = True
    made[_touched_by(recording, number)] = True
    drawn = made | _operands_of(recording, made)
    while True:
        beyond = _operands_of(recording, drawn, only_cut=True) & ~drawn
        if not beyond.any():
            return _with_edges(recording, np.flatnonzero(drawn))
        drawn |= beyond


def _made_in(recording: Recording, number: int) -> np.ndarray:
    return _rows_of_steps(recording, number, EventKind.OP_APPLIED)


def _reset_in(recording: Recording, number: int) -> np.ndarray:
    resets = _rows_of_steps(recording, number, EventKind.GRAD_RESET)
    cards: np.ndarray = recording["resets"]["card"][resets]
    return cards


def _rows_of_steps(recording: Recording, number: int, kind: EventKind) -> np.ndarray:
    """What the segment's steps of one kind stand for: rows of the kind's table."""
    index = recording.index
    steps = recording["events"][index.steps[index.segments == number]]
    rows: np.ndarray = steps["row"][steps["kind"] == kind]
    return rows


def _touched_by(recording: Recording, number: int) -> list[int]:
    if number >= recording.index.pass_count:
        return []
    state = recording.at(recording.index.pass_start(number))
    nodes = recording.index.of_pass(number).nodes.tolist()
    return [card for card in map(state.card_of_node, nodes) if card != NONE]


def _operands_of(recording: Recording, cards: np.ndarray, only_cut: bool = False) -> np.ndarray:
    """Which cards the given ones (a mask) were made from, as a mask."""
    operands = recording["operands"]
    taken = cards[operands["card"]] & (operands["operand"] != NONE)
    if only_cut:
        taken &= operands["cut"] != Cut.OPEN
    mask = np.zeros(len(cards), bool)
    mask[operands["operand"][taken]] = True
    return mask


def _with_edges(recording: Recording, cards: np.ndarray) -> Drawing:
    operands = recording["operands"]
    place = np.full(len(recording["cards"]) + 1, NONE)
    place[cards] = np.arange(len(cards))
    sources, users = place[operands["operand"]], place[operands["card"]]
    edges = np.flatnonzero((operands["operand"] != NONE) & (sources != NONE) & (users != NONE))
    return Drawing(cards, edges, sources[edges], users[edges])
