"""A backward pass of which nobody needs to know: its nodes send, one after the other.

That is a step of most trainings. A node is younger than those that it sends to, so that the next is
always the youngest of those that something has come in for: no order has to be found beforehand.
Leaves wait until the end, since meanwhile nobody can see whether they have their gradients. As soon
as there is more to it, as a hook or a function of the script, a ``BackwardPass`` goes on with what
is left, and first with the leaves that would have run by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop
from typing import Any, TypeAlias

from engine.grad_fn import Edge
from engine.running_order import last_to_first

UnderWay: TypeAlias = "tuple[list[Any], dict[Any, Any]]"
"""The nodes that are still to run, the next one last, and what has come in for each."""

Reached: TypeAlias = "list[tuple[int, Any]]"
"""Nodes that are no leaves and that something has come in for, as a heap: the youngest first."""


def run(roots: Sequence[tuple[Edge, Any]], frees: bool) -> UnderWay | None:
    """Run a pass as far as its nodes have nothing to do but to send; what is left, if anything is.

    Where a node raises, it is left as well.

    Args:
        roots: where the seeds go, and the seeds: one, to a node with one output.
        frees: whether to let go of what was saved.
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
    """Fill the leaves that are left, unless one has a hook to call."""
    for leaf in buffers:
        if leaf.hooks is not None or leaf.leaf._extra is not None:
            return _left(root, buffers, -1)
    for leaf in list(buffers):
        leaf.fill(buffers.pop(leaf))
    return None


def _left(root: Any, buffers: dict[Any, Any], youngest: int) -> UnderWay:
    """What is left of a pass: the leaves, and the nodes that are no younger than one.

    Where the root is a leaf, it is all that there is.
    """
    order = last_to_first((root,))
    left = [node for node in order if not node.next_nodes or node.sequence_nr <= youngest]
    return left, dict.fromkeys(left) | buffers
