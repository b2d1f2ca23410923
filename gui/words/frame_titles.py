"""The titles of the frames of calls, loops and iterations."""

from __future__ import annotations

import ast
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import ScopeKind
from engine.script.script_names import parsed
from engine.script.source import source_lines

translate = QCoreApplication.translate

_MAX_CHARS = 40


def frame_title(recording: Recording, scope: int) -> str:
    """The title, such as ``f()``, ``while b.norm() < 1000``, ``Iteration 3``, ``Net()``."""
    row = recording["scopes"][scope]
    number = int(row["index"]) + 1
    kind = ScopeKind(int(row["kind"]))
    if kind is ScopeKind.ITERATION:
        return translate("frames", "Iteration {number}").format(number=number)
    if kind is ScopeKind.LOOP:
        return _head(recording, int(row["line"]))
    name = recording.text(int(row["name"]))
    if name == "__init__":
        name = _classes(recording.source).get(int(row["line"]), name)
    call = f"{name}()"
    if number == 1:
        return call
    return translate("frames", "{call}, call {number}").format(call=call, number=number)


@lru_cache(maxsize=4)
def _classes(source: str) -> dict[int, str]:
    """The classes of a script, by the lines of their ``__init__``; none if it is invalid."""
    module = parsed(source)
    parts = () if module is None else ast.walk(module)
    classes = (each for each in parts if isinstance(each, ast.ClassDef))
    return {
        part.lineno: each.name
        for each in classes
        for part in each.body
        if isinstance(part, ast.FunctionDef) and part.name == "__init__"
    }


def card_count(count: int) -> str:
    """The number of cards in a folded frame, as text."""
    if count == 1:
        return translate("frames", "1 card")
    return translate("frames", "{count} cards").format(count=f"{count:,}")


def _head(recording: Recording, line: int) -> str:
    """The head of a loop in the script."""
    lines = source_lines(recording.source)
    code = lines[line - 1] if 0 < line <= len(lines) else ""
    head = code.encode()[: _ends_of_heads(recording.source).get(line)].decode()
    head = head.strip().removesuffix(":")
    return head if len(head) <= _MAX_CHARS else f"{head[:_MAX_CHARS]}…"


@lru_cache(maxsize=4)
def _ends_of_heads(source: str) -> dict[int, int]:
    """By the lines of loops the columns of the colons that end their heads, in bytes of UTF-8."""
    module, lines = parsed(source), source_lines(source)
    parts = () if module is None else ast.walk(module)
    ends: dict[int, int] = {}
    for part in parts:
        if isinstance(part, ast.For | ast.While | ast.AsyncFor):
            last = part.test if isinstance(part, ast.While) else part.iter
            if last.end_lineno == part.lineno and last.end_col_offset is not None:
                ends[part.lineno] = lines[part.lineno - 1].encode().find(b":", last.end_col_offset)
    return ends
