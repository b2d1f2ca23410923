"""Whether a loop of a script would never end after an edit."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from engine.edit.edits import Edit, Reason, Refusal
from engine.edit.operations import changes_in_place
from engine.edit.script import DEFINITIONS, Script
from engine.tensor import Tensor

_ENDS = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom)
_MAY_CHANGE = (
    *_ENDS,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Delete,
    ast.Import,
    ast.ImportFrom,
)
"""What ends a loop, or may change what it waits for."""


def check_ends(edit: Edit) -> None:
    """Check that an edit leaves no loop waiting for what nothing in it changes any more.

    Raises:
        Refusal: ENDLESS.
    """
    if "while" not in edit.source:
        return
    before = len(list(_endless(Script(edit.before).tree)))
    script = Script(edit.source)
    found = list(_endless(script.tree))
    if len(found) > before:
        place = script.place(found[-1])
        raise Refusal(Reason.ENDLESS, place, line=place.line)


def _endless(tree: ast.Module) -> Iterator[ast.While]:
    """The loops that surely never end, once they are begun."""
    for node in ast.walk(tree):
        if isinstance(node, ast.While):
            parts = list(_parts_of_body(node.body))
            awaited = _awaited(node.test)
            if awaited is not None and not any(_may_change(each, awaited) for each in parts):
                yield node


def _parts_of_body(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in statements:
        if not isinstance(statement, DEFINITIONS):
            yield from ast.walk(statement)


def _awaited(test: ast.expr) -> set[str] | None:
    """The variables on which a condition depends; None where it may depend on anything."""
    for node in ast.walk(test):
        match node:
            case ast.Call(ast.Attribute(ast.Name() | ast.Call())) | ast.Name() | ast.Attribute():
                pass
            case ast.Call() | ast.NamedExpr() | ast.Await():
                return None
    return {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}


def _may_change(node: ast.AST, awaited: set[str]) -> bool:
    """Whether a part of a loop may end it, or change what it waits for."""
    if not awaited and not isinstance(node, ast.Call):
        return isinstance(node, _ENDS)
    match node:
        case ast.Assign([ast.Name(target)], ast.Name(value)) if target == value:
            return False
        case ast.Assign(targets):
            return any(_changes(each, awaited) for each in targets)
        case ast.For(target=target) | ast.NamedExpr(target=target):
            return _changes(target, awaited)
        case ast.Call():
            return not _is_harmless(node, awaited)
    return isinstance(node, _MAY_CHANGE)


def _changes(target: ast.expr, awaited: set[str]) -> bool:
    """Whether an assignment may change a variable; one to an element or attribute may."""
    parts = list(ast.walk(target))
    names = {each.id for each in parts if isinstance(each, ast.Name)}
    return not names.isdisjoint(awaited) or any(
        isinstance(each, ast.Attribute | ast.Subscript) for each in parts
    )


def _is_harmless(call: ast.Call, awaited: set[str]) -> bool:
    """Whether a call only computes, shows or collects something."""
    if changes_in_place(call) or any(each.arg == "out" for each in call.keywords):
        return False
    match call.func:
        case ast.Attribute(ast.Name(name), "append"):
            return name not in awaited
        case ast.Attribute(attr=method):
            return hasattr(Tensor, method)
        case ast.Name(name):
            return hasattr(builtins, name) and name not in ("exec", "eval", "next", "exit", "quit")
    return False
