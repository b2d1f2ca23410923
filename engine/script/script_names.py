"""The occurrences of a script's variables in its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from engine.script.notebook import without_commands
from engine.script.source import Place, place_of, source_lines

_UNTOLD = (
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.AsyncFunctionDef,
)
"""Scopes whose variables are not recorded."""

_BINDERS = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.For,
    ast.With,
    ast.NamedExpr,
    ast.FunctionDef,
)
_BLOCKS = (ast.For, ast.With, ast.FunctionDef)


class Function(NamedTuple):
    """A function of the script: its name, and the line of its ``def``."""

    name: str
    line: int


class Occurrence(NamedTuple):
    """An occurrence of a variable's name, or of its ``.grad``, in a script.

    Attributes:
        name: the name of the variable.
        place: the position of the name.
        function: the function whose variable it is; None for a global variable.
        is_bound: whether it is bound there, rather than read.
        binder_end: line and column of the end of what binds the variable, or binds others to what
            is read: a statement, or of a block the name itself; else None.
        bound_in: the functions that bind the variable: its own, None for the script, and those that
            declare it global or nonlocal.
    """

    name: str
    place: Place
    function: Function | None
    is_bound: bool
    binder_end: tuple[int, int] | None
    bound_in: frozenset[Function | None] = frozenset()


class _Scope(NamedTuple):
    """A part of the script with its own variables, their names, and those of global ones."""

    node: ast.AST
    names: frozenset[str]
    global_names: frozenset[str]


def name_around(source: str, line: int, column: int) -> Occurrence | None:
    """The variable, or its ``.grad``, at a position of a script."""
    for each in _occurrences(source):
        place = each.place
        if (place.line, place.column) <= (line, column) < (place.end_line, place.end_column):
            return each
    return None


def name_of(source: str, place: tuple[int, int, int, int]) -> Occurrence | None:
    """The variable, or its ``.grad``, that occupies exactly this part of a script."""
    return next((each for each in _occurrences(source) if each.place == place), None)


@lru_cache(maxsize=4)
def _occurrences(source: str) -> tuple[Occurrence, ...]:
    """All occurrences of variables; none if the script is not valid Python."""
    module = parsed(source)
    if module is None:
        return ()
    found = list(_in_scope(source_lines(source), module, ()))
    bound_in: dict[tuple[str, Function | None], frozenset[Function | None]] = {}
    for each in found:
        variable = each.name, each.function
        bound_in[variable] = bound_in.get(variable, frozenset()) | each.bound_in
    return tuple(each._replace(bound_in=bound_in[each.name, each.function]) for each in found)


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a script, or None if it is not valid Python."""
    try:
        return ast.parse(without_commands(source).removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _in_scope(lines: list[str], node: ast.AST, around: tuple[_Scope, ...]) -> Iterator[Occurrence]:
    scopes = (*around, _scope(node))
    outside = set(_outside(node))
    pending: list[tuple[ast.AST, ast.AST | None]] = [(node, None)]
    while pending:  # iterative: a sum of a thousand terms is as many nodes deep
        part, binder = pending.pop()
        if part is not node and isinstance(part, (ast.FunctionDef, *_UNTOLD)):
            yield from _in_scope(lines, part, scopes)
            bound_by = None if isinstance(part, ast.stmt) else binder
            pending += [(each, bound_by) for each in _outside(part)]
            continue
        if isinstance(part, (ast.stmt, ast.NamedExpr)):
            binder = part if isinstance(part, _BINDERS) else None
        found = _occurrence(lines, part, binder, scopes)
        if found is not None:
            yield found
        children = ast.iter_child_nodes(part)
        pending += [(child, binder) for child in children if child not in outside]


def _outside(scope: ast.AST) -> list[ast.expr]:
    """The expressions of a scope that are evaluated in the one around it."""
    match scope:
        case ast.FunctionDef(args=arguments) | ast.AsyncFunctionDef(args=arguments):
            return [*scope.decorator_list, *_defaults(arguments)]
        case ast.Lambda(args=arguments):
            return _defaults(arguments)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [scope.generators[0].iter]
    return []


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *filter(None, arguments.kw_defaults)]


def _scope(node: ast.AST) -> _Scope:
    """The names that a scope binds, without nested scopes."""
    bound: set[str] = set()
    declared: dict[type[ast.AST], set[str]] = {ast.Global: set(), ast.Nonlocal: set()}
    pending = [node]
    while pending:
        part = pending.pop()
        if part is not node and isinstance(part, (ast.FunctionDef, *_UNTOLD)):
            continue
        match part:
            case ast.Name(name, ast.Store()) | ast.arg(name):
                bound.add(name)
            case ast.Global(names) | ast.Nonlocal(names):
                declared[type(part)].update(names)
        pending += ast.iter_child_nodes(part)
    own = bound - declared[ast.Global] - declared[ast.Nonlocal]
    return _Scope(node, frozenset(own), frozenset(declared[ast.Global]))


def _occurrence(
    lines: list[str], part: ast.AST, binder: ast.AST | None, scopes: tuple[_Scope, ...]
) -> Occurrence | None:
    match part:
        case ast.Name(name, context):
            is_bound = isinstance(context, ast.Store)
        case ast.arg(name):
            is_bound = True
        case ast.Attribute(ast.Name(name), "grad"):
            is_bound = False
        case _:
            return None
    owner = _owner(name, scopes)
    if isinstance(owner, _UNTOLD):
        return None
    place = place_of(lines, part)
    if isinstance(part, ast.arg):  # without its annotation
        place = place._replace(end_line=place.line, end_column=place.column + len(name))
    binder_end = None if binder is None else place_of(lines, binder)[2:]
    if isinstance(binder, _BLOCKS):
        binder_end = place[2:] if is_bound else None
    bound_in = frozenset([_function(scopes[-1].node)] if is_bound else ())
    return Occurrence(name, place, _function(owner), is_bound, binder_end, bound_in)


def _owner(name: str, scopes: tuple[_Scope, ...]) -> ast.AST:
    """The scope whose variable a name is in the last of some scopes."""
    for scope in scopes[:0:-1]:
        if name in scope.global_names:
            break
        if name in scope.names:
            return scope.node
    return scopes[0].node


def _function(node: ast.AST) -> Function | None:
    return Function(node.name, node.lineno) if isinstance(node, ast.FunctionDef) else None
