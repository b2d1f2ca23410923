"""Places for new nodes in a drawing whose old cards stay where they were."""

from itertools import groupby

import numpy as np

from engine.layout.card_graph import BoolArray, CardGraph, FloatArray, Role
from engine.layout.kept_layers import match_layers
from engine.layout.room import Room
from engine.layout.rows import Rows
from engine.layout.spacing import Spacing
from engine.layout.virtual import Layering

# New nodes are not placed farther than this from their neighbours: old cards make room instead.
_MAX_DETOUR_PX = 480.0
_CLOSE_PX = 1e-3


def kept_places(graph: CardGraph, layering: Layering, spacing: Spacing) -> FloatArray:
    """The x of the centre of every node, (N,) in px.

    Cards on their former layers, and the trunks of old edges, keep their places, unless they have
    become too wide. New nodes get the free places nearest to their neighbours.
    """
    placement = _Placement(graph, layering, spacing)
    wanted, known = placement.places()
    order = np.lexsort((np.arange(len(wanted)), wanted, layering.layer))
    layers = [
        list(nodes) for _, nodes in groupby(order.tolist(), key=layering.layer.tolist().__getitem__)
    ]
    rows = Rows.from_layers(layering, layers, spacing)
    return rows.separated(wanted, _compatible(rows, wanted, known))


def _compatible(rows: Rows, wanted: FloatArray, known: BoolArray) -> BoolArray:
    """Those of the ``known`` nodes between whose places the nodes of their layer fit."""
    held = known[rows.order]
    while True:
        spots = np.flatnonzero(held)
        room = np.diff(wanted[rows.order[spots]]) - np.diff(rows.offset[spots])
        narrow = np.flatnonzero((np.diff(rows.layer[spots]) == 0) & (room < -_CLOSE_PX))
        if not len(narrow):
            return held[rows.spot]
        held[spots[narrow]] = held[spots[narrow + 1]] = False


class _Placement:
    """Finds places for all nodes; the known places are taken from the beginning."""

    def __init__(self, graph: CardGraph, layering: Layering, spacing: Spacing) -> None:
        self._graph, self._layering = graph, layering
        self._layer: list[int] = layering.layer.tolist()
        self._x: list[float] = _known_places(graph, layering, spacing).tolist()
        self._former: list[float] = graph.former[:, 0].tolist()
        self._room = Room(max(self._layer, default=-1) + 1, spacing)
        self._is_port = np.isin(graph.roles, (Role.PORT_ABOVE, Role.PORT_BELOW)).tolist()
        self._is_known = np.isfinite(self._x)
        for node in np.flatnonzero(self._is_known).tolist():
            self._room.take(self._layer[node], self._x[node], float(layering.widths[node]))

    def places(self) -> tuple[FloatArray, BoolArray]:
        """The wanted place of each node, (N,) in px, and a mask of those that had it before."""
        count = self._layering.card_count
        for card in range(count):
            self._place_card(card, self._graph.inputs[card])
        for card in reversed(range(count)):
            self._place_card(card, self._graph.users[card])
        for card in range(count):  # cards that no placed card leads to
            if not self._is_port[card] and np.isnan(self._x[card]):
                self._place_in_column([card], 0.0)
        for card in range(count):
            if self._is_port[card]:
                self._place_port(card)
        self._place_trunks()
        return np.array(self._x), self._is_known

    def _place_card(self, card: int, neighbours: list[int]) -> None:
        """Place a card near its former place, else near the middle of its placed neighbours."""
        if self._is_port[card] or not np.isnan(self._x[card]):
            return
        wanted = self._former[card]
        if np.isnan(wanted):
            near = [self._place_of(other) for other in neighbours]
            near = [x for x in near if not np.isnan(x)]
            if not near:
                return
            wanted = sum(near) / len(near)
        self._place_in_column([card], wanted)

    def _place_of(self, node: int) -> float:
        """The place of a node; for a port, that of its box."""
        if self._is_port[node]:
            is_above = self._graph.roles[node] == Role.PORT_ABOVE
            (box,) = (self._graph.users if is_above else self._graph.inputs)[node]
            return self._x[box]
        return self._x[node]

    def _place_port(self, port: int) -> None:
        graph = self._graph
        if graph.roles[port] == Role.PORT_ABOVE:
            (box,) = graph.users[port]
            self._x[port] = self._x[box] - graph.slants[port, box]
        else:
            (box,) = graph.inputs[port]
            self._x[port] = self._x[box] + graph.slants[box, port]
        self._room.take(self._layer[port], self._x[port], 0.0)

    def _place_trunks(self) -> None:
        """Place new trunks, and new pieces of old ones, straight down where there is room."""
        owner = self._layering.owner.tolist()
        new = [
            node for node in range(self._layering.card_count, len(owner)) if np.isnan(self._x[node])
        ]
        # A piece is a run of numbers with one owner.
        for _, piece in groupby(enumerate(new), key=lambda at: (owner[at[1]], at[1] - at[0])):
            nodes = [node for _, node in piece]
            (upper,) = self._layering.above[nodes[0]]
            self._place_in_column(nodes, self._x[upper])

    def _place_in_column(self, nodes: list[int], wanted: float) -> None:
        """Place nodes of the same width below each other, near ``wanted``."""
        layers = [self._layer[node] for node in nodes]
        width = float(self._layering.widths[nodes[0]])
        x = self._room.nearest(layers, wanted, width)
        if abs(x - wanted) > _MAX_DETOUR_PX:
            x = wanted
        for node, layer in zip(nodes, layers):
            self._x[node] = x
            self._room.take(layer, x, width)


