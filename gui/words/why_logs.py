"""What computes the log of a sigmoid or softmax without coming to the log of 0."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import NONE
from gui.words.card_names import op_name

translate = QCoreApplication.translate

_INSTEAD = {
    "sigmoid": "binary_cross_entropy_with_logits",
    "softmax": "cross_entropy, log_softmax",
}
"""What takes the numbers before these operations."""

_LOGS = ("log", "binary_cross_entropy")
_STEPS = 2
"""Between a sigmoid and a log there may be a ``1 - p``, or an index."""


def advice_before_log(recording: Recording, log: int) -> str:
    """The advice on a log of 0; empty if no sigmoid or softmax made its input."""
    card = log
    for _ in range(_STEPS + 1):
        operands = recording.operands_of(card)["operand"]
        cards = operands[operands != NONE].tolist()
        if not cards:
            return ""
        card = cards[0]
        if op_name(recording, card) in _INSTEAD:
            return _advice(op_name(recording, card))
    return ""


def advice_after(recording: Recording, squashed: int) -> str:
    """The advice on a flat sigmoid or softmax; empty if no log is taken of it."""
    operands, cards = recording["operands"], [squashed]
    for _ in range(_STEPS):
        cards = operands["card"][np.isin(operands["operand"], cards)].tolist()
        names = {op_name(recording, card) for card in cards}
        if "log_softmax" in names and op_name(recording, squashed) == "softmax":
            return translate(
                "why",
                "log_softmax, as in cross_entropy, takes a softmax itself: give it the numbers "
                "before softmax.",
            )
        if names & set(_LOGS):
            return _advice(op_name(recording, squashed))
    return ""


def _advice(op: str) -> str:
    instead = _INSTEAD.get(op, "")
    text = translate("why", "Give the numbers before {op} to {instead}: it needs no log of 0.")
    return text.format(op=op, instead=instead) if instead else ""
