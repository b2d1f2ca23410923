"""Reading numbers that were typed or pasted, and writing them for editing."""

from __future__ import annotations

import ast
import re

import numpy as np

_NOT_FINITE = re.compile(r"[+-]?(inf|nan)", re.IGNORECASE)
_ROW_END = re.compile(r"\][\s,]*\[|\n")
_BETWEEN = re.compile(r"\b(torch\.)?tensor\(|\w+=[\w.]+|[\s,;\[\]()]+")
"""What is around the numbers of a table, a list or a printed tensor."""


def number_of(text: str) -> int | float | None:
    """The number in a text, as Python writes it; None where it is none.

    Also ``inf`` and ``nan``, as tensors show them, and with a minus as print has it.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if _NOT_FINITE.fullmatch(text):
        return float(text)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


def rows_of(text: str) -> list[list[str]]:
    """The numbers of a copied text, row by row, without the ``tensor(...)`` around them."""
    lines = (_BETWEEN.sub(" ", line).split() for line in _ROW_END.split(text))
    return [words for words in lines if words]


def texts_of(values: np.ndarray) -> list[list[str]]:
    """The shortest texts that are read as the same numbers. Shapes: (m, n) -> (m, n)."""
    return [[_text(value) for value in row] for row in values]


def _text(value: np.generic) -> str:
    if isinstance(value, np.floating):
        return repr(float(np.format_float_positional(value, unique=True)))
    return str(value)
