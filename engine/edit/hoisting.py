"""Hoisting: an expression is assigned to a name in a statement before its own."""

from __future__ import annotations

import ast

from engine.edit.edits import Change, Reason, Refusal
from engine.edit.effects import Effects
from engine.edit.lines import inserted_before
from engine.edit.purity import moves_generator
from engine.edit.rewriting import is_one_line, operand, plain, remade
from engine.edit.script import Script, is_elif

AT_ANOTHER_TIME = (
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.BoolOp,
    ast.NamedExpr,
)
"""What runs its parts later, again, or not at all."""


def hoisted(script: Script, node: ast.expr, name: str) -> list[Change]:
    """Assign an expression to a name in a statement before its own, and replace it by the name.

    Raises:
        Refusal: AT_ANOTHER_TIME, where it would run then; CHANGES_MEANING.
    """
    statement = script.statement(node)
    if isinstance(statement, ast.Expr) and statement.value is node:
        start = script.outer_span(node).start
        return [Change(start, start, f"{name} = ")]
    check_time(script, node, statement)
    _check_order(script, node, statement)
    return [
        *inserted_before(script, statement, [assignment(script, name, node)]),
        remade(script, node, plain(name)),
    ]


def assignment(script: Script, name: str, node: ast.expr) -> str:
    """A statement that assigns the expression at another place of the script to a name."""
    core = operand(script, node).core
    return f"{name} = {core.strip() if is_one_line(core) else f'({core})'}"


def check_time(script: Script, node: ast.expr, statement: ast.stmt) -> None:
    """Check that an expression runs with its statement, once.

    Raises:
        Refusal: AT_ANOTHER_TIME.
    """
    parts = [node, *script.around(node)]
    inside = parts[: parts.index(statement)]
    is_later = any(isinstance(each, AT_ANOTHER_TIME) for each in inside[1:])
    match statement:
        case ast.While() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            is_later = True
        case ast.If():
            is_later |= is_elif(script, statement)
        case ast.Match() | ast.Delete() | ast.Assert():
            is_later = True
    if is_later or isinstance(node, ast.Starred) or not isinstance(_context(node), ast.Load):
        raise Refusal(Reason.AT_ANOTHER_TIME, script.place(node))


def _check_order(script: Script, node: ast.expr, statement: ast.stmt) -> None:
    """Check that an expression means the same in front of its statement as where it stands.

    Raises:
        Refusal: CHANGES_MEANING, where the statement changes a tensor before it, or both draw;
            AT_ANOTHER_TIME, where it first binds a name that the expression reads.
    """
    whole = next(each for each in (node, *script.around(node)) if script.parents[each] is statement)
    start, draws = script.span(node).start, moves_generator(node)
    calls = (each for each in ast.walk(whole) if isinstance(each, ast.Call))
    before = [each for each in calls if script.span(each).end <= start]
    if Effects(script, node).are_in(before) or (draws and any(map(moves_generator, before))):
        raise Refusal(Reason.CHANGES_MEANING, script.place(node), name=script.text(node))
    read = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    for each in ast.walk(whole):
        if isinstance(each, ast.NamedExpr) and each.target.id in read and each is not node:
            raise Refusal(Reason.AT_ANOTHER_TIME, script.place(node))


def _context(node: ast.expr) -> ast.expr_context:
    context: ast.expr_context = getattr(node, "ctx", ast.Load())
    return context
