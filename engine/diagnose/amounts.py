"""Why a gradient that has arrived is zero, not finite, or larger than expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.diagnose.finding import Cause, Finding
from engine.diagnose.history import History
from engine.diagnose.received import Received, spoiled
from engine.diagnose.remarkable import is_broken, is_zero
from engine.diagnose.values import why_value
from engine.record.recording import Recording
from engine.record.schema import NONE, Reset
from engine.record.state import State

_FLAT_WHERE_LARGE = ("Sigmoid", "Tanh", "Softmax", "Erf", "LogSigmoid")
_FLAT_OUT_OF_BOUNDS = ("Threshold", "Clamp", "Hardtanh", "Hardsigmoid")
_FACTORS = {
    **dict.fromkeys(("Mul", "Div", "Mm", "Mv", "Bmm", "Dot", "Vdot", "Convolution"), (0, 1)),
    **dict.fromkeys(("Addmm", "Addmv", "Addr", "Addbmm", "Baddbmm", "Addcmul"), (1, 2)),
}
"""Nodes of products, and which of their operands are multiplied."""


class _Culprit(NamedTuple):
    """The node that turned a good gradient into a bad one (zero, or not finite).

    Attributes:
        cards: from the card in question down to that of the node.
        contribution: the row of its contribution; NONE if no contribution or the seed is to blame.
        received: the gradient it received was already bad, although no contribution to it was.
        is_seed: the seed itself is to blame.
    """

    cards: tuple[int, ...]
    contribution: int = NONE
    received: Received | None = None
    is_seed: bool = False


def why_zero(state: State, card: int) -> Finding:
    """Why the gradient of a card is all zero."""
    recording = state.recording
    state = _before_scaling(state, card, is_zero)
    history = History(state, card)
    rows = _arrivals(state, card, history)
    reset = history.last_reset
    if not len(rows) and reset is not None and reset.how is not Reset.SET_TO_NONE:
        return Finding(Cause.ZEROED, (card,), (recording.cursor_of_event(reset.event),))
    culprit = _culprit(state, card, rows, is_zero)
    if culprit.received is not None and culprit.received.is_hooked:
        return Finding(Cause.HOOKED, culprit.cards, (culprit.received.cursor,))
    if culprit.is_seed:
        return Finding(Cause.ZERO_SEED, culprit.cards)
    if culprit.received is not None or culprit.contribution == NONE:
        return _sum_of(Cause.CANCELS, state, culprit, history)
    return _zero_at(recording, culprit)


def why_broken(state: State, card: int) -> Finding:
    """Why the gradient of a card contains nan or infinity."""
    recording = state.recording
    state = _before_scaling(state, card, is_broken)
    history = History(state, card)
    rows = _arrivals(state, card, history)
    reset = history.last_reset
    is_broken_since = _is_any_bad(recording, rows, is_broken)
    if reset is not None and is_broken(recording, reset.after) and not is_broken_since:
        return Finding(Cause.BROKEN_BY_SCRIPT, (card,), (recording.cursor_of_event(reset.event),))
    culprit = _culprit(state, card, rows, is_broken)
    if culprit.received is not None and culprit.received.is_hooked:
        return Finding(Cause.HOOKED, culprit.cards, (culprit.received.cursor,))
    of_value = why_value(recording, culprit.cards[-1])
    if of_value is not None:
        return of_value._replace(cards=(*culprit.cards, *of_value.cards[1:]))
    if culprit.is_seed:
        return Finding(Cause.BROKEN_SEED, culprit.cards)
    if culprit.received is not None or culprit.contribution == NONE:
        return _sum_of(Cause.OVERFLOWS, state, culprit, history)
    step, name = _end_of_step(recording, culprit)
    return Finding(Cause.BROKEN_SLOPE, culprit.cards, (step,), op=name)


def why_larger(state: State, card: int) -> Finding | None:
    """The passes whose contributions added up in a leaf's gradient, if there are several."""
    history = History(state, card)
    passes = history.passes
    if len(passes) < 2:
        return None
    index = state.recording.index
    return Finding(Cause.ACCUMULATED, (card,), tuple(index.pass_start(each) for each in passes))


def _before_scaling(state: State, card: int, is_bad: Callable[[Recording, int], bool]) -> State:
    """The state before the script scaled, as by clipping, a gradient that was already bad."""
    recording = state.recording
    while True:
        history = History(state, card)
        reset = history.last_reset
        if reset is None or reset.how is not Reset.CHANGED or not is_bad(recording, reset.before):
            return state
        if _is_any_bad(recording, _arrivals(state, card, history), is_bad):
            return state
        state = recording.at(recording.cursor_of_event(reset.event) - 1)


def _arrivals(state: State, card: int, history: History) -> list[int]:
    """Rows of the contributions to a gradient."""
    recording = state.recording
    node = state.node_of(card)
    if not recording.index.is_leaf(np.array([card]))[0]:
        arrived: list[int] = state.arrived(node).tolist()
        return arrived
    rows: list[int] = []
    for pass_ in history.passes:
        rows += recording.index.of_pass(pass_).arrivals(node).tolist()
    return [row for row in rows if recording["contributions"]["event"][row] < state.happened]


