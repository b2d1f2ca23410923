"""What nodes do in a plain backward, made ready once for each plan.

Most nodes keep nothing, one value or two, and their rules ask for one of these at most. For them
everything that can be known beforehand is; all others are left to ``Node.evaluate``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import errors
from engine.plan import Plan
from engine.registry import raw
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.node import Node

Evaluate = Callable[["Node", Any], "tuple[Any, ...] | None"]
"""Takes a node and a gradient; returns None where the node must do it itself."""


def evaluator(plan: Plan) -> Evaluate | None:
    """How nodes with this plan are evaluated, or None where there is no short way."""
    wanted = [each is not None for each in plan.pulls]
    asked = [len(each) for each in plan.asked]
    if max(asked, default=0) > 1 or len(plan.saved) > 2 or plan.settings:
        return None
    rules = [function for function, is_wanted in zip(plan.functions, wanted) if is_wanted]
    if plan.shapes:
        is_plain = not plan.saved and wanted == [True] and not plan.is_variadic
        return _of_one_shape(rules[0]) if is_plain else None
    if not plan.saved:
        return _of_nothing(rules, wanted)
    if len(plan.saved) == 1 and wanted.count(True) == 1 and asked[wanted.index(True)] == 1:
        return _of_one_value(rules[0], wanted)
    if len(plan.saved) == 2 and wanted == [True, True] and asked == [1, 1]:
        return _of_two_values(plan, rules)
    return None


def _of_nothing(rules: list[Any], wanted: list[bool]) -> Evaluate | None:
    if wanted == [True, True]:
        first, second = rules

        def evaluate_both(node: Node, g: Any) -> tuple[Any, ...] | None:
            to_a, to_b = first(raw, g), second(raw, g)
            if type(to_a) is np.ndarray or not type(to_a) is type(g) is type(to_b):
                return (to_a, to_b) if to_a.dtype is g.dtype is to_b.dtype else None
            return to_a, to_b

        return evaluate_both
    if wanted.count(True) != 1:
        return None
    (only,), is_single, is_second = rules, len(wanted) == 1, not wanted[0]

    def evaluate(node: Node, g: Any) -> tuple[Any, ...] | None:
        sent = only(raw, g)
        kind = type(sent)
        if (kind is np.ndarray or kind is not type(g)) and sent.dtype is not g.dtype:
            return None
        return (sent,) if is_single else (None, sent) if is_second else (sent, None)

    return evaluate


def _of_one_shape(rule: Any) -> Evaluate:
    def evaluate(node: Node, g: Any) -> tuple[Any, ...] | None:
        sent = rule(raw, g, node.details.known[0])  # type: ignore[union-attr]
        return (sent,) if sent.dtype is g.dtype else None

    return evaluate


def _of_one_value(rule: Any, wanted: list[bool]) -> Evaluate:
    is_single, is_second = len(wanted) == 1, not wanted[0]

    def evaluate(node: Node, g: Any) -> tuple[Any, ...] | None:
        value = node.saved
        if isinstance(value, Tensor):
            if value._storage is not None:
                node.check_versions()
            value = value._data
        elif value is None:
            raise RuntimeError(errors.FREED)
        sent = rule(raw, g, value)
        kind = type(sent)
        if (kind is np.ndarray or kind is not type(g)) and sent.dtype is not g.dtype:
            return None
        return (sent,) if is_single else (None, sent) if is_second else (sent, None)

    return evaluate


def _of_two_values(plan: Plan, rules: list[Any]) -> Evaluate:
    first, second = rules
    is_swapped = plan.asked[0][0] == plan.saved[1]

    def evaluate(node: Node, g: Any) -> tuple[Any, ...] | None:
        if node.saved is None:
            raise RuntimeError(errors.FREED)
        a, b = node.saved
        if isinstance(a, Tensor):
            if a._storage is not None:
                node.check_versions()
            a = a._data
        if isinstance(b, Tensor):
            if b._storage is not None:
                node.check_versions()
            b = b._data
        if is_swapped:
            a, b = b, a
        if type(a) is np.ndarray and type(g) is not np.ndarray:
            g = np.asarray(g)  # beside an array numpy takes it sooner than a bare number
        to_a, to_b = first(raw, g, a), second(raw, g, b)
        if type(to_a) is np.ndarray or not type(to_a) is type(g) is type(to_b):
            return (to_a, to_b) if to_a.dtype is g.dtype is to_b.dtype else None
        return to_a, to_b

    return evaluate
