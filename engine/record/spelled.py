"""Which numbers a script contains with more digits than computed ones are shown with."""

from __future__ import annotations

import re

import numpy as np

FEW_DIGITS = 5
"""A number with at most this many digits looks the same whether written or computed."""

_MOST_NUMBERS = 64
_NUMBER = re.compile(r"(?<![\w.])[\d_]*\.?[\d_]+\.?(?:e[+-]?\d+)?", re.IGNORECASE)


def spelled_numbers(source: str) -> frozenset[float]:
    """The numbers with many digits in a script's text."""
    texts: list[str] = _NUMBER.findall(source)
    return frozenset(float(text) for text in texts if _digit_count(text) > FEW_DIGITS)


def are_spelled(array: np.ndarray, spelled: frozenset[float]) -> bool:
    """Whether some of the numbers are literals of the script, and all others are short."""
    if not spelled or array.dtype.kind != "f" or array.size > _MOST_NUMBERS:
        return False
    with np.errstate(over="ignore"):
        long = np.array(list(spelled)).astype(array.dtype)  # in the dtype of the array
    others = array[~np.isin(np.abs(array), long)]
    short = [float(f"{each:.{FEW_DIGITS}g}") for each in others.tolist()]
    is_short = np.array_equal(np.array(short, array.dtype), others, equal_nan=True)
    return is_short and others.size < array.size


def _digit_count(text: str) -> int:
    """The number of significant digits: without zeros at the ends and the exponent."""
    return len(re.sub(r"\D", "", text.lower().partition("e")[0]).strip("0"))
