"""Positions in a script: lines and columns, in characters or in bytes of UTF-8."""

import ast
import io
import re
from collections.abc import Sequence
from typing import NamedTuple

_LINE_END = re.compile("\r\n?|\n")


class Place(NamedTuple):
    """A range of a script: lines from 1, columns in characters from 0, the end excluded.

    All -1 if something has no position.
    """

    line: int = -1
    column: int = -1
    end_line: int = -1
    end_column: int = -1


def source_lines(source: str) -> list[str]:
    """The lines of a script with their line ends, split as Python splits them."""
    return io.StringIO(source.removeprefix("\ufeff"), newline=None).readlines()


def character_column(lines: list[str], line: int, byte_column: int) -> int:
    """The column in characters for one in bytes, as in syntax trees and code objects.

    If the script has no such line, the column is returned unchanged.
    """
    if line > len(lines):
        return byte_column
    return len(lines[line - 1].encode()[:byte_column].decode(errors="replace"))


def place_from_bytes(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> Place:
    """A range of a script, given its lines, from a start and an end with columns in bytes."""
    (line, column), (end_line, end_column) = start, end
    start_column = character_column(lines, line, column)
    return Place(line, start_column, end_line, character_column(lines, end_line, end_column))


def place_of(lines: list[str], node: ast.AST) -> Place:
    """The position of a syntax tree's node, given the lines of the script.

    Raises:
        AttributeError: for a node that has no position, such as an operator.
    """
    line, column, end_line, end_column = (
        getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")
    )
    return place_from_bytes(lines, (line, column), (end_line, end_column))


def offset_of(source: str, line: int, column: int) -> int:
    """The offset in characters of a line and column of a script.

    Raises:
        IndexError: the script has no such line.
    """
    return line_starts(source)[line - 1] + column


def line_starts(source: str) -> list[int]:
    """The offset in characters of the start of each line of a script."""
    return [int(source.startswith("\ufeff")), *(end.end() for end in _LINE_END.finditer(source))]


def unchanged_ends(old: Sequence[object], new: Sequence[object]) -> tuple[int, int]:
    """The lengths of the common start and the common end of two sequences.

    They do not overlap.
    """
    head = _common_length(old, new)
    return head, _common_length(old[head:][::-1], new[head:][::-1])


def _common_length(one: Sequence[object], other: Sequence[object]) -> int:
    unlike = (place for place, (mine, its) in enumerate(zip(one, other)) if mine != its)
    return next(unlike, min(len(one), len(other)))