def _culprit(
    state: State, card: int, rows: list[int], is_bad: Callable[[Recording, int], bool]
) -> _Culprit:
    """Follow bad contributions down from a card, as long as their senders had received bad ones."""
    recording = state.recording
    sent, nodes = recording["contributions"], recording["nodes"]
    cards = [card]
    is_to_blame = _is_all_bad if is_bad is is_zero else _is_any_bad
    while True:
        if not is_to_blame(recording, rows, is_bad):
            return _Culprit(tuple(cards), received=_spoiled_at(state, cards[-1], rows, is_bad))
        row = next(row for row in rows if is_bad(recording, int(sent["value"][row])))
        if sent["sender"][row] == NONE:
            return _Culprit(tuple(cards), is_seed=True)
        sender, pass_ = int(sent["sender"][row]), int(sent["pass_"][row])
        cards.append(int(nodes["card"][sender]))
        rows = recording.index.of_pass(pass_).arrivals(sender).tolist()
        if is_to_blame(recording, rows, is_bad):
            continue
        received = spoiled(recording, pass_, sender, is_bad)
        return _Culprit(tuple(cards), row, received)


def _is_all_bad(
    recording: Recording, rows: list[int], is_bad: Callable[[Recording, int], bool]
) -> bool:
    """Whether all contributions are bad: a zero sum has only zero terms."""
    values = recording["contributions"]["value"]
    return bool(rows) and all(is_bad(recording, int(values[row])) for row in rows)


def _is_any_bad(
    recording: Recording, rows: list[int], is_bad: Callable[[Recording, int], bool]
) -> bool:
    """Whether any contribution is bad: one nan makes the sum nan."""
    values = recording["contributions"]["value"]
    return any(is_bad(recording, int(values[row])) for row in rows)


def _spoiled_at(
    state: State, card: int, rows: list[int], is_bad: Callable[[Recording, int], bool]
) -> Received | None:
    """What happened to the gradient on its way into a leaf's ``.grad``."""
    recording = state.recording
    node = state.node_of(card)
    if not rows or not recording["nodes"]["accumulates"][node]:
        return None
    pass_ = int(recording["contributions"]["pass_"][rows[-1]])
    return spoiled(recording, pass_, node, is_bad)


def _sum_of(cause: Cause, state: State, culprit: _Culprit, history: History) -> Finding:
    """A sum that is bad although no term is: the steps that added the terms."""
    recording = state.recording
    sent = recording["contributions"]
    if culprit.contribution == NONE:
        rows = _arrivals(state, culprit.cards[-1], history)
    else:
        row = sent[culprit.contribution]
        rows = recording.index.of_pass(int(row["pass_"])).arrivals(int(row["sender"])).tolist()
    events = [int(sent["event"][row]) for row in rows]
    return Finding(cause, culprit.cards, tuple(map(recording.cursor_of_event, events)))


def _zero_at(recording: Recording, culprit: _Culprit) -> Finding:
    """What about the culprit's operation made the gradient zero."""
    step, name = _end_of_step(recording, culprit)
    if name.startswith("Relu"):
        return Finding(Cause.DEAD_RELU, culprit.cards, (step,), op=name)
    if name.startswith(_FLAT_OUT_OF_BOUNDS):
        return Finding(Cause.OUT_OF_BOUNDS, culprit.cards, (step,), op=name)
    if name.startswith(_FLAT_WHERE_LARGE):
        return Finding(Cause.SATURATED, culprit.cards, (step,), op=name)
    for factor in _other_factors(recording, culprit, name):
        if is_zero(recording, int(recording["cards"]["value"][factor])):
            return Finding(Cause.ZERO_OPERAND, (*culprit.cards, factor), (step,), op=name)
    return Finding(Cause.ZERO_SLOPE, culprit.cards, (step,), op=name)


def _other_factors(recording: Recording, culprit: _Culprit, name: str) -> list[int]:
    """The other factors of the culprit's operation, which made the operand's gradient zero."""
    sent_to = int(recording["contributions"]["position"][culprit.contribution])
    operands = recording.operands_of(culprit.cards[-1])
    tensors = operands[operands["operand"] != NONE]
    places = _FACTORS.get(name.split("Backward")[0], ())
    is_factor = np.isin(np.arange(len(tensors)), places) & (tensors["position"] != sent_to)
    factors: list[int] = tensors["operand"][is_factor].tolist()
    return factors


def _end_of_step(recording: Recording, culprit: _Culprit) -> tuple[int, str]:
    """The cursor right after the culprit's node has run, and its name."""
    row = recording["contributions"][culprit.contribution]
    name = recording.text(int(recording["nodes"]["name"][row["sender"]]))
    return recording.cursor_of_event(int(row["event"])), name
