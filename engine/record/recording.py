"""A recording: the append-only log of one run, and its state at any step."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np

from engine.record.columns import GrowingArray
from engine.record.index import Index
from engine.record.rows import Rows
from engine.record.schema import BFLOAT16, EVER, NONE, SCHEMA
from engine.record.spelled import are_spelled, spelled_numbers
from engine.record.state import State
from engine.record.values import Range, Value, elements_in, item_bytes, shape_of
from engine.script.source import Place

_FEW_BYTES = 256


Site: TypeAlias = Place
"""The position of an expression that made something, a row of ``sites``."""


class Recording:
    """One run of a script, growing while it arrives.

    Attributes:
        source: the script that was run.
        filename: the script's file name, for messages.
        strings: every text of the recording, by number.
    """

    def __init__(self, source: str, filename: str = "script.py") -> None:
        self.source = source
        self.filename = filename
        self.strings: list[str] = []
        self._tables = {name: GrowingArray(dtype) for name, dtype in SCHEMA.items()}
        self._blob = GrowingArray(np.dtype(np.uint8))
        self._values: dict[int, Value] = {}

    def append(self, rows: Rows) -> None:
        """Append what a recorder sent.

        Raises:
            ValueError: an unknown table, or bytes that are not a multiple of the row size.
        """
        unknown = rows.tables.keys() - SCHEMA.keys()
        if unknown:
            raise ValueError(f"a recording has no table {sorted(unknown)}")
        for name, data in rows.tables.items():
            self._tables[name].append_bytes(data)
        self.strings.extend(rows.strings)
        self._blob.append_bytes(rows.blob)
        self.__dict__.pop("index", None)

    @property
    def blob_bytes(self) -> int:
        """The number of bytes of values."""
        return len(self._blob)

    def rows(self) -> Rows:
        """Everything appended so far, as one instalment."""
        tables = {name: table.rows.tobytes() for name, table in self._tables.items() if len(table)}
        return Rows(tables, list(self.strings), self._blob.rows.tobytes())

    def __getitem__(self, table: str) -> np.ndarray:
        """The rows of a table as a structured array, read only; columns as in ``schema.SCHEMA``."""
        return self._tables[table].rows

    @cached_property
    def index(self) -> Index:
        """The index of the tables as they are now."""
        return Index(self)

    @property
    def step_count(self) -> int:
        """The number of steps; cursors run from 0 to this number."""
        return len(self.index.steps)

    def at(self, cursor: int) -> State:
        """The state once the first ``cursor`` steps have happened.

        Raises:
            IndexError: no such cursor.
        """
        if not 0 <= cursor <= self.step_count:
            raise IndexError(f"cursor {cursor} is not between 0 and {self.step_count}")
        return State(self, cursor)

    def cursor_of_event(self, event: int) -> int:
        """The cursor right after the step of an event."""
        return self.index.step_of_event(event) + 1

    def text(self, number: int) -> str:
        """A text by its number; empty for NONE."""
        return "" if number == NONE else self.strings[number]

    def string_number(self, text: str) -> int:
        """The number of a text, or NONE."""
        return self.strings.index(text) if text in self.strings else NONE

    def names(self, card: int, happened: int = EVER) -> list[str]:
        """The names to which a card was bound in the first ``happened`` events, the best one last.

        See ``Bindings.of_card`` for which names are better.
        """
        bound = self.index.bindings.of_card(card)
        return [self.text(name) for name, event in bound.items() if event < happened]

    def operands_of(self, card: int) -> np.ndarray:
        """The rows of ``operands`` of a card, in order."""
        operands: np.ndarray = self["operands"][self.index.operands_of(card)]
        return operands

    def site(self, number: int) -> Site | None:
        """A site by its number; None for NONE."""
        return None if number == NONE else Site(*map(int, self["sites"][number]))

    def card_site(self, card: int) -> Site | None:
        """The site of the expression that made a card."""
        made_by = self["events"][self["cards"]["event"][card]]
        return self.site(int(made_by["site"]))

    def value(self, number: int) -> Value | None:
        """A value by its number, decoded once; None for NONE."""
        if number == NONE:
            return None
        found = self._values.get(number)
        if found is None:
            found = self._values[number] = self._decode(number)
        return found

    def scalars(self, values: np.ndarray) -> np.ndarray:
        """The elements of many real one-element values, all at once (float64).

        Shapes: (n,) -> (n,).
        """
        dtypes = self["values"]["dtype"][values]
        found = np.empty(len(values), np.float64)
        for code in np.flatnonzero(np.bincount(dtypes)):
            places = np.flatnonzero(dtypes == code)
            found[places] = self.stored(values[places], 1)[:, 0]
        return found

    def stored(self, values: np.ndarray, size: int) -> np.ndarray:
        """The stored elements of values of one dtype, all at once, given how many each has.

        Shapes: (n,) -> (n, size).
        """
        rows = self["values"][values]
        dtype = int(rows["dtype"][0]) if len(rows) else 0
        size_bytes = size * item_bytes(dtype)
        if size_bytes <= _FEW_BYTES:
            data = self._blob.rows[rows["offset"][:, None] + np.arange(size_bytes)]
        else:  # indices of all bytes would take eight times the memory
            data = np.stack([self._blob.rows[at : at + size_bytes] for at in rows["offset"]])
        return elements_in(data.reshape(-1), dtype).reshape(len(rows), size)

    @cached_property
    def _spelled(self) -> frozenset[float]:
        """The numbers with many digits in the script's text."""
        return spelled_numbers(self.source)

    def _decode(self, number: int) -> Value:
        row = self["values"][number]
        dtype = int(row["dtype"])
        stored = shape_of(self.text(row["stored_shape"]))
        start = int(row["offset"])
        size = int(np.prod(stored, dtype=np.int64)) * item_bytes(dtype)
        array = elements_in(self._blob.rows[start : start + size], dtype).reshape(stored)
        shape = shape_of(self.text(row["shape"]))
        whole = Range(float(row["lowest"]), float(row["highest"]), float(row["mean"]))
        dtype_name = "bfloat16" if dtype == BFLOAT16 else ""
        return Value(array, shape, whole, are_spelled(array, self._spelled), dtype_name)
