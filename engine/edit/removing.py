"""The gesture that removes a card: its statement, and those that depend on it."""

from __future__ import annotations

import ast

from engine.edit.consequences import consequences
from engine.edit.edits import Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.flow import dependants
from engine.edit.lines import all_removed
from engine.edit.names import Names
from engine.edit.operations import changes_in_place
from engine.edit.script import FUNCTIONS, Script
from engine.edit.seeding import needless_settings
from engine.script.source import Place


def dependants_of(source: str, picked: Picked) -> list[Place]:
    """The statements that would be removed along with a card's, for the user to confirm.

    Raises:
        Refusal
    """
    script = Script(source)
    return [script.place(each) for each in _dependants(script, script.node(picked))]


def remove(source: str, picked: Picked) -> Edit:
    """Remove a card: the statement that makes it, and those that depend on it.

    Raises:
        Refusal: NEEDED, or another reason.
    """
    script = Script(source)
    node = script.node(picked)
    statements = [script.statement(node), *_dependants(script, node)]
    settings = needless_settings(script, statements)
    return Edit(
        Gesture.REMOVE,
        source,
        ordered(all_removed(script, [*statements, *settings])),
        script.text(statements[0]),
        sites=tuple(script.place(each) for each in statements),
    )


def _dependants(script: Script, node: ast.expr | ast.stmt) -> list[ast.stmt]:
    """The statements that depend on a card's.

    Raises:
        Refusal: NEEDED, where a method of a class would lack what it returns.
    """
    statement, names = script.statement(node), Names(script)
    found, pending = {statement: None}, [statement]
    while pending:
        if not _is_change(each := pending.pop()):  # the tensor remains, as it was before
            found |= dict.fromkeys(dependants(script, names, each))
            further = consequences(script, names, list(found))
            pending += [other for other in further if other not in found]
            found |= dict.fromkeys(pending)
    for each in found:
        if isinstance(each, FUNCTIONS) and isinstance(script.parents[each], ast.ClassDef):
            raise Refusal(Reason.NEEDED, script.place(statement), name=each.name)
    return sorted((each for each in found if each is not statement), key=script.span)


def _is_change(statement: ast.stmt) -> bool:
    """Whether a statement changes a tensor in place."""
    if isinstance(statement, ast.Expr):
        return changes_in_place(statement.value)
    return isinstance(statement, ast.AugAssign)
