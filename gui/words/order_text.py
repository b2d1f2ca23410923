"""The texts about the order of nodes: why one is next, and what the others wait for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.explain.order import NextNode, Reason, WaitingNode
from engine.record.state import State
from gui.languages import finish_sentence
from gui.words.card_names import listed, node_phrase

translate = QCoreApplication.translate

MAX_LISTED = 3


def next_text(state: State, found: NextNode) -> str:
    """Which node is next, and why."""
    node = node_phrase(state, found.node)
    others = listed([node_phrase(state, each) for each in found.others[:MAX_LISTED]])
    if len(found.others) > MAX_LISTED:
        others = listed([others, "…"])
    text = {
        Reason.ONLY_ONE: translate(
            "explain", "Next: {node}. It is the only node that has all it waits for."
        ),
        Reason.ACCUMULATES: translate(
            "explain",
            "Next: {node}. AccumulateGrad goes before all others that are ready: {others}.",
        ),
        Reason.NEWEST: translate(
            "explain",
            "Next: {node}. Of the nodes that are ready it was made last: its sequence number "
            "{sequence} is the highest. Also ready: {others}.",
        ),
    }[found.reason]
    return finish_sentence(text.format(node=node, others=others, sequence=found.sequence))


def waiting_text(waiting: WaitingNode) -> str:
    """How many of a node's contributions have arrived."""
    text = translate("explain", "arrived {arrived} of {awaited}")
    return text.format(**waiting.progress._asdict())
