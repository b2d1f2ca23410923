"""Generates, once per plan, the functions that evaluate its nodes in a backward pass.

A plan determines what its nodes save, which vector-Jacobian products they compute and from what.
So the code for exactly this can be generated without loops or branches, as one would write it by
hand; interpreting the plan at each node would take longer than most products. Each plan gets:

- ``evaluate`` returns the gradients that a node sends, one for each next node;
- ``send`` adds them to the buffers of the next nodes, ``send_taped`` under ``create_graph``;
- ``send_observed`` and ``send_observed_taped`` do the same, and return the contributions for an
  observer.

For a product of two tensors, ``send`` reads::

    def send(node, g, buffers, frees, reached=None):
        details = node.details
        if g is None or details is not None and details.input_nrs is not None:
            return None
        saved = node.saved
        if saved is None:
            raise RuntimeError(FREED)
        v0, v1 = saved
        if v0._storage is not None and v0._storage.version != (
            0 if node.versions is None else node.versions[0]
        ):
            node.check_versions()
        v0 = v0._data
        ...
        s0 = g * v1
        ...
        if details is not None and details.specs is not None:
            spec = details.specs[0]
            if spec is not None:
                if s0.shape != spec[0]:
                    s0 = raw.sum_to(s0, shape=spec[0])
                ...
            ...
        t0, t1 = node.next_nodes
        if t0 in buffers:
            before = buffers[t0]
            buffers[t0] = s0 if before is None else before + s0
        else:
            buffers[t0] = s0
            if t0.next_nodes:
                push(reached, (-t0.sequence_nr, t0))
        ...
        if frees:
            node.saved = None
        return ()

They are methods of a subclass of the node's class that only this plan uses. So each of them sees
nodes of one class only, and the interpreter's inline caches of attribute look-ups, which belong
to the code object, always hit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from heapq import heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import errors
from engine.compiled import generated
from engine.observe import Sent
from engine.registry import quick, raw
from engine.tensor import Tensor, wrap

if TYPE_CHECKING:
    from engine.nodes.any_node import AnyNode
    from engine.nodes.node import Node
    from engine.nodes.plan import Plan

Evaluate = Callable[["Node", Any, bool], Sequence[Any]]
"""Takes a node, the incoming gradient and ``create_graph``; returns a gradient per next node."""

Send = Callable[..., "Sequence[Sent] | None"]
"""Takes a node, the incoming gradient, the buffers of the pass, and whether to free saved tensors.

It adds what the node sends to the buffers of the next nodes. The plain one also takes the heap
``reached`` of ``unobserved_pass``, and pushes onto it each next node that had no buffer and is no
leaf.

Returns the contributions for an observer, or an empty tuple for the variants without one.
Returns None, having done nothing, where the fast path does not apply: a hook to call, a packed
tensor to unpack, or an undefined gradient.
"""


class Sends(NamedTuple):
    """The four ``Send`` functions of a plan; those called *observed* return the contributions."""

    plain: Send
    taped: Send
    observed: Send
    observed_taped: Send


_EVALUATE = """\
def evaluate(node, g, create_graph):
    details = node.details
    if create_graph or g is None or details is not None and details.input_nrs is not None:
        return node.evaluate_fully(g, create_graph)
{body}
    return ({sent})
"""

_SEND = """\
def {name}(node, g, buffers, frees{reached}):
    details = node.details
    if g is None or details is not None and details.input_nrs is not None:
        return None
{body}{given}
    if details is not None and details.specs is not None:
{fitting}
    {targets}= node.next_nodes
{delivery}
{freeing}    return ({sent})
"""

_SAVED = """\
    saved = node.saved
    if saved is None:
        raise RuntimeError(FREED)
    {names} = saved
"""

_CHECK = """\
    if {is_tensor}{name}._storage is not None and {name}._storage.version != (
        0 if node.versions is None else node.versions[{at}]
    ):
        node.check_versions()
"""

_ELEMENTS = """\
    {name} = {name}._data
"""

_ELEMENTS_IF_ANY = """\
    if isinstance({name}, Tensor):
        {name} = {name}._data
"""

_INPUT_AS_OPERAND = """\
    if not isinstance({name}, Tensor):
        {name} = {name}.item()
"""

_OUTPUT_AS_TENSOR = """\
    is_tensor = isinstance({name}, Tensor)
    {name} = node.as_tensor({position}, {name}) if is_tensor else wrap({name}, node)
"""

_SENT = """\
    s{at} = {rule}
"""

_FITTING = """\
        spec = details.specs[{at}]
        if spec is not None:
            if s{at}.shape != spec[0]:
                s{at} = raw.sum_to(s{at}, shape=spec[0])
            if s{at}.dtype is not spec[1]:
                s{at} = node.fit({at}, s{at}, False)
"""

_FITTING_TAPED = """\
        spec = details.specs[{at}]
        if spec is not None:
            if s{at}._data.shape != spec[0]:
                s{at} = quick.sum_to(s{at}, shape=spec[0])
            if s{at}._data.dtype is not spec[1]:
                s{at} = node.fit({at}, s{at}, True)
"""

_AS_IT_CAME = """\
    s{at} = g
"""

_UNDEFINED = """\
    s{at} = None
"""

_FREEING = """\
    if frees:
        node.saved = None
"""

_DELIVERY = """\
    if t{at} in buffers:
        before = buffers[t{at}]
        buffers[t{at}] = s{at} if before is None else before + s{at}
    else:
        buffers[t{at}] = s{at}
        if t{at}.next_nodes:
            push(reached, (-t{at}.sequence_nr, t{at}))
