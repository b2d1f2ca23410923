"""Replacing expressions, with parentheses only where they are needed."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.edit.edits import Change
from engine.edit.script import Script, Span
from engine.script.notebook import without_commands
from engine.script.source import unchanged_ends

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

_SIMPLE = re.compile(r"\s*-?(?:[^\W\d]\w*(?:\.[^\W\d]\w*)*|[\d.][\w.]*)\s*")
"""What a formatter puts right beside the operator of a power."""


class Written(NamedTuple):
    """The text of an expression, to be inserted at another position.

    Attributes:
        core: the expression without the parentheses around it.
        opening, closing: the parentheses that were needless at its old position. They were written
            for readability, so it keeps them.
    """

    core: str
    opening: str = ""
    closing: str = ""

    @property
    def text(self) -> str:
        """The whole text, without the parentheses that only its old position needed."""
        return self.opening + self.core + self.closing


def plain(text: str) -> Written:
    """An expression without parentheses."""
    return Written(text)


def fitted(script: Script, node: ast.expr, new: Written) -> Change:
    """Replace an expression and its parentheses, changing only characters that differ."""
    span = script.outer_span(node)
    text = f"({new.text})" if _needs_group(script, node, new.core) else _unpadded(new.text)
    return trimmed(script.source, Change(*span, text))


def remade(script: Script, node: ast.expr, new: Written) -> Change:
    """Replace an expression, but keep the parentheses around it unless they become needless."""
    old = operand(script, node)
    needs, needed = _needs_group(script, node, new.core), _needs_group(script, node, old.core)
    if needed and not needs and script.parentheses(node):
        text = old.opening + _unpadded(new.text) + old.closing
        return trimmed(script.source, Change(*script.outer_span(node), text))
    text = f"({new.text})" if needs and not needed else _unpadded(new.text)
    return trimmed(script.source, Change(*script.span(node), text))


def power_sign(left: str, right: str) -> str:
    """The power operator as a formatter spaces it: without spaces between simple operands."""
    is_close = _SIMPLE.fullmatch(left) and not left.lstrip().startswith("-")
    is_close = is_close and all(map(_SIMPLE.fullmatch, right.split("**")))
    return "**" if is_close else " ** "


def operand(script: Script, node: ast.expr, with_space: bool = False) -> Written:
    """The text of an expression, with the comments between the parentheses around it.

    Args:
        with_space: where it is the only argument of a call, take all that is between the
            parentheses of the call.
    """
    pairs = script.parentheses(node)
    if not pairs:
        only = _only_argument(script, node) if with_space else None
        return plain(script.source[slice(*only or script.span(node))])
    (start, end), (outer_start, outer_end) = pairs[0], pairs[-1]
    core = script.source[start + 1 : end - 1]
    needed = _needs_group(script, node, core)
    opening = script.source[outer_start + needed : start + 1]
    return Written(core, opening, script.source[end - 1 : outer_end - needed])


def _needs_group(script: Script, node: ast.expr, core: str) -> bool:
    """Whether an expression needs parentheses where it replaces another one and its parentheses."""
    span = script.outer_span(node)
    if isinstance(script.parents[node], ast.UnaryOp) and is_power(core):
        return True  # for readability, as a formatter does
    bare, grouped = (Change(*span, each) for each in (_unpadded(core), f"({core})"))
    return _meaning(script, node, bare) != _meaning(script, node, grouped)


def is_power(core: str) -> bool:
    """Whether an expression is a power."""
    tree = ast.parse(f"({core}\n)", mode="eval").body
    return isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Pow)


def composed(parts: Sequence[str], operands: Sequence[Written]) -> Written:
    """An expression made of parts of text and the operands between them.

    Operands get parentheses where they need them; the only argument of a call needs none, and keeps
    its surrounding space.

    Args:
        parts: one more than there are operands.
    """
    texts = [f"({each.core})" for each in operands]
    meaning_of = _value if _value(_joined(parts, texts)) is not None else _expression
    meaning = meaning_of(_joined(parts, texts))
    for number, each in enumerate(operands):
        bare = [*texts[:number], _unpadded(each.core), *texts[number + 1 :]]
        is_same = meaning_of(_joined(parts, bare)) == meaning
        is_only = parts[number].endswith("(") and parts[number + 1].startswith(")")
        text = each.text if is_only else _unpadded(each.text)
        texts[number] = text if is_same else f"({each.text})"
    return plain(_joined(parts, texts))


def is_one_line(text: str) -> bool:
    """Whether an expression can be assigned as it is: no line of it ends outside of brackets."""
    return _value(text) is not None


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
    """A change without the characters at its start and end that stay the same."""
    start, end, text = change
    old = source[start:end]
    head, tail = unchanged_ends(old, text)
    return Change(start + head, end - tail, text[head : len(text) - tail])


def _unpadded(text: str) -> str:
    """An expression stripped of white space, unless a comment comes first or last."""
    stripped = text.strip()
    has_comment = stripped.startswith("#") or _expression(stripped) is None
    return text if has_comment else stripped


def _meaning(script: Script, node: ast.expr, change: Change) -> str | None:
    """The dumped syntax tree of the statement around an expression after a change.

    None where it is no valid Python.
    """
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


def _value(text: str) -> str | None:
    """The dumped syntax tree of an assignment of this text; None where it is no valid Python.

    Another statement must be able to follow in the same line.
    """
    try:
        statements = ast.parse(f"_ = {text.strip()}; _").body
    except (SyntaxError, ValueError):
        return None
    return ast.dump(statements[0]) if len(statements) == 2 else None


def _expression(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(f"({text})", mode="eval"))
    except (SyntaxError, ValueError):
        return None
