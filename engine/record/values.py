"""Values as they were at one moment: whole, or past the budget a thumbnail and their range."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Value:
    """A tensor's content as of one event.

    Attributes:
        array: the numbers, read only; of ``shape`` when whole, else an evenly spaced sample.
        shape: the tensor's own shape.
        lowest, highest, mean: over the tensor's finite numbers; nan where there are none.
    """

    array: np.ndarray
    shape: tuple[int, ...]
    lowest: float
    highest: float
    mean: float

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
    """``(2, 3)`` as the schema keeps it: ``"2,3"``."""
    return ",".join(map(str, shape))


def shape_of(text: str) -> tuple[int, ...]:
    """The inverse of ``shape_text``.

    Raises:
        ValueError: the text is no list of non-negative whole numbers.
    """
    shape = tuple(int(part) for part in text.split(",")) if text else ()
    if any(extent < 0 for extent in shape):
        raise ValueError(f"a shape has no negative extent: {text!r}")
    return shape
