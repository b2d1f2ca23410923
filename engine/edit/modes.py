"""Wrapping statements in ``with torch.no_grad():``, and unwrapping them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from engine.edit.edits import Change, Edit, Gesture, Picked, Reason, Refusal, ordered
from engine.edit.imports import torch_name
from engine.edit.lines import begins_line, ends_line, import_of_torch, indent_of, start_of
from engine.edit.names import Names, Use
from engine.edit.script import Script, is_elif


def wrap(source: str, picked: Sequence[Picked]) -> Edit:
    """Wrap the statements of some cards, and those between them, so that they are not taped.

    Raises:
        Refusal: NOT_SUITABLE, where they are not of one block or not in lines of their own;
            PASS_BEGINS, where a pass would begin at what is not taped.
    """
    script = Script(source)
    statements = _picked_statements(script, picked)
    _check_passes(script, statements)
    if any(isinstance(each, ast.Lambda) for one in picked for each in _around_in_line(script, one)):
        raise Refusal(Reason.NOT_SUITABLE, picked[0].place, gesture=Gesture.WRAP)
    if not (begins_line(script, statements[0]) and ends_line(script, statements[-1])):
        raise Refusal(Reason.NOT_SUITABLE, script.place(statements[0]), gesture=Gesture.WRAP)
    start, indent = start_of(script, statements[0]), indent_of(script, statements[0])
    unit = "\t" if "\t" in indent else "    "
    head = f"with {torch_name(script)}.no_grad():{script.newline}{indent}{unit}"
    first, last = script.line_of(start), script.line_of(script.span(statements[-1]).end)
    shifts = [_with_start(script, line, 0, unit) for line in _own_lines(script, first + 1, last)]
    sites = tuple(script.place(each) for each in statements)
    changes = ordered([*import_of_torch(script), Change(start, start, head), *shifts])
    return Edit(Gesture.WRAP, source, changes, _subject(script, statements), sites=sites)


def unwrap(source: str, picked: Picked) -> Edit:
    """Unwrap the innermost ``with torch.no_grad():`` around a card.

    Raises:
        Refusal: NOT_SUITABLE, where there is none, or it has other context managers.
    """
    script = Script(source)
    block = next((each for each in script.around(script.node(picked)) if _is_no_grad(each)), None)
    if not isinstance(block, ast.With) or not begins_line(script, block):
        raise Refusal(Reason.NOT_SUITABLE, picked.place, gesture=Gesture.UNWRAP)
    subject = _subject(script, block.body)
    start, inner = script.span(block).start, start_of(script, block.body[0])
    sites = tuple(script.place(each) for each in block.body)
    if script.line_of(start) == script.line_of(inner):
        return Edit(Gesture.UNWRAP, source, (Change(start, inner, ""),), subject, sites=sites)
    outer, indent = indent_of(script, block), indent_of(script, block.body[0])
    colon = script.token_before(inner)
    assert colon is not None
    first, last = script.line_of(colon.end) + 1, script.line_of(script.span(block).end)
    comment = source[colon.end : script.end_of_line(colon.end)].strip()
    head = _without_head(script, start, source.index("#", colon.end) if comment else None)
    further = indent.removeprefix(outer)
    shifts = [
        _with_start(script, line, len(further), "")
        for line in _own_lines(script, first, last)
        if source.startswith(further, script.line_span(line).start)
    ]
    return Edit(Gesture.UNWRAP, source, ordered([head, *shifts]), subject, sites=sites)


def _check_passes(script: Script, statements: Sequence[ast.stmt]) -> None:
    """Check that no pass begins at what some statements compute.

    Raises:
        Refusal: PASS_BEGINS.
    """
    names = Names(script)
    inside = {node for each in statements for node in ast.walk(each)}
    for call in ast.walk(script.tree):
        match call:
            case ast.Call(ast.Attribute(ast.Name(name) as receiver, "backward")):
                bound = _last_binding(script, names, names.of(receiver))
                is_inside = bound is not None and bound.node in inside
            case ast.Call(ast.Attribute(ast.Call() | ast.BinOp() as receiver, "backward")):
                name, is_inside = script.text(receiver), call in inside
            case _:
                continue
        if is_inside:
            raise Refusal(Reason.PASS_BEGINS, script.place(receiver), name=name)


def _last_binding(script: Script, names: Names, use: Use) -> Use | None:
    """Where the variable of a use is bound last before it."""
    end = script.span(use.node).start
    bound = (each for each in names.uses if each.is_bound and each.name == use.name)
    before = [
        each for each in bound if each.owner is use.owner if script.span(each.node).end <= end
    ]
    return max(before, key=lambda each: script.span(each.node), default=None)


def _subject(script: Script, statements: Sequence[ast.stmt]) -> str:
    """The subject of an edit of statements: the names that they bind, else their text."""
    return ", ".join(
        script.text(each.targets[0] if isinstance(each, ast.Assign) else each)
        for each in statements
    )


def _without_head(script: Script, start: int, comment: int | None) -> Change:
    """Remove the head of a block, but not a comment in the same line."""
    if comment is not None:
        return Change(start, comment, "")
    return Change(*script.line_span(script.line_of(start)), "")


def _with_start(script: Script, line: int, count: int, text: str) -> Change:
    """Replace the first ``count`` characters of a line."""
    start = script.line_span(line).start
    return Change(start, start + count, text)


def _own_lines(script: Script, first: int, last: int) -> list[int]:
    """The lines of a range that can be indented: not empty, and not inside of a string."""
    inside: set[int] = set()
    for token in script.tokens:
        if "\n" in token.text:
            inside.update(range(script.line_of(token.start) + 1, script.line_of(token.end) + 1))
    lines = range(first, last + 1)
    return [line for line in lines if line not in inside and not script.is_blank(line)]


def _picked_statements(script: Script, picked: Sequence[Picked]) -> list[ast.stmt]:
    """The statements of one block from the first to the last that were picked."""
    paths = [_statements_around(script, script.node(each)) for each in picked]
    for statement in paths[0]:
        block = script.block(statement)
        found = [next((each for each in path if each in block), None) for path in paths]
        if None not in found:
            numbers = [block.index(each) for each in found if each is not None]
            return block[min(numbers) : max(numbers) + 1]
    raise Refusal(Reason.NOT_SUITABLE, picked[0].place, gesture=Gesture.WRAP)


def _around_in_line(script: Script, picked: Picked) -> list[ast.AST]:
    """What a card's expression is part of, up to its statement."""
    node = script.node(picked)
    around = [node, *script.around(node)]
    return around[: around.index(script.statement(node))]


def _statements_around(script: Script, node: ast.AST) -> list[ast.stmt]:
    """The statements that a node is in, inside out; one with an ``elif`` is a whole."""
    around = (each for each in (node, *script.around(node)) if isinstance(each, ast.stmt))
    return [each for each in around if not is_elif(script, each)]


def _is_no_grad(node: ast.AST) -> bool:
    match node:
        case ast.With([ast.withitem(ast.Call(function, [], []), None)]):
            return ast.unparse(function).rsplit(".", 1)[-1] == "no_grad"
    return False
