"""Questions about the next step of a backward pass, and the right answers."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from engine.record.state import State

MAX_NUMBERS = 4
"""Values with more elements are not asked for."""

MAX_OPERAND_NUMBERS = MAX_NUMBERS**2
"""Nor are contributions of operations on tensors with more elements."""

MAX_CHOICES = 9
"""If more nodes are ready, the next one is not asked for."""

_MAX_CHECKED = 1_000
"""If more evaluations follow, one is assumed to have a question without checking."""


class Subject(StrEnum):
    """What a question asks for."""

    NODE = "which node runs next"
    VALUE = "what it sends"


class Rule(StrEnum):
    """Why the right node runs next."""

    LEAF_FIRST = "AccumulateGrad runs as soon as it is ready"
    HIGHEST_NUMBER = "of all that are ready, the one that was made last"


class Question(NamedTuple):
    """A question about the next step.

    Attributes:
        subject: what it asks for.
        cursor: the cursor at which the answer is visible.
        node: the node that runs.
        choices: all ready nodes, in the order in which their operations were applied.
        target: the node that receives the value; NONE if the node is asked for.
        value: the number of the value; NONE likewise.
        is_twice: whether it sends that to the target twice, as the node of ``x * x`` does.
    """

    subject: Subject
    cursor: int
    node: int
    choices: tuple[int, ...]
    target: int = NONE
    value: int = NONE
    is_twice: bool = False


def question_at(state: State) -> Question | None:
    """A question about the next step; None if there is nothing to guess.

    If both the node and the value could be asked for, they alternate.
    """
    step, recording = state.next_step, state.recording
    if step is None or step.kind is not EventKind.NODE_EVALUATED:
        return None
    node = int(recording["evaluations"]["node"][step.row])
    pass_ = int(recording["evaluations"]["pass_"][step.row])
    ready = _ready(recording, pass_, state.happened)
    sent = _short_value(recording, step.event) if _is_easy(state, node) else None
    can_choose = 1 < len(ready) <= MAX_CHOICES and not _is_tie(recording, node, ready)
    cursor = state.cursor + 1
    if can_choose and (sent is None or step.row % 2 == 1):
        return Question(Subject.NODE, cursor, node, ready)
    if sent is None:
        return None
    return Question(Subject.VALUE, cursor, node, ready, *sent)


def asks_later(state: State) -> bool:
    """Whether there is a question about a later step."""
    recording = state.recording
    events = recording["evaluations"]["event"]
    coming = events[events >= state.happened]
    if len(coming) > _MAX_CHECKED:
        return True
    cursors = map(recording.index.step_of_event, coming.tolist())
    return any(question_at(recording.at(cursor)) for cursor in cursors)


def rule_of(recording: Recording, question: Question) -> Rule:
    """Why the node of a question runs next."""
    accumulates = bool(recording["nodes"]["accumulates"][question.node])
    return Rule.LEAF_FIRST if accumulates else Rule.HIGHEST_NUMBER


def _ready(recording: Recording, pass_: int, happened: int) -> tuple[int, ...]:
    """The nodes of a pass that have all their contributions and have not run."""
    index = recording.index.of_pass(pass_)
    is_ready = (index.ready < happened) & (index.evaluated >= happened)
    nodes = index.nodes[is_ready]
    made = recording["nodes"]["sequence"][nodes]
    ordered: list[int] = nodes[np.argsort(made, kind="stable")].tolist()
    return tuple(ordered)


def _is_tie(recording: Recording, node: int, ready: tuple[int, ...]) -> bool:
    """Whether the order of several leaves follows from no rule that a user could know."""
    accumulates = recording["nodes"]["accumulates"]
    return bool(accumulates[node]) and int(accumulates[list(ready)].sum()) > 1


def _is_easy(state: State, node: int) -> bool:
    """Whether a contribution follows from so few numbers that a person can compute it."""
    recording = state.recording
    operands = recording.operands_of(state.card_of_node(node))["operand"]
    taken = recording["cards"]["value"][operands[operands != NONE]]
    sizes = [_size(recording, int(each)) for each in taken]
    received = _size(recording, state.arriving(node))
    return received <= MAX_NUMBERS and all(size <= MAX_OPERAND_NUMBERS for size in sizes)


def _size(recording: Recording, number: int) -> int:
    value = recording.value(number)
    return 0 if value is None else value.size


def _short_value(recording: Recording, event: int) -> tuple[int, int, bool] | None:
    """A target, the value that it receives in an event, if that is short, and whether twice.

    A target that receives different values, or one more often, is not asked for.
    """
    sent = recording["contributions"]
    rows = np.flatnonzero(sent["event"] == event)
    for row in rows.tolist():
        number, target = int(sent["value"][row]), int(sent["target"][row])
        value = recording.value(number)
        if value is None or not value.is_whole or not 0 < value.size <= MAX_NUMBERS:
            continue
        others = sent["value"][rows[(sent["target"][rows] == target) & (rows != row)]]
        same = [recording.value(int(each)) for each in others]
        if not all(each is not None and np.array_equal(each.array, value.array) for each in same):
            continue
        if len(same) > 1:
            continue
        if value.array.dtype.kind == "f" and np.isfinite(value.array).all():
            return target, number, bool(same)
    return None
