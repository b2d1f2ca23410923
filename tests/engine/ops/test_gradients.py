"""Every operation's rules against central differences, to the second order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import autograd
from engine.gradcheck import check_derivatives
from engine.op import Op
from engine.ops import arithmetic, reduce
from engine.registry import traced
from engine.tensor import Tensor, wrap
from tests.engine.ops.case import Case
from tests.engine.ops.cases import CASES, CHECKED_ELSEWHERE

REFUSING = (
    "attention_backward",
    "cdist_backward",
    "ctc_loss_back",
    "floor_divide",
    "floor_divide_number",
    "grid_sampler_2d_bends",
    "grid_sampler_2d_turned",
    "grid_sampler_2d_turned_back",
    "grid_sampler_3d_bends",
    "grid_sampler_3d_turned",
    "grid_sampler_3d_turned_back",
    "hardsigmoid_backward",
    "multi_margin_loss_backward",
    "multilabel_margin_loss_backward",
    "geqrf",
    "heaviside",
    "histogram",
    "pdist_backward",
    "remainder_of_number",
    "standard_gamma_grad",
    "unique",
    "unique_consecutive",
    "unique_dim",
)
"""Operations whose rules say that PyTorch has no derivative."""

ONCE = ("attention", "cdist", "hardsigmoid", "multi_margin_loss", "multilabel_margin_loss", "pdist")
"""Operations that send back what has no derivative."""

DIFFERENTIABLE = sorted(
    name
    for name, each in vars(traced).items()
    if isinstance(each, Op) and each.rules and name not in REFUSING
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def numbered_cases() -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}-{number}")
        for name in DIFFERENTIABLE
        for number, case in enumerate(CASES.get(name, []))
    ]


def joined(result: Tensor | tuple[Tensor, ...]) -> Tensor:
    """The result of an operation; of several, a number that depends on each in its own way."""
    if isinstance(result, Tensor):
        return result
    parts = [part for part in result if part is not None and part.dtype.is_floating_point]
    total = reduce.sum(parts[0])
    for part in parts[1:]:
        total = arithmetic.mul(arithmetic.add(total, 1.0), reduce.sum(part))
    return total


def is_float(array: np.ndarray) -> bool:
    return array.dtype.kind == "f"


def test_every_operation_with_rules_has_cases():
    assert sorted([*CASES, *CHECKED_ELSEWHERE]) == DIFFERENTIABLE


def test_every_operation_has_a_formula():
    assert [name for name, each in vars(traced).items() if not each.formula] == []


@pytest.mark.parametrize(("name", "case"), numbered_cases())
def test_rules_agree_with_differences(name: str, case: Case, rng: np.random.Generator):
    arrays = case.arrays(rng)
    constants = [None if is_float(array) else wrap(array) for array in arrays]

    def apply(*inputs: Tensor) -> Tensor:
        given = iter(inputs)
        operands = [next(given) if each is None else each for each in constants]
        return joined(getattr(traced, name)(*operands, **case.settings))

    order = 1 if name in ONCE else 2
    check_derivatives(apply, [array for array in arrays if is_float(array)], rng, order)


@pytest.mark.parametrize(("name", "case"), numbered_cases())
@pytest.mark.parametrize("create_graph", [False, True])
def test_gradients_look_like_their_inputs(
    name: str, case: Case, create_graph: bool, rng: np.random.Generator
):
    arrays = [a.astype(np.float32) if is_float(a) else a for a in case.arrays(rng)]
    operands = [wrap(array) for array in arrays]
    inputs = [tensor.requires_grad_() for tensor in operands if tensor.dtype.is_floating_point]
    out = joined(getattr(traced, name)(*operands, **case.settings))
    seed = wrap(np.ones(out.shape, out._data.dtype))
    gradients = autograd.grad(out, inputs, seed, create_graph=create_graph)
    for gradient, tensor in zip(gradients, inputs, strict=True):
        assert gradient is not None
        assert gradient.shape == tensor.shape
        assert gradient.dtype is tensor.dtype
