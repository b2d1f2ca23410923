"""Runs a backward pass that nobody can observe, as in the steps of most trainings.

A node has a higher sequence number than its next nodes. So the next node to run is always that with
the highest number among those that have received a gradient: a heap of these is enough, and the
topological order need not be found beforehand. Leaves are filled at the end, since nobody can see
in the meantime whether their ``.grad`` is there. As soon as a node has more to do than to send,
such as to call a hook or a function of the script, the rest is left to a ``BackwardPass``; it
begins with the leaves that PyTorch would have filled by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop
from typing import Any, TypeAlias

from engine.nodes.grad_fn import Edge
from engine.passes.running_order import last_to_first

UnderWay: TypeAlias = "tuple[list[Any], dict[Any, Any]]"
"""The nodes that are still to run, the next one last, and the gradient accumulated for each."""

Reached: TypeAlias = "list[tuple[int, Any]]"
"""A heap of the nodes, leaves apart, that have received a gradient, each with its negated
sequence number: the youngest node comes first."""


def run(roots: Sequence[tuple[Edge, Any]], frees: bool) -> UnderWay | None:
    """Run a pass as long as its nodes need only send; return what is left, None for nothing.

    A node that raises is left, too: the ``BackwardPass`` runs it again and says where it failed.

    Args:
        roots: a single edge, to a node with one output, and its seed.
        frees: whether saved tensors are freed.
    """
    (((root, _), seed),) = roots
    buffers: dict[Any, Any] = {root: seed}
    reached: Reached = [(0, root)]
    while reached:
        _, node = heappop(reached)
        gradient = buffers.pop(node)
        try:
            sent = node.send(gradient, buffers, frees, reached)
        except MemoryError:  # it may have sent some
            raise
        except Exception:
            sent = None
        if sent is None:
            buffers[node] = gradient
            return _left(root, buffers, node.sequence_nr)
    del gradient  # so that a leaf can have it uncopied
    return _filled(root, buffers)


def _filled(root: Any, buffers: dict[Any, Any]) -> UnderWay | None:
    """Fill the leaves, which are all that is left, unless one of them may have a hook to call."""
    for leaf in buffers:
        if leaf.hooks is not None or leaf.leaf._extra is not None:
            return _left(root, buffers, -1)
    for leaf in list(buffers):
        leaf.fill(buffers.pop(leaf))
    return None


def _left(root: Any, buffers: dict[Any, Any], youngest: int) -> UnderWay:
    """What is left of a pass: all leaves, and the nodes with at most this sequence number.

    Where the root is a leaf, it is all that there is.
    """
    order = last_to_first((root,))
    left = [node for node in order if not node.next_nodes or node.sequence_nr <= youngest]
    return left, dict.fromkeys(left) | buffers
