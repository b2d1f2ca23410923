"""Makes the node of an applied operation; in the common case ``compiled.fast`` does so itself.

For each plan a function is generated that saves just what its nodes need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from engine import errors
from engine.compiled import generated
from engine.compiled.fast import listed
from engine.nodes import saving
from engine.nodes.accumulate_grad import accumulator_of
from engine.nodes.any_node import next_sequence_nr
from engine.nodes.gradient_edge import next_edge
from engine.nodes.node import Details, Node, NodeOfMany
from engine.nodes.plan import Plan, Tape
from engine.tensor import Tensor

_TAPE = """\
def tape(operands, arrays, outs, settings):
    dtype = outs[0]._data.dtype
    is_common = {is_common}
{edges}
    node = node_type()
    node.sequence_nr = next_sequence_nr()  # after those of views that were renewed just now
    node.next_nodes = ({targets})
{keeping}
    node.saved = {saved}
    node.versions = {versions}
    numbers = None if is_common else ({numbers})
    node.details = new_details(Details, (numbers, ({specs}), ({known}), None))
    return node
"""

_EDGE = """\
    o{at} = operands[{at}]
    t{at}, n{at} = o{at}._node, 0
    if o{at}._extra is not None or (t{at} is None and not o{at}._requires_grad):
        t{at}, n{at} = next_edge(o{at}) or NOWHERE
        is_common = is_common and t{at} is not None and t{at}.output_count == 1
    elif t{at} is None:
        t{at} = o{at}._accumulator and o{at}._accumulator()
        if t{at} is None:
            t{at} = accumulator_of(o{at})
"""

_KEEP_OPERAND = """\
    k{place}, v{place} = operands[{at}], 0
    if not isinstance(k{place}, Tensor):
        k{place} = arrays[{at}]
    else:
        if k{place}._extra is not None and k{place}._extra.is_inference:
            raise RuntimeError(INFERENCE_SAVED)
        if k{place}._storage is not None:
            v{place} = k{place}._storage.version
"""

_KEEP_AS_PROMOTED = """\
        is_common = is_common and k{place}._data.dtype is dtype
"""
"""Of promoting operations: values saved in another dtype are promoted again in the pass."""

_KEEP_OUTPUT = """\
    k{place} = detached(outs[{at}])
    v{place} = k{place}._storage.version
"""

_KEEP_ONLY_OUTPUT = """\
    k{place}, v{place} = outs[0]._data, 0
    if outs[0]._storage is not None:
        k{place} = detached(outs[0])
        v{place} = k{place}._storage.version
"""

_SPEC = "(o{at}._data.shape, o{at}._data.dtype)"

_SCOPE = {
    "Details": Details,
    "INFERENCE_SAVED": errors.INFERENCE_SAVED,
    "NOWHERE": (None, 0),
    "Tensor": Tensor,
    "accumulator_of": accumulator_of,
    "detached": saving.detached,
    "new_details": tuple.__new__,
    "next_edge": next_edge,
    "next_sequence_nr": next_sequence_nr,
}


def _taping(plan: Plan) -> Tape:
    """A function that makes the nodes of a plan, without regard to later in-place writes."""
    sources, tensors = plan.sources, plan.tensors
    places = range(len(plan.positions))
    kept, versions = [f"k{place}" for place in places], [f"v{place}" for place in places]
    of_one_dtype = "all([each.dtype is dtype for each in arrays])"
    source = _TAPE.format(
        is_common="dtype.itemsize != 2" + (f" and {of_one_dtype}" if plan.promotes else ""),
        edges="".join([_EDGE.format(at=at) for at in tensors]),
        targets=listed([f"t{at}" if at in tensors else "None" for at in sources]),
        keeping="".join(map(partial(_keeping, plan), places, plan.positions)),
        saved=kept[0] if len(kept) == 1 else f"({listed(kept)})" if kept else None,
        versions=f"({listed(versions)}) if {' or '.join(versions)} else None" if kept else None,
        numbers=listed([f"n{at}" if at in tensors else "0" for at in sources]),
        specs=listed([_SPEC.format(at=at) if at in tensors else "None" for at in sources]),
        known=listed(_known(plan)),
    )
    scope = _SCOPE | {"node_type": plan.node_type}
    tape: Tape = generated.define(("tape",), lambda: source, scope)["tape"]
    return tape


def _keeping(plan: Plan, place: int, at: int) -> str:
    """The source text that saves operand ``at``, or output ``~at``, as ``k<place>``."""
    if at >= 0:
        keeping = _KEEP_OPERAND + (_KEEP_AS_PROMOTED if plan.promotes else "")
        return keeping.format(place=place, at=at)
    is_only = plan.node_type is not None and not issubclass(plan.node_type, NodeOfMany)
    if plan.saves_output and is_only:
        return _KEEP_ONLY_OUTPUT.format(place=place)
    return _KEEP_OUTPUT.format(place=place, at=~at)


def _known(plan: Plan) -> list[str]:
    """The source texts of the shapes and settings that the rules ask for."""
    shapes = [f"arrays[{at}].shape" for at in plan.shapes]
    if plan.is_variadic and plan.shapes:
        shapes = ["[each.shape for each in arrays]"]
    return [*shapes, *[f"settings[{name!r}]" for name in plan.settings]]


def node_of(
    plan: Plan,
    operands: Sequence[Any],
    arrays: Sequence[Any],
    outs: tuple[Tensor, ...],
    settings: Mapping[str, Any],
    writes: int,
) -> Node:
    """The node of one application of an operation, for the inputs for which a plan has rules.

    Args:
        plan: what the node saves and computes.
        operands, arrays: the operands, and the arrays on which the kernel computed.
        outs: the results, in order.
        settings: the keyword arguments of the kernel.
        writes: the number of in-place writes to the output still to come; if there are any, the
            output is also the first operand.
    """
    if writes and plan.saves_output:
        outs[0]._array()  # a numpy scalar has no memory in which the node would see the write
    if plan.tape is None:
        plan.tape = _taping(plan)
    node = plan.tape(operands, arrays, outs, settings)
    if writes:
        saving.expect_writes(node, outs[0], writes)
    return node
