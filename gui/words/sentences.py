"""Describes each step in one sentence, in words that students know."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.record.schema import EventKind
from engine.record.state import State
from gui.languages import finish_sentence
from gui.words.op_sentences import op_applied
from gui.words.pass_sentences import grad_reset, node_evaluated, pass_began, requires_grad_set

_SENTENCES = {
    EventKind.OP_APPLIED: op_applied,
    EventKind.PASS_BEGAN: pass_began,
    EventKind.NODE_EVALUATED: node_evaluated,
    EventKind.GRAD_RESET: grad_reset,
    EventKind.REQUIRES_GRAD_SET: requires_grad_set,
}


def sentence(state: State) -> str:
    """The sentence about the step of a state."""
    if state.step is None:
        return QCoreApplication.translate("sentences", "The script has not begun")
    return finish_sentence(_SENTENCES[state.step.kind](state, state.step))
