"""Numbers and tensors as literals of a script, written as a formatter leaves them."""

from __future__ import annotations

import math
from collections.abc import Sequence

Numbers = bool | int | float | Sequence["Numbers"]
"""A number, or rows of numbers, as deep as a tensor has dimensions."""


def numbers_text(numbers: Numbers) -> str:
    """A number, or a list of lists of numbers."""
    match numbers:
        case bool() | int():
            return repr(numbers)
        case float():
            return _float_text(numbers)
    return f"[{', '.join(map(numbers_text, numbers))}]"


def shape_of_numbers(numbers: Numbers) -> tuple[int, ...]:
    """The dimensions of numbers, where their rows are of one length."""
    shape: list[int] = []
    while isinstance(numbers, Sequence):
        shape.append(len(numbers))
        if not numbers:
            break
        numbers = numbers[0]
    return tuple(shape)


def _float_text(number: float) -> str:
    if math.isfinite(number):
        return repr(float(number)).replace("e+", "e")
    return f'float("{number}")'
