"""Duplicating a card: its expression once more, under another name."""

from __future__ import annotations

import ast

from engine.edit.edits import Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.hoisting import check_time
from engine.edit.lines import inserted_after, inserted_before
from engine.edit.names import RESULT_NAMES, TENSOR_NAMES, Names, fresh_name
from engine.edit.operations import changes_in_place
from engine.edit.rewriting import is_one_line, operand
from engine.edit.script import Script, whole_node
from engine.edit.values import is_creation


def duplicate(source: str, picked: Picked) -> Edit:
    """Compute the expression of a card once more, in a statement of its own beside the first.

    Raises:
        Refusal: NOT_SUITABLE, for a change in place and a part of a module; AT_ANOTHER_TIME.
    """
    script = Script(source)
    names = Names(script)
    node = whole_node(script, picked)
    is_of_module = any("." in each.partition("[")[0] for each in picked.names)
    is_stored = isinstance(getattr(node, "ctx", None), ast.Store)
    if not isinstance(node, ast.expr) or is_stored or is_of_module or changes_in_place(node):
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.DUPLICATE)
    statement = script.statement(node)
    check_time(script, node, statement)
    name = fresh_name(names, TENSOR_NAMES if is_creation(node) else RESULT_NAMES)
    core = operand(script, node).core
    value = core.strip() if is_one_line(core) else f"({core})"
    place = inserted_after if _may_follow(names, node, statement) else inserted_before
    changes = place(script, statement, [f"{name} = {value}"])
    return Edit(Gesture.DUPLICATE, source, ordered(changes), script.text(node), name)


def _may_follow(names: Names, node: ast.expr, statement: ast.stmt) -> bool:
    """Whether an expression means the same behind its statement."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
        return False
    bound = {use.name for use in names.within(statement) if use.is_bound}
    return bound.isdisjoint(use.name for use in names.within(node))
