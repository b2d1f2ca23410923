"""Gradients of interpolation in images and volumes agree with differences."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.multi_op import MultiOp
from engine.ops.nn import sampling
from engine.ops.reductions import reduce
from engine.passes import autograd
from engine.tensor import Tensor, wrap
from tests.engine.ops.case import Case
from tests.engine.ops.sampling_cases import SLOPES, SLOPES_IN_SPACE


def to_grid(backward: MultiOp, case: Case, *tensors: Tensor) -> Tensor:
    return backward(*tensors, **case.settings)[1]


def to_elements(backward: MultiOp, case: Case, *tensors: Tensor) -> Tensor:
    return backward(*tensors, **case.settings)[0]


@pytest.mark.parametrize("case", SLOPES, ids=str)
def test_gradients_of_image_sampling_agree_with_differences(case: Case):
    rng = np.random.default_rng(7)
    slopes = partial(to_grid, sampling.grid_sampler_2d_backward, case)
    check_derivatives(slopes, case.arrays(rng), rng, order=1)


@pytest.mark.parametrize("case", SLOPES_IN_SPACE, ids=str)
def test_gradients_of_volume_sampling_agree_with_differences(case: Case):
    rng = np.random.default_rng(7)
    slopes = partial(to_grid, sampling.grid_sampler_3d_backward, case)
    check_derivatives(slopes, case.arrays(rng), rng, order=1)


@pytest.mark.parametrize("case", SLOPES[:12], ids=str)
def test_gradients_of_the_transpose_agree_with_differences(case: Case):
    rng = np.random.default_rng(7)
    case = case._replace(settings={**case.settings, "mask": (True, False)})
    spread = partial(to_elements, sampling.grid_sampler_2d_backward, case)
    check_derivatives(spread, case.arrays(rng), rng, order=1)


def test_grid_sampling_has_no_third_derivative():
    case = SLOPES[0]
    tensors = [wrap(each)._with_grad_required() for each in case.arrays(np.random.default_rng(7))]
    total = reduce.sum(to_grid(sampling.grid_sampler_2d_backward, case, *tensors))
    (first, *_) = autograd.grad(total, tensors, create_graph=True)
    assert first is not None
    with pytest.raises(RuntimeError, match="is not implemented"):
        autograd.grad(reduce.sum(first), tensors, allow_unused=True)
