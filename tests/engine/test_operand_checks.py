"""Writing to one part of a tensor from another."""

import pytest

from tests.engine.untyped import torch


def test_parts_apart_may_be_written_from_each_other():
    x = torch.arange(6.0).reshape(2, 3)
    x[1] = x[0]
    x[:, 0] = x[:, 2]
    assert x.tolist() == [[2.0, 1.0, 2.0], [2.0, 1.0, 2.0]]


def test_parts_that_overlap_may_not():
    x = torch.arange(6.0)
    with pytest.raises(RuntimeError, match="refer to a single memory location"):
        x[1:] = x[:-1]
