"""Comments inside of expressions that a gesture replaces."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from dataclasses import replace

from engine.edit.edits import Change, Edit, Gesture, ordered
from engine.edit.script import Script, Span, Token
from engine.script.notebook import without_commands
from engine.script.source import source_lines


def keeping_comments(edit: Edit) -> Edit:
    """An edit that leaves no comment out: those in what it replaces get lines above the statement.

    What is removed as a whole takes its comments with it.
    """
    replaced = (edit.before[change.start : change.end] for change in edit.changes)
    if edit.gesture is Gesture.REMOVE or not any("#" in each for each in replaced):
        return edit
    before = Script(edit.before)
    comments = _comments(before)
    lost = Counter(each.text for each in comments)
    lost.subtract(each.text for each in _comments(Script(edit.source)))
    kept = [each for change in edit.changes for each in _kept(before, change, comments, lost)]
    return replace(edit, changes=ordered([*kept, *edit.changes])) if kept else edit


def _comments(script: Script) -> list[Token]:
    """All comments, in order."""
    lines = source_lines(without_commands(script.source))
    tokens = tokenize.generate_tokens(io.StringIO("".join(lines)).readline)
    return [
        Token(script.offset(*each.start), script.offset(*each.end), each.string)
        for each in tokens
        if each.type == tokenize.COMMENT
    ]


def _kept(
    script: Script, change: Change, comments: list[Token], lost: Counter[str]
) -> list[Change]:
    """The lines of the lost comments inside of a change, above the statement it is a part of."""
    statement = _statement_around(script, change)
    if statement is None:
        return []
    start = script.start_of_line(statement.start)
    token = script.token_before(start)
    if token is not None and token.end > start:  # a string that ends in this line
        return []
    line = script.source[start : statement.start]
    indent = line[: len(line) - len(line.lstrip())]
    text = ""
    for each in comments:
        if change.start <= each.start and each.end <= change.end and lost[each.text] > 0:
            lost[each.text] -= 1
            text += f"{indent}{each.text}{script.newline}"
    return [Change(start, start, text)] if text else []


def _statement_around(script: Script, change: Change) -> Span | None:
    """The innermost statement that a change is a part of."""
    statements = (each for each in ast.walk(script.tree) if isinstance(each, ast.stmt))
    spans = map(script.span, statements)
    return max((s for s in spans if s.start < change.start and change.end <= s.end), default=None)
