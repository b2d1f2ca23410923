"""Sentences about operations."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag, Cut
from engine.record.state import State, Step
from gui.words.card_names import listed, op_name, phrase, phrases, script_name, with_settings
from gui.words.number_texts import literal_text, value_text

translate = QCoreApplication.translate


def op_applied(state: State, step: Step) -> str:
    """The operands and the result of an op; for a constant, why no gradient passes."""
    recording, card = state.recording, step.row
    row = recording["cards"][card]
    value = value_text(recording, int(row["value"]))
    operands = recording.operands_of(card)
    if row["flags"] & CardFlag.IN_PLACE:
        return _changed(state, step, value)
    if (operands["operand"] == NONE).all():
        return _made(op_name(recording, card), script_name(recording, card, state.happened), value)
    cut = _what_cut(state, card)
    if cut in (Cut.OPEN, Cut.NOT_DIFFERENTIABLE):
        return _taken(state, step, value, has_derivative=cut == Cut.OPEN)
    return _cut_off(state, step, value, cut)


def _changed(state: State, step: Step, value: str) -> str:
    """The result of an in-place op, also for the base of a view."""
    recording, card = state.recording, step.row
    changed = phrase(recording, int(recording["cards"]["joined"][card]), step.event)
    text = translate("sentences", "{op} changes {tensor} in place: it is now {value}")
    base = _base_before(recording, card)
    if base != NONE:
        text = translate(
            "sentences",
            "{op} changes {tensor}, a view of {base}, in place, and so {base} too: "
            "it is now {value}",
        )
    whole = "" if base == NONE else phrase(recording, base, step.event)
    return text.format(op=op_name(recording, card), tensor=changed, base=whole, value=value)


def _base_before(recording: Recording, card: int) -> int:
    """The base of a view that was changed in place, as it was before; NONE for no view.

    The card of the base that the same event made is an operand of the view's, or made from it.
    """
    cards, after = recording["cards"], card + 1
    if cards["flags"][card] & CardFlag.VIEW:
        base = int(recording.operands_of(card)["operand"][0])
    elif after < len(cards) and recording.operands_of(after)["operand"].tolist() == [card]:
        base = after
    else:
        return NONE
    is_of_event = cards["event"][base] == cards["event"][card]
    return int(cards["joined"][base]) if is_of_event else NONE


def _what_cut(state: State, card: int) -> Cut:
    """Why a card is a constant in spite of operands that require gradients."""
    cuts = state.recording.operands_of(card)["cut"]
    if state.requires_grad(card) or not cuts.any():
        return Cut.OPEN
    return Cut(int(cuts[cuts != Cut.OPEN][0]))


def _made(op: str, name: str, value: str) -> str:
    if not name:
        return translate("sentences", "{op} makes {value}").format(op=op, value=value)
    text = translate("sentences", "{op} makes {name} = {value}")
    return text.format(op=op, name=name, value=value)


def _taken(state: State, step: Step, value: str, *, has_derivative: bool) -> str:
    recording, card = state.recording, step.row
    operands = _given_operands(recording, card)
    *others, last = with_settings(_operand_texts(recording, operands, step.event))
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
    op, name = op_name(recording, card), script_name(recording, card, state.happened)
    result = f"{name} = {value}" if name else value
    return text.format(op=op, others=listed(others), last=last, result=result)


def _given_operands(recording: Recording, card: int) -> np.ndarray:
    """The operands and settings of a card, but for what the script left out."""
    operands = recording.operands_of(card)
    if not any("=" in recording.text(int(each)) for each in operands["literal"]):
        return operands
    # Imported late, for a faster start of the window.
    from engine.explain.application import are_left_out

    given: np.ndarray = operands[~are_left_out(recording, card)]
    return given


def _operand_texts(recording: Recording, operands: np.ndarray, happened: int) -> list[str]:
    """The names of operands before the operation."""
    cards = operands["operand"]
    names = iter(phrases(recording, cards[cards != NONE].tolist(), happened))
    return [
        literal_text(recording.text(literal)) if card == NONE else next(names)
        for card, literal in zip(cards.tolist(), operands["literal"].tolist(), strict=True)
    ]


def _cut_off(state: State, step: Step, value: str, cut: Cut) -> str:
    recording, card = state.recording, step.row
    read = translate(
        "sentences",
        "{result} is read as it is, a constant: no gradient passes back to {operands}",
    )
    text = {
        Cut.DETACH: translate(
            "sentences", "{op} gives {result}, a constant: no gradient passes back to {operands}"
        ),
        Cut.NO_GRAD: translate(
            "sentences",
            "{op}, where gradients are off, gives {result}, a constant: "
            "no gradient passes back to {operands}",
        ),
        Cut.GRAD_READ: read,
        Cut.DATA_READ: read,
        Cut.GRADIENT_GIVEN: read,
    }[cut]
    operands = recording.operands_of(card)
    cut_off = operands["operand"][operands["cut"] != Cut.OPEN].tolist()
    names = dict.fromkeys(phrase(recording, each, step.event) for each in cut_off)
    return text.format(
        op=op_name(recording, card),
        result=script_name(recording, card, state.happened) or value,
        operands=listed(list(names)),
    )