def _known_places(graph: CardGraph, layering: Layering, spacing: Spacing) -> FloatArray:
    """The former x of every node that has not changed its layer, (N,) in px; nan for others."""
    places = np.full(len(layering.layer), np.nan)
    y, stays = match_layers(graph, layering)
    cards = np.flatnonzero(stays)
    places[cards] = graph.former[cards, 0]
    guides = _guides(graph, layering)
    virtual = np.arange(layering.card_count, len(places))
    trunks = np.flatnonzero(np.diff(layering.owner[virtual])) + 1
    for nodes in np.split(virtual, trunks) if len(virtual) else ():
        guide = guides.get(int(layering.owner[nodes[0]]))
        if guide is not None:
            places[nodes] = _x_at(y[layering.layer[nodes]], guide)
    half = graph.heights / 2
    borders = {
        Role.ENTRY: np.nanmin(graph.former[:, 1] - half, initial=np.inf) - spacing.port_px,
        Role.EXIT: np.nanmax(graph.former[:, 1] + half, initial=-np.inf) + spacing.port_px,
    }
    for role, border in borders.items():
        for node in np.flatnonzero(graph.roles == role).tolist():
            if node in guides:
                places[node] = _x_at(np.array([border]), guides[node])[0]
    return places


def _guides(graph: CardGraph, layering: Layering) -> dict[int, FloatArray]:
    """For each source the former route of its longest edge, and for each exit that of its edge.

    The trunk of a source follows its longest edge.
    """
    guides: dict[int, FloatArray] = {}
    ends: dict[int, int] = {}
    layer: list[int] = layering.layer.tolist()
    for (source, user), guide in graph.former_routes.items():
        if layer[user] > ends.get(source, -1):
            guides[source], ends[source] = guide, layer[user]
        if graph.roles[user] == Role.EXIT:
            guides.setdefault(user, guide)
    return guides


def _x_at(y: FloatArray, guide: FloatArray) -> FloatArray:
    """The x of a polyline at each ``y``, in px; nan outside of it."""
    way_x, way_y = guide.T
    x: FloatArray = np.interp(y, way_y, way_x, left=np.nan, right=np.nan)
    return x
