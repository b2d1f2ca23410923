"""Recorded values of one dtype and size, stacked into one array with a row for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, VALUE_DTYPES
from engine.record.values import shape_of

_MAX_ELEMENTS = 1 << 20
"""At most this many elements are stacked at a time, unless a single value has more."""


class Stack(NamedTuple):
    """Values of one dtype and number of elements. Shapes: elements (k, m), the others (k,).

    Attributes:
        elements: float64, or complex128; None where only samples of the values were kept.
        lowest, highest, mean: over the finite ones; nan where there are none.
    """

    elements: np.ndarray | None
    lowest: np.ndarray
    highest: np.ndarray
    mean: np.ndarray


def stacks(
    recording: Recording, *columns: np.ndarray
) -> Iterator[tuple[np.ndarray, list[Stack | None]]]:
    """Group places by the kinds of values there; for each group its places, and a stack per column.

    A stack is None where the column has no values (NONE). Groups are in no order, the places of
    each are ascending.

    Shapes: columns (n,) each.
    """
    if not len(columns[0]):
        return
    keys = np.column_stack([_kinds(recording, column) for column in columns])
    _, group_of, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(group_of.reshape(-1), kind="stable")
    for places in np.split(order, np.cumsum(counts)[:-1]):
        size = max(_size(recording, int(column[places[0]])) for column in columns)
        step = max(_MAX_ELEMENTS // max(size, 1), 1)
        for start in range(0, len(places), step):
            part = places[start : start + step]
            yield part, [_stack(recording, column[part]) for column in columns]


def _kinds(recording: Recording, values: np.ndarray) -> np.ndarray:
    """The kind of each value, which is the same within a stack. Shapes: (n,) -> (n, 3)."""
    rows = recording["values"][values] if len(recording["values"]) else None
    if rows is None:
        return np.full((len(values), 3), NONE)
    kinds = np.column_stack([rows["dtype"], rows["shape"], rows["stored_shape"]]).astype(np.int64)
    kinds[values == NONE] = NONE
    return kinds


def _size(recording: Recording, value: int) -> int:
    if value == NONE:
        return 0
    shape = shape_of(recording.text(int(recording["values"]["stored_shape"][value])))
    return int(np.prod(shape, dtype=np.int64))


def _stack(recording: Recording, values: np.ndarray) -> Stack | None:
    """The stack of values of one kind; None for no values."""
    if values[0] == NONE:
        return None
    rows = recording["values"][values]
    elements = None
    if rows["shape"][0] == rows["stored_shape"][0]:
        size = _size(recording, int(values[0]))
        dtype = VALUE_DTYPES[rows["dtype"][0]]
        wide = np.complex128 if dtype.kind == "c" else np.float64
        elements = recording.stored(values, size).astype(wide)
    return Stack(elements, rows["lowest"], rows["highest"], rows["mean"])
