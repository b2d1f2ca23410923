"""The plans of an operation, made on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.nodes import pullbacks
from engine.nodes.node import NodeOfMany
from engine.nodes.plan import Plan, Rule

if TYPE_CHECKING:
    from engine.declaration import Declaration


class Plans(dict[tuple[bool, ...], Plan]):
    """The plans for one set of rules, keyed by which inputs need a gradient."""

    def __init__(self, op: Declaration, rules: Mapping[str, Rule]) -> None:
        self._op, self._rules = op, rules

    def __missing__(self, needed: tuple[bool, ...]) -> Plan:
        plan = self[needed] = _make_plan(self._op, needed, self._rules)
        return plan


class PlansBy(dict[tuple[bool, tuple[str, ...]], Plans]):
    """The plans for complex numbers, and for column-major matrices.

    The keys are whether numbers are complex, and the names of the column-major inputs.
    """

    def __init__(self, op: Declaration) -> None:
        self._op = op

    def __missing__(self, key: tuple[bool, tuple[str, ...]]) -> Plans:
        is_complex, column_major = key
        rules = self._op.rules | {wrt: self._op.column_major_rules[wrt] for wrt in column_major}
        if is_complex:
            rules = {wrt: rule.conjugated() for wrt, rule in rules.items()}
        plans = self[key] = Plans(self._op, rules)
        return plans


def _make_plan(op: Declaration, needed: tuple[bool, ...], rules: Mapping[str, Rule]) -> Plan:
    """The plan for some rules; ``needed`` says for each input whether it needs a gradient."""
    inputs = op.inputs * len(needed) if op.is_variadic else op.inputs
    sources = tuple(at for at, name in enumerate(inputs) if name in rules)
    asked = [rules[inputs[at]] if needed[at] else None for at in sources]
    if op.is_variadic:
        asked = [rule and rule.for_input(at) for at, rule in zip(sources, asked)]
    places = {name: at for at, name in enumerate(op.inputs)}
    places |= {name: ~at for at, name in enumerate(op.outputs or ())}
    at_once = op.rule_at_once and op.rule_at_once.for_inputs(tuple(map(bool, asked)))
    plan = Plan(
        op.name,
        sources,
        tuple(asked),
        places,
        is_variadic=op.is_variadic,
        promotes=op.promotes,
        at_once=at_once,
    )
    if op.node_type is not None:
        has_one_gradient = op.gradient_outputs is not None and len(op.gradient_outputs) == 1
        if issubclass(op.node_type, NodeOfMany) and not has_one_gradient:
            plan.sends = pullbacks.NEVER
        plan.node_type = op.node_type.of_plan(plan)
    return plan
