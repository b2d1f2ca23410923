"""Half precision: kernels compute in float32 and round once, and load what they need lazily."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.half_precision import is_half
from tests.engine.untyped import torch

HALVES = [torch.float16, torch.bfloat16]
ROUNDING_ONCE = [
    *(torch.exp, torch.sin, torch.tanh, torch.sigmoid, torch.erf, torch.nn.functional.gelu),
    *(torch.nn.functional.softplus, torch.nn.functional.mish, torch.log_softmax),
]

halves = st.sampled_from(HALVES)
numbers = st.lists(st.floats(-8, 8, width=16), min_size=1, max_size=5)


def same(one: Any, other: Any) -> bool:
    """Whether two half-precision tensors have the same bits."""
    return bool(torch.equal(one.view(torch.int16), other.view(torch.int16)))


@pytest.mark.parametrize("function", ROUNDING_ONCE[:-1], ids=lambda each: each.__name__)
@given(halves, numbers)
def test_an_operation_rounds_its_result_once(function, dtype, given_numbers):
    x = torch.tensor(given_numbers, dtype=dtype)
    assert same(function(x), function(x.float()).to(dtype))


@given(halves, numbers, st.floats(-4, 4))
def test_products_with_numbers_round_once_and_sums_round_the_number_first(dtype, elements, number):
    x = torch.tensor(elements, dtype=dtype)
    assert same(x * number, (x.float() * np.float32(number).item()).to(dtype))
    rounded = torch.tensor(number, dtype=dtype).item()
    assert same(x + number, (x.float() + rounded).to(dtype))


@given(halves, st.integers(1, 4000))
def test_sums_accumulate_in_single_precision(dtype, count):
    x = torch.full((count,), 0.1, dtype=dtype)
    assert same(x.sum(), x.float().sum().to(dtype))


@given(halves, numbers)
def test_gradients_equal_those_of_float32_steps_that_round(dtype, elements):
    x = torch.tensor(elements, dtype=dtype, requires_grad=True)
    torch.sin(x).sum().backward()
    assert x.grad.dtype is dtype
    assert same(x.grad, torch.cos(x.detach()))
    taped = torch.autograd.grad(torch.sin(x).sum(), x, create_graph=True)[0]
    assert same(taped.detach(), x.grad)


@given(st.sampled_from([torch.bool, torch.int16, torch.int64, *HALVES, torch.float32]))
def test_only_float16_and_bfloat16_are_half_precision(dtype):
    assert is_half(torch.zeros(1, dtype=dtype)._data.dtype) is (dtype in HALVES)


def test_support_for_bfloat16_is_loaded_on_first_use():
    script = (
        "import sys, engine.torch as torch\n"
        "before = 'ml_dtypes' in sys.modules, torch.bfloat16.itemsize\n"
        "torch.zeros(1, dtype=torch.bfloat16)\n"
        "print(before, 'ml_dtypes' in sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    assert done.stdout.split() == ["(False,", "2)", "True"], done.stderr
