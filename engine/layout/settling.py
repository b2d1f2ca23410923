"""The last phase of placement: every straight run slides to the middle of its neighbours."""

import numpy as np

from engine.layout.card_graph import FloatArray
from engine.layout.rows import Rows
from engine.layout.virtual import Layering

_Move = tuple[list[int], list[int], float]
"""A run, its targets, and how far to the right of their mean it should be, in px."""

_PASSES = 8
_STILL_PX = 0.05


def settled_places(
    layering: Layering, rows: Rows, runs: list[list[int]], places: FloatArray
) -> FloatArray:
    """Places, (N,) in px by node, with shorter segments than ``places``, and runs as straight.

    First all runs slide towards the mean of all their neighbours; then, so that siblings stand
    symmetrically, what has several inputs to the middle of these, and leaves above their users.
    Ports end up beside the places of their boxes where their edges go on.
    """
    sliding = _Sliding(rows, places)
    start = places.tolist()
    by_place = sorted(runs, key=lambda run: start[run[0]])
    moves = [_move(run, _neighbours(run, layering), layering) for run in by_place]
    for _ in range(_PASSES):
        moved = sliding.slide_all(moves)
        moves.reverse()
        if moved < _STILL_PX * len(places):
            break

    layer = layering.layer.tolist()
    downwards = sorted(runs, key=lambda run: layer[run[0]])
    above = layering.above
    sliding.slide_all(
        [
            _move(run, [(run[0], upper) for upper in above[run[0]]], layering)
            for run in downwards
            if len(above[run[0]]) > 1 and not layering.is_virtual(run[0])
        ]
    )
    settled = _leaves_above_users(layering, rows, runs, np.array(sliding.places))
    return _ports_at_boxes(layering, rows, settled)


def _leaves_above_users(
    layering: Layering, rows: Rows, runs: list[list[int]], places: FloatArray
) -> FloatArray:
    """``places`` with the leaves that are in no spine moved, together, above their users."""
    wanted, held = places.copy(), np.ones(len(places), bool)
    for run in runs:
        leaf = run[0]
        users = layering.below[leaf]
        if len(run) == 1 and users and not layering.above[leaf]:
            wanted[leaf] = places[users].mean()
            held[leaf] = False
    return rows.separated(wanted, held)


def _ports_at_boxes(layering: Layering, rows: Rows, places: FloatArray) -> FloatArray:
    """``places`` with the ports moved to where their edges enter and leave the boxes."""
    if not layering.slants:
        return places
    wanted, held = places.copy(), np.ones(len(places), bool)
    for (upper, lower), slant in layering.slants.items():
        if layering.widths[lower]:
            wanted[upper] = places[lower] - slant
            held[upper] = False
        else:
            wanted[lower] = places[upper] + slant
            held[lower] = False
    return rows.separated(wanted, held)


def _move(run: list[int], joints: list[tuple[int, int]], layering: Layering) -> _Move:
    """The slide of ``run`` to the middle of its neighbours, as nodes of the run and neighbours."""
    slants, shift = layering.slants, 0.0
    if slants and joints:
        leans = [slants.get((b, a), 0.0) - slants.get((a, b), 0.0) for a, b in joints]
        shift = sum(leans) / len(leans)
    return run, [other for _, other in joints], shift


def _neighbours(run: list[int], layering: Layering) -> list[tuple[int, int]]:
    """The segments out of ``run``: a node in it, and the one that is not."""
    inside = set(run)
    return [
        (node, other)
        for node in run
        for other in (*layering.above[node], *layering.below[node])
        if other not in inside
    ]


class _Sliding:
    """Places that change one run at a time, as far as the neighbours in its rows allow.

    Attributes:
        places: by node, in px.
    """

    def __init__(self, rows: Rows, places: FloatArray) -> None:
        self.places: list[float] = places.tolist()
        beside = np.flatnonzero(np.diff(rows.layer) == 0)
        left, right = rows.order[beside], rows.order[beside + 1]
        distance = (rows.offset[beside + 1] - rows.offset[beside]).tolist()
        self._left = dict(zip(right.tolist(), zip(left.tolist(), distance)))
        self._right = dict(zip(left.tolist(), zip(right.tolist(), distance)))

    def slide_all(self, moves: list[_Move]) -> float:
        """Slide each run towards the mean of its targets; the distance they moved in all, in px."""
        places, left_of, right_of = self.places, self._left.get, self._right.get
        moved = 0.0
        for run, targets, shift in moves:
            if len(targets) == 1:
                wanted = places[targets[0]] + shift
            elif targets:
                wanted = sum([places[target] for target in targets]) / len(targets) + shift
            else:
                continue
            now = place = places[run[0]]
            if wanted > now:
                place = wanted
                for node in run:
                    if beside := right_of(node):
                        limit = places[beside[0]] - beside[1]
                        if limit < place:
                            place = limit
                if place <= now:
                    continue
            elif wanted < now:
                place = wanted
                for node in run:
                    if beside := left_of(node):
                        limit = places[beside[0]] + beside[1]
                        if limit > place:
                            place = limit
                if place >= now:
                    continue
            for node in run:
                places[node] = place
            moved += abs(place - now)
        return moved
