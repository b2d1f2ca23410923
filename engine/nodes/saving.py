"""How nodes save tensors that are about to be overwritten, and their own outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.registry import traced
from engine.storage import Storage
from engine.tensor import Tensor, wrap

if TYPE_CHECKING:
    from engine.nodes.node import Node


def expect_writes(node: Node, target: Tensor, writes: int) -> None:
    """Prepare the saved values of an in-place operation's node for the coming writes.

    The target is both the first operand and the only output. As an operand it is saved as a copy of
    its present elements, as an output with the version that it will have after ``writes`` writes.
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
    """A tensor with the same storage but no grad_fn, to be saved by the node that made it.

    Saving the original would create a reference cycle.
    """
    saved = wrap(tensor._data)
    saved._storage = tensor._shared_storage()
    if tensor.output_nr:
        saved._ensure_extra().output_nr = tensor.output_nr
    return saved


def frozen(tensor: Tensor) -> Tensor:
    """A clone of a tensor before it is changed in place, with its present version for good.

    It has the serial number of the original, by which a recorder identifies it.
    """
    before = wrap(tensor._data.copy())
    before._node = traced.clone._tape((tensor,), (tensor._data,), (before,), {})
    before._serial = tensor._serial
    before._storage = Storage()
    before._storage.version = tensor._writes
    return before
