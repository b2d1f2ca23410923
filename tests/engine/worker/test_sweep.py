"""Sweeps in worker processes: values, derivatives and failures."""

import math
import time
from pathlib import Path
from textwrap import dedent

import pytest

from engine.edit.number_literals import number_literals
from engine.sweep.curve import Curve
from engine.sweep.sample import Sample
from engine.worker.messages import Finished, SweepRequest
from engine.worker.worker_process import Lost
from tests.engine.worker.jobs import LINUX_ONLY, PATIENCE_S, Listener

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"


class SweepListener(Listener):
    def _has_ended(self):
        return bool(self.messages) and isinstance(self.messages[-1], Finished | Lost)

    @property
    def samples(self):
        return [message for message in self.messages if isinstance(message, Sample)]

    def wait_for_end(self):
        with self._changed:
            assert self._changed.wait_for(self._has_ended, PATIENCE_S)
        return self.messages[-1]

    def wait_for_samples(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.samples) >= count, PATIENCE_S)


def start(host, script, low=-2.0, high=2.0, *, name="x", result="y", **options):
    source = dedent(script)
    literal = next(each for each in number_literals(source) if each.name == name)
    request = SweepRequest(
        source,
        "<script>",
        name,
        literal.place,
        literal.statement.line,
        result,
        low,
        high,
        **options,
    )
    listener = SweepListener()
    return host.run(request, listener), listener


def swept(host, script, low=-2.0, high=2.0, **options):
    _, listener = start(host, script, low, high, **options)
    assert listener.wait_for_end() == Finished("done", "")
    return listener.samples


def at(samples, number):
    return next(each for each in samples if each.number == number)


CUBE = """
    import torch
    x = torch.tensor(1.0, requires_grad=True)
    y = x ** 3
    """


@pytest.mark.parametrize(
    "more",
    [
        "",
        "y.backward()",
        "y.backward(retain_graph=True)\ny.backward()\nx.grad.zero_()",
        "with torch.no_grad():\n    x -= 1",
        "x = x * 5",
        "import sys\nsys.exit(3)",
        "def f():\n    y = torch.ones(3)\nf()",
    ],
)
def test_values_and_derivatives_are_those_of_the_result(host, more):
    samples = swept(host, dedent(CUBE) + more)
    assert {each.failure for each in samples} == {""}
    for each in samples:
        assert each.value == pytest.approx(each.number**3, abs=1e-5)
        assert each.slope == pytest.approx(3 * each.number**2, abs=1e-5)


def test_the_derivative_of_a_recorded_gradient_is_the_second_derivative(host):
    samples = swept(
        host,
        """
        import torch
        x = torch.tensor(1.0, requires_grad=True)
        y = x ** 3
        (slope,) = torch.autograd.grad(y, x, create_graph=True)
        """,
        result="slope",
    )
    assert at(samples, 2.0).value == pytest.approx(12)
    assert at(samples, 2.0).slope == pytest.approx(12)


def test_the_last_value_of_a_name_counts(host):
    script = CUBE + "\n    for i in range(2):\n        y = y * 2\n    y = y.reshape(1)"
    found = at(swept(host, script), 2.0)
    assert (found.value, found.slope) == (32.0, 48.0)


def test_a_leaf_may_require_grad_later_and_have_one_element(host):
    script = "import torch\nx = torch.tensor([1.0])\nx.requires_grad_(True)\ny = x * x\n"
    found = at(swept(host, script), 2.0)
    assert (found.value, found.slope) == (4.0, 4.0)


def test_pieces_of_control_flow_have_their_slopes(host):
    source = (EXAMPLES / "09_control_flow_fixed.py").read_text("utf-8")
    samples = swept(host, source, -250.0, -70.0, name="a", result="d")
    pieces = [each for each in Curve(samples).pieces if each.end - each.first > 1]
    assert [piece.slope for piece in pieces] == [512, 1024]
    assert pieces[0].high == pytest.approx(-125, abs=0.1)
    assert pieces[1].low == pytest.approx(-125, abs=0.1)


