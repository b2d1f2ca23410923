"""The parts of a script with consequences, apart from what it only notes down and displays."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterator


def parts_used(module: ast.Module) -> Iterator[ast.AST]:
    """All nodes of a script, except calls of print, f-strings, and statements that only note.

    Such a statement gives names, or adds to lists, that are used for display at most.
    """
    shown = _only_shown(module)
    yield from parts(module, lambda note: _noted(note) <= shown)


def _only_shown(module: ast.Module) -> set[str]:
    """The names that only displays, and statements that give other such names, make use of."""
    notes = [node for node in ast.walk(module) if isinstance(node, ast.stmt) and _noted(node)]
    uses = {id(note): _loaded(note) for note in notes}
    inner = {id(part) for note in notes for part in ast.walk(note)}
    elsewhere = {name.id for name in _names(parts(module)) if id(name) not in inner}
    shown = {name for note in notes for name in _noted(note)} - elsewhere
    while True:
        kept = [note for note in notes if not _noted(note) <= shown]
        used = {name for note in kept for name in uses[id(note)]}
        if not shown & used:
            return shown
        shown -= used


def _noted(statement: ast.AST) -> set[str]:
    """The names that a statement gives, or adds to; empty where it may do more than that."""
    match statement:
        case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
            return {name}
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "append"))):
            return {name}
        case _:
            return set()


def _loaded(note: ast.stmt) -> set[str]:
    """The names that a statement uses for what it gives or adds."""
    values: list[ast.AST] = [note]
    if isinstance(note, ast.Expr) and isinstance(note.value, ast.Call):
        values = [*note.value.args]  # not the list itself
    return {name.id for value in values for name in _names(parts(value))}


def _names(nodes: Iterator[ast.AST]) -> Iterator[ast.Name]:
    for part in nodes:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            yield part


def parts(
    tree: ast.AST, is_left_out: Callable[[ast.AST], bool] = lambda note: False
) -> Iterator[ast.AST]:
    """The nodes of a tree, without calls of print and f-strings, and without some notes."""
    waiting = deque([tree])
    while waiting:
        node = waiting.popleft()
        is_print = isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
        if is_print or isinstance(node, ast.JoinedStr) or (_noted(node) and is_left_out(node)):
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))
