"""Operations that are given something else than tensors."""

from __future__ import annotations

import pytest

from engine.registry import traced
from tests.engine.untyped import torch


@pytest.mark.parametrize(("at", "name"), [(0, "input"), (1, "other"), (2, "c")])
def test_each_operand_that_is_no_tensor_is_named(at: int, name: str):
    operands = [torch.ones(2, 2)] * 3
    operands[at] = "a"
    words = rf"addcmul\(\): argument '{name}' \(position {at + 1}\) must be Tensor, not str"
    with pytest.raises(TypeError, match=words):
        traced.addcmul(*operands, value=1)
