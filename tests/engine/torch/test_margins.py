"""Padding of tensors, also negative."""

from __future__ import annotations

import pytest

from tests.engine.untyped import torch


def test_negative_padding_crops():
    x = torch.arange(12.0).reshape(4, 3)
    assert torch.equal(
        torch.nn.functional.pad(x, (-1, 1)),
        torch.tensor([[1.0, 2, 0], [4, 5, 0], [7, 8, 0], [10, 11, 0]]),
    )
    assert torch.nn.functional.pad(x, (-3, 0)).shape == (4, 0)


@pytest.mark.parametrize("widths", [(-5, 1), (-4, 2), (-2, -2), (1, -4)])
def test_negative_padding_cannot_crop_more_than_the_size(widths: tuple[int, int]):
    with pytest.raises(RuntimeError, match=r"narrow\(\): length must be non-negative\."):
        torch.nn.functional.pad(torch.ones(4, 3), widths)
