"""The state at every cursor of the sample recordings."""

import time
from itertools import pairwise

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.record.rows import Rows
from engine.record.schema import NONE, EventKind
from engine.record.state import CardStatus, EdgeStatus, Progress, State
from tests.engine.recorder.watching import run
from tests.samples import Sample, Took, accumulation, first_gradient

X, DOT, Y = 0, 1, 2
"""The cards of the first sample."""

IDLE, WAITING, READY, CURRENT, DONE, FUTURE = CardStatus


@pytest.fixture(scope="module")
def first() -> Recording:
    return first_gradient().recording()


@pytest.fixture(scope="module")
def second() -> Recording:
    return accumulation().recording()


def every_state(recording: Recording) -> list[State]:
    return [recording.at(cursor) for cursor in range(recording.step_count + 1)]


def numbers(recording: Recording, value: int) -> object:
    found = recording.value(value)
    return None if found is None else found.array.tolist()


def test_steps_are_ops_passes_nodes_and_resets(second):
    steps = [state.step.kind for state in every_state(second) if state.step is not None]
    assert steps[:5] == [
        EventKind.OP_APPLIED,
        EventKind.OP_APPLIED,
        EventKind.PASS_BEGAN,
        EventKind.NODE_EVALUATED,
        EventKind.NODE_EVALUATED,
    ]
    assert steps.count(EventKind.GRAD_RESET) == 2
    assert len(steps) == second.step_count == 20


def test_next_step_is_the_step_at_the_next_cursor(second):
    states = every_state(second)
    assert [state.next_step for state in states[:-1]] == [state.step for state in states[1:]]
    assert states[0].step is None
    assert states[-1].next_step is None


def test_card_statuses_at_every_cursor(first):
    statuses = [state.card_statuses(np.arange(3)).tolist() for state in every_state(first)]
    assert statuses == [
        [FUTURE, FUTURE, FUTURE],
        [CURRENT, FUTURE, FUTURE],
        [IDLE, CURRENT, FUTURE],
        [IDLE, IDLE, CURRENT],
        [IDLE, IDLE, CURRENT],
        [IDLE, READY, CURRENT],
        [READY, CURRENT, DONE],
        [CURRENT, DONE, DONE],
    ]


def test_current_card_follows_the_steps(first):
    cards = [state.current_card() for state in every_state(first)]
    assert cards == [NONE, X, DOT, Y, Y, Y, DOT, X]


def test_edge_statuses_at_every_cursor(first):
    idle, sending, sent, _ = EdgeStatus
    edges = np.flatnonzero(first["operands"]["operand"] != NONE)
    statuses = [state.edge_statuses(edges).tolist() for state in every_state(first)]
    assert statuses[:5] == [[idle] * 3] * 5
    assert statuses[5:] == [[idle, idle, sending], [sending, sending, sent], [sent, sent, sent]]


def test_gradients_at_every_cursor(first):
    gradients = [
        [numbers(first, state.gradient(card)) for card in (X, DOT, Y)]
        for state in every_state(first)
    ]
    assert gradients[:4] == [[None, None, None]] * 4
    assert gradients[4:] == [
        [None, None, 1.0],
        [None, 2.0, 1.0],
        [None, 2.0, 1.0],
        [[0.0, 4.0, 8.0, 12.0], 2.0, 1.0],
    ]


def test_progress_counts_contributions(first):
    after_mul, after_dot = first.at(5), first.at(6)
    assert after_mul.progress(after_mul.node_of(X)) == Progress(0, 2)
    assert after_mul.progress(after_mul.node_of(DOT)) == Progress(1, 1)
    assert after_dot.progress(after_dot.node_of(X)) == Progress(2, 2)
    assert after_dot.progress(NONE) is None


def test_buffers_sum_contributions_before_the_leaf_receives_them(first):
    state = first.at(6)
    assert numbers(first, state.arriving(state.node_of(X))) == [0.0, 4.0, 8.0, 12.0]
    assert state.gradient(X) == NONE


