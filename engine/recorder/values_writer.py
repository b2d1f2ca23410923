"""Stores copies of values: rows that describe them, and their bytes in one blob."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate, compress, repeat
from typing import Any

import numpy as np

from engine.record.schema import BFLOAT16, SCHEMA, VALUE_DTYPES
from engine.record.values import UNKNOWN_RANGE, range_of, sample
from engine.recorder.budgets import Budgets

_CODES = {dtype: code for code, dtype in enumerate(VALUE_DTYPES[:BFLOAT16])}
SCALAR_TYPES = frozenset(dtype.type for dtype in VALUE_DTYPES)
"""The numpy scalar types, which are immutable, so that values need not be copied at once."""

_SCALAR_BYTES = 8
"""The number of bytes charged to the budget for a scalar of any dtype."""

_MAX_DIGEST_BYTES = 1 << 20

_MAX_PENDING_BYTES = 32 << 20
"""Bytes are passed on once there are this many, since joining them takes as much memory again."""


class ValuesWriter:
    """Numbers values in order of arrival.

    Args:
        shapes: the numbers of shapes.
        budgets: the limits in bytes.
        hand_on: receives bytes ahead of their rows, when there are too many to wait.

    Attributes:
        count: the number of values, and so the next one's number.
        new: unsent scalars; whoever appends one has to increment ``count``.
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
        self._hand_on = hand_on
        self.count = self._sent = self._array_count = 0
        self.new: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._arrays: list[Any] = []
        self._places: list[int] = []
        self._rows: list[tuple[float, ...]] = []
        self._blob: list[bytes] = []
        self._blob_length = 0
        self._handed_on = 0

    def number(self, elements: Any) -> int:
        """The number of a value, given its elements; an array is copied at the next ``keep``.

        An array that occurs twice before that has one number.
        """
        number = self.count
        if type(elements) in SCALAR_TYPES:
            self.new.append(elements)
        else:
            known = self._numbers.setdefault(id(elements), number)
            if known != number:
                return known
            self._arrays.append(elements)
        self.count = number + 1
        return number

    def keep(self) -> None:
        """Copy the arrays that have been numbered: in full within the budget, else a sample.

        From now on they may change or be freed, and their ids reused.
        """
        if not self._arrays:
            return
        arrays = list(map(np.asarray, self._arrays))
        self._places.extend(self._numbers.values())
        self._arrays.clear()
        self._numbers.clear()
        self._array_count += len(arrays)
        lengths = [each.nbytes for each in arrays]
        is_room = max(lengths) <= self._max_value_bytes and sum(lengths) <= self._room
        if not (is_room and self._keep_whole(arrays, lengths)):
            for array in arrays:
                self._keep_one(array)
        if self._blob_length - self._handed_on > _MAX_PENDING_BYTES:
            self._hand_on(self._drain_blob())

    @property
    def _room(self) -> int:
        """The remaining budget in bytes, after the scalars."""
        return self._array_bytes_left - _SCALAR_BYTES * (self.count - self._array_count)

    def _keep_whole(self, arrays: list[np.ndarray], lengths: list[int]) -> bool:
        """Copy some arrays in full, with few calls; False if there is not enough memory."""
        try:
            data = [each.tobytes() for each in arrays]
        except MemoryError:
            return False
        shapes = [self._shapes[each.shape] for each in arrays]
        codes = [_CODES.get(each.dtype, BFLOAT16) for each in arrays]
        *offsets, end = accumulate(lengths, initial=self._blob_length)
        self._rows.extend(zip(codes, shapes, shapes, offsets, *map(repeat, UNKNOWN_RANGE)))
        self._add(data, end)
        return True

    def _keep_one(self, array: np.ndarray) -> None:
        """Copy one array, or a sample of it, within the remaining budget."""
        kept, data = _stored(array, min(self._room, self._max_value_bytes))
        span = UNKNOWN_RANGE if kept == array.shape else range_of(array)
        code, offset = _CODES.get(array.dtype, BFLOAT16), self._blob_length
        self._rows.append((code, self._shapes[array.shape], self._shapes[kept], offset, *span))
        self._add([data], offset + len(data))

    def _add(self, data: list[bytes], end: int) -> None:
        self._blob.extend(data)
        self._array_bytes_left -= end - self._blob_length
        self._blob_length = end

    def digest(self, elements: np.ndarray | np.generic) -> int:
        """A hash of the shape and the elements; for a large tensor, of evenly spaced elements."""
        array = np.asarray(elements)
        return hash((self._shapes[array.shape], _stored(array, _MAX_DIGEST_BYTES)[1]))

    def drain(self) -> tuple[bytes, bytes]:
        """The rows of the values since the last call, and the bytes not yet passed on."""
        self.keep()
        rows = self._scalar_rows(self.new)
        if self._places:
            rows = self._among_arrays(rows)
        self._sent = self.count
        for each in (self.new, self._places, self._rows):
            each.clear()
        return rows.tobytes(), self._drain_blob()

    def _among_arrays(self, scalars: np.ndarray) -> np.ndarray:
        """All new rows in the order of their numbers, given those of scalars."""
        rows = np.empty(self.count - self._sent, SCHEMA["values"])
        are_scalars = np.ones(len(rows), bool)
        places = np.array(self._places, np.int64) - self._sent
        are_scalars[places] = False
        rows[places] = np.array(self._rows, SCHEMA["values"])
        rows[are_scalars] = scalars
        return rows

    def _scalar_rows(self, new: list[Any]) -> np.ndarray:
        """Rows for scalars, whose bytes are added to the blob."""
        kinds = list(map(type, new))
        if new and kinds.count(kinds[0]) == len(new):
            return self._rows_alike(kinds[0], new)
        mixed = np.empty(len(new), SCHEMA["values"])
        for kind in dict.fromkeys(kinds):
            are_alike = [each is kind for each in kinds]
            mixed[are_alike] = self._rows_alike(kind, list(compress(new, are_alike)))
        return mixed

    def _rows_alike(self, kind: type, new: list[Any]) -> np.ndarray:
        """Rows for scalars of one type, whose bytes are added to the blob."""
        numbers: np.ndarray = np.array(new, kind)
        shape = self._shapes[()]
        row = np.array((_CODES[numbers.dtype], shape, shape, 0, *UNKNOWN_RANGE), SCHEMA["values"])
        rows = np.frombuffer(bytearray(row.tobytes() * len(new)), SCHEMA["values"])
        rows["offset"] = self._blob_length + numbers.itemsize * np.arange(len(new))
        self._blob.append(numbers.tobytes())
        self._blob_length += numbers.nbytes
        return rows

    def _drain_blob(self) -> bytes:
        drained = b"".join(self._blob)
        self._blob.clear()
        self._handed_on = self._blob_length
        return drained


def _stored(array: np.ndarray, room: int) -> tuple[tuple[int, ...], bytes]:
    """What to store of an array in so many bytes: the shape, and the bytes of all or a sample."""
    if array.nbytes <= room:
        try:
            return array.shape, array.tobytes()
        except MemoryError:
            pass  # the script has used up the memory; this is not its error
    kept = sample(array)
    return kept.shape, kept.tobytes()
