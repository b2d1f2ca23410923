"""How an operation that is applied leaves a node: what ``fast`` writes out for the common case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine import saving
from engine.node import Details, Node, next_sequence_nr
from engine.plan import Plan
from engine.tensor import Tensor, next_edge


def node_of(
    plan: Plan,
    operands: Sequence[Any],
    arrays: Sequence[Any],
    outs: tuple[Tensor, ...],
    settings: Mapping[str, Any],
    writes: int,
) -> Node:
    """The node of one application of an operation, for the inputs that a plan has rules for.

    Args:
        plan: what the node keeps and computes.
        operands, arrays: what the operation was given, and what its kernel computed with.
        outs: the results, in order.
        settings: what else the kernel was told.
        writes: how often the one output, then also the first operand, is still to be written to.
    """
    assert plan.node_type is not None
    edges: dict[int, Any] = {at: next_edge(operands[at]) for at in plan.tensors}
    node = plan.node_type()
    node.sequence_nr, node.hooks = next_sequence_nr(), None
    node.next_nodes = tuple([(edges.get(at) or (None,))[0] for at in plan.sources])
    saved, versions = saving.saved(plan, operands, arrays, outs, writes)
    node.saved = saved[0] if len(saved) == 1 else saved
    node.versions = versions
    numbers, dtype = None, outs[0]._data.dtype
    if not (
        all(edge and edge[0].output_count == 1 for edge in edges.values())
        and all(array.dtype is dtype for array in arrays)
    ):
        numbers = tuple([(edges.get(at) or (None, 0))[1] for at in plan.sources])
    specs = {at: (operands[at]._data.shape, operands[at]._data.dtype) for at in plan.tensors}
    known = _known(plan, arrays, settings)
    node.details = Details(numbers, tuple(map(specs.get, plan.sources)), known)
    return node


def _known(plan: Plan, arrays: Sequence[Any], settings: Mapping[str, Any]) -> tuple[Any, ...]:
    """The shapes and settings that rules ask for."""
    shapes: list[Any]
    if plan.is_variadic and plan.shapes:
        shapes = [[array.shape for array in arrays]]
    else:
        shapes = [arrays[at].shape for at in plan.shapes]
    return (*shapes, *[settings[name] for name in plan.settings])
