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
    assert lines(recording) == [4, 5, 7]


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


SPREADS = """\
import torch
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
x = torch.ones(2, 3)
for turn in range(4):
    optimizer.zero_grad()
    loss = model(x).square().mean()
    if turn == 1:
        loss = loss + (0 * model[2].weight).sum().sqrt()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
(x / 0).sum().detach()
"""


def test_what_is_computed_from_nan_is_passed_over() -> None:
    recording = run(SPREADS).recording
    assert lines(recording) == [10, 10, 13]  # the slope of the root is inf; 0 * inf is nan


def test_a_gradient_that_the_script_sets_is_found() -> None:
    script = "import torch\nx = torch.ones(2, requires_grad=True)\nx.sum().backward()\n"
    assert lines(run(script + "x.grad /= 0\nx.grad *= 2\n").recording) == [4]
    assert lines(run(script + "x.grad.numpy()[0] = float('nan')\nx.grad + 1\n").recording) == [5]


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


def test_a_thousand_turns_of_nan_are_searched_fast() -> None:
    script = (
        "import torch\nx = torch.tensor(0.0, requires_grad=True)\nx.sqrt().backward()\n"
        "for i in range(1500):\n    (x * x.grad * 0).backward()\n"
    )
    assert len(lines(run(script).recording)) == 2
