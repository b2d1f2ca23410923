"""The order in which the nodes of a backward pass run, determined beforehand.

A node is ready once a gradient, possibly undefined, has arrived along each of its incoming edges
from nodes of the pass. Among ready nodes the one with the highest sequence number runs first;
AccumulateGrad has the highest of all. As every node has a higher number than its next nodes, nodes
run from the youngest to the oldest, and each leaf right after the last node that sends to it. Only
where one node completes three leaves or more does the order depend on what else is in the ready
queue (see ``ready_queue``).

Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the conformance
corpus).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from engine.passes.ready_queue import ReadyQueue


class InOrder(Protocol):
    """What determines the order of nodes.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_nodes: the nodes that receive its gradients, None for an input that needs none; empty
            for the AccumulateGrad node of a leaf.
    """

    @property
    def sequence_nr(self) -> int: ...
    @property
    def next_nodes(self) -> tuple[Any, ...]: ...


def last_to_first(roots: Sequence[InOrder], within: Collection[InOrder] | None = None) -> list[Any]:
    """The nodes reachable from ``roots``, in reverse order: the last one to run comes first.

    Args:
        roots: the nodes that receive seeds, in the order of delivery.
        within: the nodes to keep, by default all; with a node it must contain all its predecessors.
    """
    order = _first_to_last(roots[0]) if len(roots) == 1 else None
    if order is None:
        return _as_queued(roots, within)
    if within is None:
        return list(reversed(order))
    return [node for node in reversed(order) if node in within]


def _first_to_last(root: InOrder) -> dict[Any, Any] | None:
    """The order, as dict keys; None where one node completes three leaves or more.

    As long as each node has at most one next node that is not a leaf, the graph is a chain and
    needs no sorting. A leaf that is met again moves behind the node that sends to it now.
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
    """The first, then the rest, unless that is None; duplicates keep their place in the rest."""
    return rest and dict.fromkeys([each for each in first if each not in rest]) | rest


def _by_age(root: InOrder) -> dict[Any, Any] | None:
    """The order by sequence number, from the youngest node to the oldest; None as above.

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
    """The number of leaves among the targets, duplicates included."""
    return sum([target is not None and not target.next_nodes for target in targets])


def _as_queued(roots: Iterable[InOrder], within: Collection[InOrder] | None) -> list[Any]:
    """The order in which nodes leave PyTorch's ready queue, reversed."""
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
    """The number of edges to each reachable node, with parallel edges and seeds."""
    counts: dict[InOrder, int] = {}
    reached = list(roots)
    for target in reached:
        counts[target] = counts.get(target, 0) + 1
        if counts[target] == 1:
            reached.extend(each for each in target.next_nodes if each is not None)
    return counts


def on_paths_to(ends: Collection[InOrder], order: Iterable[Any]) -> set[Any]:
    """The nodes from which a path of at least one edge leads to one of ``ends``.

    ``order`` has each node after its next nodes.
    """
    found: set[Any] = set()
    for node in order:
        for target in node.next_nodes:
            if target in found or target in ends:
                found.add(node)
                break
    return found
