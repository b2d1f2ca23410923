"""Straight runs: the parts of the spines whose nodes all get the same place."""

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
    """Cut ``spines`` into runs, and give every node a place near ``wanted`` (N,), in px.

    The longest spines come first. Each is cut into as few runs as the runs pinned before it
    leave room for; the nodes of a run get the same place, and what stands alone makes room.
    """
    pins = _Pins(rows)
    wanted_places: list[float] = wanted.tolist()
    runs = []
    for spine in sorted(spines, key=len, reverse=True):
        if len(spine) == 1:
            runs.append(spine)
            continue
        done = 0
        while done < len(spine):
            run, place = _longest_run(spine, done, pins, wanted_places)
            pins.add(run, place)
            runs.append(run)
            done += len(run)
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
        """Pin every node of ``run`` to ``place``, in px."""
        for node in run:
            spot = self._spot[node]
            insort(self._pinned_spots.setdefault(self._layer[spot], []), spot)
            self.places[node] = place

    def room(self, node: int) -> tuple[float, float]:
        """The leftmost and the rightmost place that the pinned nodes leave for ``node``, in px."""
        spot = self._spot[node]
        pinned = self._pinned_spots.get(self._layer[spot], [])
        index = bisect_left(pinned, spot)
        leftmost = self._beside(pinned[index - 1], spot) if index else -inf
        rightmost = self._beside(pinned[index], spot) if index < len(pinned) else inf
        return leftmost, rightmost

    def _beside(self, pinned_spot: int, spot: int) -> float:
        """The place at ``spot`` if all between it and the pinned one stand close together."""
        place = self.places[self._order[pinned_spot]]
        return place + self._offset[spot] - self._offset[pinned_spot]


def _longest_run(
    spine: list[int], start: int, pins: _Pins, wanted: list[float]
) -> tuple[list[int], float]:
    """The longest part of ``spine`` from ``start`` on that can be straight, and its place in px."""
    leftmost, rightmost = pins.room(spine[start])
    least = most = wanted[spine[start]]
    end = start + 1
    while end < len(spine):
        left, right = pins.room(spine[end])
        left, right = max(leftmost, left), min(rightmost, right)
        least, most = min(least, wanted[spine[end]]), max(most, wanted[spine[end]])
        if left > right or most - least > _MAX_LEAN_PX:
            break
        leftmost, rightmost = left, right
        end += 1
    run = spine[start:end]
    mean = sum([wanted[node] for node in run]) / len(run)
    return run, min(max(mean, leftmost), rightmost)
