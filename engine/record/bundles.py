"""Rows of several tables that come together, written as one and spread when they are taken.

An operation and its node have a card, a row of ``nodes`` and an event, which refer to each other;
most of their columns are the number of one of these rows, or the same for all that is ordinary.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import pack

import numpy as np

PLACE = "place"
"""Stands for the number of a row among the columns of a table."""


class Bundles:
    """Bundles that have not been sent yet, each written as a few numbers.

    Attributes:
        fields: what these numbers are called.
        tables: for each table the field that tells the number of its row, as ``PLACE``, and for
            each of its columns a field, or the number that it has in all bundles.
        extend: adds the numbers of bundles, one after the other.
    """

    def __init__(self, fields: str, tables: Mapping[str, Mapping[str, str | int]]) -> None:
        self.fields = fields.split()
        self.tables = tables
        self._flat: list[int] = []
        self.extend = self._flat.extend

    def __len__(self) -> int:
        return len(self._flat) // len(self.fields)

    def take(self) -> dict[str, np.ndarray]:
        """The numbers added since the last time, by their fields."""
        flat = np.frombuffer(pack(f"{len(self._flat)}q", *self._flat), np.int64)
        self._flat.clear()
        return dict(zip(self.fields, flat.reshape(-1, len(self.fields)).T, strict=True))
