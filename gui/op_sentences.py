"""What an operation has done, in one sentence."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut
from engine.record.state import State, Step
from gui.card_names import listed, op_name, phrase, script_name
from gui.number_texts import value_text

translate = QCoreApplication.translate


def op_applied(state: State, step: Step) -> str:
    """What an op took and gave; where it made a constant, what no gradient passes back to."""
    recording, card = state.recording, step.row
    row = recording["cards"][card]
    value = value_text(recording, int(row["value"]))
    operands = recording.operands_of(card)
    if row["flags"] & CardFlag.IN_PLACE:
        text = translate("sentences", "{op} changes {tensor} in place: it is now {value}")
        changed = phrase(recording, int(row["joined"]))
        return text.format(op=op_name(recording, card), tensor=changed, value=value)
    if (operands["operand"] == NONE).all():
        return _made(op_name(recording, card), script_name(recording, card), value)
    cut = _what_cut(recording, card)
    if cut in (Cut.OPEN, Cut.NOT_DIFFERENTIABLE):
        return _taken(recording, card, value, has_derivative=cut == Cut.OPEN)
    return _cut_off(recording, card, value, cut)


def _what_cut(recording: Recording, card: int) -> Cut:
    """Why a card is a constant although gradients could reach what it was made from."""
    cuts = recording.operands_of(card)["cut"]
    if recording.index.flags[card] & CardFlag.REQUIRES_GRAD or not cuts.any():
        return Cut.OPEN
    return Cut(int(cuts[cuts != Cut.OPEN][0]))


def _made(op: str, name: str, value: str) -> str:
    if not name:
        return translate("sentences", "{op} makes {value}").format(op=op, value=value)
    text = translate("sentences", "{op} makes {name} = {value}")
    return text.format(op=op, name=name, value=value)


def _taken(recording: Recording, card: int, value: str, *, has_derivative: bool) -> str:
    *others, last = (_operand_text(recording, row) for row in recording.operands_of(card))
    if not others and has_derivative:
        text = translate("sentences", "{op} takes {last} and gives {result}")
    elif not others:
        text = translate("sentences", "{op} takes {last} and gives {result}; it has no derivative")
    elif has_derivative:
        text = translate("sentences", "{op} takes {others} and {last} and gives {result}")
    else:
        text = translate(
            "sentences",
            "{op} takes {others} and {last} and gives {result}; it has no derivative",
        )
    op, name = op_name(recording, card), script_name(recording, card)
    result = f"{name} = {value}" if name else value
    return text.format(op=op, others=listed(others), last=last, result=result)


def _operand_text(recording: Recording, operand: np.void) -> str:
    if operand["operand"] == NONE:
        return recording.text(int(operand["literal"]))
    return phrase(recording, int(operand["operand"]))


def _cut_off(recording: Recording, card: int, value: str, cut: Cut) -> str:
    text = {
        Cut.DETACH: translate(
            "sentences", "{op} gives {result}, a constant: no gradient passes back to {operands}"
        ),
        Cut.NO_GRAD: translate(
            "sentences",
            "{op}, where gradients are off, gives {result}, a constant: "
            "no gradient passes back to {operands}",
        ),
        Cut.GRAD_READ: translate(
            "sentences",
            "{result} is read as it is, a constant: no gradient passes back to {operands}",
        ),
    }[cut]
    operands = recording.operands_of(card)
    cut_off = operands["operand"][operands["cut"] != Cut.OPEN].tolist()
    return text.format(
        op=op_name(recording, card),
        result=script_name(recording, card) or value,
        operands=listed(list(dict.fromkeys(phrase(recording, each) for each in cut_off))),
    )
