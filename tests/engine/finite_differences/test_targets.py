"""Which gradients of a recording can be checked, and the passes they are the sum of."""

from textwrap import dedent

import pytest

from engine.finite_differences.targets import check_target, check_targets
from engine.worker.headless import recording_of

X = "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"


def recorded(script):
    return recording_of(dedent(script), "<script>")[0]


def at_end(script):
    recording = recorded(script)
    return check_targets(recording.at(recording.step_count))


def test_nothing_before_a_pass():
    recording = recorded(X + "(x * x).sum().backward()\n")
    assert check_targets(recording.at(2)) == []


def test_one_pass_is_one_accumulation_with_what_it_added():
    (target,) = at_end(X + "(x * x).sum().backward()\n")
    assert target.accumulations == (0,)
    assert target.shown == (2.0, 4.0)


@pytest.mark.parametrize("reset", ["x.grad.zero_()", "x.grad = None", "x.grad = torch.ones(2)"])
def test_a_reset_begins_the_sum_anew(reset):
    script = X + f"x.sum().backward()\n{reset}\nx.sum().backward()\nx.sum().backward()\n"
    (target,) = at_end(script)
    assert target.accumulations == (1, 2)


def test_a_gradient_that_was_scaled_is_still_the_sum_of_passes():
    (target,) = at_end(X + "x.sum().backward()\nx.grad *= 0.5\n")
    assert target.accumulations == (0,)


def test_an_emptied_gradient_has_nothing_to_check():
    assert at_end(X + "x.sum().backward()\nx.grad = None\n") == []


def test_a_leaf_that_was_changed_in_place_is_its_newest_card():
    script = X + "x.sum().backward()\nwith torch.no_grad():\n    x -= x.grad\n"
    recording = recorded(script)
    (target,) = check_targets(recording.at(recording.step_count))
    assert target.card != 0
    assert check_target(recording.at(recording.step_count), target.card) == target


def test_what_a_large_gradient_was_is_not_said():
    (target,) = at_end(
        "import torch\nx = torch.ones(9, 9, requires_grad=True)\nx.sum().backward()\n"
    )
    assert target.shown is None
