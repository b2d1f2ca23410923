"""Data flow: the statements that depend on a statement, directly or not."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping

from engine.edit.names import Names, Scope, Use
from engine.edit.script import DEFINITIONS, FUNCTIONS, Script


def dependants(script: Script, names: Names, statement: ast.stmt) -> list[ast.stmt]:
    """The statements that use a name which a statement binds, and those that use what these bind.

    They come in the order of the script. Once a variable is bound anew, its uses depend on that
    binding only. A function counts as one statement, unless the given statement is inside it; if
    what such a function returns depends on the statement, the whole function does.
    """
    uses = _uses_by_statement(script, names, statement)
    affected = _bound_within(uses, statement)
    places = _places_set(script, statement)
    found: dict[ast.stmt, None] = {}
    start = script.span(statement).start
    for each in sorted(uses, key=script.span):
        is_gone = any(other is statement or other in found for other in script.around(each))
        if script.span(each).start <= start or is_gone:
            continue
        read = {(use.owner, use.name) for use in uses[each] if not use.is_bound}
        bound = {(use.owner, use.name) for use in uses[each] if use.is_bound}
        if isinstance(each, ast.AugAssign | ast.Delete):
            read |= bound
        if read & affected or places & _places_read(each):
            found[each] = None
            affected |= _bound_within(uses, each)
            places |= _places_set(script, each)
        elif _runs_whenever(script, each, statement):
            affected -= bound
    for function in _functions_without_result(script, [statement, *found]):
        found |= dict.fromkeys([function, *dependants(script, names, function)])
    return list(found)


def _bound_within(
    uses: Mapping[ast.stmt, list[Use]], statement: ast.stmt
) -> set[tuple[Scope, str]]:
    """What a statement and those in it bind."""
    parts = (part for part in ast.walk(statement) if isinstance(part, ast.stmt))
    within = (use for part in parts for use in uses.get(part, ()))
    return {(use.owner, use.name) for use in within if use.is_bound}


def _runs_whenever(script: Script, each: ast.stmt, statement: ast.stmt) -> bool:
    """Whether a later statement runs whenever another one did: not so in the other branch."""
    around = list(script.around(statement))
    block = script.parents[each]
    if block not in around:
        return False
    branch = getattr(block, "orelse", [])
    return (each in branch) == any(other in branch for other in (statement, *around))


def _places_set(script: Script, statement: ast.stmt) -> set[str]:
    """What a statement of the script itself puts inside of something: ``a.x``, ``d['x']``."""
    if not isinstance(statement, ast.Assign) or script.parents[statement] is not script.tree:
        return set()
    places = (each for each in statement.targets if isinstance(each, ast.Attribute | ast.Subscript))
    return {ast.unparse(each) for each in places}


def _places_read(statement: ast.stmt) -> set[str]:
    return {
        ast.unparse(each)
        for each in ast.walk(statement)
        if isinstance(each, ast.Attribute | ast.Subscript) and isinstance(each.ctx, ast.Load)
    }


def _uses_by_statement(
    script: Script, names: Names, statement: ast.stmt
) -> defaultdict[ast.stmt, list[Use]]:
    """The names in each statement, without those of inner statements; a function is one."""
    around = set(script.around(statement))
    found: defaultdict[ast.stmt, list[Use]] = defaultdict(list)
    for use in names.uses:
        owner = script.statement(use.node)
        for each in script.around(owner):
            if isinstance(each, DEFINITIONS) and each not in around:
                owner = each
        found[owner].append(use)
    return found


def _functions_without_result(script: Script, removed: list[ast.stmt]) -> list[ast.stmt]:
    """The functions that would lack a ``return`` statement, or all of what they yield."""
    gone = {part for each in removed for part in ast.walk(each)}
    returns = [each for each in removed if isinstance(each, ast.Return)]
    yields = [each for each in gone if isinstance(each, ast.Yield | ast.YieldFrom)]
    found = [_function_around(script, each) for each in returns]
    for each in yields:
        function = _function_around(script, each)
        others = ast.walk(function) if function is not None else ()
        is_left = any(isinstance(part, type(each)) and part not in gone for part in others)
        found += [] if is_left else [function]
    return list(dict.fromkeys(each for each in found if each is not None and each not in gone))


def _function_around(
    script: Script, node: ast.AST
) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    return next((part for part in script.around(node) if isinstance(part, FUNCTIONS)), None)
