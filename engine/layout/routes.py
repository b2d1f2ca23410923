"""The polylines of edges: from card to card, and vertical within every layer."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.layout.card_graph import CardGraph, FloatArray, IntArray
from engine.layout.spacing import Spacing
from engine.layout.virtual import Layering


@dataclass(frozen=True)
class Geometry:
    """Where everything is, in px; y grows downwards.

    Attributes:
        x: (N,): the centres of all nodes, virtual ones included.
        y: (n,): the centres of the cards.
        top, bottom: the upper and lower border of every layer.
    """

    x: FloatArray
    y: FloatArray
    top: FloatArray
    bottom: FloatArray


@dataclass(frozen=True)
class Routes:
    """Polylines from the bottom of a source card to the top of its user.

    Attributes:
        starts: (m + 1,): route e is ``points[starts[e]:starts[e + 1]]``.
        points: (k, 2), in px.
    """

    starts: IntArray
    points: FloatArray

    def taken(self, order: IntArray) -> Self:
        """The routes ``order`` (m,), in that order."""
        counts = np.diff(self.starts)[order]
        starts = _starts(counts)
        return type(self)(starts, self.points[_ranges(self.starts[order], counts)])


def build_routes(
    graph: CardGraph, layering: Layering, geometry: Geometry, spacing: Spacing
) -> Routes:
    """The routes of ``graph.edges``, in that order.

    Within a layer a route is vertical, so that it cannot cross a card. The edges of a source
    share the points of its trunk. Parallel edges run side by side.
    """
    x = geometry.x
    source, user = graph.edges.T
    layer = layering.layer
    long = np.flatnonzero(layer[user] - layer[source] > 1)
    first, last = source.copy(), source.copy()
    first[long] = layering.trunk_start[source[long]]
    last[long] = first[long] + layer[user[long]] - layer[source[long]] - 2
    after_source = user.copy()
    after_source[long] = first[long]

    start = np.stack([x[source], geometry.y[source] + graph.heights[source] / 2], axis=1)
    leave = np.stack([x[source], geometry.bottom[layer[source]]], axis=1)
    enter = np.stack([x[user], geometry.top[layer[user]]], axis=1)
    end = np.stack([x[user], geometry.y[user] - graph.heights[user] / 2], axis=1)
    leaves = (leave[:, 1] > start[:, 1]) & (x[after_source] != x[source])
    enters = (enter[:, 1] < end[:, 1]) & (x[last] != x[user])

    trunk_points, trunk_ends = _trunk_points(layering, geometry)
    trunk_from, trunk_counts = np.zeros_like(source), np.zeros_like(source)
    trunk_from[long] = trunk_ends[first[long] - layering.card_count]
    trunk_counts[long] = trunk_ends[last[long] - layering.card_count + 1] - trunk_from[long]

    counts = 2 + leaves + trunk_counts + enters
    starts = _starts(counts)
    points = np.empty((starts[-1], 2))
    points[starts[:-1]] = start
    points[starts[:-1][leaves] + 1] = leave[leaves]
    in_route = _ranges(starts[:-1] + 1 + leaves, trunk_counts)
    points[in_route] = trunk_points[_ranges(trunk_from, trunk_counts)]
    points[starts[1:][enters] - 2] = enter[enters]
    points[starts[1:] - 1] = end
    points[:, 0] += np.repeat(side_steps(graph.edges, spacing), counts)
    return Routes(starts, points)


def _trunk_points(layering: Layering, geometry: Geometry) -> tuple[FloatArray, IntArray]:
    """The points of all trunks, and where those of each virtual node begin among them.

    A virtual node has a point at the top and one at the bottom of its layer, where the trunk
    bends or an edge leaves it.
    """
    virtual = np.arange(layering.card_count, len(layering.layer))
    owner, layer, x = layering.owner[virtual], layering.layer[virtual], geometry.x
    is_first = layering.trunk_start[owner] == virtual
    above = np.where(is_first, owner, virtual - 1)
    is_last = np.append(is_first[1:], True)[: len(virtual)]
    below = np.where(is_last, virtual, virtual + 1)

    upper, lower = layering.segments.T
    left_by_edge = np.zeros(len(layering.layer), bool)
    left_by_edge[upper[lower < layering.card_count]] = True
    kept = np.stack([x[above] != x[virtual], (x[below] != x[virtual]) | left_by_edge[virtual]], 1)
    points = np.empty((len(virtual), 2, 2))
    points[:, :, 0] = x[virtual][:, None]
    points[:, 0, 1], points[:, 1, 1] = geometry.top[layer], geometry.bottom[layer]
    return points[kept], _starts(kept.sum(axis=1))


def side_steps(edges: IntArray, spacing: Spacing) -> FloatArray:
    """How far each edge is moved to the right, (m,) in px: 0 unless it has parallel ones."""
    _, pair, pair_size = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    pair = pair.reshape(-1)
    number = np.empty(len(edges), np.int64)
    number[np.argsort(pair, kind="stable")] = _ranges(np.zeros_like(pair_size), pair_size)
    size = pair_size[pair]
    step = np.minimum(spacing.parallel_px, spacing.spread_px / np.maximum(size - 1, 1))
    return (number - (size - 1) / 2) * step


def _starts(counts: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)])


def _ranges(starts: IntArray, counts: IntArray) -> IntArray:
    """The numbers from each start on, as many as its count, one range after the other."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum())
