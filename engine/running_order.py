"""In which order the nodes of a backward pass run: the graph tells, before anything moves.

A node is ready once every edge that leads to it from the nodes of the pass has delivered, undefined
gradients included; among ready nodes the highest sequence number goes first, so AccumulateGrad
before all others. As every node is younger than those that it sends to, this means: from the
youngest to the oldest, and each leaf right after the last node that sends to it. Only where one
node completes three leaves does it depend on what else is ready (see ``ready_queue``).

Source: torch/csrc/autograd/engine.cpp, PyTorch 2.13 (behaviour, as recorded in the conformance
corpus).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from engine.ready_queue import ReadyQueue


class InOrder(Protocol):
    """What the order of nodes depends on.

    Attributes:
        sequence_nr: among ready nodes the highest runs first.
        next_nodes: where its gradients go; None for an input that needs none. A leaf has none.
    """

    @property
    def sequence_nr(self) -> int: ...
    @property
    def next_nodes(self) -> tuple[Any, ...]: ...


def last_to_first(roots: Sequence[InOrder], within: Collection[InOrder] | None = None) -> list[Any]:
    """The nodes that are reached from ``roots``, the last to run first.

    Args:
        roots: where the seeds go, in the order in which they are delivered.
        within: with this, only these nodes receive; all nodes that send to one of them are among
            them.
    """
    order = _first_to_last(roots[0]) if len(roots) == 1 else None
    if order is None:
        return _as_queued(roots, within)
    if within is None:
        return list(reversed(order))
    return [node for node in reversed(order) if node in within]


def _first_to_last(root: InOrder) -> dict[Any, Any] | None:
    """The order where the graph tells it by itself, as keys; else None.

    As long as no node sends to more than one that is no leaf, there is nothing to sort. A leaf that
    is met again moves behind the node that sends to it now.
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
    """What runs first, and then the rest, if that is known; what is among both is of the rest."""
    return rest and dict.fromkeys([each for each in first if each not in rest]) | rest


def _by_age(root: InOrder) -> dict[Any, Any] | None:
    """The order where it can be told from the nodes' ages; else None.

    Level by level the nodes are found nearly from the youngest to the oldest, which sorts quickly.
    A leaf has the age of the oldest node that sends to it, and is found after that; so has any
    other node, until its own targets are looked at.
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
    """How many of the edges to some targets lead to leaves."""
    return sum([target is not None and not target.next_nodes for target in targets])


def _as_queued(roots: Iterable[InOrder], within: Collection[InOrder] | None) -> list[Any]:
    """The order in which nodes leave the queue when each that runs delivers at once."""
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
    """How many edges lead to each node reached from the roots, parallel ones and seeds apart."""
    counts: dict[InOrder, int] = {}
    reached = list(roots)
    for target in reached:
        counts[target] = counts.get(target, 0) + 1
        if counts[target] == 1:
            reached.extend(each for each in target.next_nodes if each is not None)
    return counts


def on_paths_to(ends: Collection[InOrder], order: Iterable[Any]) -> set[Any]:
    """Those nodes from which an edge leads, directly or not, to one of ``ends``.

    In ``order`` each node stands behind those that it sends to.
    """
    found: set[Any] = set()
    for node in order:
        for target in node.next_nodes:
            if target in found or target in ends:
                found.add(node)
                break
    return found
