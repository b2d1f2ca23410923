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

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, Protocol

from engine.ready_queue import ReadyQueue

_number = attrgetter("sequence_nr")


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
    order = None
    if len(roots) == 1:
        chain = _along_chain(roots[0])
        order = _by_age(roots[0]) if chain is None else list(reversed(chain))
    if order is None:
        return _as_queued(roots, within)
    return order if within is None else [node for node in order if node in within]


def buffers_from(root: InOrder) -> dict[Any, Any]:
    """Empty buffers for the nodes that are reached from one, the first to run first."""
    chain = _along_chain(root)
    if chain is not None:
        return chain
    return dict.fromkeys(reversed(_by_age(root) or _as_queued((root,), None)))


def _along_chain(root: InOrder) -> dict[Any, Any] | None:
    """The nodes, first to last, where none sends to more than one that is no leaf; else None.

    That needs no sorting. A leaf that is met again moves behind the node that sends to it now.
    """
    order: dict[Any, Any] = {}
    node: InOrder | None = root
    while node is not None:
        order[node] = None
        targets, node = node.next_nodes, None
        if len(targets) > 2:
            return None
        for target in targets:
            if target is None or target is node:
                continue
            if not target.next_nodes:
                order.pop(target, None)
                order[target] = None
            elif node is None:
                node = target
            else:
                return None
    return order


def _by_age(root: InOrder) -> list[Any] | None:
    """The order where it can be told from the nodes' ages; else None.

    Level by level the nodes are found nearly from the youngest to the oldest, which sorts quickly.
    """
    seen: set[Any] = {None, root}
    nodes: list[Any] = [root]
    leaves: dict[Any, tuple[int, int, Any]] = {}  # by the oldest that sends to each, and its edge
    for node in nodes:
        to_leaves = 0
        for target in node.next_nodes:
            if target in seen:
                continue
            if target.next_nodes:
                seen.add(target)
                nodes.append(target)
            else:
                to_leaves += 1
                number = node.sequence_nr
                known = leaves.get(target)
                if known is None or number <= known[0]:
                    leaves[target] = number, -to_leaves, target
        if to_leaves > 2:
            return None
    nodes.sort(key=_number)
    return _with_leaves(nodes, sorted(leaves.values()))


def _with_leaves(nodes: list[Any], leaves: Iterable[tuple[int, int, Any]]) -> list[Any]:
    """Nodes by number, and before each of those that are named with leaves, these."""
    order: list[Any] = []
    done = 0
    for number, _, leaf in leaves:
        if nodes[done].sequence_nr != number:
            at = bisect_left(nodes, number, done, key=_number)
            order += nodes[done:at]
            done = at
        order.append(leaf)
    order += nodes[done:]
    return order


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
