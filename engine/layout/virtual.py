"""Virtual nodes: the long edges of each source share one trunk of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from engine.layout.card_graph import Adjacency, CardGraph, FloatArray, IntArray

# A virtual node costs about 1 KB; chains of thousands of steps whose every result is used at the
# end need the square of their length.
MAX_VIRTUAL_NODES = 1_000_000


@dataclass(frozen=True)
class Layering:
    """Nodes on layers, joined by segments that lead from a layer to the next one.

    Nodes 0..n-1 are the cards. A card whose users lie farther away than the next layer has a
    trunk: a chain of virtual nodes, one on each layer that its edges pass, numbered downwards.

    Attributes:
        card_count: n.
        layer: (N,): the layer of every node; parts of the graph that nothing joins lie on
            layers of their own.
        widths: (N,), in px; 0 for virtual nodes and ports.
        owner: (N,): the card a node belongs to: itself, or the source of its trunk.
        trunk_start: (n,): the first virtual node of each card; meaningless without a trunk.
        segments: (s, 2): upper and lower node.
        above, below: for every node its neighbours on the adjacent layers.
        slants: how far to the right of its upper node the lower one of a segment should be, in
            px, where that is not right below it.
    """

    card_count: int
    layer: IntArray
    widths: FloatArray
    owner: IntArray
    trunk_start: IntArray
    segments: IntArray
    above: Adjacency
    below: Adjacency
    slants: Mapping[tuple[int, int], float]

    @classmethod
    def from_layers(cls, graph: CardGraph, layer: IntArray) -> Self:
        """Add the virtual nodes to ``graph``, whose card i is on layer ``layer[i]``.

        Raises:
            ValueError: there would be more than ``MAX_VIRTUAL_NODES``.
        """
        cards = np.arange(len(layer))
        source, user = _distinct_edges(graph)
        span = layer[user] - layer[source]
        longest = np.ones(len(cards), np.int64)
        np.maximum.at(longest, source, span)

        trunk_length = longest - 1
        if trunk_length.sum() > MAX_VIRTUAL_NODES:
            raise ValueError(
                f"the edges pass {trunk_length.sum()} layers in all, more than the"
                f" {MAX_VIRTUAL_NODES} that can be drawn"
            )
        trunk_start = len(cards) + np.cumsum(trunk_length) - trunk_length
        owner = np.concatenate([cards, np.repeat(cards, trunk_length)])
        virtual = np.arange(len(cards), len(owner))
        depth = virtual - trunk_start[owner[virtual]] + 1
        node_above = np.where(depth == 1, owner[virtual], virtual - 1)
        last = np.where(span == 1, source, trunk_start[source] + span - 2)
        segments = np.concatenate(
            [np.stack([node_above, virtual], axis=1), np.stack([last, user], axis=1)]
        )
        above, below = _adjacency(segments, len(owner))
        return cls(
            card_count=len(cards),
            layer=np.concatenate([layer, layer[owner[virtual]] + depth]),
            widths=np.concatenate([graph.widths, np.zeros(len(virtual))]),
            owner=owner,
            trunk_start=trunk_start,
            segments=segments,
            above=above,
            below=below,
            slants=graph.slants,
        )

    @cached_property
    def leans(self) -> FloatArray:
        """How far to the right of its upper node the lower one of each segment should be, (s,)."""
        leans = np.zeros(len(self.segments))
        if self.slants:
            pairs = map(tuple, self.segments.tolist())
            leans[:] = [self.slants.get(pair, 0.0) for pair in pairs]
        return leans

    def is_virtual(self, node: int) -> bool:
        """Whether ``node`` is part of a trunk rather than a card."""
        return node >= self.card_count


def _distinct_edges(graph: CardGraph) -> tuple[IntArray, IntArray]:
    """Source and user of every edge, parallel ones once, operand by operand of each user."""
    user = np.repeat(np.arange(len(graph.inputs)), [len(sources) for sources in graph.inputs])
    source = np.array([source for sources in graph.inputs for source in sources], np.int64)
    return source, user


def _adjacency(segments: IntArray, node_count: int) -> tuple[Adjacency, Adjacency]:
    above: Adjacency = [[] for _ in range(node_count)]
    below: Adjacency = [[] for _ in range(node_count)]
    for upper, lower in segments.tolist():
        above[lower].append(upper)
        below[upper].append(lower)
    return above, below
