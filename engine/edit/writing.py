"""New statements, split at their brackets if they are long, as a formatter does."""

from __future__ import annotations

import ast
import io
import tokenize

LINE_LENGTH = 88
"""The default of formatters."""

_INDENT = "    "
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def divided(statement: str, indent: str = "") -> list[str]:
    """The lines that a statement is split into, each with its indent; one where it fits.

    A statement that has several lines, whatever these end with, stays as it is, and so does one
    that cannot be split at its commas: they may be those of a comprehension or a tuple.
    """
    lines = _divided(statement, indent)
    is_same = len(lines) == 1 or _meaning("\n".join(lines)) == _meaning(statement)
    return lines if is_same else [indent + statement]


def _meaning(code: str) -> str | None:
    """The dumped syntax tree; None where it is no valid Python."""
    try:
        return ast.dump(ast.parse(code.strip()))
    except SyntaxError:
        return None


def _divided(code: str, indent: str, tail: str = "") -> list[str]:
    """The lines of a statement, or of an item between brackets with the comma behind it."""
    line = f"{indent}{code}{tail}"
    is_long = len(line) > LINE_LENGTH and len(code.splitlines()) == 1
    brackets = _last_brackets(code) if is_long else None
    if brackets is None:
        return [line]
    start, end = brackets
    inner = indent + _INDENT
    items = _items(code[start + 1 : end])
    together = inner + ", ".join(items)
    if len(together) <= LINE_LENGTH:
        body = [together]
    else:
        comma = "," if len(items) > 1 else ""
        body = [line for item in items for line in _divided(item, inner, comma)]
    return [indent + code[: start + 1], *body, indent + code[end:] + tail]


def _last_brackets(code: str) -> tuple[int, int] | None:
    """The last outermost pair of brackets that is not empty."""
    found, opened, depth = None, 0, 0
    for token in _tokens(code):
        if token.string in _PAIRS:
            opened, depth = (token.start[1], 1) if not depth else (opened, depth + 1)
        elif token.string in _PAIRS.values():
            depth -= 1
            if not depth and code[opened + 1 : token.start[1]].strip():
                found = opened, token.start[1]
    return found


def _items(inside: str) -> list[str]:
    """The items between the commas of a list or a call; the last may have one behind it."""
    items, start, depth = [], 0, 0
    for token in _tokens(inside):
        depth += (token.string in _PAIRS) - (token.string in _PAIRS.values())
        if token.string == "," and not depth:
            items.append(inside[start : token.start[1]].strip())
            start = token.end[1]
    last = inside[start:].strip()
    return [*items, last] if last else items


def _tokens(line: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(line).readline))
