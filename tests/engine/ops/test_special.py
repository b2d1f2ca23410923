"""Special functions of arrays larger than one block of the computation."""

from __future__ import annotations

import math

import pytest

from tests.engine.untyped import torch


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_error_functions_of_many_elements_equal_those_of_each(dtype: object):
    many = torch.linspace(-5, 5, 20001, dtype=dtype)
    for function, exact in ((torch.erf, math.erf), (torch.erfc, math.erfc)):
        found = function(many)
        assert found.dtype is dtype
        for at in (0, 4095, 8191, 8192, 10000, 16384, 20000):
            assert found[at].item() == pytest.approx(exact(many[at].item()), rel=1e-6, abs=1e-7)
            assert found[at].item() == pytest.approx(function(many[at]).item(), rel=1e-14)


def test_error_functions_keep_the_memory_order():
    turned = torch.linspace(-2, 2, 20000).reshape(100, 200).t()
    assert torch.erf(turned).stride() == turned.stride()
    assert torch.equal(torch.erf(turned), torch.erf(turned.contiguous()))


@pytest.mark.parametrize("name", ["airy_ai", "bessel_y0", "i0e", "erfcx", "digamma"])
def test_functions_computed_in_double_precision_keep_the_memory_order(name: str):
    turned = torch.linspace(0.1, 2, 24).reshape(2, 3, 4).permute(1, 2, 0)
    function = getattr(torch.special, name)
    assert function(turned).stride() == turned.stride()
    assert torch.equal(function(turned), function(turned.contiguous()))
