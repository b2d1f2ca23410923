"""The gradients of a recording that can be checked, and the passes they are the sum of."""

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


def test_before_a_pass_there_are_no_targets():
    recording = recorded(X + "(x * x).sum().backward()\n")
    assert check_targets(recording.at(2)) == []


def test_the_target_of_one_pass_has_one_accumulation():
    (target,) = at_end(X + "(x * x).sum().backward()\n")
    assert target.accumulations == (0,)
    assert target.shown == (2.0, 4.0)


@pytest.mark.parametrize("reset", ["x.grad.zero_()", "x.grad = None", "x.grad = torch.ones(2)"])
def test_a_reset_restarts_the_sum(reset):
    script = X + f"x.sum().backward()\n{reset}\nx.sum().backward()\nx.sum().backward()\n"
    (target,) = at_end(script)
    assert target.accumulations == (1, 2)


def test_a_scaled_gradient_is_still_the_sum_of_passes():
    (target,) = at_end(X + "x.sum().backward()\nx.grad *= 0.5\n")
    assert target.accumulations == (0,)


def test_a_gradient_set_to_none_is_no_target():
    assert at_end(X + "x.sum().backward()\nx.grad = None\n") == []


def test_the_target_of_a_leaf_changed_in_place_is_its_newest_card():
    script = X + "x.sum().backward()\nwith torch.no_grad():\n    x -= x.grad\n"
    recording = recorded(script)
    (target,) = check_targets(recording.at(recording.step_count))
    assert target.card != 0
    assert check_target(recording.at(recording.step_count), target.card) == target


def test_a_gradient_recorded_as_a_sample_has_no_known_value():
    (target,) = at_end(
        "import torch\nx = torch.ones(9, 9, requires_grad=True)\nx.sum().backward()\n"
    )
    assert target.shown is None
