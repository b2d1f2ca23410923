"""What a backward pass reports: its seeds, each of its steps, and where it failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from engine.nodes.grad_fn import GradFn
from engine.observe import Sent


class Seed(NamedTuple):
    """The gradient that a pass starts with at one of its roots.

    Attributes:
        target, input_nr: the node, and for which of its outputs it came in.
        value: the gradient.
        before, after: the buffer there, before and after it was added; None while empty.
    """

    target: GradFn
    input_nr: int
    value: Any
    before: Any
    after: Any


class Contribution(NamedTuple):
    """What one node adds to the buffer of one of its next nodes.

    Attributes:
        position: the number of the next edge that it went along.
        raw: the vector-Jacobian product as the rule computed it, before it was summed back to the
            shape of a broadcast input.
        value: what was added; None for an undefined gradient.
        before, after: the buffer; None while no defined gradient has arrived.
    """

    position: int
    raw: Any
    value: Any
    before: Any
    after: Any


class BackwardStep(NamedTuple):
    """One node that a pass evaluated.

    Attributes:
        node: the node.
        incoming: the incoming gradients, one per output, after hooks may have changed them.
        sent: its contributions.
        targets: the nodes that these went to, in the same order.
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
        node: the node that raised, or one of whose hooks did.
        incoming: the incoming gradients, one per output.
        has_started: False where a hook raised that is called before the node is evaluated.
    """

    node: GradFn
    incoming: Sequence[Any]
    has_started: bool


Report: TypeAlias = Callable[[GradFn, Any, Sequence[Sent], bool], None]
"""Takes a node that ran, what came in, its contributions, and whether it has hooks.

What came in is a gradient, or for several outputs a list of them; hooks may have changed it.
"""
