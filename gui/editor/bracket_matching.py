"""Finds the bracket at the text cursor and its partner."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextBlock, QTextCursor

from engine.record.recording import Site
from gui.editor.positions import column_of
from gui.editor.syntax import CODE, TokenKind, tokens

MAX_LINES = 200
"""The search for a partner ends after so many lines, to keep cursor movement fast."""

_PARTNERS = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}
_OPENING = "([{"


class Bracket(NamedTuple):
    """One bracket; the line counts from 1, the column from 0 in characters."""

    character: str
    line: int
    column: int

    @property
    def site(self) -> Site:
        return Site(self.line, self.column, self.line, self.column + 1)


def matching_brackets(cursor: QTextCursor) -> tuple[Site, Site] | None:
    """The bracket that the cursor touches and its partner; None when there is no such pair."""
    bracket = _bracket_at(cursor)
    if bracket is None:
        return None
    block = cursor.block()
    forward = bracket.character in _OPENING
    walk = _brackets_after(block, bracket) if forward else _brackets_before(block, bracket)
    awaited = [_PARTNERS[bracket.character]]
    for other in walk:
        if (other.character in _OPENING) == forward:
            awaited.append(_PARTNERS[other.character])
        elif other.character != awaited.pop():
            return None
        elif not awaited:
            return bracket.site, other.site
    return None


def _bracket_at(cursor: QTextCursor) -> Bracket | None:
    """The bracket after the cursor, else the one before it."""
    block = cursor.block()
    column = column_of(block.text(), cursor.positionInBlock())
    beside = [other for other in _brackets(block) if other.column in (column - 1, column)]
    return beside[-1] if beside else None


def _brackets(block: QTextBlock) -> list[Bracket]:
    """The brackets of a line, without those in strings and comments."""
    text = block.text()
    before = block.previous()
    state = max(before.userState(), CODE) if before.isValid() else CODE
    return [
        Bracket(text[token.start], block.blockNumber() + 1, token.start)
        for token in tokens(text, state)[0]
        if token.kind is TokenKind.BRACKET
    ]


def _brackets_after(block: QTextBlock, bracket: Bracket) -> Iterator[Bracket]:
    yield from (other for other in _brackets(block) if other.column > bracket.column)
    for _ in range(MAX_LINES):
        block = block.next()
        if not block.isValid():
            return
        yield from _brackets(block)


def _brackets_before(block: QTextBlock, bracket: Bracket) -> Iterator[Bracket]:
    before = [other for other in _brackets(block) if other.column < bracket.column]
    yield from reversed(before)
    for _ in range(MAX_LINES):
        block = block.previous()
        if not block.isValid():
            return
        yield from reversed(_brackets(block))