def test_a_leaf_keeps_its_gradient_over_passes_until_it_is_reset(second):
    gradients = [numbers(second, state.gradient(X)) for state in every_state(second)]
    changes = [gradients[0]]
    changes += [now for before, now in pairwise(gradients) if now != before]
    assert changes == [None, [1.0, 1.0], [3.0, 5.0], [0.0, 0.0], [1.0, 4.0], None]


def test_statuses_belong_to_the_pass_of_the_segment(second):
    y = 2
    in_second_pass, in_third_pass = second.at(11), second.at(19)
    assert in_second_pass.card_statuses(np.array([y])).tolist() == [DONE]
    assert in_third_pass.card_statuses(np.array([y])).tolist() == [IDLE]
    assert (in_second_pass.pass_, in_third_pass.pass_) == (1, 2)


def test_after_the_last_pass_no_pass_is_current(second):
    end = second.at(second.step_count)
    assert end.pass_ == NONE
    assert end.seeds() == []
    assert end.progress(end.node_of(X)) is None
    assert not end.in_pass


def test_a_cut_edge_is_cut_at_every_cursor(second):
    y, u = 2, 4
    operands = second["operands"]
    cut = np.flatnonzero((operands["operand"] == y) & (operands["card"] == u))
    for state in every_state(second):
        assert state.edge_statuses(cut).tolist() == [EdgeStatus.CUT]


def test_the_gradient_does_not_cross_the_detach(second):
    y, u, z = 2, 4, 5
    state = second.at(19)
    assert [numbers(second, state.gradient(card)) for card in (y, u, z)] == [None, None, [1, 1]]


def test_in_pass_is_true_from_the_start_of_a_pass_to_its_last_node(first):
    assert [state.in_pass for state in every_state(first)] == [False] * 4 + [True] * 4


def test_happened_and_statuses_never_decrease(second):
    states = every_state(second)
    happened = [state.happened for state in states]
    assert happened == sorted(happened)
    assert happened[-1] == len(second["events"])
    for before, after in pairwise(states):
        cards = [card for card in range(len(second["cards"])) if before.exists(card)]
        assert all(after.exists(card) for card in cards)


def test_a_pass_without_contributions_does_not_change_the_edges():
    sample = Sample("a")
    x = sample.leaf("ones", 1, code="a", line=1)
    sample.result("neg", -1, Took(x, 0), grad_fn="NegBackward0", code="a", line=1)
    sample.end_pass(sample.begin_pass({}, {}, code="a", line=1))
    state = sample.recording().at(3)
    assert state.edge_statuses(np.array([0])).tolist() == [EdgeStatus.IDLE]


def test_a_state_follows_a_growing_recording():
    sample = first_gradient()
    recording = sample.recording()
    state = recording.at(0)
    assert len(state.flags) == 3
    recording.append(Rows({"cards": recording["cards"][Y:].tobytes()}, [], b""))
    assert len(state.flags) == 4


def test_the_last_of_several_settings_of_requires_grad_counts():
    settings = "x.requires_grad_()\nx.requires_grad_(False)\nx.requires_grad_()\n"
    recording = run(f"import torch\nx = torch.ones(2)\ny = torch.ones(2)\n{settings}").recording
    states = every_state(recording)[2:]
    assert [state.requires_grad(0) for state in states] == [False, True, False, True]
    assert not any(state.requires_grad(1) for state in states)


def test_many_settings_of_requires_grad_take_no_time_at_each_cursor():
    recording = run(
        "import torch\nfor i in range(10000):\n    x = torch.ones(2).requires_grad_()\n"
    ).recording
    recording.at(0).requires_grad(0)
    began = time.process_time()
    for cursor in range(recording.step_count - 100, recording.step_count):
        assert not recording.at(cursor).requires_grad(9999)
    assert time.process_time() - began < 0.5  # 0.02 on an idle machine
