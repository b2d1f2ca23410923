"""Jacobians in worker processes: rows, seeds and limits."""

import threading
from textwrap import dedent

import numpy as np
import pytest

from engine.worker.messages import Finished, JacobianRequest
from engine.worker.worker_process import Lost
from tests.engine.worker.test_check import PATIENCE_S, X, targets_of


def jacobian(host, script):
    source = dedent(script)
    heard, has_ended = [], threading.Event()

    def listen(message):
        heard.append(message)
        if isinstance(message, Finished | Lost):
            has_ended.set()

    host.run(JacobianRequest(source, "<script>", targets_of(source)[0]), listen)
    assert has_ended.wait(PATIENCE_S)
    found, end = heard
    assert end == Finished("done", "")
    return found


def assert_combined(found):
    """Assert that the gradient is the seed's combination of the rows."""
    np.testing.assert_allclose(np.array(found.seed) @ np.array(found.rows), found.gradient)


def test_a_jacobian_has_a_row_for_each_element_of_the_output(host):
    found = jacobian(
        host,
        X + "y = torch.stack([x[0] * x[1], x[2] ** 2])\ny.backward(torch.tensor([2.0, -1.0]))\n",
    )
    assert (found.outcome, found.output_shape, found.leaf_shape) == ("found", (2,), (3,))
    np.testing.assert_allclose(found.rows, [[-1.5, 0.5, 0.0], [0.0, 0.0, 4.0]])
    assert found.seed == (2.0, -1.0)
    assert not found.is_of_sum
    assert_combined(found)


def test_the_seed_of_a_sum_is_all_ones(host):
    found = jacobian(host, X + "(x * x).sum().backward()\n")
    assert found.is_of_sum
    assert found.seed == (1.0, 1.0, 1.0)
    np.testing.assert_allclose(found.rows, np.diag([1.0, -3.0, 4.0]))
    assert_combined(found)


def test_the_jacobian_of_a_scalar_has_one_row(host):
    found = jacobian(host, X + "(x @ x).backward()\n")
    assert found.rows == ((1.0, -3.0, 4.0),)
    assert found.output_shape == ()


def test_the_jacobian_in_a_loop_is_that_of_the_current_pass(host):
    found = jacobian(
        host,
        """
        import torch
        x = torch.tensor([1.0, 1.0], requires_grad=True)
        for _ in range(3):
            x.grad = None
            (x * x).backward(torch.ones(2))
            with torch.no_grad():
                x += 1
        """,
    )
    np.testing.assert_allclose(found.rows, np.diag([6.0, 6.0]))


LARGE = "import torch\nx = torch.ones(9, requires_grad=True)\n(x * x).backward(torch.ones(9))\n"
REASONS = {
    "too_large": LARGE,
    "random": X + 'import os\n(x * int.from_bytes(os.urandom(3), "big")).sum().backward()\n',
    "complex": "import torch\nx = torch.tensor(1j, requires_grad=True)\n(x * x).abs().backward()\n",
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_jacobian_that_is_not_shown_has_a_reason(host, reason):
    found = jacobian(host, REASONS[reason])
    assert found.outcome == reason
    assert found.rows == ()


def test_a_jacobian_of_bfloat16_can_be_computed(host):
    found = jacobian(
        host, X.replace("requires", "dtype=torch.bfloat16, requires") + "(x * x).sum().backward()\n"
    )
    np.testing.assert_allclose(found.rows, np.diag([1.0, -3.0, 4.0]))
    assert_combined(found)
