"""A networkx graph of cards, read once into the lists and arrays that the layout works on."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Adjacency = list[list[int]]


@dataclass(frozen=True)
class CardGraph:
    """Cards numbered 0..n-1 in topological order, and what joins them.

    Attributes:
        widths, heights: (n,), in px.
        edges: (m, 2): source and user of every edge, parallel ones included.
        inputs: for every card the distinct cards it uses, in the order of its operands.
        users: for every card the distinct cards that use it.
        component: (n,): the number of the connected part each card belongs to, counted in the
            order of the parts' first cards.
    """

    widths: FloatArray
    heights: FloatArray
    edges: IntArray
    inputs: Adjacency
    users: Adjacency
    component: IntArray

    @classmethod
    def from_networkx(cls, graph: "nx.DiGraph[Hashable]") -> Self:
        """Read `graph`, whose nodes carry `width` and `height` in px.

        Its nodes come in topological order, the edges into a node in the order of its operands.

        Raises: ValueError when an edge leads to a node that comes before it.
        """
        number = {node: place for place, node in enumerate(graph)}
        edges = np.array([(number[u], number[v]) for u, v in graph.edges()], np.int64)
        edges = edges.reshape(-1, 2)
        if np.any(edges[:, 0] >= edges[:, 1]):
            raise ValueError("the nodes of the graph are not in topological order")
        component = np.empty(len(graph), np.int64)
        for count, part in enumerate(nx.weakly_connected_components(graph)):
            component[[number[node] for node in part]] = count
        return cls(
            widths=np.array([width for _, width in graph.nodes(data="width")], np.float64),
            heights=np.array([height for _, height in graph.nodes(data="height")], np.float64),
            edges=edges,
            inputs=[[number[source] for source in graph.pred[node]] for node in graph],
            users=[[number[user] for user in graph.succ[node]] for node in graph],
            component=component,
        )
