"""Rows that have been written and not yet sent, table by table."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.record.schema import SCHEMA


class NewRows:
    """The rows of one table that have not been sent yet.

    Attributes:
        count: how many rows the table has, those already sent included: the next one's number.
    """

    __slots__ = ("_append", "_dtype", "_rows", "count")

    def __init__(self, dtype: np.dtype[np.void]) -> None:
        self._dtype = dtype
        self._rows: list[tuple[Any, ...]] = []
        self._append = self._rows.append
        self.count = 0

    def add(self, *columns: Any) -> int:
        """Add a row, its columns in the schema's order; returns its number."""
        number = self.count
        self.count = number + 1
        self._append(columns)
        return number

    def take(self) -> bytes:
        """The rows added since the last time."""
        data = np.array(self._rows, self._dtype).tobytes() if self._rows else b""
        self._rows.clear()
        return data


class NewTables:
    """The new rows of every table of the schema, by its name."""

    events: NewRows
    cards: NewRows
    operands: NewRows
    names: NewRows
    requirements: NewRows
    nodes: NewRows
    next_edges: NewRows
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
    values: NewRows

    def __init__(self) -> None:
        for name, dtype in SCHEMA.items():
            setattr(self, name, NewRows(dtype))

    def take(self) -> dict[str, bytes]:
        """The rows added since the last time, of the tables that have any."""
        taken = {name: rows.take() for name, rows in vars(self).items()}
        return {name: data for name, data in taken.items() if data}
