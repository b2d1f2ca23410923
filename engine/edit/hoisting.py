"""An expression taken out of its statement: it gets a name in a statement of its own."""

from __future__ import annotations

import ast

from engine.edit.edits import Change, Reason, Refusal
from engine.edit.lines import inserted_before
from engine.edit.rewriting import Written, fitted, operand, plain
from engine.edit.script import Script

_AT_ANOTHER_TIME = (
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
    """An expression that has a name from then on, and is used by it where it stood.

    Raises: Refusal (CHANGES_MEANING), where it would run at another time.
    """
    statement = script.statement(node)
    if isinstance(statement, ast.Expr) and statement.value is node:
        start = script.outer_span(node).start
        return [Change(start, start, f"{name} = ")]
    _check_time(script, node, statement)
    value = as_value(operand(script, node))
    return [
        *inserted_before(script, statement, [f"{name} = {value}"]),
        fitted(script, node, plain(name)),
    ]


def as_value(expression: Written) -> str:
    """An expression as what is assigned: in parentheses where it goes over several lines."""
    try:
        is_whole = len(ast.parse(f"_ = {expression.core.strip()}; _").body) == 2
    except SyntaxError:
        is_whole = False
    return expression.text.strip() if is_whole else f"({expression.text})"


def _check_time(script: Script, node: ast.expr, statement: ast.stmt) -> None:
    parts = [node, *script.around(node)]
    inside = parts[: parts.index(statement)]
    is_later = any(isinstance(each, _AT_ANOTHER_TIME) for each in inside[1:])
    match statement:
        case ast.While() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            is_later = True
        case ast.If():
            parent = script.parents[statement]
            is_later |= isinstance(parent, ast.If) and script.source.startswith(
                "elif", script.span(statement).start
            )
        case ast.Match() | ast.Delete() | ast.Assert():
            is_later = True
    if is_later or isinstance(node, ast.Starred) or not isinstance(_context(node), ast.Load):
        raise Refusal(Reason.CHANGES_MEANING, script.place(node))


def _context(node: ast.expr) -> ast.expr_context:
    context: ast.expr_context = getattr(node, "ctx", ast.Load())
    return context
