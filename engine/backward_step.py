"""What is told of a backward pass: what it starts from, each of its steps, and where it failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from engine.grad_fn import GradFn
from engine.observe import Sent


class Seed(NamedTuple):
    """What a pass starts from at one of its roots.

    Attributes:
        target, input_nr: the buffer it went to.
        value: what was added.
        before, after: the buffer; None while nothing has arrived.
    """

    target: GradFn
    input_nr: int
    value: Any
    before: Any
    after: Any


class Contribution(NamedTuple):
    """What one node adds to one gradient buffer.

    Attributes:
        position: which of the node's next edges it went along.
        raw: the vector-Jacobian product as the op's rule gave it, before summing to shape.
        value: what was added; None for an undefined gradient.
        before, after: the buffer; None while nothing defined has arrived.
    """

    position: int
    raw: Any
    value: Any
    before: Any
    after: Any


class BackwardStep(NamedTuple):
    """One evaluated node.

    Attributes:
        incoming: what came in, one gradient per output, as hooks have left it.
        sent: what it sent on.
        targets: the nodes that this went to.
    """

    node: GradFn
    incoming: Sequence[Any]
    sent: Sequence[Contribution]

    @property
    def targets(self) -> list[GradFn]:
        return [self.node.next_nodes[each.position] for each in self.sent]


class Failure(NamedTuple):
    """What ended a pass.

    Attributes:
        node: the node that raised, or whose hooks did.
        incoming: what had come in.
        has_started: whether all hooks that come before the node were through.
    """

    node: GradFn
    incoming: Sequence[Any]
    has_started: bool


Report: TypeAlias = Callable[[GradFn, Any, Sequence[Sent], bool], None]
"""Takes a node that ran, what came in, what it sent on, and whether hooks may have changed it."""
