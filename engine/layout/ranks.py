"""The layer of each card: below all its inputs, and close to its neighbours."""

import numpy as np

from engine.layout.card_graph import Adjacency, CardGraph, IntArray, Role
from engine.layout.leaf_rows import spread_over_rows

_TIGHTENING_PASSES = 8


def assign_ranks(graph: CardGraph) -> IntArray:
    """The rank of every card, (n,): 0 or more, greater than that of each of its inputs.

    Ranks start from the longest path; then cards with more users than inputs sink towards their
    users, and those with more inputs than users rise, which shortens the edges. A leaf holds
    nothing in place: it hangs right above its first user, or in one of several rows there. Ports
    touch their boxes; entries are above all else, exits below.
    """
    op_inputs: Adjacency = [
        [source for source in sources if graph.inputs[source]] for sources in graph.inputs
    ]
    ranks = _longest_paths(op_inputs)
    for number in range(_TIGHTENING_PASSES):
        sunk = _sink(ranks, op_inputs, graph.users, sink_balanced=number == 0)
        risen = _rise(ranks, op_inputs, graph.users)
        if not (sunk or risen):
            break
    for port in np.flatnonzero(graph.roles == Role.PORT_ABOVE).tolist():
        ranks[port] = ranks[graph.users[port][0]] - 1
    for card, users in enumerate(graph.users):
        if users and not graph.inputs[card]:
            ranks[card] = min(ranks[user] for user in users) - 1
    spread_over_rows(ranks, graph)
    for port in np.flatnonzero(graph.roles == Role.PORT_BELOW).tolist():
        ranks[port] = ranks[graph.inputs[port][0]] + 1
    put_borders_outside(ranks, graph)
    return starting_at_zero(np.array(ranks, np.int64), graph.component)


def _longest_paths(inputs: Adjacency) -> list[int]:
    ranks: list[int] = []
    for sources in inputs:
        ranks.append(max((ranks[source] for source in sources), default=-1) + 1)
    return ranks


def _sink(ranks: list[int], inputs: Adjacency, users: Adjacency, *, sink_balanced: bool) -> bool:
    """Lower what has more users than inputs; with ``sink_balanced`` also what has as many."""
    changed = False
    for card in reversed(range(len(ranks))):
        surplus = len(users[card]) - len(inputs[card])
        if users[card] and (surplus > 0 or (sink_balanced and surplus == 0)):
            lowest = min(ranks[user] for user in users[card]) - 1
            changed |= lowest > ranks[card]
            ranks[card] = max(ranks[card], lowest)
    return changed


def _rise(ranks: list[int], inputs: Adjacency, users: Adjacency) -> bool:
    """Raise what has more inputs than users."""
    changed = False
    for card, sources in enumerate(inputs):
        if len(sources) > len(users[card]):
            highest = max(ranks[source] for source in sources) + 1
            changed |= highest < ranks[card]
            ranks[card] = min(ranks[card], highest)
    return changed


def put_borders_outside(ranks: list[int], graph: CardGraph) -> None:
    """Move the nodes at the border: entries above all others, exits below."""
    inside = np.isin(graph.roles, (Role.ENTRY, Role.EXIT), invert=True)
    present = [rank for rank, is_inside in zip(ranks, inside.tolist()) if is_inside]
    for card in np.flatnonzero(graph.roles == Role.ENTRY).tolist():
        ranks[card] = min(present) - 1
    for card in np.flatnonzero(graph.roles == Role.EXIT).tolist():
        ranks[card] = max(present) + 1


def starting_at_zero(ranks: IntArray, component: IntArray) -> IntArray:
    """Shift the ranks of every connected part so that its lowest is 0."""
    if not len(ranks):
        return ranks
    lowest = np.full(component.max() + 1, ranks.max())
    np.minimum.at(lowest, component, ranks)
    return ranks - lowest[component]
