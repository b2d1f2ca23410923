"""The order of the nodes within their layers, chosen so that few segments cross."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from engine.layout.card_graph import Adjacency
from engine.layout.crossings import count_crossings
from engine.layout.virtual import Layering

Item = TypeVar("Item")

_MAX_SWEEPS = 40
_SWEEPS_WITHOUT_GAIN = 6
# Swapping neighbours gains little on huge graphs, and costs more than all the sweeps.
_MAX_NODES_TO_TRANSPOSE = 40_000
_MANY_NODES = 5_000


def order_layers(layering: Layering, checkpoint: Callable[[], None]) -> list[list[int]]:
    """The nodes of every layer from left to right.

    Starts from the order of operands and results in the script; then sorts each layer by the
    mean place of its neighbours in the layer before (downwards and upwards in turn), swaps
    neighbours that cross less when swapped, and keeps the best order seen. ``checkpoint`` is
    called between the sweeps.

    Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of Hierarchical
    System Structures, 1981; the swaps: E. Gansner et al., A Technique for Drawing Directed
    Graphs, 1993, section 3.
    """
    order = _Order(layering)
    best, best_places = order.count_crossings(), order.places()
    swap_passes = _swap_passes(len(layering.layer))
    idle = 0
    for sweep in range(_MAX_SWEEPS):
        if best == 0 or idle == _SWEEPS_WITHOUT_GAIN:
            break
        checkpoint()
        order.sweep(downwards=sweep % 2 == 0, reverse_ties=sweep // 2 % 2 == 1)
        order.swap_neighbours(swap_passes)
        crossings = order.count_crossings()
        idle += 1
        if crossings < best:
            best, best_places, idle = crossings, order.places(), 0
    layers = [sorted(layer, key=best_places.__getitem__) for layer in order.layers]
    for layer in layers if layering.slants else ():
        _line_up_ports(layer, layering)
    return layers


def _line_up_ports(layer: list[int], layering: Layering) -> None:
    """Let the ports of each box in ``layer`` have their places in the order of its edges."""
    ports: dict[tuple[int, bool], list[tuple[float, int]]] = {}
    for node in layer:
        if layering.widths[node] or layering.is_virtual(node):
            continue
        for box in layering.above[node]:
            if (box, node) in layering.slants:
                ports.setdefault((box, True), []).append((layering.slants[box, node], node))
        for box in layering.below[node]:
            if (node, box) in layering.slants:
                ports.setdefault((box, False), []).append((-layering.slants[node, box], node))
    place = {node: at for at, node in enumerate(layer)}
    for wanted in ports.values():
        slots = sorted(place[node] for _, node in wanted)
        for slot, (_, node) in zip(slots, sorted(wanted)):
            layer[slot] = node


def _swap_passes(node_count: int) -> int:
    if node_count > _MAX_NODES_TO_TRANSPOSE:
        return 0
    return 2 if node_count > _MANY_NODES else 4


class _Order:
    """An order of the nodes that sweeps improve.

    Attributes:
        layers: the nodes of every layer from left to right.
    """

    def __init__(self, layering: Layering) -> None:
        self._above, self._below = layering.above, layering.below
        self._upper, self._lower = layering.segments.T
        self._segment_layer = layering.layer[self._upper]
        self.layers = _walked_layers(layering)
        self._place = [0] * len(layering.layer)
        for layer in self.layers:
            self._note_places(layer)

    def places(self) -> list[int]:
        """The place of every node in its layer: a copy."""
        return self._place.copy()

    def count_crossings(self) -> int:
        """The crossings between all adjacent layers."""
        place = np.array(self._place, np.int64)
        return count_crossings(self._segment_layer, place[self._upper], place[self._lower])

    def sweep(self, *, downwards: bool, reverse_ties: bool) -> None:
        """Sort each layer by the mean place of its nodes' neighbours in the layer before it.

        Nodes without such neighbours keep their places. Nodes with the same mean keep their
        order, or change it with ``reverse_ties``, which leads out of some dead ends.
        """
        layers = self.layers if downwards else reversed(self.layers)
        for layer in layers:
            if len(layer) > 1:
                self._sort(layer, self._above if downwards else self._below, reverse_ties)

    def swap_neighbours(self, max_passes: int) -> None:
        """Swap adjacent nodes wherever that removes crossings."""
        for _ in range(max_passes):
            swaps = [self._swap_in_layer(layer) for layer in self.layers if len(layer) > 1]
            if not any(swaps):
                break

    def _sort(self, layer: list[int], neighbours: Adjacency, reverse_ties: bool) -> None:
        place = self._place
        mean = {
            node: sum([place[other] for other in neighbours[node]]) / len(neighbours[node])
            for node in layer
            if neighbours[node]
        }
        movable = sorted(reversed(mean) if reverse_ties else mean, key=mean.__getitem__)
        if len(movable) < len(layer):
            rest = iter(movable)
            movable = [next(rest) if node in mean else node for node in layer]
        layer[:] = movable
        self._note_places(layer)

    def _swap_in_layer(self, layer: list[int]) -> bool:
        """One pass over ``layer``; whether anything was swapped."""
        above = [self._sorted_places(self._above[node]) for node in layer]
        below = [self._sorted_places(self._below[node]) for node in layer]
        swapped = False
        for left in range(len(layer) - 1):
            right = left + 1
            crossings = _crossings(above[left], above[right])
            crossings += _crossings(below[left], below[right])
            if crossings == 0:
                continue
            swapped_crossings = _crossings(above[right], above[left])
            swapped_crossings += _crossings(below[right], below[left])
            if swapped_crossings < crossings:
                _swap(layer, left)
                _swap(above, left)
                _swap(below, left)
                swapped = True
        if swapped:
            self._note_places(layer)
        return swapped

    def _sorted_places(self, nodes: list[int]) -> list[int]:
        return sorted([self._place[node] for node in nodes])

    def _note_places(self, layer: list[int]) -> None:
        for place, node in enumerate(layer):
            self._place[node] = place


def _walked_layers(layering: Layering) -> list[list[int]]:
    """The nodes of every layer from right to left as depth-first walks upwards meet them.

    The walks start at the cards that nothing uses, the last first, and take the last operand of
    a card first: so operands, and results, stand from left to right in the order of the script.
    """
    layer_of: list[int] = layering.layer.tolist()
    layers: list[list[int]] = [[] for _ in range(max(layer_of, default=-1) + 1)]
    met = bytearray(len(layer_of))
    ends = [node for node in reversed(range(layering.card_count)) if not layering.below[node]]
    for end in ends:
        waiting = [end]
        while waiting:
            node = waiting.pop()
            if not met[node]:
                met[node] = 1
                layers[layer_of[node]].append(node)
                waiting.extend(layering.above[node])
    return [layer[::-1] for layer in layers]


def _swap(row: list[Item], place: int) -> None:
    row[place : place + 2] = row[place + 1], row[place]


def _crossings(left: list[int], right: list[int]) -> int:
    """The crossings of segments from two adjacent nodes to sorted places ``left``, ``right``."""
    total = passed = 0
    for place in left:
        while passed < len(right) and right[passed] < place:
            passed += 1
        total += passed
    return total
