"""Positions in a script: Python counts characters, Qt counts UTF-16 code units."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from engine.record.recording import Site


def utf16_offset(text: str, column: int) -> int:
    """The number of UTF-16 code units that the first ``column`` characters of a text take."""
    if text.isascii():
        return min(column, len(text))
    return len(text[:column].encode("utf-16-le", "surrogatepass")) // 2


def column_of(text: str, offset: int) -> int:
    """The inverse of ``utf16_offset``."""
    if text.isascii():
        return min(offset, len(text))
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * offset]
    return len(units.decode("utf-16-le", "replace"))


class Span(NamedTuple):
    """A part of one line, from ``start`` to ``end`` in UTF-16 code units."""

    block: QTextBlock
    start: int
    end: int


def covered(
    site: Site, text_of: Callable[[int], str], line_count: int
) -> Iterator[tuple[int, int, int]]:
    """The parts of lines that a site covers, without surrounding white space.

    Lines after the last are left out; a negative column stands for the whole line.

    Args:
        text_of: the text of a line, given its number from 1 on.

    Yields: the line, and where the part starts and ends in it, in UTF-16 code units.
    """
    for line in range(max(site.line, 1), min(site.end_line, line_count) + 1):
        text = text_of(line)
        start = max(site.column, 0) if line == site.line else 0
        is_open = line < site.end_line or site.end_column < 0
        part = text[start:] if is_open else text[start : site.end_column]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        if start < end:
            yield line, utf16_offset(text, start), utf16_offset(text, end)


def spans(document: QTextDocument, site: Site) -> list[Span]:
    """The parts of lines that a site covers, see ``covered``."""

    def block(line: int) -> QTextBlock:
        return document.findBlockByNumber(line - 1)

    parts = covered(site, lambda line: block(line).text(), document.blockCount())
    return [Span(block(line), start, end) for line, start, end in parts]


def place_of(cursor: QTextCursor) -> tuple[int, int]:
    """The line and column of the character at a text cursor; at the end of a word, its last."""
    line, column = _place(cursor.document(), cursor.position())
    text = cursor.block().text()
    is_behind_word = _is_of_word(text[max(column - 1, 0) : column])
    return line, column - (is_behind_word and not _is_of_word(text[column : column + 1]))


def selected_site(cursor: QTextCursor) -> Site | None:
    """The site of the selected text without surrounding white space; None for nothing."""
    text = cursor.selectedText()
    if not text.strip():
        return None
    start = cursor.selectionStart() + len(text) - len(text.lstrip())
    end = cursor.selectionEnd() - len(text) + len(text.rstrip())
    return Site(*_place(cursor.document(), start), *_place(cursor.document(), end))


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _place(document: QTextDocument, position: int) -> tuple[int, int]:
    """The line and column of a position."""
    block = document.findBlock(position)
    return block.blockNumber() + 1, column_of(block.text(), position - block.position())
