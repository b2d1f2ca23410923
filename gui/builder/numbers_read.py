"""Numbers as a person writes them, and as they are shown to be changed."""

from __future__ import annotations

import ast

import numpy as np


def number_of(text: str) -> int | float | None:
    """The number that a text is, as Python writes it; None where it is none."""
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


def texts_of(values: np.ndarray) -> list[list[str]]:
    """The shortest texts that are read as the same numbers. Shapes: (m, n) -> (m, n)."""
    return [[_text(value) for value in row] for row in values]


def _text(value: np.generic) -> str:
    if isinstance(value, np.floating):
        return repr(float(np.format_float_positional(value, unique=True)))
    return str(value)
