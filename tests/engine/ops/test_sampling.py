"""Planes and volumes read between their elements: slopes against differences."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from engine.gradcheck import check_derivatives
from engine.ops.nn import sampling
from engine.ops.reductions import reduce
from engine.passes import autograd
from engine.tensor import wrap
from tests.engine.ops.case import Case
from tests.engine.ops.sampling_cases import SLOPES, SLOPES_IN_SPACE


@pytest.mark.parametrize("case", SLOPES, ids=str)
def test_slopes_agree_with_differences(case: Case):
    rng = np.random.default_rng(7)
    slopes = partial(sampling.grid_sampler_2d_slopes, **case.settings)
    check_derivatives(slopes, case.arrays(rng), rng, order=1)


@pytest.mark.parametrize("case", SLOPES_IN_SPACE, ids=str)
def test_slopes_in_space_agree_with_differences(case: Case):
    rng = np.random.default_rng(7)
    slopes = partial(sampling.grid_sampler_3d_slopes, **case.settings)
    check_derivatives(slopes, case.arrays(rng), rng, order=1)


def test_there_is_no_third_order():
    case = SLOPES[0]
    tensors = [wrap(each).requires_grad_() for each in case.arrays(np.random.default_rng(7))]
    total = reduce.sum(sampling.grid_sampler_2d_slopes(*tensors, **case.settings))
    (first, *_) = autograd.grad(total, tensors, create_graph=True)
    assert first is not None
    with pytest.raises(RuntimeError, match="is not implemented"):
        autograd.grad(reduce.sum(first), tensors, allow_unused=True)
