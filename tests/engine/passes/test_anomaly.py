"""Anomaly detection names the line of the script that called the failing operation."""

import warnings
from typing import Any

import pytest

from engine import observe
from tests.engine.untyped import torch


@pytest.fixture
def told() -> list[str]:
    """The warnings of a failure behind a square root of a negative number."""
    x = torch.tensor([-1.0], requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True):
            root = x.sqrt()
            with pytest.raises(RuntimeError, match="nan"):
                root.backward()
    return [str(each.message) for each in caught]


def test_a_failure_names_the_line_of_its_operation(told: list[str]):
    (message,) = told
    assert message.startswith("Error detected in SqrtBackward0. Traceback of forward call")
    assert "root = x.sqrt()" in message
    assert "engine/" not in message.replace("tests/engine/", "")


def test_no_hooks_are_left_after_the_mode(told: list[str]):
    assert observe.observer is None


def test_saved_tensors_are_packed_within_the_mode():
    packed = []

    def pack(tensor: Any) -> Any:
        packed.append(tensor)
        return tensor

    x = torch.ones(1, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            y = x * x
        y.backward()
    assert len(packed) == 2
    assert "traceback_" in y.grad_fn.metadata
    assert observe.observer is None


def test_an_operation_from_before_the_mode_has_no_line():
    y = torch.tensor([-1.0], requires_grad=True).sqrt()
    with (
        torch.autograd.set_detect_anomaly(True),
        pytest.warns(UserWarning, match="No forward pass information available"),
        pytest.raises(RuntimeError, match="nan"),
    ):
        y.backward()


def test_results_can_retain_gradients_within_the_mode():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        doubled = x * 2
        doubled.retain_grad()
        doubled.sum().backward()
    assert doubled.grad.tolist() == [1.0, 1.0]
