"""The gesture that removes a card: its statement, and those that depend on it."""

from __future__ import annotations

import ast

from engine.edit.edits import Edit, Gesture, Picked, ordered
from engine.edit.flow import dependants
from engine.edit.lines import all_removed
from engine.edit.names import Names
from engine.edit.operations import changes_in_place
from engine.edit.script import Script
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
        Refusal
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
    statement = script.statement(node)
    if isinstance(statement, ast.AugAssign) or _is_change(statement):
        return []  # the tensor remains, as it was before
    found = dependants(script, Names(script), statement)
    for reader in _readers_of_gradients(script, [statement, *found]):
        found += [reader, *_dependants(script, reader)]
    return sorted(dict.fromkeys(found), key=script.span)


def _readers_of_gradients(script: Script, removed: list[ast.stmt]) -> list[ast.stmt]:
    """The statements that compute with ``.grad``, if the last pass is among those removed."""
    gone = {node for statement in removed for node in ast.walk(statement)}
    passes = [node for node in ast.walk(script.tree) if _begins_pass(node)]
    if not passes or not gone.issuperset(passes):
        return []
    reads = [
        node
        for node in ast.walk(script.tree)
        if isinstance(node, ast.Attribute) and node.attr == "grad" and node not in gone
        if isinstance(node.ctx, ast.Load)
        and isinstance(script.parents[node], ast.BinOp | ast.AugAssign)
    ]
    return list(dict.fromkeys(map(script.statement, reads)))


def _begins_pass(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(attr="backward")):
            return True
    return False


def _is_change(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and changes_in_place(statement.value)