def test_a_result_without_gradient_has_no_slope(host):
    samples = swept(host, CUBE + "\n    y = y.detach()")
    assert all(math.isnan(each.slope) and not each.failure for each in samples)
    assert at(samples, 2.0).value == 8


def test_random_numbers_are_the_same_in_every_run(host):
    script = """
        import random, torch
        import numpy as np
        x = torch.tensor(1.0, requires_grad=True)
        y = x * 0 + torch.rand(()) + random.random() + float(np.random.rand())
        """
    assert len({each.value for each in swept(host, script)}) == 1


def test_state_of_a_run_does_not_reach_the_next(host):
    script = """
        import torch
        x = torch.tensor(1.0, requires_grad=True)
        y = x * x
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        """
    assert at(swept(host, script), 2.0).slope == 4.0


def test_a_run_that_raises_is_a_gap_with_a_reason(host):
    script = CUBE + "\n    if x < 0:\n        raise ValueError('no')"
    samples = swept(host, script)
    negative = [each for each in samples if each.number < 0]
    assert negative
    assert {(each.failure, each.detail, each.line) for each in negative} == {
        ("error", "ValueError: no", 7)
    }
    assert all(math.isnan(each.value) for each in negative)
    assert not any(each.failure for each in samples if each.number >= 0)


def test_an_endless_run_is_a_gap_and_the_sweep_goes_on(host):
    script = CUBE + "\n    while x == 0: pass"
    samples = swept(host, script)
    assert [each.number for each in samples if each.failure == "timeout"] == [0.0]
    assert at(samples, 2.0).value == 8


def test_a_run_that_catches_every_exception_is_a_gap(host):
    script = CUBE + "\n    try:\n        while x == 0: pass\n    except BaseException: pass"
    assert at(swept(host, script), 0.0).failure == "timeout"


@pytest.mark.parametrize(
    ("more", "failure"),
    [("y = torch.ones(3) * x", "size"), ("y = x * 1j", "size"), ("del y", "")],
)
def test_a_result_that_is_no_scalar_is_reported(host, more, failure):
    assert at(swept(host, dedent(CUBE) + more), 2.0).failure == failure


def test_an_exit_before_the_result_is_a_gap(host):
    script = "import sys, torch\nx = torch.tensor(1.0)\nif x > 0: sys.exit()\ny = x * 2"
    samples = swept(host, script)
    assert at(samples, 2.0).failure == "unset"
    assert at(samples, -2.0).value == -4.0


def test_a_failing_backward_pass_keeps_the_value(host):
    script = """
        import torch
        x = torch.tensor(1.0, requires_grad=True)
        z = x * x
        u = z * z
        z.add_(1)
        y = u + 9
        """
    found = at(swept(host, script), 2.0)
    assert found.failure == "slope"
    assert "modified by an inplace operation" in found.detail
    assert found.value == 25.0


def test_a_stop_ends_a_sweep(host):
    job, listener = start(host, CUBE + "\n    import time\n    time.sleep(0.1)")
    listener.wait_for_samples(2)
    began = time.monotonic()
    job.stop()
    end = listener.wait_for_end()
    assert "stopped" in (getattr(end, "how", None), getattr(end, "reason", None))
    assert time.monotonic() - began < 1


@LINUX_ONLY
def test_a_process_that_exits_keeps_its_samples(host):
    _, listener = start(host, CUBE + "\n    import os\n    if x == 0: os._exit(3)")
    end = listener.wait_for_end()
    assert isinstance(end, Lost)
    assert (end.reason, end.detail) == ("exited", "3")
    assert [each.number for each in listener.samples] == [-2.0, 2.0]


def test_one_sample_needs_few_runs(host):
    samples = swept(host, CUBE, first=(1.25,), most=1)
    assert [(each.number, each.slope) for each in samples] == [(1.25, 4.6875)]


def test_endless_printing_does_not_slow_down_a_sweep(host):
    samples = swept(host, CUBE + "\n    for i in range(3000): print(i)", most=5)
    assert len(samples) == 5
