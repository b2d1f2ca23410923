"""Calls of training loops that a script only names, or makes in an order that undoes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from engine.script.script_names import parsed


class Uncalled(NamedTuple):
    """A statement that names a method, as ``loss.backward``, and does not call it."""

    name: str
    line: int


def uncalled(source: str, method: str) -> Uncalled | None:
    """The first statement of a script that only names a method; None if there is none."""
    module = parsed(source)
    for node in ast.walk(module) if module is not None else ():
        match node:
            case ast.Expr(ast.Attribute(attr=attr) as named) if attr == method:
                return Uncalled(ast.unparse(named), node.lineno)
    return None


def step_after(source: str, line: int) -> int:
    """The line of the ``step()`` that comes after a ``zero_grad()``, with no pass in between.

    Args:
        source: the script.
        line: the line of the ``zero_grad()``.

    Returns:
        0 if the statements around it are in another order: a pass is to come before it.
    """
    module = parsed(source)
    for block in _blocks(module) if module is not None else ():
        calls = [(_method(each), each.lineno) for each in block]
        order = [call for call in calls if call[0] in ("backward", "zero_grad", "step")]
        for before, clearing, after in zip(order, order[1:], order[2:]):
            methods = before[0], clearing[0], after[0]
            if clearing[1] == line and methods == ("backward", "zero_grad", "step"):
                return after[1]
    return 0


def _method(statement: ast.stmt) -> str:
    """The method that a statement calls; empty for another statement."""
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(attr=method))):
            return method
    return ""


def _blocks(module: ast.Module) -> Iterator[list[ast.stmt]]:
    """The lists of statements that follow one another."""
    for node in ast.walk(module):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block
