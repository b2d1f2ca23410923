"""What depends on a statement: the later ones that use what it binds, and so on."""

from __future__ import annotations

import ast
from collections import defaultdict

from engine.edit.names import Names, Scope, Use
from engine.edit.script import Script

_Variable = tuple[Scope, str]
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def dependants(script: Script, names: Names, statement: ast.stmt) -> list[ast.stmt]:
    """The statements that use what one binds, or what such a one binds, in the script's order.

    A variable that is bound anew is another one from there on. A function or class counts as a
    whole, as does a block whose head uses such a variable.
    """
    uses = _uses_by_statement(script, names)
    gone = {(use.owner, use.name) for use in uses[statement] if use.is_bound}
    found: list[ast.stmt] = []
    start = script.span(statement).start
    for each in sorted(uses, key=lambda each: script.span(each)):
        if script.span(each).start <= start or any(other in found for other in script.around(each)):
            continue
        read = {(use.owner, use.name) for use in uses[each] if not use.is_bound}
        bound = {(use.owner, use.name) for use in uses[each] if use.is_bound}
        if isinstance(each, ast.AugAssign):
            read |= bound
        if read & gone:
            found.append(each)
            gone |= bound
        elif _runs_always(script, each, statement):
            gone -= bound
    return found


def _uses_by_statement(script: Script, names: Names) -> dict[ast.stmt, list[Use]]:
    """The names of each statement, without those of statements in it; functions are one."""
    found: defaultdict[ast.stmt, list[Use]] = defaultdict(list)
    for use in names.uses:
        owner = script.statement(use.node)
        for each in script.around(owner):
            if isinstance(each, _DEFINITIONS):
                owner = each
        found[owner].append(use)
    return found


def _runs_always(script: Script, statement: ast.stmt, after: ast.stmt) -> bool:
    """Whether a statement runs whenever an earlier one did: it stands in a block around that."""
    return script.parents[statement] in script.around(after)
