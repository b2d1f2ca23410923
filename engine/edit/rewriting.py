"""Expressions in place of others, with parentheses where, and only where, they are needed."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from engine.edit.edits import Change
from engine.edit.script import Script, Span
from engine.worker.notebook import without_commands

_COMPOUND = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)


class Written(NamedTuple):
    """An expression as it is written somewhere, to be written elsewhere.

    Attributes:
        text: all of it, without the parentheses that only its place needed.
        core: the same without those that nothing needs, which it keeps wherever it goes.
    """

    text: str
    core: str


def plain(text: str) -> Written:
    """An expression that is in no parentheses."""
    return Written(text, text)


def fitted(script: Script, node: ast.expr, new: Written) -> Change:
    """Another expression in place of one; of the characters only those that differ."""
    span = script.outer_span(node)
    bare, grouped = (Change(*span, each) for each in (_unpadded(new.core), f"({new.core})"))
    if _meaning(script, node, bare) == _meaning(script, node, grouped):
        return trimmed(script.source, Change(*span, _unpadded(new.text)))
    return trimmed(script.source, Change(*span, f"({new.text})"))


def operand(script: Script, node: ast.expr, with_space: bool = False) -> Written:
    """An expression as it is written; comments between its parentheses go with it.

    So does, if asked for, all that is between the parentheses of a call whose argument it is.
    """
    pairs = script.parentheses(node)
    if not pairs:
        only = _only_argument(script, node) if with_space else None
        return plain(script.source[slice(*only or script.span(node))])
    inner, outer = pairs[0], pairs[-1]
    core = script.source[inner.start + 1 : inner.end - 1]
    bare = Change(*outer, _unpadded(core))
    if _meaning(script, node, bare) == _meaning(script, node, Change(*outer, f"({core})")):
        return Written(script.source[slice(*outer)], core)
    return Written(script.source[outer.start + 1 : outer.end - 1], core)


def composed(parts: Sequence[str], operands: Sequence[Written]) -> Written:
    """Operands between the parts of an expression, in parentheses where they need them."""
    texts = [f"({each.core})" for each in operands]
    meaning = _expression(_joined(parts, texts))
    for number, each in enumerate(operands):
        bare = [*texts[:number], _unpadded(each.core), *texts[number + 1 :]]
        is_same = _expression(_joined(parts, bare)) == meaning
        texts[number] = _unpadded(each.text) if is_same else f"({each.text})"
    return plain(_joined(parts, texts))


def _joined(parts: Sequence[str], texts: Sequence[str]) -> str:
    return "".join([parts[0], *(text + part for text, part in zip(texts, parts[1:]))])


def _only_argument(script: Script, node: ast.expr) -> Span | None:
    """All that is between the parentheses of a call, where that is one argument."""
    parent = script.parents.get(node)
    if not isinstance(parent, ast.Call) or parent.args != [node] or parent.keywords:
        return None
    start, end = script.span(node)
    before, after = script.token_before(start), script.token_after(end)
    assert before is not None and after is not None
    return Span(before.end, after.start) if after.text == ")" else None


def trimmed(source: str, change: Change) -> Change:
    """A change without what stays the same at its start and its end."""
    start, end, text = change
    old = source[start:end]
    head = _common(old, text)
    tail = _common(old[head:][::-1], text[head:][::-1])
    return Change(start + head, end - tail, text[head : len(text) - tail])


def _common(one: str, other: str) -> int:
    for count, (a, b) in enumerate(zip(one, other)):
        if a != b:
            return count
    return min(len(one), len(other))


def _unpadded(text: str) -> str:
    return text if "#" in text else text.strip()


def _meaning(script: Script, node: ast.expr, change: Change) -> str | None:
    """What the statement of an expression is to Python after a change; None if it is nothing."""
    statement = script.statement(node)
    start, end = script.span(statement)
    if isinstance(statement, _COMPOUND):
        start, end = 0, len(script.source)
    first, last, text = change
    if first < start:  # no change
        first = last = start
    code = script.source[start:first] + text + script.source[last:end]
    try:
        return ast.dump(ast.parse(without_commands(code).removeprefix("\ufeff")))
    except (SyntaxError, ValueError):
        return None


def _expression(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(f"({text}\n)", mode="eval"))
    except (SyntaxError, ValueError):
        return None
