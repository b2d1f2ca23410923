"""A backward pass of which nobody needs to know: its nodes send, one after the other.

That is a step of most trainings. As soon as there is more to it, as a hook, which can ask for the
pass that it is called in, a ``BackwardPass`` goes on with what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from engine.grad_fn import Edge
from engine.running_order import buffers_from

UnderWay: TypeAlias = "tuple[list[Any], dict[Any, Any]]"
"""The nodes that are still to run, the next one last, and what has come in for each."""


def run(roots: Sequence[tuple[Edge, Any]], frees: bool) -> UnderWay | None:
    """Run a pass as far as its nodes have nothing to do but to send; what is left, if anything is.

    Args:
        roots: where the seeds go, and the seeds: one, to a node with one output.
        frees: whether to let go of what was saved.
    """
    (((target, _), seed),) = roots
    buffers = buffers_from(target)
    buffers[target] = seed
    for node in list(buffers):
        gradient = buffers.pop(node)
        if node.send(gradient, buffers, frees) is None:
            ahead = list(reversed(buffers))
            buffers[node] = gradient
            return [*ahead, node], buffers
    return None
