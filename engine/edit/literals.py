"""Numbers and nested lists as literals, formatted as a formatter leaves them."""

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


def is_floating(numbers: Numbers) -> bool:
    """Whether a tensor of these numbers is floating-point: if one of them is, or there are none."""
    if isinstance(numbers, Sequence):
        return not numbers or any(map(is_floating, numbers))
    return isinstance(numbers, float)


def _float_text(number: float) -> str:
    if math.isfinite(number):
        return repr(float(number)).replace("e+", "e")
    return f'float("{number}")'
