"""Duplicating a card: its expression once more, under another name."""

from __future__ import annotations

import ast

from engine.edit.edits import Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.hoisting import assignment, check_time
from engine.edit.lines import inserted_after, inserted_before
from engine.edit.names import RESULT_NAMES, TENSOR_NAMES, Names, fresh_name
from engine.edit.operations import changes_in_place
from engine.edit.script import Script, is_target, whole_node
from engine.edit.values import is_creation


def duplicate(source: str, picked: Picked) -> Edit:
    """Compute the expression of a card once more, in a statement of its own beside the first.

    Raises:
        Refusal: NOT_SUITABLE, for a change in place and a part of a module; AT_ANOTHER_TIME.
    """
    script = Script(source)
    names = Names(script)
    node = whole_node(script, picked)
    is_change = is_target(node) or changes_in_place(node)
    if not isinstance(node, ast.expr) or is_change or picked.is_of_module:
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.DUPLICATE)
    statement = script.statement(node)
    check_time(script, node, statement)
    name = fresh_name(names, TENSOR_NAMES if is_creation(node) else RESULT_NAMES)
    place = inserted_after if _may_follow(names, node, statement) else inserted_before
    changes = place(script, statement, [assignment(script, name, node)])
    return Edit(Gesture.DUPLICATE, source, ordered(changes), script.text(node), name)


def _may_follow(names: Names, node: ast.expr, statement: ast.stmt) -> bool:
    """Whether an expression means the same behind its statement."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
        return False
    bound = {use.name for use in names.within(statement) if use.is_bound}
    return bound.isdisjoint(use.name for use in names.within(node))
