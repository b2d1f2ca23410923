"""Inserting statements into a script and removing them, as whole lines where possible."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable

from engine.edit.edits import Change
from engine.edit.imports import imports_torch, module_names
from engine.edit.script import DEFINITIONS, Script, Span, is_elif
from engine.edit.writing import divided

_NEW_LINE = re.compile(r"(?<!\\)(?:\r\n|\r|\n)")
_BLOCKS = (ast.For, ast.While, ast.If, ast.With)
_IMPORTS = (ast.Import, ast.ImportFrom)


def appended(script: Script, statements: list[str]) -> list[Change]:
    """Append statements to a script, which then also imports torch."""
    lines = [line for each in statements for line in divided(each)]
    end = script.end_of_line(len(script.source.rstrip()))
    body, head = script.tree.body, _leading(script.tree.body)
    is_imported = imports_torch(script)
    if is_imported or len(head) < len(body):
        lines = [""] * _blank_lines_at_end(script, end) + lines
        imports = [] if is_imported else [_with_import(script, head)]
        return [*imports, Change(end, end, _below(script, lines))]
    lines = ["import torch", "", *lines]
    if not script.source.strip("\ufeff \t\r\n"):
        return [Change(end, len(script.source), script.newline.join([*lines, ""]))]
    blank = 0 if not head or isinstance(head[-1], _IMPORTS) else 1
    return [Change(end, end, _below(script, [""] * blank + lines))]


def inserted_after(script: Script, statement: ast.stmt, new: list[str]) -> list[Change]:
    """Insert statements behind one, in its block."""
    end = script.span(statement).end
    if not (begins_line(script, statement) and ends_line(script, statement)):
        return [Change(end, end, "".join(f"; {each}" for each in new))]
    line_end = script.end_of_line(end)
    indent = indent_of(script, statement)
    lines = [line for each in new for line in divided(each, indent)]
    lines = [""] * _blank_lines_after(script, statement) + lines
    return [Change(line_end, line_end, _below(script, lines))]


def inserted_before(script: Script, statement: ast.stmt, new: list[str]) -> list[Change]:
    """Insert statements in front of one, in its block."""
    start = start_of(script, statement)
    if not begins_line(script, statement):
        return [Change(start, start, "".join(f"{each}; " for each in new))]
    indent = indent_of(script, statement)
    lines = [line for each in new for line in divided(each, indent)]
    text = "".join(line + script.newline for line in lines).removeprefix(indent)
    return [Change(start, start, text + indent)]


def all_removed(script: Script, statements: list[ast.stmt]) -> list[Change]:
    """Remove statements, and the blocks that would be empty without them.

    A function, or another block that must not be empty, gets a ``pass``.
    """
    removed = set(statements)
    for statement in statements:
        for each in script.around(statement):
            if isinstance(each, _BLOCKS) and all(part in removed for part in each.body):
                removed |= {each} if not getattr(each, "orelse", []) else set()
    outermost = [each for each in removed if removed.isdisjoint(script.around(each))]
    groups = _groups(script, sorted(outermost, key=script.span))
    whole = [
        group
        for group in groups
        if begins_line(script, group[0]) and ends_line(script, group[-1])
        if not _is_whole(script, script.block(group[0]), group)  # its line stays, for a pass
    ]
    lines = {line for group in whole for line in _lines_of(script, group)}
    return _merged([_without(script, group, lines) for group in groups])


def removed_but_comment(script: Script, statement: ast.stmt) -> list[Change]:
    """Remove a statement, but not a comment in its line, which then has a line of its own.

    The only statement of a block goes with its block, or leaves a ``pass`` in front of the comment.
    """
    start, end = start_of(script, statement), script.end_of_line(script.span(statement).end)
    after = script.token_after(script.span(statement).end)
    last = after.end if after is not None and after.text == ";" else script.span(statement).end
    comment = script.source.find("#", last, end)
    is_only = _is_whole(script, script.block(statement), [statement])
    has_line = begins_line(script, statement) and ends_line(script, statement)
    if comment < 0 or is_only or not has_line:
        return all_removed(script, [statement])
    return [Change(start, comment, "")]


def start_of(script: Script, statement: ast.stmt) -> int:
    """The offset at which a statement begins, its decorators included."""
    start = script.span(statement).start
    if isinstance(statement, DEFINITIONS) and statement.decorator_list:
        token = script.token_before(script.outer_span(statement.decorator_list[0]).start)
        return start if token is None else token.start
    return start


def indent_of(script: Script, statement: ast.stmt) -> str:
    """The indent of a statement that begins its line."""
    start = start_of(script, statement)
    return script.source[script.start_of_line(start) : start]


def begins_line(script: Script, statement: ast.stmt) -> bool:
    """Whether a statement is the first thing in its line."""
    start = start_of(script, statement)
    before = script.token_before(start)
    return before is None or _NEW_LINE.search(script.source, before.end, start) is not None


def ends_line(script: Script, statement: ast.stmt) -> bool:
    """Whether no other statement follows it in its line."""
    after = script.token_after(script.span(statement).end)
    if after is None or after.text != ";":
        return True
    following = script.token_after(after.end)
    if following is None:
        return True
    return _NEW_LINE.search(script.source, after.end, following.start) is not None


def _groups(script: Script, statements: list[ast.stmt]) -> list[list[ast.stmt]]:
    """Statements grouped by the change that removes them: a block, or neighbours in a line."""
    groups: list[list[ast.stmt]] = []
    for each in statements:
        previous = groups[-1][-1] if groups else None
        block = script.block(each)
        is_next = previous in block and block.index(each) == block.index(previous) + 1
        if (
            previous is not None
            and is_next
            and (_is_whole(script, block, statements) or not ends_line(script, previous))
        ):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _is_whole(script: Script, block: list[ast.stmt], statements: list[ast.stmt]) -> bool:
    """Whether a whole block is removed that must not be empty, as the one of an ``elif`` may be."""
    may_be_empty = block is script.tree.body or is_elif(script, block[0])
    return not may_be_empty and all(each in statements for each in block)


def _without(script: Script, group: list[ast.stmt], removed: set[int]) -> Change:
    """Remove a group of statements; ``removed`` are all lines to be removed."""
    start, end = start_of(script, group[0]), script.span(group[-1]).end
    block = script.block(group[0])
    if _is_whole(script, block, group):
        return Change(start, end, "pass")
    number = block.index(group[0])
    if number and not begins_line(script, group[0]):
        return Change(script.span(block[number - 1]).end, end, "")
    if not ends_line(script, group[-1]):
        return Change(start, start_of(script, block[block.index(group[-1]) + 1]), "")
    return Change(*_lines_to_remove(script, _lines_of(script, group), removed), "")


def _lines_of(script: Script, group: list[ast.stmt]) -> range:
    first, last = start_of(script, group[0]), script.span(group[-1]).end
    return range(script.line_of(first), script.line_of(last) + 1)


def _lines_to_remove(script: Script, lines: range, removed: set[int]) -> Span:
    """Lines to remove, with the blank lines around them that would then be superfluous."""
    above, below = lines[0] - 1, lines[-1] + 1
    while above > 0 and (above in removed or script.is_blank(above)):
        above -= 1
    while below <= script.line_count and (below in removed or script.is_blank(below)):
        below += 1
    if below <= script.line_count:
        if not above:
            return script.line_span(lines[0], below - 1)
        empty_above = _leading_true(script.is_blank(line) for line in range(above + 1, below))
        empty_below = _leading_true(script.is_blank(line) for line in range(below - 1, above, -1))
        if empty_above >= empty_below:
            return script.line_span(above + 1 + empty_above, below - 1)
        return script.line_span(above + 1, below - 1 - empty_below)
    # At the end, the blank lines above are removed as well.
    if not above:
        return Span(script.line_span(1).start, len(script.source))
    end = script.end_of_line(script.line_span(lines[-1]).start)
    return Span(script.end_of_line(script.line_span(above).start), end)


def _leading_true(answers: Iterable[bool]) -> int:
    """The number of answers that are true before the first false one."""
    return sum(1 for _ in itertools.takewhile(bool, answers))


def _merged(changes: list[Change]) -> list[Change]:
    """Removals merged so that none overlap."""
    merged: list[Change] = []
    for each in sorted(changes):
        if merged and each.start < merged[-1].end:
            start, end, text = merged.pop()
            each = Change(start, max(end, each.end), text)
        merged.append(each)
    return merged


def import_of_torch(script: Script) -> list[Change]:
    """Import torch as a whole, where a script imports only parts of it."""
    has_parts = any(name.startswith("torch.") for name in module_names(script))
    if imports_torch(script) or not has_parts:
        return []
    return [_with_import(script, _leading(script.tree.body))]


def _with_import(script: Script, head: list[ast.stmt]) -> Change:
    """Import torch, after the imports that a script begins with."""
    if head and isinstance(head[-1], _IMPORTS):
        end = script.end_of_line(script.span(head[-1]).end)
        return Change(end, end, _below(script, ["import torch"]))
    first = script.tree.body[len(head)]
    start = script.start_of_line(start_of(script, first))
    return Change(start, start, f"import torch{script.newline * 2}")


def _leading(body: list[ast.stmt]) -> list[ast.stmt]:
    """The docstring and the imports that a script begins with."""
    for number, statement in enumerate(body):
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not isinstance(statement, _IMPORTS) and (number or not is_text):
            return body[:number]
    return body


def _below(script: Script, lines: list[str]) -> str:
    """Lines as text that follows the end of the line above them."""
    return "".join(script.newline + line for line in lines)


def _blank_lines_at_end(script: Script, end: int) -> int:
    """The number of empty lines between the end of a script and what is appended."""
    is_comment = script.source[script.start_of_line(end) : end].startswith("#")
    return 0 if is_comment else _blank_lines_after(script, script.tree.body[-1])


def _blank_lines_after(script: Script, statement: ast.stmt) -> int:
    is_outermost = statement in script.tree.body
    if isinstance(statement, DEFINITIONS):
        return 1 + is_outermost
    return int(isinstance(statement, _IMPORTS) and is_outermost)
