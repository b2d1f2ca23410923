"""What nodes keep of tensors until their gradients come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.registry import traced
from engine.storage import Storage
from engine.tensor import Tensor, wrap

if TYPE_CHECKING:
    from engine.node import Node


def expect_writes(node: Node, target: Tensor, writes: int) -> None:
    """Make a node save its target for the write to come: the old elements, and the new version.

    The target is both the first operand and the one output; ``writes`` is how often it will be
    written to.
    """
    plan = node.plan
    values = list(node.saved_values)
    versions = list(node.versions or (0,) * len(values))
    if 0 in plan.positions:
        at = plan.positions.index(0)
        values[at], versions[at] = frozen(target), target._writes
    if plan.saves_output:
        values[-1] = detached(target)
        versions[-1] = target._writes + writes
    node.saved = values[0] if len(values) == 1 else tuple(values)
    node.versions = tuple(versions)


def detached(tensor: Tensor) -> Tensor:
    """The same memory and version counter without a node, to be saved by the node itself."""
    saved = wrap(tensor._data)
    saved._storage = tensor._shared_storage()
    if tensor.output_nr:
        saved._own_extra().output_nr = tensor.output_nr
    return saved


def frozen(tensor: Tensor) -> Tensor:
    """A tensor as it is before an in-place change: a clone of it, with a node of its own.

    It counts as the same tensor, at a version that will not change.
    """
    before = wrap(tensor._data.copy())
    before._node = traced.clone._tape((tensor,), (tensor._data,), (before,), {})
    before._serial = tensor._serial
    before._storage = Storage()
    before._storage.version = tensor._writes
    return before
