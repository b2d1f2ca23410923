"""The next step that makes a number nan or infinite, in values and in gradients."""

from __future__ import annotations

from engine.record.recording import Recording
from engine.record.schema import NONE
from engine.recorder.budgets import Budgets
from engine.walk.not_finite import next_not_finite
from tests.engine.recorder.watching import run

BREAKS = """\
import torch
x = torch.tensor([0.0, 4.0], requires_grad=True)
y = x.sqrt()
y.sum().backward()
z = x.detach().log()
x.grad = None
z - z
"""


def lines(recording: Recording) -> list[int]:
    """At which lines the steps are that asking again and again leads to."""
    found, cursor = [], 0
    while (after := next_not_finite(recording, cursor)) is not None:
        assert after > cursor
        cursor = after
        step = recording.at(cursor).step
        site = None if step is None else recording.site(step.site)
        found.append(NONE if site is None else site.line)
    return found


def test_values_and_gradients_are_found_in_the_order_in_which_they_come() -> None:
    recording = run(BREAKS).recording
    assert lines(recording) == [4, 4, 5, 7]


def test_of_a_sample_only_what_has_no_finite_number_is_known() -> None:
    script = (
        "import torch\nx = torch.arange(4000.0)\na = x.reciprocal()\nb = x * float('nan')\n"
        "c = torch.arange(4)\nd = torch.tensor(1j) / 0\n"
    )
    assert lines(run(script, Budgets(max_value_bytes=64)).recording) == [4, 6]
    assert lines(run(script).recording) == [3, 4, 6]


def test_a_thousand_turns_are_looked_through() -> None:
    script = (
        "import torch\nx = torch.tensor(1.0, requires_grad=True)\n"
        "for i in range(1500):\n    (x * 2).backward()\n(x / 0).backward()\n"
    )
    assert lines(run(script).recording)[0] == 5
