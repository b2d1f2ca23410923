"""The functions that evaluate nodes in a plain backward, written out once for each plan.

What a plan says is known when its first node is made: what is saved, which rules are asked and what
they ask for. From this two functions are put together that do just that, as one would write them by
hand; loops over what each node may have would take longer than most rules. One hands on what the
node sends, the other returns it. For a product of two tensors the first reads::

    def send(node, g, buffers):
        if g is None or node.details is not None:
            return False
        saved = node.saved
        if saved is None:
            raise RuntimeError(FREED)
        v0, v1 = saved
        if v0._storage is not None:
            node.check_versions()
        v0 = v0._data
        ...
        s0 = rule0(raw, g, v1)
        if type(s0) is not type(g) or type(s0) is ndarray:
            if s0.dtype is not g.dtype:
                s0 = node.in_dtype_of_input(0, s0, g.dtype, raw)
        ...
        t0, t1 = node.next_nodes
        before = buffers[t0]
        buffers[t0] = s0 if before is None else before + s0
        ...
        return True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import errors, generated
from engine.registry import raw
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.node import Node
    from engine.plan import Plan

Evaluate = Callable[["Node", Any, bool], Sequence[Any]]
"""Takes a node, the gradient that came in, and whether to tape; returns what the node sends."""

Send = Callable[["Node", Any, dict[Any, Any]], bool]
"""Takes a node, the gradient that came in, and the buffers, to which it adds what the node sends.

Returns False, with nothing done, where that is not all that there is to do.
"""

_EVALUATE = """\
def evaluate(node, g, create_graph):
    details = node.details
    if create_graph or g is None or details is not None and details.input_nrs is not None:
        return node.evaluate_fully(g, create_graph)
{body}
    return ({sent})
"""

_SEND = """\
def send(node, g, buffers):
    details = node.details
    if g is None or details is not None{unless_known}:
        return False
{body}
    {targets}= node.next_nodes
{delivery}
    return True
"""

_UNLESS_KNOWN = " and (details.specs is not None or details.input_nrs is not None)"

_SAVED = """\
    saved = node.saved
    if saved is None:
        raise RuntimeError(FREED)
    {names} = saved
"""

_ELEMENTS = """\
    if {name}._storage is not None:
        node.check_versions()
    {name} = {name}._data
"""

_ELEMENTS_IF_ANY = """\
    if isinstance({name}, Tensor):
        if {name}._storage is not None:
            node.check_versions()
        {name} = {name}._data
"""

_SENT = """\
    s{at} = rule{at}(raw, {arguments})
    if type(s{at}) is not type(g) or type(s{at}) is ndarray:
        if s{at}.dtype is not g.dtype:
            s{at} = node.in_dtype_of_input({at}, s{at}, g.dtype, raw)
"""

_DELIVERY = """\
    before = buffers[t{at}]
    buffers[t{at}] = s{at} if before is None else before + s{at}
"""


def evaluator(plan: Plan) -> tuple[Evaluate, Send]:
    """How nodes with this plan are evaluated."""
    scope: dict[str, Any] = {
        "raw": raw, "Tensor": Tensor, "ndarray": np.ndarray, "FREED": errors.FREED,
    }  # fmt: skip
    scope |= {f"rule{at}": rule for at, rule in enumerate(plan.functions) if rule is not None}
    defined = generated.define(_source(plan), **scope)
    return defined["evaluate"], defined["send"]


def never(node: Node, g: Any, buffers: dict[Any, Any]) -> bool:
    """The ``Send`` of nodes that always have more to do."""
    return False


def _source(plan: Plan) -> str:
    body = _body(plan)
    edges = list(enumerate(plan.functions))
    return _EVALUATE.format(
        body=body, sent="".join(f"s{at}, " if rule else "None, " for at, rule in edges)
    ) + _SEND.format(
        body=body,
        unless_known=_UNLESS_KNOWN if len(plan.known) > len(plan.saved) else "",
        targets="".join(f"t{at}, " for at, _ in edges) or "() ",
        delivery="".join(_DELIVERY.format(at=at) for at, rule in edges if rule),
    )


def _body(plan: Plan) -> str:
    """What comes before the gradients ``s0``, ``s1``, … are sent on; None where not needed."""
    variables = {name: f"v{at}" for at, name in enumerate(plan.saved)}
    parts = []
    if variables:
        parts.append(_SAVED.format(names=", ".join(variables.values())))
        parts += [
            (_ELEMENTS if at in plan.tensors else _ELEMENTS_IF_ANY).format(name=name)
            for name, at in zip(variables.values(), plan.positions)
        ]
    others = {name: f"k{at}" for at, name in enumerate(plan.known[len(plan.saved) :])}
    if others:
        parts.append(f"    {', '.join(others.values())}, = details.known\n")
    variables |= others
    for at, function in enumerate(plan.functions):
        if function is not None:
            arguments = ", ".join(["g", *[variables[name] for name in plan.asked[at]]])
            parts.append(_SENT.format(at=at, arguments=arguments))
    return "".join(parts)
