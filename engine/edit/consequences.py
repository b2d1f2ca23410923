"""What cannot run without removed statements for other reasons than the names that they bind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from engine.edit.names import Names, Scope
from engine.edit.operations import is_method
from engine.edit.references import runner_of
from engine.edit.script import Script

_Variable = tuple[Scope, str]

_FILLING = ("append", "extend", "insert", "add", "update")
_REGISTERING = ("register_buffer", "register_parameter", "register_module", "add_module")
_CONTAINERS = ("list", "dict", "set")


def consequences(script: Script, names: Names, removed: list[ast.stmt]) -> list[ast.stmt]:
    """The statements that would fail without those removed.

    They read a gradient, and no pass is left; or a list or dict that nothing fills any more, whose
    assignment is told; or an attribute of ``self`` that nothing sets any more.
    """
    gone = {node for statement in removed for node in ast.walk(statement)}
    found = [
        *_readers_of_gradients(script, gone),
        *_emptied(script, names, gone),
        *_readers_of_attributes(script, removed, gone),
    ]
    return list(dict.fromkeys(found))


def _readers_of_gradients(script: Script, gone: set[ast.AST]) -> Iterator[ast.stmt]:
    """The statements that compute with ``.grad``, if the passes before them are removed."""
    passes = [node for node in ast.walk(script.tree) if begins_pass(node)]
    for node in ast.walk(script.tree):
        if not isinstance(node, ast.Attribute) or node.attr != "grad" or node in gone:
            continue
        before = passes
        if runner_of(script, node) is script.tree:
            start = script.span(node).start
            before = [each for each in passes if script.span(each).start < start]
        is_read = isinstance(node.ctx, ast.Load) and _needs_tensor(script, node)
        if is_read and before and gone.issuperset(before):
            yield script.statement(node)


def begins_pass(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node calls ``backward``."""
    match node:
        case ast.Call(ast.Attribute(attr="backward")):
            return True
    return False


def _needs_tensor(script: Script, gradient: ast.Attribute) -> bool:
    """Whether an expression fails where a gradient is None, and the script does not ask before."""
    ifs = (each for each in script.around(gradient) if isinstance(each, ast.If | ast.IfExp))
    if any(".grad" in ast.unparse(each.test) for each in ifs):
        return False
    match script.parents[gradient]:
        case ast.BinOp() | ast.AugAssign() | ast.UnaryOp() | ast.Attribute() | ast.Subscript():
            return True
        case ast.Call(ast.Attribute() as function):
            return not is_method(script, function)
    return False


def _emptied(script: Script, names: Names, gone: set[ast.AST]) -> Iterator[ast.stmt]:
    """The assignments of empty lists and dicts that only removed statements fill."""
    fillings = list(_fillings(script, names))
    left = {variable for variable, statement in fillings if statement not in gone}
    emptied = {variable for variable, statement in fillings if statement in gone} - left
    for use in names.uses:
        if (use.owner, use.name) in emptied and use.is_bound and use.node not in gone:
            statement = script.statement(use.node)
            if isinstance(statement, ast.Assign) and _is_empty(statement.value):
                yield statement


def _fillings(script: Script, names: Names) -> Iterator[tuple[_Variable, ast.stmt]]:
    """The statements that put something into a variable's list or dict."""
    for use in names.uses:
        statement, part = script.statement(use.node), script.parents[use.node]
        match statement, part:
            case ast.Expr(ast.Call(function)), ast.Attribute(attr=name) if function is part:
                is_filling = name in _FILLING
            case ast.Assign(targets), ast.Subscript(ctx=ast.Store()):
                is_filling = part in targets
            case _:
                is_filling = False
        if is_filling:
            yield (use.owner, use.name), statement


def _is_empty(value: ast.expr) -> bool:
    match value:
        case ast.List([]) | ast.Dict([]):
            return True
        case ast.Call(ast.Name(name), [], []):
            return name in _CONTAINERS
    return False


def _readers_of_attributes(
    script: Script, removed: Iterable[ast.stmt], gone: set[ast.AST]
) -> Iterator[ast.stmt]:
    """The statements that read attributes of ``self`` that only removed statements set."""
    for statement in removed:
        for node in ast.walk(statement):
            owner, name = _attribute_set(script, node)
            if owner is None:
                continue
            parts = [each for each in ast.walk(owner) if each not in gone]
            if any(_attribute_set(script, each) == (owner, name) for each in parts):
                continue
            for each in parts:
                if isinstance(each, ast.Attribute) and each.attr == name and _is_of_self(each):
                    yield script.statement(each)


def _attribute_set(script: Script, node: ast.AST) -> tuple[ast.ClassDef | None, str]:
    """The class and the attribute of its ``self`` that a node sets; None where it sets none."""
    match node:
        case ast.Name(name, ast.Store()):
            owner = script.parents[script.statement(node)]
            return (owner, name) if isinstance(owner, ast.ClassDef) else (None, "")
        case ast.Attribute(ast.Name("self"), name, ast.Store()):
            pass
        case ast.Call(ast.Attribute(ast.Name("self"), method), [ast.Constant(str(name)), *_]):
            if method not in _REGISTERING:
                return None, ""
        case _:
            return None, ""
    around = (each for each in script.around(node) if isinstance(each, ast.ClassDef))
    return next(around, None), name


def _is_of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"
