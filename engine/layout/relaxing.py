"""The first phase of placement: every spine moves to the middle of its neighbours."""

from collections.abc import Callable

import numpy as np

from engine.layout.card_graph import FloatArray, IntArray
from engine.layout.rows import Rows
from engine.layout.virtual import Layering

_ROUNDS = 150
_STRAIGHTENING_ROUNDS = 8
_ROUNDS_PER_CHECKPOINT = 10


def relaxed_places(
    layering: Layering, rows: Rows, spines: list[list[int]], checkpoint: Callable[[], None]
) -> FloatArray:
    """Places, (N,) in px by node, that keep the distances of ``rows`` and nearly straight spines.

    Again and again every spine moves to the mean of its neighbours outside, and every row makes
    room; in the last rounds the spines only straighten. ``checkpoint`` is called now and then.
    """
    spine = _spine_of(spines, len(layering.layer))
    size = np.bincount(spine, minlength=len(spines))
    upper, lower = layering.segments.T
    outside = spine[upper] != spine[lower]
    upper, lower = upper[outside], lower[outside]
    mover = np.concatenate([spine[lower], spine[upper]])
    neighbour = np.concatenate([upper, lower])
    pulls = np.bincount(mover, minlength=len(spines))
    lean = layering.leans[outside]
    leans = np.concatenate([lean, -lean])

    places = _centred(rows)
    for done in range(_ROUNDS + _STRAIGHTENING_ROUNDS):
        if done % _ROUNDS_PER_CHECKPOINT == 0:
            checkpoint()
        wanted = np.bincount(spine, weights=places, minlength=len(spines)) / size
        if done < _ROUNDS:
            pulled = np.bincount(mover, weights=places[neighbour] + leans, minlength=len(spines))
            wanted = np.where(pulls > 0, pulled / np.maximum(pulls, 1), wanted)
        places = rows.separated(wanted[spine])
    return places


def _spine_of(spines: list[list[int]], node_count: int) -> IntArray:
    spine = np.empty(node_count, np.int64)
    for number, nodes in enumerate(spines):
        spine[nodes] = number
    return spine


def _centred(rows: Rows) -> FloatArray:
    """The nodes as close together as they may be, the middles of all rows below each other."""
    count = np.maximum(np.bincount(rows.layer), 1)
    middle = np.bincount(rows.layer, weights=rows.offset) / count
    return (rows.offset - middle[rows.layer])[rows.spot]
