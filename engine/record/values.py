"""Values at one moment: in full, or past the budget a sample and their range."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isfinite
from typing import NamedTuple

import numpy as np

from engine.record.schema import BFLOAT16, VALUE_DTYPES


class Range(NamedTuple):
    """The range of a tensor's finite numbers; nan if there are none."""

    lowest: float
    highest: float
    mean: float


class NotFinite(NamedTuple):
    """How many of some numbers are not finite."""

    nan: int
    inf: int


UNKNOWN_RANGE = Range(np.nan, np.nan, np.nan)

_MOST_DIMENSIONS = 64
_MOST_ELEMENTS = 1 << 62
"""What numpy can have in an array."""

_CHUNK_ELEMENTS = 1 << 16
_ONES = np.ones(1 << 8, np.float32)
_LARGE = 1e30
"""Sums of larger numbers may overflow in single precision."""


@dataclass(frozen=True)
class Value:
    """A tensor's content at an event.

    Attributes:
        array: the numbers, read only; of ``shape`` if stored in full, else an evenly spaced sample.
        shape: the tensor's shape.
        range_of_all: for a sampled tensor, the range of all its numbers.
        is_spelled: whether all its numbers with many digits are literals of the script.
        dtype_name: the name of the tensor's dtype, if the array has another one.
    """

    array: np.ndarray
    shape: tuple[int, ...]
    range_of_all: Range = UNKNOWN_RANGE
    is_spelled: bool = False
    dtype_name: str = ""

    @cached_property
    def _range(self) -> Range:
        return range_of(self.array) if self.is_whole else self.range_of_all

    @property
    def lowest(self) -> float:
        """The minimum of the tensor's finite numbers; nan if there are none."""
        return self._range.lowest

    @property
    def highest(self) -> float:
        """The maximum of the tensor's finite numbers; nan if there are none."""
        return self._range.highest

    @property
    def mean(self) -> float:
        """The mean of the tensor's finite numbers; nan if there are none."""
        return self._range.mean

    @cached_property
    def not_finite(self) -> NotFinite:
        """How many of the numbers of the array are nan or infinite."""
        if self.array.dtype.kind not in "fc" or np.isfinite(self.array).all():
            return NotFinite(0, 0)
        is_nan, is_inf = np.isnan(self.array), np.isinf(self.array)
        return NotFinite(int(is_nan.sum()), int((is_inf & ~is_nan).sum()))

    @property
    def dtype(self) -> str:
        """The name of the tensor's dtype."""
        return self.dtype_name or self.array.dtype.name

    @property
    def eps(self) -> float:
        """The machine epsilon of the tensor's floating-point dtype."""
        return 2.0**-7 if self.dtype_name == "bfloat16" else float(np.finfo(self.array.dtype).eps)

    @property
    def is_whole(self) -> bool:
        return self.array.shape == self.shape

    @property
    def size(self) -> int:
        """Number of elements of the whole tensor."""
        return int(np.prod(self.shape, dtype=np.int64))

    def item(self) -> float | int | bool | complex:
        """The number of a one-element value.

        Raises:
            ValueError: there is not exactly one element.
        """
        number: float | int | bool | complex = self.array.item()
        return number


def shape_text(shape: tuple[int, ...]) -> str:
    """``(2, 3)`` as stored in the schema: ``"2,3"``."""
    return ",".join(map(str, shape)) if shape else ""


def shape_of(text: str) -> tuple[int, ...]:
    """The inverse of ``shape_text``.

    Raises:
        ValueError: the text is not a list of non-negative integers, or no array has this shape.
    """
    shape = tuple(int(part) for part in text.split(",")) if text else ()
    if any(extent < 0 for extent in shape):
        raise ValueError(f"a shape has no negative extent: {text!r}")
    if len(shape) > _MOST_DIMENSIONS or math.prod(filter(None, shape)) > _MOST_ELEMENTS:
        raise ValueError("no array has this shape")
    return shape


def may_be_sample(shape: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Whether an array of one shape can be a sample of one of another, or all of it."""
    if len(shape) != len(whole):
        return False
    return all(0 < part <= extent or part == extent for part, extent in zip(shape, whole))


def item_bytes(dtype: int) -> int:
    """The number of bytes of an element, by the number of its dtype."""
    return 2 if dtype == BFLOAT16 else VALUE_DTYPES[dtype].itemsize


def elements_in(data: np.ndarray, dtype: int) -> np.ndarray:
    """Bytes as elements, by the number of their dtype; bfloat16 is the upper half of float32."""
    if dtype != BFLOAT16:
        return data.view(VALUE_DTYPES[dtype])
    return (data.view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def range_of(array: np.ndarray) -> Range:
    """The range of an array's finite numbers; nan for complex ones."""
    if array.dtype.kind == "c":
        return UNKNOWN_RANGE
    if array.dtype.kind == "V":
        array = array.astype(np.float32)
    lowest, highest, total, count = math.inf, -math.inf, 0.0, 0
    for chunk in _chunks(array):
        least, most = _ends(chunk)
        if not (isfinite(least) and isfinite(most)):
            chunk = chunk[np.isfinite(chunk)]
            least, most = _ends(chunk)
        lowest, highest = min(lowest, least), max(highest, most)
        total += _sum(chunk, max(-least, most))
        count += chunk.size
    if not count:
        return UNKNOWN_RANGE
    return Range(lowest + 0.0, highest + 0.0, total / count + 0.0)  # no range begins at -0


def _ends(chunk: np.ndarray) -> tuple[float, float]:
    """The minimum and the maximum; nan if there is one. No numbers have the widest of all."""
    if not chunk.size:
        return math.inf, -math.inf
    return float(np.minimum.reduce(chunk)), float(np.maximum.reduce(chunk))


def _sum(chunk: np.ndarray, largest: float) -> float:
    """The sum of finite numbers: in their own precision where that is exact enough.

    Short and paired sums are, unless they could overflow.
    """
    if largest > _LARGE:
        with np.errstate(over="ignore"):
            return float(np.add.reduce(chunk, dtype=np.float64))
    if chunk.dtype == np.float32 and chunk.size == _CHUNK_ELEMENTS:
        chunk = chunk.reshape(-1, _ONES.size).dot(_ONES)  # three times as fast as paired sums
    is_paired = chunk.dtype.kind == "f" and chunk.dtype.itemsize >= 4
    return float(np.add.reduce(chunk, dtype=None if is_paired else np.float64))


def _chunks(array: np.ndarray) -> Iterator[np.ndarray]:
    """All elements in one-dimensional pieces, without a full copy of large or strided arrays."""
    if array.size <= _CHUNK_ELEMENTS:
        return iter((array.reshape(-1),))
    return iter(np.nditer(array, ["external_loop", "buffered"], buffersize=_CHUNK_ELEMENTS))


def sample(array: np.ndarray) -> np.ndarray:
    """Evenly spaced elements: at most 16 along each of the last two axes, 2 along the others."""
    return array[_spaced(array.shape)]


@lru_cache(1024)
def _spaced(shape: tuple[int, ...]) -> tuple[slice, ...]:
    limits = (2,) * (len(shape) - 2) + (16,) * min(len(shape), 2)
    steps = (-(-extent // limit) for extent, limit in zip(shape, limits, strict=True))
    return tuple(slice(None, None, max(1, step)) for step in steps)
