"""The next step that makes a value or gradient nan or infinite."""

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
    """The lines of the steps that a repeated search finds."""
    found, cursor = [], 0
    while (after := next_not_finite(recording, cursor)) is not None:
        assert after > cursor
        cursor = after
        step = recording.at(cursor).step
        site = None if step is None else recording.site(step.site)
        found.append(NONE if site is None else site.line)
    return found


def test_values_and_gradients_are_found_in_the_order_of_steps() -> None:
    recording = run(BREAKS).recording
    assert lines(recording) == [4, 4, 5, 7]


MASKED = """\
import torch
w = torch.ones(3, requires_grad=True)
mask = torch.tensor([False, True, True])
for _ in range(3):
    scores = w.masked_fill(mask, float("-inf"))
    (scores * 2).softmax(0).sum().backward()
hidden = torch.full((2,), float("-inf"))
nothing = (hidden + 1).softmax(0)
scores.exp().log()
"""


def test_infinity_that_masks_scores_is_passed_over() -> None:
    assert lines(run(MASKED).recording) == [8, 9]


def test_a_sample_is_found_only_if_it_has_no_finite_number() -> None:
    script = (
        "import torch\nx = torch.arange(4000.0)\na = x.reciprocal()\nb = x * float('nan')\n"
        "c = torch.arange(4)\nd = torch.tensor(1j) / 0\n"
    )
    assert lines(run(script, Budgets(max_value_bytes=64)).recording) == [4, 6]
    assert lines(run(script).recording) == [3, 4, 6]


def test_searching_a_thousand_turns_is_fast() -> None:
    script = (
        "import torch\nx = torch.tensor(1.0, requires_grad=True)\n"
        "for i in range(1500):\n    (x * 2).backward()\n(x / 0).backward()\n"
    )
    assert lines(run(script).recording)[0] == 5
