"""The last touch to the places: every straight run slides to the middle of what it is joined to."""

from math import inf

import numpy as np

from engine.layout.card_graph import FloatArray
from engine.layout.rows import Rows
from engine.layout.virtual import Layering

_PASSES = 8
_STILL_PX = 0.05


def settled_places(
    layering: Layering, rows: Rows, runs: list[list[int]], places: FloatArray
) -> FloatArray:
    """Places, (N,) in px by node, with shorter segments than `places`, and runs as straight.

    First all runs slide towards the mean of all their neighbours; then, so that siblings stand
    symmetrically, what has several inputs to the middle of these, and leaves above their users.
    """
    sliding = _Sliding(layering, rows, places)
    by_place = sorted(runs, key=lambda run: places[run[0]])
    neighbours = [_neighbours(run, layering) for run in by_place]
    for number in range(_PASSES):
        moves = list(zip(by_place, neighbours))
        moved = sliding.slide_all(moves if number % 2 == 0 else moves[::-1])
        if moved < _STILL_PX * len(places):
            break

    downwards = sorted(runs, key=lambda run: int(layering.layer[run[0]]))
    above = layering.above
    sliding.slide_all(
        [
            (run, above[run[0]])
            for run in downwards
            if len(above[run[0]]) > 1 and not layering.is_virtual(run[0])
        ]
    )
    return _leaves_above_users(layering, rows, runs, np.array(sliding.places))


def _leaves_above_users(
    layering: Layering, rows: Rows, runs: list[list[int]], places: FloatArray
) -> FloatArray:
    """`places` with the leaves that are in no spine moved, together, above their users."""
    wanted, held = places.copy(), np.ones(len(places), bool)
    for run in runs:
        leaf = run[0]
        users = layering.below[leaf]
        if len(run) == 1 and users and not layering.above[leaf]:
            wanted[leaf] = places[users].mean()
            held[leaf] = False
    return rows.separated(wanted, held)


def _neighbours(run: list[int], layering: Layering) -> list[int]:
    """The nodes joined to `run` that are not in it, once for every segment."""
    inside = set(run)
    return [
        other
        for node in run
        for other in (*layering.above[node], *layering.below[node])
        if other not in inside
    ]


class _Sliding:
    """Places that change one run at a time, as far as the neighbours in its rows allow.

    Attributes:
        places: by node, in px.
    """

    def __init__(self, layering: Layering, rows: Rows, places: FloatArray) -> None:
        self.places: list[float] = places.tolist()
        self._order: list[int] = rows.order.tolist()
        self._layer: list[int] = rows.layer.tolist()
        self._offset: list[float] = rows.offset.tolist()
        self._spot: list[int] = rows.spot.tolist()

    def slide_all(self, moves: list[tuple[list[int], list[int]]]) -> float:
        """Slide each run towards the mean of its targets; the distance they moved in all, in px."""
        moved = 0.0
        for run, targets in moves:
            if targets:
                mean = sum([self.places[target] for target in targets]) / len(targets)
                moved += self._slide(run, mean)
        return moved

    def _slide(self, run: list[int], wanted: float) -> float:
        now = self.places[run[0]]
        leftmost, rightmost = self._room(run)
        place = max(min(wanted, rightmost), leftmost)
        if leftmost > rightmost:  # by a rounding error
            place = now
        for node in run:
            self.places[node] = place
        return abs(place - now)

    def _room(self, run: list[int]) -> tuple[float, float]:
        leftmost, rightmost = -inf, inf
        for node in run:
            spot = self._spot[node]
            layer, offset = self._layer[spot], self._offset[spot]
            if spot and self._layer[spot - 1] == layer:
                distance = offset - self._offset[spot - 1]
                leftmost = max(leftmost, self.places[self._order[spot - 1]] + distance)
            if spot + 1 < len(self._order) and self._layer[spot + 1] == layer:
                distance = self._offset[spot + 1] - offset
                rightmost = min(rightmost, self.places[self._order[spot + 1]] - distance)
        return leftmost, rightmost
