"""Straight runs: the parts of the spines that get one place for all their nodes."""

from bisect import bisect_left, insort
from math import inf

import numpy as np

from engine.layout.card_graph import FloatArray
from engine.layout.rows import Rows

# Straightening a chain that leans farther would push aside too much: a diagonal row of short
# chains, as a loop makes them, stays narrow when it may lean.
_MAX_LEAN_PX = 100.0


def pin_runs(
    rows: Rows, spines: list[list[int]], wanted: FloatArray
) -> tuple[list[list[int]], FloatArray]:
    """Cut `spines` into runs, and give every node a place near `wanted` (N,), in px.

    The longest spines come first. Each is cut into as few runs as the runs pinned before it
    leave room for; the nodes of a run get the same place, and what stands alone makes room.
    """
    pins = _Pins(rows)
    runs = []
    for spine in sorted(spines, key=len, reverse=True):
        if len(spine) == 1:
            runs.append(spine)
            continue
        rest = spine
        while rest:
            run, place = _longest_run(rest, pins, wanted)
            pins.add(run, place)
            runs.append(run)
            rest = rest[len(run) :]
    places = wanted.copy()
    pinned = np.zeros(len(wanted), bool)
    for node, place in pins.places.items():
        places[node] = place
        pinned[node] = True
    return runs, rows.separated(places, pinned)


class _Pins:
    """The nodes that have got their places.

    Attributes:
        places: the place of every pinned node, in px.
    """

    def __init__(self, rows: Rows) -> None:
        self.places: dict[int, float] = {}
        self._order: list[int] = rows.order.tolist()
        self._layer: list[int] = rows.layer.tolist()
        self._offset: list[float] = rows.offset.tolist()
        self._spot: list[int] = rows.spot.tolist()
        self._pinned_spots: dict[int, list[int]] = {}

    def add(self, run: list[int], place: float) -> None:
        """Pin every node of `run` to `place`, in px."""
        for node in run:
            spot = self._spot[node]
            insort(self._pinned_spots.setdefault(self._layer[spot], []), spot)
            self.places[node] = place

    def room(self, node: int) -> tuple[float, float]:
        """The leftmost and the rightmost place that the pinned nodes leave for `node`, in px."""
        spot = self._spot[node]
        pinned = self._pinned_spots.get(self._layer[spot], [])
        index = bisect_left(pinned, spot)
        leftmost = self._beside(pinned[index - 1], spot) if index else -inf
        rightmost = self._beside(pinned[index], spot) if index < len(pinned) else inf
        return leftmost, rightmost

    def _beside(self, pinned_spot: int, spot: int) -> float:
        """The place at `spot` if all between it and the pinned one stand close together."""
        place = self.places[self._order[pinned_spot]]
        return place + self._offset[spot] - self._offset[pinned_spot]


def _longest_run(spine: list[int], pins: _Pins, wanted: FloatArray) -> tuple[list[int], float]:
    """The longest beginning of `spine` that can stand straight, and its place in px."""
    leftmost, rightmost = -inf, inf
    least = most = float(wanted[spine[0]])
    length = 0
    for node in spine:
        left, right = pins.room(node)
        least, most = min(least, float(wanted[node])), max(most, float(wanted[node]))
        fits = max(leftmost, left) <= min(rightmost, right) and most - least <= _MAX_LEAN_PX
        if length and not fits:
            break
        leftmost, rightmost = max(leftmost, left), min(rightmost, right)
        length += 1
    run = spine[:length]
    return run, min(max(float(wanted[run].mean()), leftmost), rightmost)
