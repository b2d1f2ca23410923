"""The texts of the tool tips of cards and edges, read from a state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.printing import tensor_repr
from engine.record.recording import Recording
from engine.record.schema import NONE, Cut
from engine.record.state import State
from engine.record.values import Value
from gui.drawing.recording_cards import cut_reason
from gui.languages import finish_sentence
from gui.words.card_names import node_phrase, op_name, title
from gui.words.not_finite_texts import not_finite_text
from gui.words.number_texts import summary_text

translate = QCoreApplication.translate

MAX_LINES = 8
"""Lines of a tensor's text; "…" stands for the rest."""


class TipText(NamedTuple):
    """The text of a tip.

    Attributes:
        title: the card or edge.
        detail: operation, shape and dtype, or the sender.
        value: its numbers as PyTorch prints them; empty for none.
        gradient: the same of its gradient, or of what crossed an edge; empty for none.
        note: a remark; empty for none.
    """

    title: str
    detail: str = ""
    value: str = ""
    gradient: str = ""
    note: str = ""


def card_tip(state: State, card: int) -> TipText:
    """The tip of a card at a state."""
    recording = state.recording
    name, op = title(recording, card, state.happened), op_name(recording, card)
    value = recording.value(int(recording["cards"]["value"][card]))
    assert value is not None
    parts = [str(value.shape), f"torch.{value.dtype}"]
    detail = " · ".join(parts if name == op else [op, *parts])
    if not state.exists(card):
        return TipText(name, detail, note=translate("tips", "not made yet"))
    gradient = recording.value(state.gradient(card))
    note = _progress(state, card) if gradient is not None else _why_none(state, card)
    return TipText(
        name, detail, _card_text(state, card, value), _text(gradient) if gradient else "", note
    )


def edge_tip(state: State, operand: int) -> TipText:
    """The tip of an edge, by its row of ``operands``, at a state."""
    recording = state.recording
    row = recording["operands"][operand]
    source, user = (title(recording, int(row[end]), state.happened) for end in ("operand", "card"))
    name = finish_sentence(f"{source} → {user}")
    if row["cut"] != Cut.OPEN:
        text = translate("tips", "no gradient crosses: {reason}")
        return TipText(name, note=text.format(reason=cut_reason(Cut(int(row["cut"])))))
    if row["position"] == NONE:
        return TipText(name, note=translate("tips", "no gradient crosses: none is required"))
    crossing = int(state.contributions_along(np.array([operand]))[0])
    if crossing == NONE:
        return TipText(name, note=translate("tips", "no gradient has crossed yet"))
    contribution = recording["contributions"][crossing]
    value = recording.value(int(contribution["value"]))
    sender = translate("tips", "sent by {node}")
    sender = sender.format(node=node_phrase(state, int(contribution["sender"])))
    return TipText(name, sender, gradient="None" if value is None else _text(value))


def _progress(state: State, card: int) -> str:
    """The number of received contributions, during the pass."""
    progress = state.progress(state.node_of(card))
    if progress is None or not state.in_pass:
        return ""
    text = translate("tips", "{arrived} of {awaited} contributions have arrived")
    return text.format(**progress._asdict())


def _why_none(state: State, card: int) -> str:
    """Why a card has no gradient."""
    if not state.requires_grad(card):
        return translate("tips", "requires no gradient")
    tensor = int(state.recording["cards"]["tensor"][card])
    if state.recording.index.newest_version(tensor, state.happened) != card:
        return translate("tips", "changed in place since: its gradient is at its newer card")
    if state.progress(state.node_of(card)) is None and state.in_pass:
        return translate("tips", "no gradient: this pass does not come here")
    return translate("tips", "no gradient yet")


def _card_text(state: State, card: int, value: Value) -> str:
    """The tensor of a card as PyTorch prints it."""
    node = int(state.recording["cards"]["node"][card])
    if node == NONE:
        return _text(value, requires_grad=state.requires_grad(card))
    return _text(value, grad_fn=_node_name(state.recording, node))


def _node_name(recording: Recording, node: int) -> str:
    return recording.text(int(recording["nodes"]["name"][node]))


def _text(value: Value, *, grad_fn: str | None = None, requires_grad: bool = False) -> str:
    if not value.is_whole:
        return summary_text(value)
    lines = tensor_repr(value.array, grad_fn=grad_fn, requires_grad=requires_grad).split("\n")
    if len(lines) <= MAX_LINES:
        return "\n".join(lines)
    rest = not_finite_text(value)  # which may be in the lines that are left out
    return "\n".join([*lines[: MAX_LINES - 1], f"… ({rest})" if rest else "…"])
