"""Keeps values as they are now: rows that describe them, and their bytes in one blob."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np

from engine.record.budgets import Budgets
from engine.record.new_rows import NewRows
from engine.record.schema import VALUE_DTYPES
from engine.record.values import UNKNOWN_RANGE, range_of, sample

_CODES = {dtype: code for code, dtype in enumerate(VALUE_DTYPES)}
_LONE_NUMBERS = {dtype.type for dtype in VALUE_DTYPES}
_MAX_DIGEST_BYTES = 1 << 20

_MAX_PENDING_BYTES = 32 << 20
"""So many bytes of values are handed on at once: joining them shall not take all memory."""


class ValuesWriter:
    """Numbers values in the order in which they come.

    Args:
        rows: where to write their rows.
        shape_number: gives the number of a shape's text.
        budgets: how many bytes to keep.
        hand_on: takes bytes that have become too many to wait for their rows.
    """

    def __init__(
        self,
        rows: NewRows,
        shape_number: Callable[[tuple[int, ...]], int],
        budgets: Budgets,
        hand_on: Callable[[bytes], None],
    ) -> None:
        self._rows = rows
        self._shape_number = shape_number
        self._bytes_left = budgets.max_bytes
        self._max_value_bytes = budgets.max_value_bytes
        self._hand_on = hand_on
        self._count = 0
        self._lone: list[np.generic] = []
        self._blob: list[bytes] = []
        self._blob_length = 0
        self._handed_on = 0

    def number(self, elements: Any) -> int:
        """Keep elements and return their number: whole within the budget, else a sample."""
        number = self._count
        self._count = number + 1
        if type(elements) in _LONE_NUMBERS:
            self._lone.append(elements)  # which never changes: many are kept at once later
        else:
            if self._lone:
                self._keep_lone_numbers()
            self._keep(np.asarray(elements))
        return number

    def digest(self, elements: np.ndarray | np.generic) -> int:
        """The same for equal elements, all of a tensor or, of a large one, evenly spaced ones."""
        array = np.asarray(elements)
        return hash((self._shape_number(array.shape), _stored(array, _MAX_DIGEST_BYTES)[1]))

    def take(self) -> bytes:
        """The bytes that were added since the last time; their rows are complete."""
        if self._lone:
            self._keep_lone_numbers()
        taken = b"".join(self._blob)
        self._blob.clear()
        self._handed_on = self._blob_length
        return taken

    def _keep(self, array: np.ndarray) -> None:
        kept, data = _stored(array, min(self._bytes_left, self._max_value_bytes))
        shape = stored = self._shape_number(array.shape)
        span = UNKNOWN_RANGE
        if kept != array.shape:
            stored, span = self._shape_number(kept), range_of(array)
        self._rows.add((_CODES[array.dtype], shape, stored, self._blob_length, *span))
        self._append(data)
        if self._blob_length - self._handed_on > _MAX_PENDING_BYTES:
            self._hand_on(self.take())

    def _keep_lone_numbers(self) -> None:
        lone = self._lone
        if len(set(map(type, lone))) > 1:
            for each in lone:
                self._keep_alike([each])
        else:
            self._keep_alike(lone)
        lone.clear()

    def _keep_alike(self, numbers: list[np.generic]) -> None:
        """Keep numbers of one dtype; each is as small as its sample would be."""
        dtype = numbers[0].dtype
        shape = self._shape_number(())
        start = self._blob_length
        self._append(np.array(numbers, dtype).tobytes())
        offsets = range(start, self._blob_length, dtype.itemsize)
        code, range_ = _CODES[dtype], map(repeat, UNKNOWN_RANGE)
        self._rows.add_many(repeat(code), repeat(shape), repeat(shape), offsets, *range_)

    def _append(self, data: bytes) -> None:
        self._blob.append(data)
        self._blob_length += len(data)
        self._bytes_left -= len(data)


def _stored(array: np.ndarray, room: int) -> tuple[tuple[int, ...], bytes]:
    """What is kept of an array, given the bytes that it may take: the shape, and the bytes."""
    if array.nbytes <= room:
        try:
            return array.shape, array.tobytes()
        except MemoryError:
            pass  # the script has left no room; it is not its own error
    kept = sample(array)
    return kept.shape, kept.tobytes()
