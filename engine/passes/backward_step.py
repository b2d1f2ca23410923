"""What a backward pass reports: its seeds, its steps, and where it failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from engine.nodes.grad_fn import GradFn
from engine.observe import Sent


class Seed(NamedTuple):
    """The gradient with which a pass starts at one of its roots.

    Attributes:
        target, input_nr: the node, and the index of its output that the seed is for.
        value: the seed.
        before, after: the buffer before and after the seed was added; None while empty.
    """

    target: GradFn
    input_nr: int
    value: Any
    before: Any
    after: Any


class Contribution(NamedTuple):
    """What one node adds to the buffer of one of its next nodes.

    Attributes:
        position: the index of the edge.
        raw: the vector-Jacobian product as the rule computed it, before it was summed to the shape
            of a broadcast input.
        value: what was added; None for an undefined gradient.
        before, after: the buffer; None as long as no defined gradient has arrived.
    """

    position: int
    raw: Any
    value: Any
    before: Any
    after: Any


class BackwardStep(NamedTuple):
    """The evaluation of one node in a pass.

    Attributes:
        node: the node.
        incoming: the incoming gradients, one per output, as hooks changed them.
        sent: its contributions.
        targets: the nodes that received them, in the same order.
    """

    node: GradFn
    incoming: Sequence[Any]
    sent: Sequence[Contribution]

    @property
    def targets(self) -> list[GradFn]:
        return [self.node.next_nodes[each.position] for each in self.sent]


class Failure(NamedTuple):
    """Where a pass failed.

    Attributes:
        node: the node that raised, or whose hook did.
        incoming: the incoming gradients, one per output.
        has_started: False if a hook raised that is called before the node is evaluated.
    """

    node: GradFn
    incoming: Sequence[Any]
    has_started: bool


Report: TypeAlias = Callable[[GradFn, Any, Sequence[Sent], bool], None]
"""Takes a node that ran, its incoming gradient, its contributions, and whether it has hooks.

For several outputs the gradient is a list; hooks may have changed it.
"""
