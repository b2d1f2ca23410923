"""The cursors at which lines, nodes and conditions stop a walk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.schema import EventKind
from engine.walk.condition import Condition
from engine.walk.stops import Stop, following, hits, line_cursors, node_cursors, preceding
from engine.walk.subjects import subjects
from tests.engine.recorder.watching import run

SCRIPT = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x
for i in range(3): y = y * 2 + 1
z = torch.dot(y,
              x)
z.backward()
x.grad.zero_()
w = torch.ones(2)
"""
TRAINING = """\
import torch
w = torch.tensor([1.0, -1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.3)
for i in range(4):
    optimizer.zero_grad()
    u, v = w.unbind()
    loss = u * u + (v * 3).exp()
    loss.backward()
    optimizer.step()
"""


@pytest.fixture(scope="module")
def recording() -> Recording:
    return run(SCRIPT).recording


def kinds(recording: Recording, cursors: np.ndarray) -> list[EventKind]:
    steps = [recording.at(cursor).step for cursor in cursors.tolist()]
    return [step.kind for step in steps if step is not None]


def test_a_line_stops_once_each_time_it_is_reached(recording: Recording):
    made, ran = EventKind.OP_APPLIED, EventKind.NODE_EVALUATED
    assert kinds(recording, line_cursors(recording, 4)) == [made] * 3 + [ran] * 3
    assert kinds(recording, line_cursors(recording, 2)) == [made, ran]


def test_a_line_inside_an_expression_of_several_lines_stops(recording: Recording):
    assert kinds(recording, line_cursors(recording, 5))[0] == EventKind.OP_APPLIED
    assert line_cursors(recording, 6).tolist() == line_cursors(recording, 5).tolist()


def test_lines_of_passes_and_resets_stop_too(recording: Recording):
    assert kinds(recording, line_cursors(recording, 7)) == [EventKind.PASS_BEGAN]
    assert kinds(recording, line_cursors(recording, 8)) == [EventKind.GRAD_RESET]


@pytest.mark.parametrize("line", [0, 1, 3, 10, 999, -1])
def test_lines_without_steps_never_stop(recording: Recording, line: int):
    assert line_cursors(recording, line).tolist() == []


def test_the_node_of_a_leaf_runs_once_per_pass(recording: Recording):
    (cursor,) = node_cursors(recording, 0).tolist()
    assert recording.at(cursor).current_card() == 0


def test_a_constant_has_no_node(recording: Recording):
    last = len(recording["cards"]) - 1
    assert node_cursors(recording, last).tolist() == []
    assert hits(recording, [Stop(card=last)]).tolist() == [recording.step_count], "it is made"


def test_a_card_stops_where_it_is_made_its_node_runs_and_its_gradient_is_set(
    recording: Recording,
):
    made, ran, reset = EventKind.OP_APPLIED, EventKind.NODE_EVALUATED, EventKind.GRAD_RESET
    assert kinds(recording, hits(recording, [Stop(card=0)])) == [made, ran, reset]


def test_several_stops_are_reached_in_order(recording: Recording):
    together = hits(recording, [Stop(line=8), Stop(line=4), Stop(card=0)])
    apart = [hits(recording, [stop]) for stop in (Stop(line=8), Stop(line=4), Stop(card=0))]
    assert together.tolist() == sorted(set(np.concatenate(apart).tolist()))
    assert hits(recording, []).tolist() == []


def test_with_a_condition_each_step_of_a_line_is_tested(recording: Recording):
    all_steps = hits(recording, [Stop(line=4, condition=Condition("1"))])
    assert len(all_steps) == 12, "two operations and two nodes, three times"
    large = hits(recording, [Stop(line=4, condition=Condition("max(value) > 10"))])
    assert set(large.tolist()) < set(all_steps.tolist())


@pytest.mark.parametrize("text", ["norm(grad) > 2", "grad", "value > 1 and grad > 1", "max(grad)"])
@pytest.mark.parametrize("script", [SCRIPT, TRAINING])
def test_a_condition_is_met_exactly_in_the_states_where_it_holds(script: str, text: str):
    recording = run(script).recording
    lines = range(1, script.count("\n") + 1)
    found = set(hits(recording, [Stop(line=each, condition=Condition(text)) for each in lines]))
    expected = set()
    for cursor in range(1, recording.step_count + 1):
        state = recording.at(cursor)
        assert state.step is not None
        card = state.current_card()
        names = {"value": recording.value(int(recording["cards"]["value"][card]))}
        in_pass = state.step.kind in (EventKind.NODE_EVALUATED, EventKind.PASS_BEGAN)
        if in_pass or recording.index.is_leaf(card):
            names["grad"] = recording.value(state.gradient(card))
        if _is_met(text, {name: each.array for name, each in names.items() if each}):
            expected.add(cursor)
    assert found == expected


def _is_met(text: str, names: dict[str, np.ndarray]) -> bool:
    """The same conditions, implemented again."""
    grad, value = names.get("grad"), names["value"]
    if grad is None:
        return False
    return {
        "norm(grad) > 2": bool(np.linalg.norm(grad.ravel()) > 2),
        "grad": bool((grad != 0).any()),
        "value > 1 and grad > 1": bool((value > 1).any() and (grad > 1).any()),
        "max(grad)": bool(grad.max() != 0),
    }[text]


def test_a_condition_on_a_missing_gradient_is_not_met():
    recording = run("import torch\nx = torch.ones(2)\ny = x * 2\n").recording
    assert hits(recording, [Stop(line=3, condition=Condition("norm(grad) > 1"))]).tolist() == []


def test_the_subject_of_each_step_is_that_of_the_state():
    for script in (SCRIPT, TRAINING):
        recording = run(script).recording
        steps = subjects(recording)
        for cursor in range(1, recording.step_count + 1):
            state = recording.at(cursor)
            tensors = recording["cards"]["tensor"]
            assert tensors[steps.cards[cursor - 1]] == tensors[state.current_card()]


def test_an_empty_recording_never_stops():
    recording = Recording("")
    assert hits(recording, [Stop(line=1)]).tolist() == []


@given(st.lists(st.integers(0, 30), unique=True), st.integers(-1, 31))
def test_the_stops_before_and_after_a_cursor_are_found(cursors: list[int], cursor: int):
    ascending = np.array(sorted(cursors), np.int64)
    assert following(ascending, cursor) == min((c for c in cursors if c > cursor), default=None)
    assert preceding(ascending, cursor) == max((c for c in cursors if c < cursor), default=None)
