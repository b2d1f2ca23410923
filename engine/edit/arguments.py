"""Adding, replacing and removing arguments of a call."""

from __future__ import annotations

import ast

from engine.edit.edits import Change
from engine.edit.items import are_in_lines
from engine.edit.script import Script, Span


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """The argument of a call for a parameter, by name or by position; None if it is not given."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is None or any(isinstance(each, ast.Starred) for each in call.args[: position + 1]):
        return None
    return call.args[position] if position < len(call.args) else None


def replaced(script: Script, node: ast.expr, text: str) -> Change:
    """Replace an expression, together with the parentheses that group it."""
    return Change(*script.outer_span(node), text)


def added_keyword(script: Script, call: ast.Call, name: str, text: str) -> Change:
    """Add ``name=text`` as the last argument of a call."""
    written = f"{name}={text}"
    close = script.span(call).end - 1
    items = _items(script, call)
    if not items:
        return Change(close, close, written)
    start, last = items[-1]
    indent = script.source[script.start_of_line(start) : start]
    is_below = are_in_lines(script, items, close)
    separator = f",{script.newline}{indent}" if is_below else ", "
    return Change(last, last, separator + written)


def removed_argument(script: Script, call: ast.Call, value: ast.expr) -> Change:
    """Remove an argument of a call, together with its comma."""
    items = _items(script, call)
    number = next(n for n, each in enumerate(items) if each == _item(script, call, value))
    start, end = items[number]
    if number:
        return Change(items[number - 1].end, end, "")
    after = script.token_after(end)
    assert after is not None
    if len(items) > 1:
        return Change(start, items[1].start, "")
    return Change(start, after.end if after.text == "," else end, "")


def _items(script: Script, call: ast.Call) -> list[Span]:
    """The spans of a call's arguments, in order."""
    return sorted(_item(script, call, each) for each in _values(call))


def _values(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _item(script: Script, call: ast.Call, value: ast.expr) -> Span:
    end = script.outer_span(value).end
    for keyword in call.keywords:
        if keyword.value is value:
            return Span(script.span(keyword).start, end)
    return Span(script.outer_span(value).start, end)
