"""The order in which the nodes of a backward pass run, found before the first of them does.

A node is ready once a gradient, be it undefined, has arrived along each edge that leads to it from
nodes of the pass. Among ready nodes that with the highest sequence number runs first;
AccumulateGrad has the highest of all. As every node has a higher number than its next nodes, this
means: nodes run from the youngest to the oldest, and each leaf right after the last node that sends
to it. Only where one node completes three leaves or more does the order depend on what else is in
the ready queue (see ``ready_queue``).

Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the conformance
corpus).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from engine.passes.ready_queue import ReadyQueue


class InOrder(Protocol):
    """What the order of nodes depends on.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_nodes: the nodes that its gradients go to, None for an input that needs none; empty
            for the AccumulateGrad node of a leaf.
    """

    @property
    def sequence_nr(self) -> int: ...
    @property
    def next_nodes(self) -> tuple[Any, ...]: ...


def last_to_first(roots: Sequence[InOrder], within: Collection[InOrder] | None = None) -> list[Any]:
    """The nodes that can be reached from ``roots``, in reverse order: the last one to run first.

    Args:
        roots: the nodes that seeds go to, in the order in which they are delivered.
        within: the nodes to keep, by default all; with a node it has all that send to that one.
    """
    order = _first_to_last(roots[0]) if len(roots) == 1 else None
    if order is None:
        return _as_queued(roots, within)
    if within is None:
        return list(reversed(order))
    return [node for node in reversed(order) if node in within]


def _first_to_last(root: InOrder) -> dict[Any, Any] | None:
    """The order, as the keys of a dict; None where one node completes three leaves or more.

    As long as each node sends to at most one that is no leaf, the graph is a chain, and there is
    nothing to sort. A leaf that is met again moves behind the node that sends to it now.
    """
    order: dict[Any, Any] = {}
    node: InOrder | None = root
    while node is not None:
        targets, following = node.next_nodes, None
        if len(targets) > 2:
            return _after(order, _by_age(node))
        order[node] = None
        for target in targets:
            if target is None or target is following:
                continue
            if not target.next_nodes:
                order.pop(target, None)
                order[target] = None
            elif following is None:
                following = target
            else:
                return _after(order, _by_age(node))
        node = following
    return order


def _after(first: dict[Any, Any], rest: dict[Any, Any] | None) -> dict[Any, Any] | None:
    """First these, then the rest, unless that is None; what is in both is left to the rest."""
    return rest and dict.fromkeys([each for each in first if each not in rest]) | rest


def _by_age(root: InOrder) -> dict[Any, Any] | None:
    """The order by sequence numbers, from the youngest node to the oldest; None as above.

    A breadth-first search finds the nodes nearly in this order, so that they sort quickly. A leaf
    counts as old as the oldest node that sends to it, and stands behind that in the dict; as the
    sort is stable, it comes right after it. So does any other node until its own turn comes.
    """
    numbers: dict[Any, int] = {None: -1, root: root.sequence_nr}
    number_of, nodes = numbers.get, [root]
    find = nodes.append
    for node in nodes:
        targets = node.next_nodes
        if not targets:
            continue
        if len(targets) > 2 and _leaves_among(targets) > 2:
            return None
        age = numbers[node] = node.sequence_nr
        for target in targets:
            known = number_of(target)
            if known is None:
                numbers[target] = age
                find(target)
            elif known > age:
                del numbers[target]
                numbers[target] = age
    del numbers[None]
    return dict.fromkeys(sorted(numbers, key=numbers.__getitem__, reverse=True))


def _leaves_among(targets: Iterable[InOrder | None]) -> int:
    """How many of the targets are leaves, each counted as often as it is there."""
    return sum([target is not None and not target.next_nodes for target in targets])


def _as_queued(roots: Iterable[InOrder], within: Collection[InOrder] | None) -> list[Any]:
    """The order in which nodes leave PyTorch's ready queue, the last one first."""
    waiting = edge_counts(roots)
    queue: ReadyQueue[InOrder] = ReadyQueue()

    def deliver(targets: Iterable[InOrder | None]) -> None:
        for target in targets:
            if target is not None and (within is None or target in within):
                waiting[target] -= 1
                if not waiting[target]:
                    queue.push(target)

    deliver(roots)
    order = []
    while queue:
        node = queue.pop()
        order.append(node)
        deliver(node.next_nodes)
    order.reverse()
    return order


def edge_counts(roots: Iterable[InOrder]) -> dict[Any, int]:
    """How many edges lead to each node that can be reached; parallel edges and seeds all count."""
    counts: dict[InOrder, int] = {}
    reached = list(roots)
    for target in reached:
        counts[target] = counts.get(target, 0) + 1
        if counts[target] == 1:
            reached.extend(each for each in target.next_nodes if each is not None)
    return counts


def on_paths_to(ends: Collection[InOrder], order: Iterable[Any]) -> set[Any]:
    """The nodes that have a path of at least one edge to one of ``ends``.

    ``order`` has each node after its next nodes.
    """
    found: set[Any] = set()
    for node in order:
        for target in node.next_nodes:
            if target in found or target in ends:
                found.add(node)
                break
    return found
