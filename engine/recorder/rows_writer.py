"""Common base of the encoders of notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from engine.record.schema import EventKind, Reset
from engine.recorder.card_book import CardBook
from engine.recorder.tables_writer import TablesWriter

Note: TypeAlias = "tuple[Any, ...]"
"""A note: its encoder, four fields that depend on that, site, scope."""


def one_by_one(encode: Callable[..., None]) -> Callable[[Any, Iterator[Note]], None]:
    """Decorate a method that encodes one note; the result encodes many."""

    def encode_many(self: Any, notes: Iterator[Note]) -> None:
        for _, *subjects in notes:
            encode(self, *subjects)

    encode_many.__doc__ = encode.__doc__
    return encode_many


class RowsWriter:
    """Writes the rows of one run, given its notes in order.

    Each method with a parameter ``*where`` (site, scope) encodes one kind of note.
    """

    def __init__(self, tables: TablesWriter, book: CardBook) -> None:
        self._tables = tables
        self._new = tables.new
        self._book = book
        self._number = tables.values.number

    def value(self, elements: Any) -> int:
        """The number of a value, with its present elements."""
        return self._book.value(elements)

    @property
    def _now(self) -> int:
        """The number of the event being encoded."""
        return self._new.events.count

    def _event(self, kind: EventKind, row: int, site: int, scope: int) -> None:
        self._new.events.add((kind, row, site, scope))

    def _reset(self, card: int, how: Reset, before: int, after: int, *where: Any) -> None:
        row = self._add_reset(card, how, before, after)
        self._event(EventKind.GRAD_RESET, row, *where)

    def _add_reset(self, card: int, how: Reset, before: int, after: int) -> int:
        """Add a reset of a leaf's gradient to the event being encoded, perhaps of another leaf."""
        return self._new.resets.add((self._now, card, how, before, after))
