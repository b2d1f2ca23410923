"""Passes begun by ``torch.autograd``: what they take, and what they refuse."""

from __future__ import annotations

import pytest

from tests.engine.untyped import torch


def test_tensors_and_seeds_may_come_from_iterators() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    seeds = torch.ones(2), torch.ones(2)
    (gradient,) = torch.autograd.grad(iter([x * x, x]), iter([x]), iter(seeds))
    assert gradient.tolist() == [3.0, 5.0]
    torch.autograd.backward(iter([x * x, x]), iter(seeds))
    assert x.grad.tolist() == [3.0, 5.0]
    batch = iter([torch.eye(2)])
    (rows,) = torch.autograd.grad(iter([x * x]), iter([x]), batch, is_grads_batched=True)
    assert rows.tolist() == [[2.0, 0.0], [0.0, 4.0]]


def test_without_outputs_there_are_no_gradients() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    assert torch.autograd.grad([], [x], allow_unused=True) == (None,)
    with pytest.raises(RuntimeError, match="appears to not have been used"):
        torch.autograd.grad([], [x])


def test_gradients_of_different_shapes_do_not_add_up() -> None:
    """They arrive where ``.data`` was given another shape between two uses of a tensor."""
    a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    b = a * 1
    first = (b * 2).sum()
    b.data = torch.ones(2)
    with pytest.raises(RuntimeError, match="MulBackward0 returned an invalid gradient at index 0"):
        (first + (b * 3).sum()).backward()
