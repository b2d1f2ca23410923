"""Keeps values as they are now: rows that describe them, and their bytes in one blob."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.record.budgets import Budgets
from engine.record.schema import BFLOAT16, SCHEMA, VALUE_DTYPES
from engine.record.values import UNKNOWN_RANGE, range_of, sample

_CODES = {dtype: code for code, dtype in enumerate(VALUE_DTYPES[:BFLOAT16])}
_LONE_NUMBERS = {dtype.type for dtype in VALUE_DTYPES}
_LONE_BYTES = 8
"""How many bytes a lone number counts as, whatever its dtype."""

_MAX_DIGEST_BYTES = 1 << 20

_MAX_PENDING_BYTES = 32 << 20
"""Values are handed on once they have this many bytes, lest joining them take all memory."""


class ValuesWriter:
    """Numbers values in the order in which they come.

    Args:
        shape_number: gives the number of a shape's text.
        budgets: how many bytes to keep.
        hand_on: takes bytes that have become too many to wait for their rows.
    """

    def __init__(
        self,
        shape_number: Callable[[tuple[int, ...]], int],
        budgets: Budgets,
        hand_on: Callable[[bytes], None],
    ) -> None:
        self._shape_number = shape_number
        self._bytes_left = budgets.max_bytes
        self._max_value_bytes = budgets.max_value_bytes
        self._hand_on = hand_on
        self._count = 0
        self._new: list[Any] = []
        self._blob: list[bytes] = []
        self._blob_length = 0
        self._handed_on = 0

    def number(self, elements: Any) -> int:
        """Keep elements and return their number: whole within the budget, else a sample."""
        if type(elements) in _LONE_NUMBERS:
            self._bytes_left -= _LONE_BYTES
            self._new.append(elements)  # which never changes: all are written at once
        else:
            self._new.append(self._row(np.asarray(elements)))
        number = self._count
        self._count = number + 1
        return number

    def digest(self, elements: np.ndarray | np.generic) -> int:
        """The same for equal elements, all of a tensor or, of a large one, evenly spaced ones."""
        array = np.asarray(elements)
        return hash((self._shape_number(array.shape), _stored(array, _MAX_DIGEST_BYTES)[1]))

    def take(self) -> tuple[bytes, bytes]:
        """The rows of the values that came since the last time, and the bytes not handed on."""
        rows = self._rows()
        self._new.clear()
        return rows, self._take_blob()

    def _rows(self) -> bytes:
        """The rows of all that is new; the bytes of lone numbers are added now."""
        new = self._new
        rows = np.empty(len(new), SCHEMA["values"])
        kinds = list(map(type, new))
        for kind in dict.fromkeys(kinds):
            at = [place for place, each in enumerate(kinds) if each is kind]
            alike = [new[place] for place in at]
            if kind is tuple:
                rows[at] = np.array(alike, rows.dtype)
            else:
                numbers: np.ndarray = np.array(alike, kind)
                shape = self._shape_number(())
                rows[at] = (_CODES[numbers.dtype], shape, shape, 0, *UNKNOWN_RANGE)
                rows["offset"][at] = self._blob_length + numbers.itemsize * np.arange(len(at))
                self._append(numbers.tobytes())
        return rows.tobytes()

    def _row(self, array: np.ndarray) -> tuple[Any, ...]:
        """The row of an array; its bytes are kept at once."""
        kept, data = _stored(array, min(self._bytes_left, self._max_value_bytes))
        shape = stored = self._shape_number(array.shape)
        span = UNKNOWN_RANGE
        if kept != array.shape:
            stored, span = self._shape_number(kept), range_of(array)
        code = BFLOAT16 if array.dtype.kind == "V" else _CODES[array.dtype]
        row = code, shape, stored, self._blob_length, *span
        self._append(data)
        self._bytes_left -= len(data)
        if self._blob_length - self._handed_on > _MAX_PENDING_BYTES:
            self._hand_on(self._take_blob())
        return row

    def _append(self, data: bytes) -> None:
        self._blob.append(data)
        self._blob_length += len(data)

    def _take_blob(self) -> bytes:
        taken = b"".join(self._blob)
        self._blob.clear()
        self._handed_on = self._blob_length
        return taken


def _stored(array: np.ndarray, room: int) -> tuple[tuple[int, ...], bytes]:
    """What is kept of an array, given the bytes that it may take: the shape, and the bytes."""
    if array.nbytes <= room:
        try:
            return array.shape, array.tobytes()
        except MemoryError:
            pass  # the script has left no room; it is not its own error
    kept = sample(array)
    return kept.shape, kept.tobytes()
