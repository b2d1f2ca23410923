"""What an operation's nodes keep and do, for each choice of inputs and each kind of operands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.op import Op
    from engine.plan import Plan, Rule


class Plans(dict[tuple[bool, ...], "Plan"]):
    """What an operation's nodes do by some rules, for each choice of inputs with a gradient."""

    def __init__(self, op: Op, rules: Mapping[str, Rule]) -> None:
        self._op, self._rules = op, rules

    def __missing__(self, needed: tuple[bool, ...]) -> Plan:
        plan = self[needed] = self._op.make_plan(needed, self._rules)
        return plan


class PlansBy(dict[tuple[bool, tuple[str, ...]], Plans]):
    """The same by whether numbers are complex, and by the inputs whose rules are those of turned.

    A matrix is turned where its columns lie in memory one after the other.
    """

    def __init__(self, op: Op) -> None:
        self._op = op

    def __missing__(self, key: tuple[bool, tuple[str, ...]]) -> Plans:
        is_complex, turned = key
        rules = self._op.rules | {wrt: self._op.rules_of_turned[wrt] for wrt in turned}
        if is_complex:
            rules = {wrt: rule.conjugated() for wrt, rule in rules.items()}
        plans = self[key] = Plans(self._op, rules)
        return plans
