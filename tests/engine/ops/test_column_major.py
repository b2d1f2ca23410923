"""Gradients of matrix products with column-major matrices."""

import pytest

from tests.engine.untyped import torch


@pytest.mark.parametrize("turns_a", [False, True])
@pytest.mark.parametrize("turns_b", [False, True])
@pytest.mark.parametrize("name", ["mm", "addmm"])
def test_gradients_of_products_do_not_depend_on_the_memory_order(name, turns_a, turns_b):
    torch.manual_seed(1)
    shapes = ((3, 2) if turns_a else (2, 3), (4, 3) if turns_b else (3, 4))
    a, b = (torch.randn(s, dtype=torch.float64, requires_grad=True) for s in shapes)

    def product(a, b):
        a, b = a.t() if turns_a else a, b.t() if turns_b else b
        return torch.mm(a, b) if name == "mm" else torch.addmm(a.sum(), a, b, alpha=2)

    assert torch.autograd.gradcheck(product, (a, b))
    assert torch.autograd.gradgradcheck(product, (a, b))
