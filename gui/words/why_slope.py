"""Why the slope of an operation is zero where a gradient was to go through it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.schema import NONE
from gui.words.why_words import Words

translate = QCoreApplication.translate

OF_SHARES = ("softmax", "log_softmax")

NORMALISING = ("batch_norm", "layer_norm", "group_norm", "instance_norm")

_NORMS = ("norm", "linalg_vector_norm", "vector_norm")
_SINGULAR_VALUES = 1
"""Which of the results of a singular value decomposition they are."""

_SPREADS = ("var", "std")
_LOSSES = ("mse_loss", "smooth_l1_loss", "huber_loss")


def zero_slope(words: Words) -> str:
    """The reason, by the operation and its numbers."""
    op, number = words.blamed_op, words.blamed_number if words.finding.at is not None else ""
    if op in OF_SHARES:
        text = translate(
            "why",
            "{node} of line {line} is taken over single numbers: its result is always the same.",
        )
    elif number or (op in _NORMS and _is_operand_zero(words)):
        text = translate(
            "why",
            "{node} of line {line} received a gradient and sent 0: its slope is 0 where its input "
            "is {number}.",
        ).replace("{number}", number or "0")
    elif op in NORMALISING and not is_first_operand(words):
        text = translate(
            "why",
            "{node} of line {line} multiplied what it received by how far its input is from its "
            "mean, and that is 0, as where all rows are equal.",
        )
    elif op == "div" and _is_divisor_infinite(words):
        text = translate(
            "why", "{node} of line {line} divided what it received by a number that is infinite."
        )
    else:
        text = _of_extremes(words) or _of_singular_values(words) or _of_operation(op)
    return of_node(words, text)


def is_first_operand(words: Words) -> bool:
    """Whether the gradient was sent to the first operand, and not to a weight or bias."""
    operands = words.state.recording.operands_of(words.blamed)["operand"]
    return bool(operands[:1] == words.source_card)


def _is_operand_zero(words: Words) -> bool:
    """Whether what the gradient was sent to is zero, in the element that is involved, or in all."""
    recording, at = words.state.recording, words.finding.operand_at
    value = recording.value(int(recording["cards"]["value"][words.source_card]))
    if value is None or not value.is_whole:
        return False
    return not (value.array if at is None else value.array[at]).any()


def _is_divisor_infinite(words: Words) -> bool:
    """Whether all numbers that an operation divided by are infinite."""
    operands = words.state.recording.operands_of(words.blamed)["operand"]
    if len(operands) < 2 or operands[1] == NONE:
        return False
    value = words.state.recording.value(int(words.state.recording["cards"]["value"][operands[1]]))
    return value is not None and bool(np.isinf(value.array).all())


def _of_operation(op: str) -> str:
    if op == "cdist":
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is 0 where two "
            "points have equal numbers, as a point and itself.",
        )
    if op in ("prod", "cumprod"):
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is the product of "
            "the other numbers, and at least one of these is 0.",
        )
    if op == "det":
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is the "
            "determinant of the other rows and columns, and that is 0.",
        )
    if op == "slogdet":
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is what the "
            "inverse of the matrix has at the mirrored place, and that is 0.",
        )
    if op == "trace":
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: only numbers on the "
            "diagonal have a slope.",
        )
    if op in _SPREADS:
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is 0 where a "
            "number equals the mean.",
        )
    if op in _LOSSES:
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: its slope is 0 where input "
            "and target are equal.",
        )
    return translate(
        "why", "{node} of line {line} received a gradient and sent zeros: its slope here is 0."
    )


def _of_extremes(words: Words) -> str:
    """The reason for a norm that is the largest, or the smallest, magnitude; else empty."""
    order = words.setting("p") if words.blamed_op in _NORMS else ""
    if order.removeprefix("-") != "inf":
        return ""
    if order == "inf":
        return translate(
            "why",
            "{node} of line {line} received a gradient and sent zeros: only the number of the "
            "largest magnitude has a slope.",
        )
    return translate(
        "why",
        "{node} of line {line} received a gradient and sent zeros: only the number of the smallest "
        "magnitude has a slope, and none at 0.",
    )


def _of_singular_values(words: Words) -> str:
    """The reason for singular values, as of a spectral norm; else empty."""
    output_nr = words.state.recording["cards"]["output_nr"][words.blamed]
    if words.blamed_op != "svd" or output_nr != _SINGULAR_VALUES:
        return ""
    return translate(
        "why",
        "{node} of line {line} received a gradient and sent zeros: each singular value changes "
        "with a number by the product of what its two singular vectors have in that row and that "
        "column, and these products are 0 or cancel.",
    )


def _where(words: Words) -> str:
    """Where an operation's input is so that its slope is zero."""
    at, numbers = words.finding.at, words.blamed_number
    if at is not None and numbers:
        if not at:
            return translate("why", "as {number} is").format(number=numbers)
        text = translate("why", "as {number} is at {place}")
        return text.format(number=numbers, place=list(at))
    if words.finding.element is None:
        return translate("why", "as everywhere here")
    return translate("why", "as everywhere that this number counts")


def of_node(words: Words, text: str) -> str:
    """A sentence with the names of the node to blame, of its operation and so on filled in."""
    return text.format(
        node=words.finding.op,
        op=words.blamed_op,
        line=words.blamed_line,
        last=words.last,
        source=words.source,
        dtype=words.dtype,
        padding=words.setting("padding_idx"),
        where=_where(words) if "{where}" in text else "",
    )
