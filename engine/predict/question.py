"""What can be asked about the next step of a backward pass, and what the right answer is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from engine.record.state import State

MAX_NUMBERS = 4
"""A value of more numbers is not asked for, nor what becomes of one."""

MAX_OPERAND_NUMBERS = MAX_NUMBERS**2
"""Nor is what an operation sends that has computed with a tensor of more."""

MAX_CHOICES = 9
"""Of more nodes that are ready, the next one is not asked for."""

_MOST_LOOKED_AT = 1_000
"""Of more evaluations that come, one is taken to have a question without a look at them."""


class Asked(StrEnum):
    """What a question asks for."""

    NODE = "which node runs next"
    VALUE = "what it sends"


class Rule(StrEnum):
    """Why the right node is the next one."""

    LEAF_FIRST = "AccumulateGrad runs as soon as it is ready"
    HIGHEST_NUMBER = "of all that are ready, the one that was made last"


class Question(NamedTuple):
    """A question about the step that comes next.

    Attributes:
        asked: what it asks for.
        cursor: where the answer is seen.
        node: the node that runs.
        choices: all nodes that are ready, in the order in which their operations were applied.
        target: the node that it sends the value to; NONE where the node is asked for.
        value: that value's number; NONE likewise.
    """

    asked: Asked
    cursor: int
    node: int
    choices: tuple[int, ...]
    target: int = NONE
    value: int = NONE


def question_at(state: State) -> Question | None:
    """A question about the next step; None where there is nothing to find out about it.

    Where both the node and the value could be asked for, they take turns.
    """
    step, recording = state.next_step, state.recording
    if step is None or step.kind is not EventKind.NODE_EVALUATED:
        return None
    node = int(recording["evaluations"]["node"][step.row])
    pass_ = int(recording["evaluations"]["pass_"][step.row])
    ready = _ready(recording, pass_, state.happened)
    sent = _short_value(recording, step.event) if _is_by_hand(state, node) else None
    can_choose = 1 < len(ready) <= MAX_CHOICES and not _is_tie(recording, node, ready)
    cursor = state.cursor + 1
    if can_choose and (sent is None or step.row % 2 == 1):
        return Question(Asked.NODE, cursor, node, ready)
    if sent is None:
        return None
    return Question(Asked.VALUE, cursor, node, ready, *sent)


def asks_later(state: State) -> bool:
    """Whether there is a question about any later step."""
    recording = state.recording
    events = recording["evaluations"]["event"]
    coming = events[events >= state.happened]
    if len(coming) > _MOST_LOOKED_AT:
        return True
    cursors = map(recording.index.step_of_event, coming.tolist())
    return any(question_at(recording.at(cursor)) for cursor in cursors)


def rule_of(recording: Recording, question: Question) -> Rule:
    """Why the node of a question is the next one."""
    accumulates = bool(recording["nodes"]["accumulates"][question.node])
    return Rule.LEAF_FIRST if accumulates else Rule.HIGHEST_NUMBER


def _ready(recording: Recording, pass_: int, happened: int) -> tuple[int, ...]:
    """The nodes of a pass that all contributions have reached and that have not run."""
    index = recording.index.of_pass(pass_)
    is_ready = (index.ready < happened) & (index.evaluated >= happened)
    nodes = index.nodes[is_ready]
    made = recording["nodes"]["sequence"][nodes]
    ordered: list[int] = nodes[np.argsort(made, kind="stable")].tolist()
    return tuple(ordered)


def _is_tie(recording: Recording, node: int, ready: tuple[int, ...]) -> bool:
    """Whether no rule that one could know tells which of several leaves is filled first."""
    accumulates = recording["nodes"]["accumulates"]
    return bool(accumulates[node]) and int(accumulates[list(ready)].sum()) > 1


def _is_by_hand(state: State, node: int) -> bool:
    """Whether what a node sends follows from so few numbers that a person can compute it."""
    recording = state.recording
    operands = recording.operands_of(state.card_of_node(node))["operand"]
    taken = recording["cards"]["value"][operands[operands != NONE]]
    sizes = [_size(recording, int(each)) for each in taken]
    received = _size(recording, state.arriving(node))
    return received <= MAX_NUMBERS and all(size <= MAX_OPERAND_NUMBERS for size in sizes)


def _size(recording: Recording, number: int) -> int:
    value = recording.value(number)
    return 0 if value is None else value.size


def _short_value(recording: Recording, event: int) -> tuple[int, int] | None:
    """A target and the value sent to it in an event, if it is one to be told in a few numbers."""
    sent = recording["contributions"]
    for row in np.flatnonzero(sent["event"] == event).tolist():
        number = int(sent["value"][row])
        value = recording.value(number)
        if value is None or not value.is_whole or not 0 < value.size <= MAX_NUMBERS:
            continue
        if value.array.dtype.kind == "f" and np.isfinite(value.array).all():
            return int(sent["target"][row]), number
    return None
