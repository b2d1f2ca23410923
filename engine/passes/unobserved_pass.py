"""Runs an unobserved backward pass, the common case in training.

A node has a higher sequence number than its next nodes. So the next node to run is always the one
with the highest number among those that have received a gradient: a heap of these suffices, without
a topological sort. Leaves are filled at the end, since nobody can see the difference. As soon as a
node has more to do than to send gradients, such as calling a hook or a function of the script, the
rest is left to a ``BackwardPass``; it begins with the leaves that PyTorch would have filled by
then.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop
from typing import Any, TypeAlias

from engine.nodes.grad_fn import Edge
from engine.passes.running_order import last_to_first

UnderWay: TypeAlias = "tuple[list[Any], dict[Any, Any]]"
"""The nodes still to run, the next one last, and the buffer of each."""

Reached: TypeAlias = "list[tuple[int, Any]]"
"""A heap of the nodes, without leaves, that have received a gradient, keyed by the negated sequence
number: the youngest node comes first."""


def run(roots: Sequence[tuple[Edge, Any]], frees: bool) -> UnderWay | None:
    """Run a pass as long as its nodes only send gradients; return the rest, None for nothing.

    A node that raises is part of the rest: the ``BackwardPass`` runs it again to report the error.

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
        except MemoryError:  # the node may have sent some gradients already
            raise
        except Exception:
            sent = None
        if sent is None:
            buffers[node] = gradient
            return _left(root, buffers, node.sequence_nr)
    del gradient  # so that a leaf can take it over uncopied
    return _filled(root, buffers)


def _filled(root: Any, buffers: dict[Any, Any]) -> UnderWay | None:
    """Fill the leaves, which are all that is left, unless one of them may have hooks."""
    for leaf in buffers:
        if leaf.hooks is not None or leaf.leaf._extra is not None:
            return _left(root, buffers, -1)
    for leaf in list(buffers):
        leaf.fill(buffers.pop(leaf))
    return None


def _left(root: Any, buffers: dict[Any, Any], youngest: int) -> UnderWay:
    """The rest of a pass: all leaves, and the nodes with at most this sequence number.

    A root that is a leaf is all there is.
    """
    order = last_to_first((root,))
    left = [node for node in order if not node.next_nodes or node.sequence_nr <= youngest]
    return left, dict.fromkeys(left) | buffers
