"""Rows that have been written and not yet sent, by table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from struct import Struct
from typing import Any

import numpy as np

from engine.record.schema import SCHEMA
from engine.recorder.bundles import (
    LONE_LEAVES,
    ORDINARY_EVALUATIONS,
    ORDINARY_OPS,
    PLACE,
    Bundles,
    ColumnSource,
)
from engine.recorder.operand_rows import OperandRows

_ROWS_AT_ONCE = 256

_PACKED_AS = {"i4": "i", "i8": "q", "u1": "B", "b1": "?", "f8": "d"}
"""The format characters of ``struct`` for the types of columns."""


class NewRows:
    """The unsent rows of one table.

    Attributes:
        count: the number of rows of the table, sent ones included: the next row's number.
        extend: adds the flattened columns of one or more rows. The caller has to increment
            ``count``, unless no row refers to these.
    """

    __slots__ = ("_dtype", "_flat", "_row_format", "_sent", "_width", "count", "extend")

    def __init__(self, dtype: np.dtype[np.void]) -> None:
        self._dtype = dtype
        columns = [_PACKED_AS[dtype[name].str[1:]] for name in dtype.names or ()]
        self._row_format = "".join(columns)
        self._width = len(columns)
        self._flat: list[Any] = []
        self.extend = self._flat.extend
        self.count = self._sent = 0

    def add(self, row: tuple[Any, ...]) -> int:
        """Add a row, its columns in the order of the schema; return its number."""
        number = self.count
        self.count = number + 1
        self.extend(row)
        return number

    def drain(self) -> bytes:
        """The rows added since the last call, as bytes."""
        self._sent = self.count
        if not self._flat:
            return b""
        data = b"".join(self._packed())
        self._flat.clear()
        return data

    def drain_with(self, bundles: Iterable[tuple[ColumnSource, Mapping[str, np.ndarray]]]) -> bytes:
        """The same, merged with rows from bundles, given their column sources and fields.

        The other rows get the remaining numbers, in order.
        """
        first, is_plain = self._sent, np.ones(self.count - self._sent, bool)
        rows = np.empty(len(is_plain), self._dtype)
        for told_by, numbers in bundles:
            at = _in_a_row(numbers[str(told_by[PLACE])] - first)
            is_plain[at] = False
            for column in self._dtype.names or ():
                told = told_by[column]
                rows[column][at] = numbers[told] if isinstance(told, str) else told
        rows[is_plain] = np.frombuffer(self.drain(), self._dtype)
        return rows.tobytes()

    def _packed(self) -> Iterator[bytes]:
        """The bytes of the rows, packed in chunks, which is twice as fast for many rows."""
        stride = self._width * _ROWS_AT_ONCE
        for at in range(0, len(self._flat), stride):
            columns = self._flat[at : at + stride]
            yield _packer(self._row_format, len(columns) // self._width).pack(*columns)


def _in_a_row(places: np.ndarray) -> np.ndarray | slice:
    """Ascending indices, as a slice if they are consecutive, which is several times faster."""
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1) if last - first == len(places) - 1 else places


@cache
def _packer(row_format: str, rows: int) -> Struct:
    return Struct("=" + row_format * rows)


class NewTables:
    """The new rows of every table but ``values``, as attributes by the names of the schema.

    Attributes:
        operand_rows: the rows of ``operands`` and ``next_edges``.
        ops, leaves, evaluated: bundles for the most common cases.
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
        vars(self).update(self._plain)
        self.operand_rows = OperandRows()
        self.ops, self.leaves = Bundles(*ORDINARY_OPS), Bundles(*LONE_LEAVES)
        self.evaluated = Bundles(*ORDINARY_EVALUATIONS)
        self._bundles = self.ops, self.leaves, self.evaluated

    def drain(self) -> dict[str, bytes]:
        """The rows added since the last call, as bytes, of all tables that have any."""
        bundles = [(each.tables, each.drain()) for each in self._bundles if each]
        drained = {}
        for name, rows in self._plain.items():
            within = [(tables[name], numbers) for tables, numbers in bundles if name in tables]
            drained[name] = rows.drain_with(within) if within else rows.drain()
        drained |= self.operand_rows.drain()
        return {name: data for name, data in drained.items() if data}
