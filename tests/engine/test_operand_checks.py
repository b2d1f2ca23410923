"""Copying between overlapping parts of a tensor."""

import pytest

from tests.engine.untyped import torch


def test_disjoint_parts_may_be_copied_to_each_other():
    x = torch.arange(6.0).reshape(2, 3)
    x[1] = x[0]
    x[:, 0] = x[:, 2]
    assert x.tolist() == [[2.0, 1.0, 2.0], [2.0, 1.0, 2.0]]


def test_overlapping_parts_may_not_be_copied_to_each_other():
    x = torch.arange(6.0)
    with pytest.raises(RuntimeError, match="refer to a single memory location"):
        x[1:] = x[:-1]
