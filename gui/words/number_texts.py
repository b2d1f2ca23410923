"""Numbers as text: short on cards and in sentences, or in full."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.spelled import FEW_DIGITS
from engine.record.values import Value
from gui.canvas.scene import MORE, Numbers
from gui.heat import heat
from gui.words.not_finite_texts import not_finite_mark, not_finite_text

translate = QCoreApplication.translate

MINUS = "\N{MINUS SIGN}"
"""Between two terms; the sign of a number is a hyphen, as in the script."""
CARD_NUMBERS = 4
SENTENCE_NUMBERS = 6
FULL_NUMBERS = 1000
"""Arrays with more elements are abbreviated, as PyTorch prints them."""
EDGE_NUMBERS = 3
_LINE_END = re.compile(r" +(?=\]?$)", re.MULTILINE)
"""The padding of the last column of a vector, which has nothing below to align with."""
_LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d{7,}(?:e[+-]?\d+)?(?![\w.])")
"""A number that may have more digits than single precision, as ``math.pi`` has."""
VECTOR_CHARACTERS = 30
"""The line width of a full vector; rows of a matrix are not wrapped."""
_SINGLE_DIGITS = 7
"""The number of significant digits of single precision."""


def number_text(number: complex) -> str:
    """Format one number as ``number_texts`` does."""
    return number_texts([number])[0]


def number_texts(numbers: Sequence[complex]) -> list[str]:
    """Format numbers that are shown together, unrounded if they may be literals: ``1.0001``.

    Computed numbers mostly have more digits than literals. They are rounded to at most four
    digits, six from 1000, seven from a million, and again four from ten million on: ``0.3333``,
    ``-2.25e-05``, ``1.714e+25``. Trailing zeros show that a number is rounded: ``1.000``.
    """
    return list(map(_formatter(numbers), numbers))


def _formatter(numbers: Sequence[complex]) -> Callable[[complex], str]:
    """The formatter of numbers that are shown together."""
    return _rounded_text if any(_has_more(each, FEW_DIGITS) for each in numbers) else _as_written


def _formatter_of(value: Value, numbers: Sequence[complex]) -> Callable[[complex], str]:
    """The formatter of some numbers of a value; literals of the script keep all digits."""
    if not value.is_spelled:
        return _formatter(numbers)
    precision = np.finfo(value.array.dtype).precision
    digits = precision if precision > _SINGLE_DIGITS else precision + 1
    return lambda number: f"{number:.{digits}g}"


def _as_written(number: complex) -> str:
    return constant_text(number) if _has_more(number, _digits(number)) else _short_text(number)


def _rounded_text(number: complex) -> str:
    if _has_more(number, _digits(number)):
        return f"{number:#.{_digits(number)}g}".removesuffix(".")
    return _short_text(number)


def _short_text(number: complex) -> str:
    return str(number) if isinstance(number, int) else f"{number:.{_digits(number)}g}"


def _has_more(number: complex, digits: int) -> bool:
    """Whether a number has more digits than that, in single precision."""
    if isinstance(number, int) or number != number:
        return False
    return complex(f"{number:.{digits}g}") != complex(constant_text(number))


def _digits(number: complex) -> int:
    """The number of digits that a number is rounded to."""
    if 1e6 <= abs(number) < 1e7:  # integers without an exponent, within single precision
        return _SINGLE_DIGITS
    return 6 if 1000 <= abs(number) < 1e7 else 4


def constant_text(number: complex) -> str:
    """Format a literal of the script in single precision: ``1.0001``."""
    return str(number) if isinstance(number, int) else f"{number:.{_SINGLE_DIGITS}g}"


def literal_text(literal: str) -> str:
    """The recorded text of a number or setting, its numbers in single precision: ``1.570796``."""
    return _LONG_NUMBER.sub(lambda found: constant_text(float(found[0])), literal)


def _pointed(number: complex, text: str) -> str:
    """The text of a floating-point number; integral ones end with a point: ``2.``."""
    return text + "." if isinstance(number, float) and text.lstrip("-").isdigit() else text


def short_text(value: Value) -> str:
    """Format a value for a sentence: ``14``, ``[0 4 8 12]``, ``[0 1 2 … 99]``."""
    if not value.shape:
        return _formatter_of(value, [value.item()])(value.item())
    if value.is_whole and value.size <= SENTENCE_NUMBERS:
        return _bracketed(value)
    if value.is_whole and value.array.ndim == 1:
        edges = value.array.take([*range(EDGE_NUMBERS), -1]).tolist()
        *first, last = map(_formatter_of(value, edges), edges)
        return _with_rest(f"[{' '.join(first)} {MORE} {last}]", not_finite_text(value))
    if np.iscomplexobj(value.array):
        text = translate("numbers", "{shape} complex numbers")
    elif np.isnan(value.lowest):
        return translate("numbers", "{shape} numbers, none of them finite").format(
            shape=value.shape
        )
    elif value.lowest == value.highest and not any(value.not_finite):
        text = translate("numbers", "{shape} numbers that are all {lowest}")
    else:
        text = translate("numbers", "{shape} numbers between {lowest} and {highest}")
    return _with_rest(_with_range(text, value), not_finite_text(value))


def label_text(value: Value) -> str:
    """Format a value in few characters, beside a card that shows its shape."""
    if _is_spelled_out(value):
        return short_text(value)
    if np.iscomplexobj(value.array):
        text = translate("numbers", "complex numbers")
    elif np.isnan(value.lowest):
        return translate("numbers", "none finite")
    elif value.lowest == value.highest and not any(value.not_finite):
        text = translate("numbers", "all {lowest}")
    else:
        text = translate("numbers", "{lowest} to {highest}")
    return _with_rest(_with_range(text, value), not_finite_mark(value))


def _is_spelled_out(value: Value) -> bool:
    is_short = value.size <= SENTENCE_NUMBERS or value.array.ndim == 1
    return not value.shape or (value.is_whole and is_short)


def _with_range(text: str, value: Value) -> str:
    lowest, highest = number_texts([value.lowest, value.highest])
    return text.format(shape=value.shape, lowest=lowest, highest=highest)


def _with_rest(text: str, rest: str) -> str:
    """A text of some numbers, and what it does not tell of."""
    return (
        translate("numbers", "{numbers} ({rest})").format(numbers=text, rest=rest) if rest else text
    )


def value_text(
    recording: Recording, number: int, write: Callable[[Value], str] = short_text
) -> str:
    """Format a value of a recording, such as for a sentence; ``None`` if there is none."""
    value = recording.value(number)
    return "None" if value is None else write(value)


def term_text(recording: Recording, number: int, write: Callable[[Value], str] = short_text) -> str:
    """A value as the next term of a sum: ``+ 12``, ``− 12``, ``+ [0 -4]``, ``+ (-4 to 2)``."""
    text = value_text(recording, number, write)
    if not text.startswith("-"):
        return f"+ {text}"
    value = recording.value(number)
    is_real = value is not None and not value.shape and not np.iscomplexobj(value.array)
    return f"{MINUS} {text[1:]}" if is_real else f"+ ({text})"


def _bracketed(value: Value) -> str:
    """A value as nested lists of numbers: ``[[1 2] [3 4.5]]``."""
    formatted = _formatter_of(value, value.array.reshape(-1).tolist())

    def joined(numbers: Any) -> str:
        if isinstance(numbers, list):
            return f"[{' '.join(map(joined, numbers))}]"
        return formatted(numbers)

    return joined(value.array.tolist())


def preview(value: Value) -> Numbers:
    """Format a value for a card, abbreviated."""
    first: list[complex] = value.array.reshape(-1)[:CARD_NUMBERS].tolist()
    more = [MORE] if value.size > CARD_NUMBERS else []
    texts = (*map(_pointed, first, map(_formatter_of(value, first), first)), *more)
    if value.size <= 1:
        return Numbers(texts)
    nan, inf = value.not_finite
    is_told = not more or not np.isfinite(first).all()
    warning = "" if is_told or not (nan or inf) else "nan" if nan else "inf"
    return Numbers(texts, heat(_lying(value.array)), warning)


def _lying(array: np.ndarray) -> np.ndarray:
    """Transpose a column to a row, which fits on a card."""
    is_column = array.ndim > 1 and array.shape[-1] == 1
    return array[..., 0] if is_column else array


def full_text(value: Value) -> str:
    """Format a value as an aligned block of text; abbreviated past 1000 elements."""
    shown = _shown(value.array).reshape(-1).tolist()
    formatted = _formatter_of(value, shown)

    def parts(number: complex) -> tuple[str, str, str]:
        return _pointed(number, formatted(number)).partition(".")

    whole = max((len(before) for before, _, _ in map(parts, shown)), default=0)
    fraction = max((len(point + after) for _, point, after in map(parts, shown)), default=0)

    def padded(number: Any) -> str:
        before, point, after = parts(number.item())
        return before.rjust(whole) + (point + after).ljust(fraction)

    text = np.array2string(
        value.array,
        max_line_width=VECTOR_CHARACTERS if value.array.ndim == 1 else sys.maxsize,
        threshold=FULL_NUMBERS,
        edgeitems=EDGE_NUMBERS,
        formatter={"all": padded},
    )
    return _LINE_END.sub("", text) if value.array.ndim == 1 else text


def _shown(array: np.ndarray) -> np.ndarray:
    """The numbers that the full text of an array shows: of a large one, its edges."""
    if array.size <= FULL_NUMBERS:
        return array
    for axis, extent in enumerate(array.shape):
        edge = np.arange(min(extent, 2 * EDGE_NUMBERS)) - EDGE_NUMBERS
        array = array.take(edge, axis, mode="wrap")
    return array


def summary_text(value: Value) -> str:
    """What the full text leaves out, and the range of all numbers; empty if it is complete."""
    if value.is_whole and value.size <= FULL_NUMBERS:
        return ""
    if value.is_whole:
        text = translate(
            "numbers", "{count} numbers: lowest {lowest}, highest {highest}, mean {mean}"
        )
    else:
        text = translate(
            "numbers",
            "Only a sample of the {count} numbers was kept: "
            "lowest {lowest}, highest {highest}, mean {mean}",
        )
    text = text.format(
        count=f"{value.size:,}",
        lowest=number_text(value.lowest),
        highest=number_text(value.highest),
        mean=number_text(value.mean),
    )
    return _with_rest(text, not_finite_text(value))
