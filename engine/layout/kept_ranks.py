"""The layers of a graph that was drawn before: cards stay on theirs as far as possible."""

import numpy as np

from engine.layout.card_graph import CardGraph, IntArray, Role
from engine.layout.ranks import put_borders_outside, starting_at_zero

# Middles of cards on one layer; those of neighbouring layers are farther apart than cards are
# high. What two drawings side by side had on layers of their own may come together.
_SAME_LAYER_PX = 48.0

# A rank for the cards and boxes, one for the ports below the boxes, and one for those above the
# boxes of the next layer.
_RANKS_OF_A_LAYER = 3

_Layers = list[int | None]


def kept_ranks(graph: CardGraph) -> IntArray:
    """The rank of every card, (n,): 0 or more, greater than that of each of its inputs.

    A card stays on the layer that it had unless one of its inputs is there or below. What is new
    comes right below its inputs, or right above its users where it has none.
    """
    layers = _above_users(graph, _below_inputs(graph, former_layers(graph)))
    ranks = [_RANKS_OF_A_LAYER * layer for layer in layers]
    _rank_ports(ranks, layers, graph)
    put_borders_outside(ranks, graph)
    return _without_gaps(np.array(ranks, np.int64), graph.component)


def former_layers(graph: CardGraph) -> _Layers:
    """The layer in its part that each card was on, counted from the top; None for new ones."""
    layers: _Layers = [None] * len(graph.widths)
    x_y = graph.former
    known = np.flatnonzero(np.isfinite(x_y[:, 1]))
    order = known[np.lexsort((x_y[known, 1], graph.component[known]))]
    part, top, layer = -1, 0.0, 0
    for card in order.tolist():
        own_part, y = int(graph.component[card]), float(x_y[card, 1])
        if own_part != part:
            part, top, layer = own_part, y, 0
        elif y - top > _SAME_LAYER_PX:
            top, layer = y, layer + 1
        layers[card] = layer
    return layers


def _below_inputs(graph: CardGraph, former: _Layers) -> _Layers:
    """The layers of all cards that were on one, or have an input that has one."""
    layers: _Layers = [None] * len(former)
    roles = graph.roles.tolist()
    for card, sources in enumerate(graph.inputs):
        above = [
            layer + (roles[source] != Role.PORT_ABOVE and roles[card] != Role.PORT_BELOW)
            for source in sources
            if (layer := layers[source]) is not None
        ]
        own = former[card]
        layers[card] = max([*above, *([] if own is None else [own])], default=None)
        for port in sources:
            if roles[port] == Role.PORT_ABOVE:
                layers[port] = layers[card]
    return layers


def _above_users(graph: CardGraph, layers: _Layers) -> list[int]:
    """``layers`` with those of the other cards."""
    known: list[int] = [0 if layer is None else layer for layer in layers]
    for card in reversed(range(len(layers))):
        if layers[card] is None and graph.users[card]:
            is_port = graph.roles[card] == Role.PORT_ABOVE
            known[card] = min(known[user] for user in graph.users[card]) - (not is_port)
    return known


def _rank_ports(ranks: list[int], layers: list[int], graph: CardGraph) -> None:
    """Move all ports away from the layers of their boxes.

    Where edges join neighbouring layers through them, the ports are between these; elsewhere they
    are on the neighbouring layer.
    """
    roles, part = graph.roles.tolist(), graph.component.tolist()
    above = [card for card, role in enumerate(roles) if role == Role.PORT_ABOVE]
    below = [card for card, role in enumerate(roles) if role == Role.PORT_BELOW]
    crossed, direct = set(), set()
    for port in above:
        gap = part[port], layers[port] - 1
        for source in graph.inputs[port]:
            if layers[source] == layers[port] - 1 and roles[source] != Role.ENTRY:
                crossed.add(gap)
    for port in below:
        gap = part[port], layers[port]
        for user in graph.users[port]:
            if layers[user] == layers[port] + 1 and roles[user] != Role.EXIT:
                crossed.add(gap)
                if roles[user] == Role.PORT_ABOVE:
                    direct.add(gap)
    for port in below:
        ranks[port] += 1 if (part[port], layers[port]) in crossed else _RANKS_OF_A_LAYER
    for port in above:
        gap = part[port], layers[port] - 1
        ranks[port] -= (1 if gap in direct else 2) if gap in crossed else _RANKS_OF_A_LAYER


def _without_gaps(ranks: IntArray, component: IntArray) -> IntArray:
    """The same order of ranks in every connected part, each rank between them taken."""
    if not len(ranks):
        return ranks
    apart = np.ptp(ranks) + 1
    _, dense = np.unique(component * apart + ranks, return_inverse=True)
    return starting_at_zero(dense.reshape(-1).astype(np.int64), component)
