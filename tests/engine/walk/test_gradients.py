"""Searches for changes of a gradient."""

from __future__ import annotations

import numpy as np
import pytest

from engine.record.recording import Recording
from engine.recorder.budgets import Budgets
from engine.walk.gradients import GradientChange, last_written, moments, next_change
from tests.engine.recorder.watching import run

LIFE = """\
import torch
x = torch.tensor([0.0, 4.0], requires_grad=True)
y = x * 0
y.sum().backward()
x.sum().backward()
x.grad.zero_()
x.grad.zero_()
x.sqrt().sum().backward()
(x - x).sqrt().sum().backward()
x.grad = None
"""


@pytest.fixture(scope="module")
def life() -> Recording:
    return run(LIFE).recording


def changes(recording: Recording, card: int, change: GradientChange) -> list[int]:
    """The cursors of a repeated search."""
    found, cursor = [], 0
    while (after := next_change(recording, card, change, cursor)) is not None:
        found.append(cursor := after)
    return found


def lines(recording: Recording, cursors: list[int]) -> list[int]:
    steps = (recording.at(cursor).step for cursor in cursors)
    sites = (recording.site(step.site) for step in steps if step is not None)
    return [site.line for site in sites if site is not None]


def grad(recording: Recording, cursor: int) -> np.ndarray | None:
    value = recording.value(recording.at(cursor).gradient(0))
    return None if value is None else value.array


def test_exactly_the_changes_of_a_leafs_gradient_are_found(life: Recording):
    found = changes(life, 0, GradientChange.ANY)
    assert lines(life, found) == [4, 5, 6, 8, 9, 10], "the second zero_() changes nothing"
    for cursor in range(1, life.step_count + 1):
        before, after = grad(life, cursor - 1), grad(life, cursor)
        same = before is after or (
            before is not None
            and after is not None
            and np.array_equal(before, after, equal_nan=True)
        )
        assert same is (cursor not in found)


def test_steps_where_a_gradient_becomes_nonzero_or_nan_are_found(life: Recording):
    assert lines(life, changes(life, 0, GradientChange.TO_NON_ZERO)) == [5, 8]
    assert lines(life, changes(life, 0, GradientChange.TO_NAN)) == [9]


def test_the_gradient_at_a_node_changes_with_each_contribution(life: Recording):
    (cursor,) = changes(life, 1, GradientChange.ANY)
    assert life.at(cursor - 1).gradient(1) == -1 != life.at(cursor).gradient(1)


def test_the_writer_is_the_newest_step_that_changed_the_gradient(life: Recording):
    assert last_written(life, 0, 0) is None
    end = life.step_count
    assert last_written(life, 0, end) == end
    written = {last_written(life, 0, cursor) for cursor in range(end + 1)} - {None}
    assert lines(life, sorted(filter(None, written))) == [4, 5, 6, 7, 8, 9, 10]
    for cursor in range(end + 1):
        found = last_written(life, 0, cursor)
        assert found is None or found <= cursor


def test_a_constant_has_no_gradient_to_search():
    recording = run("import torch\nx = torch.ones(2)\n").recording
    assert len(moments(recording, 0).events) == 0
    assert last_written(recording, 0, 1) is None
    assert changes(recording, 0, GradientChange.ANY) == []


def test_samples_are_compared_by_their_range():
    script = (
        "import torch\nx = torch.ones(4000, requires_grad=True)\n"
        "(x * 0).sum().backward()\nx.sum().backward()\n"
    )
    recording = run(script, Budgets(max_value_bytes=64)).recording
    assert lines(recording, changes(recording, 0, GradientChange.TO_NON_ZERO)) == [4]
    assert lines(recording, changes(recording, 0, GradientChange.ANY)) == [3, 4]
    assert changes(recording, 0, GradientChange.TO_NAN) == []


def test_outputs_of_one_operation_have_separate_gradients():
    recording = run(
        "import torch\nx = torch.ones(2, requires_grad=True)\n"
        "a, b = x.unbind()\n(a * 2).backward(retain_graph=True)\n(b * 3).backward()\n"
    ).recording
    assert [len(changes(recording, card, GradientChange.ANY)) for card in (1, 2)] == [1, 1]
    assert changes(recording, 1, GradientChange.ANY) < changes(recording, 2, GradientChange.ANY)


def test_searching_thousands_of_passes_is_fast():
    recording = run(
        "import torch\nx = torch.tensor([1.0], requires_grad=True)\n"
        "for i in range(1500):\n    x.sum().backward()\n"
    ).recording
    assert next_change(recording, 0, GradientChange.TO_NAN, 0) is None
    assert len(moments(recording, 0).events) == 1500
