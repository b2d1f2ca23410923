"""Parses typed or pasted numbers, and formats numbers for editing."""

from __future__ import annotations

import ast
import re

import numpy as np

from engine.script.characters import half_width

_NOT_FINITE = re.compile(r"[+-]?(inf|nan)", re.IGNORECASE)
_ROW_END = re.compile(r"\][\s,]*\[|\n")
_BETWEEN = re.compile(r"\b(torch\.)?tensor\(|\w+=[\w.]+|[\s,;\[\]()]+")
"""What separates the numbers of a table, a list or a printed tensor."""


def number_of(text: str) -> int | float | None:
    """Parse a number in Python's notation; None if it is invalid.

    Also ``inf`` and ``nan``, typographic minus signs, and digits of full width.
    """
    text = half_width(text).strip().replace("\N{MINUS SIGN}", "-")
    if _NOT_FINITE.fullmatch(text):
        return float(text)
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


def rows_of(text: str) -> list[list[str]]:
    """The numbers of a pasted text as texts, row by row."""
    lines = (_BETWEEN.sub(" ", line).split() for line in _ROW_END.split(text))
    return [words for words in lines if words]


def texts_of(values: np.ndarray) -> list[list[str]]:
    """The shortest texts that parse to the same numbers. Shapes: (m, n) -> (m, n)."""
    return [[_text(value) for value in row] for row in values]


def _text(value: np.generic) -> str:
    if isinstance(value, np.floating):
        return repr(float(np.format_float_positional(value, unique=True)))
    return str(value)