"""

_DELIVERY_OF_NOTHING = """\
    if t{at} not in buffers:
        buffers[t{at}] = None
        if t{at}.next_nodes:
            push(reached, (-t{at}.sequence_nr, t{at}))
"""

_DELIVERY_TAPED = """\
    before = buffers[t{at}]
    buffers[t{at}] = s{at} if before is None else before + s{at}
"""

_GIVEN = """\
    r{at} = s{at}
"""

_DELIVERY_OBSERVED = """\
    b{at} = buffers[t{at}]
    a{at} = buffers[t{at}] = s{at} if b{at} is None else b{at} + s{at}
"""

_SENT_ON = "({at}, r{at}, s{at}, b{at}, a{at}), "
_UNDEFINED_ON = "({at}, None, None, buffers[t{at}], buffers[t{at}]), "


def unchanged(F: Any, g: Any) -> Any:
    """The identity rule: the input's gradient is the output's; recognised, and never called."""
    return g


def nothing(F: Any, g: Any) -> None:
    """The rule of an input whose gradient is undefined; recognised, and never called.

    The next node still counts a contribution, so that the pass continues there.
    """


def evaluators(plan: Plan) -> tuple[Evaluate, Sends]:
    """The functions that evaluate the nodes of a plan; their source is generated on demand."""
    scope: dict[str, Any] = {
        "push": heappush, "raw": raw, "quick": quick, "Tensor": Tensor, "wrap": wrap,
        "FREED": errors.FREED,
    }  # fmt: skip
    scope |= {f"rule{at}": rule for at, rule in enumerate(plan.functions) if rule is not None}
    sent = [f"s{at}, " if rule else "None, " for at, rule in enumerate(plan.functions)]

    def write(is_observed: bool) -> str:
        return _send(plan, False, is_observed) + _send(plan, True, is_observed)

    def write_evaluate() -> str:
        return _EVALUATE.format(body=_body(plan, False), sent="".join(sent))

    plain = generated.define(("send", "send_taped"), partial(write, False), dict(scope))
    observed = generated.define(
        ("send_observed", "send_observed_taped"), partial(write, True), dict(scope)
    )
    evaluate = generated.define(("evaluate",), write_evaluate, scope)["evaluate"]
    return evaluate, Sends(*plain.values(), *observed.values())


def never(
    node: AnyNode, g: Any, buffers: dict[Any, Any], frees: bool, reached: object = None
) -> None:
    """The ``Send`` of nodes for which the fast path never applies."""


NEVER = Sends(never, never, never, never)


def _send(plan: Plan, is_taped: bool, is_observed: bool) -> str:
    """The source text of one of the four ``Send`` functions."""
    wanted = [at for at, rule in enumerate(plan.functions) if rule not in (None, nothing)]
    undefined = [at for at, rule in enumerate(plan.functions) if rule is nothing]

    def for_each(template: str, positions: list[int] = wanted) -> str:
        return "".join([template.format(at=at) for at in positions])

    if is_observed:
        delivery = for_each(_DELIVERY_OBSERVED)
    elif is_taped:
        delivery = for_each(_DELIVERY_TAPED)
    else:
        delivery = for_each(_DELIVERY) + for_each(_DELIVERY_OF_NOTHING, undefined)
    return _SEND.format(
        name="send" + "_observed" * is_observed + "_taped" * is_taped,
        reached="" if is_observed or is_taped else ", reached=None",
        body=_body(plan, is_taped),
        given=for_each(_GIVEN) * is_observed,
        fitting=for_each(_FITTING_TAPED if is_taped else _FITTING) or "        pass\n",
        targets="".join(f"t{at}, " for at in range(len(plan.functions))) or "() ",
        delivery=delivery,
        freeing=_FREEING if plan.saved else "",
        sent=(for_each(_SENT_ON) + for_each(_UNDEFINED_ON, undefined)) * is_observed,
    )


def _body(plan: Plan, is_taped: bool) -> str:
    """The source text that unpacks saved values and computes the products ``s0``, ``s1`` and so on.

    An input that needs no gradient has no ``s``; one whose rule is ``nothing`` has None.
    """
    variables = {name: f"v{at}" for at, name in enumerate(plan.saved)}
    parts = []
    if variables:
        parts.append(_SAVED.format(names=", ".join(variables.values())))
    for at, position in enumerate(plan.positions):
        is_tensor = position in plan.tensors
        test = "" if is_tensor else f"isinstance(v{at}, Tensor) and "
        parts.append(_CHECK.format(name=f"v{at}", at=at, is_tensor=test))
        if not is_taped:
            parts.append((_ELEMENTS if is_tensor else _ELEMENTS_IF_ANY).format(name=f"v{at}"))
        elif not is_tensor:
            template = _INPUT_AS_OPERAND if position >= 0 else _OUTPUT_AS_TENSOR
            parts.append(template.format(name=f"v{at}", position=position))
    others = {name: f"k{at}" for at, name in enumerate(plan.known[len(plan.saved) :])}
    if others:
        parts.append(f"    {', '.join(others.values())}, = details.known\n")
    variables |= others
    for at in plan.call_order if is_taped else range(len(plan.functions)):
        function = plan.functions[at]
        if function is nothing:
            parts.append(_UNDEFINED.format(at=at))
        elif function is unchanged:
            parts.append(_AS_IT_CAME.format(at=at))
        elif function is not None:
            arguments = (
                "quick" if is_taped else "raw",
                "g",
                *[variables[name] for name in plan.asked[at]],
            )
            rule = generated.call(function, f"rule{at}", *arguments)
            parts.append(_SENT.format(at=at, rule=rule))
    return "".join(parts)
