"""Keeps values as they are now: rows that describe them, and their bytes in one blob."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import compress
from typing import Any

import numpy as np

from engine.record.budgets import Budgets
from engine.record.schema import BFLOAT16, SCHEMA, VALUE_DTYPES
from engine.record.values import UNKNOWN_RANGE, Range, range_of, sample

_CODES = {dtype: code for code, dtype in enumerate(VALUE_DTYPES[:BFLOAT16])}
LONE_NUMBERS = frozenset(dtype.type for dtype in VALUE_DTYPES)
"""The types of elements that are no array, and never change."""

_LONE_BYTES = 8
"""How many bytes a lone number counts as, whatever its dtype."""

_SMALL_BYTES = 1 << 12
"""Arrays up to this size always find room."""

_MAX_DIGEST_BYTES = 1 << 20

_MAX_PENDING_BYTES = 32 << 20
"""Values are handed on once they have this many bytes, lest joining them take all memory."""


class ValuesWriter:
    """Numbers values in the order in which they come.

    Args:
        shapes: gives the numbers of the texts of shapes.
        budgets: how many bytes to keep.
        hand_on: takes bytes that have become too many to wait for their rows.

    Attributes:
        count: how many there are.
        new: lone numbers, which whoever adds them counts, and the rows of arrays; not yet sent.
    """

    def __init__(
        self,
        shapes: Mapping[tuple[int, ...], int],
        budgets: Budgets,
        hand_on: Callable[[bytes], None],
    ) -> None:
        self._shapes = shapes
        self._array_bytes_left = budgets.max_bytes
        self._max_value_bytes = budgets.max_value_bytes
        self._small_bytes = min(_SMALL_BYTES, budgets.max_value_bytes)
        self._hand_on = hand_on
        self._array_count = 0
        self.count = 0
        self.new: list[Any] = []
        self._arrays: dict[int, int] = {}
        self._blob: list[bytes] = []
        self._blob_length = 0
        self._handed_on = 0

    def number(self, elements: Any) -> int:
        """Keep elements and return their number: whole within the budget, else a sample.

        An array that comes twice between two calls of ``forget_identities`` is kept once.
        """
        number = self.count
        if type(elements) in LONE_NUMBERS:
            self.new.append(elements)  # which never changes: all are written at once
        else:
            known = self._arrays.get(id(elements))
            if known is not None:
                return known
            self._arrays[id(elements)] = number
            array = np.asarray(elements)
            length, shape = array.nbytes, self._shapes[array.shape]
            room = self._array_bytes_left - _LONE_BYTES * (number - self._array_count)
            if length <= self._small_bytes <= room:
                data, stored, span = array.tobytes(), shape, UNKNOWN_RANGE
            else:
                data, stored, span = self._within(room, array, shape)
                length = len(data)
            offset, code = self._blob_length, _CODES.get(array.dtype, BFLOAT16)
            self._blob.append(data)
            self._blob_length = offset + length
            self._array_bytes_left -= length
            self._array_count += 1
            if offset + length - self._handed_on > _MAX_PENDING_BYTES:
                self._hand_on(self._take_blob())
            self.new.append((code, shape, stored, offset, *span))
        self.count = number + 1
        return number

    def _within(self, room: int, array: np.ndarray, shape: int) -> tuple[bytes, int, Range]:
        """What is kept of an array where that may be less than all: bytes, shape, its range."""
        kept, data = _stored(array, min(room, self._max_value_bytes))
        if kept == array.shape:
            return data, shape, UNKNOWN_RANGE
        return data, self._shapes[kept], range_of(array)

    def forget_identities(self) -> None:
        """Arrays seen so far may change or go: equal identity no longer means equal elements."""
        self._arrays.clear()

    def digest(self, elements: np.ndarray | np.generic) -> int:
        """The same for equal elements, all of a tensor or, of a large one, evenly spaced ones."""
        array = np.asarray(elements)
        return hash((self._shapes[array.shape], _stored(array, _MAX_DIGEST_BYTES)[1]))

    def take(self) -> tuple[bytes, bytes]:
        """The rows of the values that came since the last time, and the bytes not handed on."""
        new, rows = self.new, b""
        kinds = list(map(type, new))
        if new and kinds.count(kinds[0]) == len(new):
            rows = self._alike(kinds[0], new).tobytes()
        elif new:
            mixed = np.empty(len(new), SCHEMA["values"])
            for kind in dict.fromkeys(kinds):
                are_alike = [each is kind for each in kinds]
                mixed[are_alike] = self._alike(kind, list(compress(new, are_alike)))
            rows = mixed.tobytes()
        new.clear()
        return rows, self._take_blob()

    def _alike(self, kind: type, new: list[Any]) -> np.ndarray:
        """Rows of arrays, as they are; or of lone numbers of a type, whose bytes are kept now."""
        if kind is tuple:
            return np.array(new, SCHEMA["values"])
        numbers: np.ndarray = np.array(new, kind)
        shape = self._shapes[()]
        row = np.array((_CODES[numbers.dtype], shape, shape, 0, *UNKNOWN_RANGE), SCHEMA["values"])
        rows = np.frombuffer(bytearray(row.tobytes() * len(new)), SCHEMA["values"])
        rows["offset"] = self._blob_length + numbers.itemsize * np.arange(len(new))
        self._blob.append(numbers.tobytes())
        self._blob_length += numbers.nbytes
        return rows

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
