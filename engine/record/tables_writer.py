"""New rows of every table, gathered until they are sent: the writing side of the schema."""

from __future__ import annotations

from struct import Struct
from types import CodeType

import numpy as np

from engine.record.budgets import Budgets
from engine.record.new_rows import NewTables
from engine.record.rows import Rows
from engine.record.schema import NONE, VALUE_DTYPES
from engine.record.values import UNKNOWN_RANGE, Range, range_of, sample, shape_text
from engine.source import character_column, source_lines

_DTYPE_CODES = {dtype: code for code, dtype in enumerate(VALUE_DTYPES)}
_SINGLE = _DTYPE_CODES[np.dtype(np.float32)]
_pack_single = Struct("=f").pack
_MAX_DIGEST_BYTES = 1 << 20


class TablesWriter:
    """Numbers rows, strings, sites and values as they are added.

    Args:
        source: the script, to turn the byte columns of code positions into characters.
        budgets: how many bytes of values to keep.

    Attributes:
        new: the rows not yet taken.
    """

    def __init__(self, source: str, budgets: Budgets) -> None:
        self.new = NewTables()
        self._shapes: dict[tuple[int, ...], int] = {}
        self._strings: dict[str, int] = {}
        self._new_strings: list[str] = []
        self._blob: list[bytes] = []
        self._blob_length = 0
        self._sent_length = 0
        self._bytes_left = budgets.max_bytes
        self._max_value_bytes = budgets.max_value_bytes
        self._lines = source_lines(source)
        self._sites: dict[tuple[CodeType, int], int] = {}
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}

    @property
    def pending_bytes(self) -> int:
        """How many bytes of values have been added since the last time."""
        return self._blob_length - self._sent_length

    def string(self, text: str) -> int:
        """The number of a text, the same for equal ones; what UTF-8 cannot tell is escaped."""
        number = self._strings.get(text)
        if number is None:
            self._new_strings.append(text.encode(errors="backslashreplace").decode())
            number = self._strings[text] = len(self._strings)
        return number

    def value(self, elements: np.ndarray | np.generic) -> tuple[int, int]:
        """Keep elements as they are now: whole within the budget, else evenly spaced ones.

        Returns:
            The number of the value, and the digest of the elements.
        """
        if type(elements) is np.float32 and self._bytes_left >= 4:
            shape, data = self._shape(()), _pack_single(elements)
            return self._keep(_SINGLE, shape, shape, data), hash((shape, data))
        array = np.asarray(elements)
        room = min(self._bytes_left, self._max_value_bytes)
        stored_shape, data = _stored(array, room)
        shape, stored = self._shape(array.shape), self._shape(stored_shape)
        span = UNKNOWN_RANGE if stored_shape == array.shape else range_of(array)
        number = self._keep(_DTYPE_CODES[array.dtype], shape, stored, data, span)
        is_compared_whole = len(data) == array.nbytes <= _MAX_DIGEST_BYTES
        return number, hash((shape, data)) if is_compared_whole else self.digest(array)

    def digest(self, elements: np.ndarray | np.generic) -> int:
        """The same for equal elements, all of a tensor or, of a large one, evenly spaced ones."""
        array = np.asarray(elements)
        return hash((self._shape(array.shape), _stored(array, _MAX_DIGEST_BYTES)[1]))

    def _keep(
        self, dtype: int, shape: int, stored: int, data: bytes, span: Range = UNKNOWN_RANGE
    ) -> int:
        number = self.new.values.add(dtype, shape, stored, self._blob_length, *span)
        self._bytes_left -= len(data)
        self._blob.append(data)
        self._blob_length += len(data)
        return number

    def _shape(self, shape: tuple[int, ...]) -> int:
        """The number of a shape's text."""
        number = self._shapes.get(shape)
        if number is None:
            number = self._shapes[shape] = self.string(shape_text(shape))
        return number

    def site(self, code: CodeType | None, instruction: int) -> int:
        """The expression that an instruction of the script belongs to; NONE where unknown."""
        if code is None:
            return NONE
        number = self._sites.get((code, instruction))
        if number is None:
            number = self._sites[code, instruction] = self._new_site(code, instruction)
        return number

    def _new_site(self, code: CodeType, instruction: int) -> int:
        positions = self._positions.get(code)
        if positions is None:
            positions = self._positions[code] = list(code.co_positions())
        line, end_line, column, end_column = positions[instruction // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return NONE
        return self.new.sites.add(
            line,
            character_column(self._lines, line, column),
            end_line,
            character_column(self._lines, end_line, end_column),
        )

    def take(self) -> Rows | None:
        """What was added since the last time, or None; the writer then starts afresh."""
        tables = self.new.take()
        if not tables and not self._new_strings:
            return None
        taken = Rows(tables, self._new_strings, b"".join(self._blob))
        self._new_strings = []
        self._blob = []
        self._sent_length = self._blob_length
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
