"""Step over and step out, on recordings of real runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.record.recording import Recording
from engine.record.schema import EventKind
from engine.walk.frames import step_back_over, step_out, step_over
from tests.engine.recorder.watching import run

NESTED = """\
import torch
def double(a):
    b = a + a
    return b * 1
x = torch.tensor(1.0, requires_grad=True)
for i in range(2):
    y = double(x)
    for j in range(2):
        y = double(y) - 1
    y.backward()
x.grad.zero_()
"""
MODULES = """\
import torch
net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
y = net(torch.ones(2)).sum()
y.backward()
"""


def walked(recording: Recording, cursor: int = 0) -> list[int]:
    """The cursors of repeated Step over, up to the end."""
    found = [cursor]
    while found[-1] < recording.step_count:
        found.append(step_over(recording, found[-1]))
    return found


def walked_back(recording: Recording, cursor: int) -> list[int]:
    """The cursors of repeated Step back over, down to the beginning."""
    found = [cursor]
    while found[-1]:
        found.append(step_back_over(recording, found[-1]))
    return found


def left(recording: Recording, cursor: int) -> list[int]:
    """The cursors of repeated Step out."""
    found = []
    while (end := step_out(recording, cursor)) is not None:
        found.append(cursor := end)
    return found


def lines(recording: Recording, cursors: list[int]) -> list[int]:
    """The lines of the steps at cursors; nodes have the line of the call of backward()."""
    sites = (recording.at(cursor).step for cursor in cursors)
    found = (recording.site(step.site) for step in sites if step is not None)
    return [site.line for site in found if site is not None]


@pytest.fixture(scope="module")
def nested() -> Recording:
    return run(NESTED).recording


@pytest.fixture(scope="module")
def modules() -> Recording:
    return run(MODULES).recording


def test_step_over_skips_iterations_of_the_outer_loop(nested: Recording):
    assert lines(nested, walked(nested)[1:]) == [5, 10, 10, 11]


def test_step_back_over_skips_the_same_frames(nested: Recording, modules: Recording):
    for recording in (nested, modules):
        forwards = walked(recording)
        assert walked_back(recording, recording.step_count) == forwards[::-1]


def test_within_an_iteration_step_over_skips_calls_inner_iterations_and_the_pass(nested: Recording):
    cursors = [2, step_over(nested, 3)]
    assert lines(nested, cursors) == [3, 9]
    assert step_over(nested, 2) == 3, "a step in the same frame is one step"
    first_pass = nested.index.pass_start(0)
    assert step_over(nested, first_pass - 1) == nested.index.pass_end(0)


def test_step_out_goes_to_the_end_of_ever_larger_frames(nested: Recording):
    cursor = 4  # in the call of the first inner iteration
    ends = left(nested, cursor)
    assert ends[:3] == [5, 6, 9], "the call, the inner iteration, the inner loop"
    assert ends[3] == nested.index.pass_end(0), "the outer iteration"
    assert lines(nested, ends[-1:]) == [10]


def test_step_out_of_a_pass_goes_to_its_end(nested: Recording):
    start = nested.index.pass_start(0)
    assert left(nested, start)[0] == nested.index.pass_end(0)


def test_step_over_skips_modules_forwards_and_back(modules: Recording):
    made = [step for step in walked(modules) if step]
    kinds = [modules.at(cursor).step for cursor in made]
    assert [step.kind for step in kinds if step is not None].count(EventKind.PASS_BEGAN) == 0
    net_end = made[-3] if len(made) > 2 else 0
    assert net_end < modules.index.pass_start(0)
    start = modules.index.pass_start(0)
    back = walked(modules, start)
    assert back[-1] == modules.index.pass_end(0)
    assert len(back) < modules.step_count - start, "some nodes are in frames"


def test_at_the_end_there_is_no_next_step(nested: Recording):
    count = nested.step_count
    assert step_over(nested, count) == count
    assert step_out(nested, count) is None
    assert step_out(nested, 0) is None


def test_an_empty_recording_stays_at_its_cursor():
    recording = Recording("")
    assert step_over(recording, 0) == 0
    assert step_out(recording, 0) is None


def test_step_out_of_a_pass_that_raised_goes_to_its_last_step():
    recording = run(
        "import torch\n"
        "def stop(grad):\n"
        "    raise ValueError('no')\n"
        "x = torch.ones(2, requires_grad=True)\n"
        "y = x * 2\n"
        "y.register_hook(stop)\n"
        "try:\n"
        "    y.exp().sum().backward()\n"
        "except ValueError:\n"
        "    z = x + 1\n"
    ).recording
    start = recording.index.pass_start(0)
    assert step_over(recording, start - 1) == step_out(recording, start) == recording.step_count - 1


@given(st.data())
def test_step_over_and_out_always_advance_inside_the_recording(data):
    recording = data.draw(st.sampled_from(RECORDINGS))
    cursor = data.draw(st.integers(0, recording.step_count))
    after = step_over(recording, cursor)
    assert min(cursor + 1, recording.step_count) <= after <= recording.step_count
    assert 0 <= step_back_over(recording, cursor) <= max(cursor - 1, 0)
    end = step_out(recording, cursor)
    assert end is None or cursor < end <= recording.step_count


RECORDINGS = [run(NESTED).recording, run(MODULES).recording]
