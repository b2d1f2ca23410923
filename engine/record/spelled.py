"""Which numbers a script spells out to more digits than computed ones are told to."""

from __future__ import annotations

import re

import numpy as np

FEW_DIGITS = 5
"""So many a number has at most of which nobody asks whether it was written or computed."""

_MOST_NUMBERS = 64
_NUMBER = re.compile(r"(?<![\w.])[\d_]*\.?[\d_]+\.?(?:e[+-]?\d+)?", re.IGNORECASE)


def spelled_numbers(source: str) -> frozenset[float]:
    """The long numbers in a script's text, each as written and as single precision has it."""
    found: set[float] = set()
    for text in _NUMBER.findall(source):
        digits = re.sub(r"\D", "", text.lower().partition("e")[0]).strip("0")
        if len(digits) > FEW_DIGITS:
            number = float(text)
            with np.errstate(over="ignore"):
                found |= {number, float(np.float32(number))}
    return frozenset(found)


def are_spelled(array: np.ndarray, spelled: frozenset[float]) -> bool:
    """Whether some of the numbers are spelled out in the script, and all others are short."""
    if not spelled or array.dtype.kind != "f" or array.size > _MOST_NUMBERS:
        return False
    numbers: list[float] = array.reshape(-1).tolist()
    others = [each for each in numbers if abs(each) not in spelled]
    return len(others) < len(numbers) and all(_is_short(each, array.dtype) for each in others)


def _is_short(number: float, dtype: np.dtype) -> bool:
    is_exact: bool = dtype.type(f"{number:.{FEW_DIGITS}g}") == dtype.type(number)
    return is_exact or number != number
