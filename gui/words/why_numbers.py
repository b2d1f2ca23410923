"""Finds the input of an operation whose result is not finite: ``log`` of ``0``."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from engine.explain.application import are_left_out
from engine.record.recording import Recording
from engine.record.schema import NONE, VALUE_DTYPE_NAMES
from gui.words.card_names import listed, with_settings
from gui.words.number_texts import literal_text, number_text
from gui.words.op_symbols import script_op

_BY_ELEMENT = frozenset(
    (
        *("log", "log2", "log10", "log1p", "logit", "sqrt", "rsqrt", "reciprocal", "div", "pow"),
        *("exp", "exp2", "expm1", "sinh", "cosh", "tan", "asin", "acos", "acosh", "atanh"),
        *("add", "sub", "mul", "square"),
    )
)
"""Elementwise operations."""


_WITHOUT_POLE = frozenset(
    (
        *("exp", "exp2", "expm1", "sinh", "cosh", "add", "sub", "mul", "square", "rsub"),
        *("sum", "mean", "prod", "cumsum", "cumprod", "dot", "mv", "mm", "bmm", "matmul"),
        *("addmm", "addmv", "addbmm", "baddbmm", "addcmul", "convolution", "mse_loss"),
    )
)
"""Operations that have an infinite result of finite numbers only if these are too large."""


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


def taken_numbers(recording: Recording, card: int, place: tuple[int, ...]) -> str:
    """The numbers that one element of an elementwise operation's result was computed from.

    Those of tensors only; empty if they are not recorded, or the operation is of another kind.
    """
    made = recording.value(int(recording["cards"]["value"][card]))
    operands = recording.operands_of(card)
    operands = operands[operands["operand"] != NONE]
    if made is None or not made.is_whole:
        return ""
    try:
        taken = [_taken(recording, operand, made.shape, place) for operand in operands]
    except ValueError:  # they are not broadcast to the result: no elementwise operation
        return ""
    return listed(taken) if all(taken) else ""


def outgrown(recording: Recording, card: int) -> str:
    """The dtype that overflowed in the operation of a card; empty for other causes.

    Fractions and powers have no other cause, either, apart from a 0.
    """
    row = recording["cards"][card]
    op = script_op(recording.text(int(row["op"])))
    made = recording.value(int(row["value"]))
    if made is None or np.isnan(made.array).any() or not np.isinf(made.array).any():
        return ""
    if given_without_end(recording, card):
        return ""
    of_zero = {"div": 1, "pow": 0}.get(op)
    if of_zero is None and op not in _WITHOUT_POLE:
        return ""
    if of_zero is not None and _has_zero(recording, recording.operands_of(card)[of_zero]):
        return ""
    return VALUE_DTYPE_NAMES[int(recording["values"]["dtype"][row["value"]])]


def given_without_end(recording: Recording, card: int) -> str:
    """The infinity, or nan, that the script gave to the operation of a card; empty without one."""
    literals = recording.operands_of(card)["literal"][~are_left_out(recording, card)]
    given = (recording.text(int(each)).rpartition("=")[2] for each in literals)
    return next((text for text in given if text in ("inf", "-inf", "nan")), "")


def _has_zero(recording: Recording, operand: np.void) -> bool:
    """Whether an operand is or contains zero; True if that is unknown."""
    if operand["operand"] == NONE:
        return bool(re.fullmatch(r"(\w+=)?-?0*\.?0*", recording.text(int(operand["literal"]))))
    value = recording.value(int(recording["cards"]["value"][operand["operand"]]))
    return value is None or not value.is_whole or not value.array.all()


def _taken(
    recording: Recording, operand: np.void, shape: tuple[int, ...], place: tuple[int, ...]
) -> str:
    """The number of an operand for one element of the result; empty if it is not recorded."""
    if operand["operand"] == NONE:
        return literal_text(recording.text(int(operand["literal"])))
    value = recording.value(int(recording["cards"]["value"][operand["operand"]]))
    if value is None or not value.is_whole:
        return ""
    return number_text(np.broadcast_to(value.array, shape)[place].item())
