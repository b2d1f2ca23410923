"""Every operation's rules agree with central differences, to second order."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.op import Op
from engine.ops.elementwise import arithmetic
from engine.ops.reductions import reduce
from engine.passes import autograd
from engine.registry import traced
from engine.tensor import Tensor, wrap
from tests.engine.ops.case import Case
from tests.engine.ops.cases import CASES, CHECKED_ELSEWHERE
from tests.noting import noting

REFUSING = (
    "acosh_",
    "asinh_",
    "atan2_of_truth",
    "atanh_",
    "attention_backward",
    "bernoulli_like",
    "binomial",
    "cdist_backward",
    "ctc_loss_back",
    "detach_copy",
    "embedding_bag_backward",
    "embedding_bag_weights_backward",
    "floor_divide",
    "floor_divide_number",
    "grid_sampler_2d_bends",
    "grid_sampler_2d_turned",
    "grid_sampler_2d_turned_back",
    "grid_sampler_3d_bends",
    "grid_sampler_3d_turned",
    "grid_sampler_3d_turned_back",
    "hardsigmoid_backward",
    "ldl_factor",
    "ldl_solve",
    "multi_margin_loss_backward",
    "multilabel_margin_loss_backward",
    "native_channel_shuffle",
    "geqrf",
    "heaviside",
    "histogram",
    "pdist_backward",
    "pow_by_truth",
    "remainder_of_number",
    "scatter_reducing",
    "scatter_reducing_",
    "segment_reduce_backward",
    "standard_gamma_grad",
    "unique",
    "unique_consecutive",
    "unique_dim",
    "weighted_bincount",
    "zeta_number",
)
"""Operations whose rules say that PyTorch has no derivative."""

ONCE = (
    *("attention", "cdist", "embedding_bag", "hardsigmoid", "multi_margin_loss"),
    *("multilabel_margin_loss", "pdist", "segment_reduce"),
)
"""Operations that send gradients without a derivative of their own."""

DIFFERENTIABLE = sorted(
    name
    for name, each in vars(traced).items()
    if isinstance(each, Op) and each.rules and name not in REFUSING
)


def joined(result: Tensor | tuple[Tensor, ...]) -> Tensor:
    """The result of an operation; of several, a weighted combination of all."""
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


@pytest.mark.parametrize("name", CASES)
def test_rules_agree_with_differences(name: str):
    for case in CASES[name]:
        with noting(case):
            check_against_differences(name, case)


def check_against_differences(name: str, case: Case) -> None:
    rng = np.random.default_rng(7)
    arrays = case.arrays(rng)
    constants = [None if is_float(array) else wrap(array) for array in arrays]

    def apply(*inputs: Tensor) -> Tensor:
        given = iter(inputs)
        operands = [next(given) if each is None else each for each in constants]
        return joined(getattr(traced, name)(*operands, **case.settings))

    order = 1 if name in ONCE else 2
    check_derivatives(apply, [array for array in arrays if is_float(array)], rng, order)


@pytest.mark.parametrize("name", CASES)
def test_gradients_have_the_shape_and_dtype_of_their_inputs(name: str):
    for case, create_graph in itertools.product(CASES[name], [False, True]):
        with noting((case, create_graph)):
            check_looks(name, case, create_graph)


def check_looks(name: str, case: Case, create_graph: bool) -> None:
    arrays = case.arrays(np.random.default_rng(7))
    arrays = [array.astype(np.float32) if is_float(array) else array for array in arrays]
    operands = [wrap(array) for array in arrays]
    inputs = [tensor._with_grad_required() for tensor in operands if tensor.dtype.is_floating_point]
    out = joined(getattr(traced, name)(*operands, **case.settings))
    seed = wrap(np.ones(out.shape, out._data.dtype))
    gradients = autograd.grad(out, inputs, seed, create_graph=create_graph)
    for gradient, tensor in zip(gradients, inputs, strict=True):
        assert gradient is not None
        assert gradient.shape == tensor.shape
        assert gradient.dtype is tensor.dtype
