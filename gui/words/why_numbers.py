"""Finds the input of an operation whose result is not finite: ``log`` of ``0``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.words.card_names import listed, with_settings
from gui.words.number_texts import number_text
from gui.words.op_symbols import script_op

_BY_ELEMENT = frozenset(
    (
        *("log", "log2", "log10", "log1p", "logit", "sqrt", "rsqrt", "reciprocal", "div", "pow"),
        *("exp", "exp2", "expm1", "sinh", "cosh", "tan", "asin", "acos", "acosh", "atanh"),
        *("add", "sub", "mul", "square"),
    )
)
"""Elementwise operations."""


class Blamed(NamedTuple):
    """A number of a result that is not finite, and the numbers that it was computed from."""

    made: str
    taken: str


def blamed_numbers(recording: Recording, card: int) -> Blamed | None:
    """The first such number of a card; None if it is not recorded, or computed from many."""
    row = recording["cards"][card]
    made = recording.value(int(row["value"]))
    if script_op(recording.text(int(row["op"]))) not in _BY_ELEMENT or made is None:
        return None
    places = np.argwhere(~np.isfinite(made.array))
    if not made.is_whole or not len(places):
        return None
    place = tuple(places[0])
    taken = [
        _taken(recording, operand, made.shape, place) for operand in recording.operands_of(card)
    ]
    return (
        Blamed(number_text(made.array[place].item()), listed(with_settings(taken)))
        if all(taken)
        else None
    )


def _taken(
    recording: Recording, operand: np.void, shape: tuple[int, ...], place: tuple[int, ...]
) -> str:
    """The number of an operand for one element of the result; empty if it is not recorded."""
    if operand["operand"] == NONE:
        return recording.text(int(operand["literal"]))
    value = recording.value(int(recording["cards"]["value"][operand["operand"]]))
    if value is None or not value.is_whole:
        return ""
    return number_text(np.broadcast_to(value.array, shape)[place].item())
