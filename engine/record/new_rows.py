"""Rows that have been written and not yet sent, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from struct import Struct
from typing import Any

import numpy as np

from engine.record.schema import SCHEMA
from engine.record.taken_rows import TakenRows

_ROWS_AT_ONCE = 256

_PACKED_AS = {"i4": "i", "i8": "q", "u1": "B", "b1": "?", "f8": "d"}
"""How ``struct`` calls the types of columns."""


class NewRows:
    """The rows of one table that have not been sent yet.

    Attributes:
        count: how many rows the table has, those already sent included: the next one's number.
        extend: adds the columns of rows, one after the other, for callers that count them.
    """

    __slots__ = ("_flat", "_row_format", "_width", "count", "extend")

    def __init__(self, dtype: np.dtype[np.void]) -> None:
        columns = [_PACKED_AS[dtype[name].str[1:]] for name in dtype.names or ()]
        self._row_format = "".join(columns)
        self._width = len(columns)
        self._flat: list[Any] = []
        self.extend = self._flat.extend
        self.count = 0

    def add(self, row: tuple[Any, ...]) -> int:
        """Add a row, its columns in the schema's order; returns its number."""
        number = self.count
        self.count = number + 1
        self.extend(row)
        return number

    def take(self) -> bytes:
        """The rows added since the last time."""
        if not self._flat:
            return b""
        data = b"".join(self._packed())
        self._flat.clear()
        return data

    def _packed(self) -> Iterator[bytes]:
        """The rows as numpy would lay them out; packing many at once is twice as fast."""
        stride = self._width * _ROWS_AT_ONCE
        for at in range(0, len(self._flat), stride):
            columns = self._flat[at : at + stride]
            yield _packer(self._row_format, len(columns) // self._width).pack(*columns)


@cache
def _packer(row_format: str, rows: int) -> Struct:
    return Struct("=" + row_format * rows)


class NewTables:
    """The new rows of every table of the schema, by its name, but for ``values``.

    Attributes:
        taken: those of ``operands`` and ``next_edges``.
    """

    events: NewRows
    cards: NewRows
    names: NewRows
    requirements: NewRows
    nodes: NewRows
    passes: NewRows
    pass_ends: NewRows
    participants: NewRows
    evaluations: NewRows
    incoming: NewRows
    contributions: NewRows
    accumulations: NewRows
    resets: NewRows
    prints: NewRows
    shows: NewRows
    errors: NewRows
    notices: NewRows
    scopes: NewRows
    sites: NewRows

    def __init__(self) -> None:
        self._plain = {name: NewRows(SCHEMA[name]) for name in NewTables.__annotations__}
        self.taken = TakenRows()
        vars(self).update(self._plain)

    def take(self) -> dict[str, bytes]:
        """The rows added since the last time, of the tables that have any."""
        taken = {name: rows.take() for name, rows in self._plain.items()} | self.taken.pack()
        return {name: data for name, data in taken.items() if data}
