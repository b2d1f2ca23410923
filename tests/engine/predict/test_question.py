"""The question before each step, with the answer from the recording."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.predict.question import MAX_NUMBERS, Rule, Subject, asks_later, question_at, rule_of
from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from tests.engine.recorder.watching import run

TWO_LEAVES = """\
import torch
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
y = (a * b).exp() + a * 4
y.backward()
"""


def recorded(code: str) -> Recording:
    return run(code).recording


def name(recording: Recording, node: int) -> str:
    return recording.text(int(recording["nodes"]["name"][node]))


def test_outside_of_a_pass_there_is_no_question():
    recording = recorded(TWO_LEAVES)
    for cursor in range(recording.step_count):
        state = recording.at(cursor)
        asked = question_at(state)
        step = state.next_step
        assert step is not None
        if step.kind is not EventKind.NODE_EVALUATED:
            assert asked is None
    assert question_at(recording.at(recording.step_count)) is None


def test_asks_later_finds_a_later_question():
    recording = recorded(TWO_LEAVES)
    asked = [question_at(recording.at(cursor)) for cursor in range(recording.step_count + 1)]
    later = [asks_later(recording.at(cursor)) for cursor in range(recording.step_count + 1)]
    assert later == [any(asked[cursor:]) for cursor in range(recording.step_count + 1)]
    assert later[0] and not later[-1]


def test_the_answer_is_what_the_next_step_does():
    recording = recorded(TWO_LEAVES)
    kinds = set()
    for cursor in range(recording.step_count):
        asked = question_at(recording.at(cursor))
        if asked is None:
            continue
        kinds.add(asked.subject)
        after = recording.at(asked.cursor)
        assert asked.cursor == cursor + 1
        assert after.step is not None
        assert int(recording["evaluations"]["node"][after.step.row]) == asked.node
        assert asked.node in asked.choices
        if asked.subject is Subject.VALUE:
            sent = recording["contributions"]
            row = np.flatnonzero((sent["event"] == after.step.event) & (sent["value"] != NONE))
            assert asked.value in sent["value"][row]
            assert asked.target in sent["target"][row]
    assert kinds == {Subject.NODE, Subject.VALUE}


def test_the_rule_is_that_of_the_engine():
    recording = recorded(TWO_LEAVES)
    told = {}
    for cursor in range(recording.step_count):
        asked = question_at(recording.at(cursor))
        if asked is not None and asked.subject is Subject.NODE:
            told[name(recording, asked.node)] = rule_of(recording, asked)
            sequence = recording["nodes"]["sequence"]
            assert sequence[asked.node] == max(sequence[list(asked.choices)])
    assert told
    assert all(
        rule is (Rule.LEAF_FIRST if node == "AccumulateGrad" else Rule.HIGHEST_NUMBER)
        for node, rule in told.items()
    )


def test_the_order_of_two_leaves_is_not_asked():
    recording = recorded(
        "import torch\na = torch.tensor(2.0, requires_grad=True)\n"
        "b = torch.tensor(3.0, requires_grad=True)\n(a * b).backward()"
    )
    for cursor in range(recording.step_count):
        asked = question_at(recording.at(cursor))
        assert asked is None or asked.subject is Subject.VALUE or len(asked.choices) < 2


def test_values_with_many_elements_are_not_asked():
    recording = recorded(
        "import torch\nx = torch.ones(100, requires_grad=True)\n(x * x).exp().sum().backward()"
    )
    for cursor in range(recording.step_count):
        asked = question_at(recording.at(cursor))
        if asked is not None and asked.subject is Subject.VALUE:
            value = recording.value(asked.value)
            assert value is not None
            assert value.size <= MAX_NUMBERS


@pytest.mark.parametrize(
    "computed",
    [
        "y = (torch.zeros(100) + x).exp().sum()",  # x receives the sum of a hundred numbers
        "y = (torch.ones(4, 100) @ torch.zeros(100)).sum() * x",
        "y = x * torch.ones(100) @ torch.ones(100)",
    ],
)
def test_values_that_nobody_computes_by_hand_are_not_asked(computed: str):
    recording = recorded(
        f"import torch\nx = torch.tensor(2.0, requires_grad=True)\n{computed}\ny.backward()"
    )
    for cursor in range(recording.step_count):
        state = recording.at(cursor)
        asked = question_at(state)
        if asked is not None and asked.subject is Subject.VALUE:
            received = recording.value(state.arriving(asked.node))
            operands = recording.operands_of(state.card_of_node(asked.node))["operand"]
            numbers = recording["cards"]["value"][operands[operands != NONE]].tolist()
            values = [received, *map(recording.value, numbers)]
            assert all(value is None or value.size < 100 for value in values)


def test_nan_and_infinite_values_are_not_asked():
    recording = recorded(
        "import torch\nx = torch.tensor(0.0, requires_grad=True)\nx.sqrt().backward()"
    )
    asked = [question_at(recording.at(cursor)) for cursor in range(recording.step_count)]
    assert asked == [None] * recording.step_count


@given(st.lists(st.sampled_from(["a * b", "a + b", "y * a", "y.exp()", "y + b"]), max_size=6))
def test_any_pass_can_be_predicted_to_its_end(expressions: list[str]):
    lines = [f"y = {each}" for each in expressions]
    recording = recorded(
        "\n".join([*TWO_LEAVES.splitlines()[:3], "y = a * 0.5", *lines, "y.backward()"])
    )
    for cursor in range(recording.step_count):
        asked = question_at(recording.at(cursor))
        if asked is not None:
            rule_of(recording, asked)
            assert asked.node in asked.choices
