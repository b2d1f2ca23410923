"""A table that grows by appending: rows of one numpy dtype in a buffer that doubles when full."""

from typing import Protocol

import numpy as np


class Tables(Protocol):
    """Tables by the names of the schema, each a structured array, and texts by their numbers."""

    def __getitem__(self, table: str, /) -> np.ndarray: ...

    def text(self, number: int) -> str: ...


class GrowingArray:
    """Rows of one dtype; appending takes amortised constant time per row."""

    def __init__(self, dtype: np.dtype[np.generic]) -> None:
        self._buffer: np.ndarray = np.empty(16, dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def rows(self) -> np.ndarray:
        """The rows so far, as a read-only view that later appends do not change."""
        view = self._buffer[: self._length]
        view.flags.writeable = False
        return view

    def append_bytes(self, data: bytes) -> None:
        """Append rows given as raw bytes.

        Raises:
            ValueError: the bytes are not a multiple of the row size.
        """
        fresh = np.frombuffer(data, self._buffer.dtype)
        needed = self._length + len(fresh)
        if needed > len(self._buffer):
            grown = np.empty(max(needed, 2 * len(self._buffer)), self._buffer.dtype)
            grown[: self._length] = self._buffer[: self._length]
            self._buffer = grown
        self._buffer[self._length : needed] = fresh
        self._length = needed
