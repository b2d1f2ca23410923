"""Parses numbers that a user types, and compares them with the right ones."""

from __future__ import annotations

import math
import re
from enum import StrEnum
from typing import Any

import numpy as np

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<word>[+-]?(?:nan|inf))"
    r"|(?P<sign>[\[\],/]))"
)
_HALF_WIDTH = str.maketrans("，、［］【】／。－−＋", ",,[][]/.--+")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


class Trouble(StrEnum):
    """Why an answer cannot be parsed."""

    EMPTY = "nothing was typed"
    NOT_A_NUMBER = "something that is no number"
    ZERO_BELOW = "a fraction over zero"
    BRACKETS = "brackets that do not match"
    RAGGED = "rows of different lengths"


class AnswerError(ValueError):
    """An answer that cannot be parsed.

    Attributes:
        trouble: why.
        column: the position, in characters from 0.
        text: the text there.
    """

    def __init__(self, trouble: Trouble, column: int, text: str = "") -> None:
        super().__init__(f"{trouble.value} in column {column}: {text!r}")
        self.trouble = trouble
        self.column = column
        self.text = text


class Verdict(StrEnum):
    """The result of comparing an answer with the value."""

    RIGHT = "right"
    WRONG = "other numbers"
    WRONG_SHAPE = "another shape"


def numbers_of(text: str) -> np.ndarray:
    """The numbers of an answer: ``4``, ``2/3``, ``[4, 8]``, ``4 8`` or ``[[1, 2], [3, 4]]``.

    Returns:
        float64, with as many dimensions as there are nested brackets; several numbers without
        brackets are a vector.

    Raises:
        AnswerError: it cannot be parsed.
    """
    reader = _Reader(text.translate(_HALF_WIDTH).translate(_FULL_WIDTH_DIGITS))
    items = reader.items()
    if not items:
        raise AnswerError(Trouble.EMPTY, 0)
    whole = items[0] if len(items) == 1 else items
    try:
        return np.array(whole, np.float64)
    except ValueError:
        raise AnswerError(Trouble.RAGGED, 0, text.strip()) from None


def judge(answer: np.ndarray, value: np.ndarray) -> Verdict:
    """Compare an answer with a value, as precisely as a person would write it.

    Integers must be met; of others two digits are enough. One number may stand for a tensor of
    one element, brackets or not.
    """
    if answer.size != value.size or (answer.shape != value.shape and value.size > 1):
        return Verdict.WRONG_SHAPE
    for typed, wanted in zip(answer.reshape(-1).tolist(), value.reshape(-1).tolist()):
        tolerance = 1e-6 if float(wanted).is_integer() else 1e-2
        if not math.isclose(typed, wanted, rel_tol=tolerance, abs_tol=1e-7):
            return Verdict.WRONG
    return Verdict.RIGHT


class _Reader:
    """A parser of numbers and brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def items(self) -> list[Any]:
        """Everything up to the end."""
        open_lists: list[list[Any]] = [[]]
        starts: list[int] = []
        while (token := self._next()) is not None:
            column, sign, number = token
            if sign == "[":
                open_lists.append([])
                starts.append(column)
            elif sign == "]":
                if len(open_lists) == 1:
                    raise AnswerError(Trouble.BRACKETS, column, "]")
                starts.pop()
                closed = open_lists.pop()
                open_lists[-1].append(closed)
            elif sign == "/":
                self._divide(open_lists[-1], column)
            elif sign != ",":
                open_lists[-1].append(number)
        if starts:
            raise AnswerError(Trouble.BRACKETS, starts[-1], "[")
        return open_lists[0]

    def _divide(self, items: list[Any], column: int) -> None:
        """Divide the previous number by the next one."""
        below = self._next()
        if not items or isinstance(items[-1], list) or below is None or below[1]:
            raise AnswerError(Trouble.NOT_A_NUMBER, column, "/")
        if below[2] == 0:
            raise AnswerError(Trouble.ZERO_BELOW, below[0], "0")
        items[-1] /= below[2]

    def _next(self) -> tuple[int, str, float] | None:
        """The next sign or number, and its position; None at the end."""
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            rest = self._text[self._at :]
            if not rest.strip():
                return None
            column = self._at + len(rest) - len(rest.lstrip())
            raise AnswerError(Trouble.NOT_A_NUMBER, column, rest.split()[0])
        self._at = found.end()
        sign = found["sign"] or ""
        column = found.end() - len(found[0].lstrip())
        return column, sign, 0.0 if sign else float(found["number"] or found["word"])
