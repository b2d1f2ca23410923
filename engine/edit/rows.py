"""Changes the numbers of a literal; equal numbers keep their spelling."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from difflib import SequenceMatcher

from engine.edit.edits import Change, ordered
from engine.edit.items import inserted_items, removed_items
from engine.edit.literals import Numbers, is_floating, numbers_text
from engine.edit.rewriting import plain, remade, trimmed
from engine.edit.script import Script


def with_numbers(script: Script, node: ast.expr, numbers: Numbers) -> list[Change]:
    """Change a literal to other numbers; only those that differ are rewritten."""
    whole = remade(script, node, plain(numbers_text(numbers)))
    try:
        was_floating = is_floating(ast.literal_eval(node))
    except ValueError:  # some of it is computed
        return [whole]
    if not (isinstance(node, ast.List | ast.Tuple) and isinstance(numbers, Sequence)):
        return [whole]
    changes = _changed(script, node, numbers, was_floating)
    is_as_meant = is_floating(ast.literal_eval(_written(script, node, changes)))
    return changes if is_as_meant == is_floating(numbers) else [whole]


def _changed(script: Script, node: ast.expr, numbers: Numbers, was_floating: bool) -> list[Change]:
    if not (isinstance(node, ast.List | ast.Tuple) and isinstance(numbers, Sequence)):
        if _is_same(ast.literal_eval(node), numbers, was_floating):
            return []
        return [_replaced(script, node, numbers)]
    if not (node.elts and numbers):
        return [_replaced(script, node, numbers)]
    items = [script.outer_span(each) for each in node.elts]
    close = script.span(node).end - 1
    changes: list[Change] = []
    for kind, first, end, start, stop in _steps(node.elts, numbers):
        together = min(end - first, stop - start) if kind == "replace" else 0
        for element, number in zip(node.elts[first : first + together], numbers[start:stop]):
            changes += _changed(script, element, number, was_floating)
        if first + together < end:
            changes.append(removed_items(script, items, close, first + together, end))
        texts = [numbers_text(each) for each in numbers[start + together : stop]]
        if texts and kind != "equal":
            changes += inserted_items(script, items, close, end, texts)
    return changes


def _replaced(script: Script, node: ast.expr, numbers: Numbers) -> Change:
    """Replace a part of a literal, which needs no parentheses between commas or brackets."""
    return trimmed(script.source, Change(*script.span(node), numbers_text(numbers)))


def _steps(
    elements: Sequence[ast.expr], numbers: Sequence[Numbers]
) -> list[tuple[str, int, int, int, int]]:
    """How one row becomes another, as the opcodes of ``SequenceMatcher`` without the equal ones."""
    if len(elements) == len(numbers):
        return [("replace", 0, len(elements), 0, len(numbers))]
    before = [repr(_floats(ast.literal_eval(each))) for each in elements]
    after = [repr(_floats(each)) for each in numbers]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    is_other_width = any(isinstance(each, Sequence) for each in numbers) and not any(
        kind == "equal" for kind, *_ in steps
    )
    if is_other_width:  # rows of another width have nothing in common
        return [("replace", 0, len(elements), 0, len(numbers))]
    return [step for step in steps if step[0] != "equal"]


def _floats(numbers: Numbers) -> Numbers:
    if isinstance(numbers, list | tuple):
        return [_floats(each) for each in numbers]
    assert isinstance(numbers, int | float)
    return float(numbers)


def _is_same(written: Numbers, number: Numbers, was_floating: bool) -> bool:
    """Whether a number may keep its spelling: ``1`` among floats becomes ``1.0``."""
    is_typed_so = type(written) is type(number)
    is_float = was_floating and type(written) is int and type(number) is float
    return (is_typed_so or is_float) and written == number


def _written(script: Script, node: ast.expr, changes: list[Change]) -> ast.expr:
    """A literal after some changes in it."""
    start, end = script.span(node)
    text = script.source[start:end]
    for change in reversed(ordered(changes)):
        text = text[: change.start - start] + change.text + text[change.end - start :]
    return ast.parse(f"({text}\n)", mode="eval").body
