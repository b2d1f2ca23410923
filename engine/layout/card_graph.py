"""A networkx graph of cards, read once into the lists and arrays that the layout works on."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Adjacency = list[list[int]]

Kept = TypeVar("Kept")

_NEW = (np.nan, np.nan)


class Role(IntEnum):
    """The role of a node in a drawing; all but cards and boxes are points, without a size."""

    CARD = 0
    BOX = 1  # a frame with all that is in it
    ENTRY = 2  # where an edge comes into the drawing from outside: at its top
    EXIT = 3  # where an edge leaves the drawing: at its bottom
    PORT_ABOVE = 4  # right above the one box that its edge leads into
    PORT_BELOW = 5  # right below the one box that its edge comes from


@dataclass(frozen=True)
class CardGraph:
    """Cards numbered 0..n-1 in topological order, and the edges between them.

    Attributes:
        widths, heights: (n,), in px.
        edges: (m, 2): source and user of every edge, parallel ones included.
        inputs: for every card the distinct cards it uses, in the order of its operands.
        users: for every card the distinct cards that use it.
        component: (n,): the number of the connected part each card belongs to, counted in the
            order of the parts' first cards. Where edges cross the border of the drawing, all
            cards are one part, which has that border.
        roles: (n,): a Role each.
        slants: for edges that touch a box beside its middle, by source and user: how far to the
            right of the source the user should be, in px.
        former: (n, 2): x and y of the middle of each card in a drawing before, in px; nan for
            what is new.
        former_routes: the polylines of edges in that drawing, by source and user; of parallel
            ones the middle.
    """

    widths: FloatArray
    heights: FloatArray
    edges: IntArray
    inputs: Adjacency
    users: Adjacency
    component: IntArray
    roles: IntArray
    slants: Mapping[tuple[int, int], float]
    former: FloatArray
    former_routes: Mapping[tuple[int, int], FloatArray]

    @classmethod
    def from_networkx(cls, graph: "nx.DiGraph[Hashable]") -> Self:
        """Read ``graph``, whose nodes carry ``width`` and ``height`` in px.

        A node that is no card or box carries its ``role``, an edge beside a middle its ``slant``;
        what was in a drawing before, node or edge, carries as ``former`` its place or its route.
        Its nodes come in topological order, the edges into a node in the order of its operands.

        Raises:
            ValueError: an edge leads to a node that comes before it.
        """
        number = {node: place for place, node in enumerate(graph)}
        edges = np.array([(number[u], number[v]) for u, v in graph.edges()], np.int64)
        edges = edges.reshape(-1, 2)
        if np.any(edges[:, 0] >= edges[:, 1]):
            raise ValueError("the nodes of the graph are not in topological order")
        roles = np.array([role for _, role in graph.nodes(data="role", default=Role.CARD)])
        component = np.zeros(len(graph), np.int64)
        if not np.isin(roles, (Role.ENTRY, Role.EXIT)).any():
            for count, part in enumerate(nx.weakly_connected_components(graph)):
                component[[number[node] for node in part]] = count
        return cls(
            widths=np.array([width for _, width in graph.nodes(data="width")], np.float64),
            heights=np.array([height for _, height in graph.nodes(data="height")], np.float64),
            edges=edges,
            inputs=[[number[source] for source in graph.pred[node]] for node in graph],
            users=[[number[user] for user in graph.succ[node]] for node in graph],
            component=component,
            roles=roles.astype(np.int64),
            slants={
                (number[source], number[user]): slant
                for source, user, slant in graph.edges(data="slant")
                if slant is not None
            },
            former=np.array(
                [place for _, place in graph.nodes(data="former", default=_NEW)], np.float64
            ).reshape(-1, 2),
            former_routes={
                (number[source], number[user]): route
                for (source, user), route in former_routes(graph).items()
            },
        )

    @property
    def is_known(self) -> BoolArray:
        """A mask of the cards that were in a former drawing, (n,)."""
        return np.isfinite(self.former[:, 0])

    def part(self, chosen: BoolArray) -> Self:
        """The subgraph of the cards ``chosen`` (n,), a mask, which no edge joins to others."""
        places = (np.cumsum(chosen) - 1).tolist()
        kept = np.flatnonzero(chosen).tolist()
        _, component = np.unique(self.component[chosen], return_inverse=True)
        inside = chosen[self.edges[:, 0]]
        return type(self)(
            widths=self.widths[chosen],
            heights=self.heights[chosen],
            edges=np.array(places, np.int64)[self.edges[inside]],
            inputs=[[places[source] for source in self.inputs[card]] for card in kept],
            users=[[places[user] for user in self.users[card]] for card in kept],
            component=component.reshape(-1).astype(np.int64),
            roles=self.roles[chosen],
            slants=_renumbered(self.slants, chosen, places),
            former=self.former[chosen],
            former_routes=_renumbered(self.former_routes, chosen, places),
        )


def former_routes(graph: "nx.DiGraph[Any]") -> dict[tuple[Any, Any], FloatArray]:
    """The ``former`` routes that edges of ``graph`` carry; of parallel ones the middle."""
    found: dict[tuple[Any, Any], list[FloatArray]] = {}
    for source, user, data in graph.edges(data=True):
        if data.get("former") is not None:
            found.setdefault((source, user), []).append(data["former"])
    return {ends: np.mean(routes, axis=0) for ends, routes in found.items()}


def _renumbered(
    by_edge: Mapping[tuple[int, int], Kept], chosen: BoolArray, places: list[int]
) -> dict[tuple[int, int], Kept]:
    return {
        (places[source], places[user]): kept
        for (source, user), kept in by_edge.items()
        if chosen[source]
    }
