"""The life of a gradient, and its contributions."""

from __future__ import annotations

import pytest

from engine.explain.contributions import contributions_since_reset, running_sum
from engine.explain.hooked import replaced_by_hooks
from engine.explain.life import Change, gradient_events, moment
from engine.record.recording import Recording
from engine.record.schema import NONE, EventKind
from tests.engine.explain.scripts import at_end, named, recorded

LIFE = """
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * 2).sum().backward()
(x * 3).sum().backward()
x.grad.zero_()
x.grad.add_(1)
x.grad = torch.ones(2)
x.grad = None
(x * x).sum().backward()
"""


def numbers(recording: Recording, value: int) -> list[float] | None:
    found = recording.value(value)
    return None if found is None else found.array.tolist()


def test_every_change_has_its_line_and_its_result():
    recording = recorded(LIFE)
    state = at_end(recording)
    moments = [moment(state, each) for each in gradient_events(state, named(recording, "x"))]
    told = [(each.change, each.line, numbers(recording, each.after)) for each in moments]
    assert told == [
        (Change.CREATED, 4, [2.0, 2.0]),
        (Change.ADDED, 5, [5.0, 5.0]),
        (Change.ZEROED, 6, [0.0, 0.0]),
        (Change.CHANGED, 7, [1.0, 1.0]),
        (Change.REPLACED, 8, [1.0, 1.0]),
        (Change.DROPPED, 9, None),
        (Change.CREATED, 10, [2.0, 4.0]),
    ]
    assert numbers(recording, moments[1].before) == [2.0, 2.0]
    assert numbers(recording, moments[1].added) == [3.0, 3.0]
    assert [each.pass_ for each in moments] == [0, 1, NONE, NONE, NONE, NONE, 2]


def test_each_change_has_its_step():
    recording = recorded(LIFE)
    state = at_end(recording)
    card = named(recording, "x")
    for each in gradient_events(state, card):
        found = moment(state, each)
        after = recording.at(found.cursor).gradient(card)
        assert numbers(recording, after) == numbers(recording, found.after)


def sums(recording: Recording, cursor: int, name: str) -> list[tuple[int, object]]:
    state = recording.at(cursor)
    found: list[tuple[int, object]] = []
    rows = contributions_since_reset(state, named(recording, name)).tolist()
    passes = [int(recording["contributions"]["pass_"][row]) for row in rows]
    for row, pass_, following in zip(rows, passes, [*passes[1:], NONE]):
        total = running_sum(state, row, is_last=following != pass_)
        found.append((pass_, None if total is None else total.array.tolist()))
    return found


def test_contributions_are_those_of_all_passes_since_the_last_reset():
    recording = recorded(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "(x * 7).sum().backward()\n"
        "x.grad.zero_()\n"
        "(x * 2 + x * 3).sum().backward()\n"
        "(x * 4).sum().backward()\n"
    )
    found = sums(recording, recording.step_count, "x")
    assert found == [(1, [3.0, 3.0]), (1, [5.0, 5.0]), (2, [9.0, 9.0])]
    last = at_end(recording).gradient(named(recording, "x"))
    assert found[-1][1] == numbers(recording, last)


def test_contributions_that_never_reached_the_leaf_do_not_count():
    recording = recorded(
        "x = torch.tensor(2.0, requires_grad=True)\n"
        "k = x.exp()\n"
        "k.add_(1)\n"
        "try:\n"
        "    (x * 2 + k).backward()\n"
        "except RuntimeError:\n"
        "    pass\n"
        "(x * 5).backward()\n"
    )
    last = at_end(recording).gradient(named(recording, "x"))
    found = sums(recording, recording.step_count, "x")
    assert found[-1][1] == numbers(recording, last)


def test_thousands_of_passes_are_summed():
    recording = recorded(
        "x = torch.tensor(1.0, requires_grad=True)\nfor i in range(2000):\n    (x * 2).backward()\n"
    )
    found = sums(recording, recording.step_count, "x")
    assert len(found) == 2000
    assert found[-1] == (1999, 4000.0)
    assert len(gradient_events(at_end(recording), named(recording, "x"))) == 2000


def test_gradients_replaced_by_hooks_are_listed():
    recording = recorded(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "y = x * 3\n"
        "y.register_hook(lambda g: g * 10)\n"
        "y.register_hook(lambda g: None)\n"
        "x.register_hook(lambda g: None)\n"
        "y.sum().backward()\n"
    )
    found = []
    for cursor in range(1, recording.step_count + 1):
        state = recording.at(cursor)
        assert state.step is not None
        if state.step.kind == EventKind.NODE_EVALUATED:
            found += replaced_by_hooks(state, state.step)
    (replaced,) = found
    assert numbers(recording, replaced.arrived) == [1.0, 1.0]
    assert numbers(recording, replaced.received) == [10.0, 10.0]


@pytest.mark.long
def test_a_large_gradient_is_the_recorded_sample():
    recording = recorded(
        "x = torch.ones(3000, 4000, requires_grad=True)\n"
        "(x * 2).sum().backward()\n"
        "(x * 3).sum().backward()\n"
    )
    state = at_end(recording)
    first, last = contributions_since_reset(state, named(recording, "x")).tolist()
    total = running_sum(state, last, is_last=True)
    assert total is not None
    assert (total.shape, total.mean) == ((3000, 4000), 5.0)
    assert running_sum(state, last, is_last=False) is None
    before = running_sum(state, first, is_last=True)
    assert before is not None
    assert before.mean == 2.0
