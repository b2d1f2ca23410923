"""Compiles a script with the calls of its hooks."""

import re
import sys
from collections.abc import Iterator
from types import CodeType

from engine.script.source import source_lines
from engine.script.syntax_errors import naming_character
from engine.worker.instrument import instrument

_TOO_DEEP = (RecursionError, MemoryError)
"""What Python raises for code that is nested too deeply."""

_BEGINS_STATEMENT = re.compile(r"[^\s#)\]}]")


def compiled(source: str, filename: str) -> CodeType:
    """Compile a script with hooks or, where it is nested too deeply for them, without.

    Raises:
        SyntaxError: with a place also for null bytes and for code that is nested too deeply.
    """
    _check_null_bytes(source, filename)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(3 * limit)  # a tree may then be as deep as when compiling from text
    try:
        return compile(instrument(source, filename), filename, "exec", dont_inherit=True)
    except (SyntaxError, *_TOO_DEEP):
        pass
    finally:
        sys.setrecursionlimit(limit)
    # Compiled from text, a syntax error shows the line, which a tree does not have. And a script
    # that is nested too deeply only because of the hooks runs without them, and without structure.
    try:
        return _compile_text(source, filename)
    except _TOO_DEEP:
        _check_depth(source, filename)
        raise


def _compile_text(source: str, filename: str) -> CodeType:
    try:
        return compile(source.removeprefix("\ufeff"), filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise naming_character(error) from None


def _check_null_bytes(source: str, filename: str) -> None:
    for number, line in enumerate(source_lines(source), 1):
        column = line.find("\0") + 1
        if column:
            where = (filename, number, column, line.replace("\0", " "), number, column + 1)
            raise SyntaxError("invalid non-printable character U+0000", where)


def _check_depth(source: str, filename: str) -> None:
    """Find the statement that is nested too deeply by itself, and report it."""
    for number, line, statement in _statements(source):
        try:
            _compile_text(statement, filename)
        except _TOO_DEEP:
            where = (filename, number, 1, line, number, len(line) + 1)
            raise SyntaxError("an expression is nested too deeply", where) from None
        except SyntaxError:
            continue  # half of a statement, such as one with an else


def _statements(source: str) -> Iterator[tuple[int, str, str]]:
    """The number, the first line and the text of each statement that begins a line."""
    lines = source_lines(source)
    starts = [at for at, line in enumerate(lines) if _BEGINS_STATEMENT.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)]):
        yield start + 1, lines[start].rstrip("\n"), "".join(lines[start:end])
