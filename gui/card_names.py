"""What cards and nodes are called: the script's names where it gave one, else by their op."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.record.recording import Recording
from engine.record.schema import NONE, CardFlag
from engine.record.state import State
from gui.op_symbols import script_op

translate = QCoreApplication.translate


def script_name(recording: Recording, card: int) -> str:
    """The name that the script last bound a card's tensor to; empty when it bound none."""
    cards = recording["cards"]
    while not recording.names(card):
        flags, joined = int(cards["flags"][card]), int(cards["joined"][card])
        if flags & CardFlag.GRAD_OF and joined != NONE:
            leaf = script_name(recording, joined)
            return f"{leaf}.grad" if leaf else ""
        if not flags & CardFlag.IN_PLACE or joined == NONE:
            return ""
        card = joined
    return recording.names(card)[-1]


def op_name(recording: Recording, card: int) -> str:
    """The op that made a card, as the script calls it: ``dot``, or ``add_`` in place."""
    row = recording["cards"][card]
    op = script_op(recording.text(int(row["op"])))
    return f"{op}_" if row["flags"] & CardFlag.IN_PLACE else op


def title(recording: Recording, card: int) -> str:
    """What heads a card: its name, else its op."""
    return script_name(recording, card) or op_name(recording, card)


def phrase(recording: Recording, card: int) -> str:
    """A card within a sentence: ``y``, or ``the result of dot``."""
    name = script_name(recording, card)
    unnamed = translate("names", "the result of {op}")
    return name or unnamed.format(op=op_name(recording, card))


def grad_phrase(recording: Recording, card: int) -> str:
    """A leaf's gradient within a sentence: ``x.grad``, or ``the gradient of ...``."""
    name = script_name(recording, card)
    unnamed = translate("names", "the gradient of {tensor}")
    return f"{name}.grad" if name else unnamed.format(tensor=phrase(recording, card))


def node_phrase(state: State, node: int) -> str:
    """A node within a sentence: ``DotBackward0``, or ``AccumulateGrad of x``."""
    recording = state.recording
    row = recording["nodes"][node]
    name = recording.text(int(row["name"]))
    if not row["accumulates"]:
        return name
    leaf = phrase(recording, state.card_of_node(node))
    return translate("names", "{node} of {leaf}").format(node=name, leaf=leaf)


def listed(texts: list[str]) -> str:
    """Several phrases as one."""
    return translate("names", ", ", "between the parts of a list").join(texts)
