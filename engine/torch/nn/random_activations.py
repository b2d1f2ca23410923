"""Activations that draw random numbers, as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.ops import random
from engine.ops.elementwise import arithmetic, elementary
from engine.ops.nn import straight_activations
from engine.ops.shapes import shape
from engine.random.generator import default_generator
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, one_dim, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.nn import activations
from engine.torch.routines import choosing, dimensions, operands
from engine.unobserved import report, unobserved


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """Gumbel-softmax samples: differentiable relaxations of categorical draws.

    Source: Jang et al. 2016.
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    with unobserved():
        drawn = random.exponential(wrap(np.empty(logits.shape, logits._data.dtype)), lambd=1)
    report("exponential", drawn)
    gumbels = arithmetic.neg(elementary.log(drawn))
    noisy: Any = operands.add(logits, gumbels)
    soft = activations.softmax(noisy / tau, dim)
    if not hard:
        return soft
    place = one_dim(soft, dim)
    with unobserved():
        index = dimensions.unsqueeze(wrap(np.argmax(soft._data, axis=place)), place)
        one_hot = choosing.scatter(wrap(np.zeros_like(logits._data)), place, index, value=1.0)
    report("one_hot", one_hot)
    return operands.add(operands.sub(one_hot, shape.detach(soft)), soft)


def rrelu(
    input: Tensor,
    lower: float = 1 / 8,
    upper: float = 1 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Leaky ReLU with random slopes; unless training, with their mean.

    Raises:
        RuntimeError: the lower slope is above the upper one.

    Source: Xu et al. 2015.
    """
    require_tensors("rrelu", input=input)
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    refuse_dtypes("rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", input, "biu")
    is_low = elements(input) <= 0
    slopes = np.ones(input.shape, input._data.dtype)
    slopes[is_low] = (
        default_generator.uniform((int(is_low.sum()),), lower, upper, dtypes.float64)
        if training
        else (lower + upper) / 2
    )
    operation = straight_activations.rrelu_ if inplace else straight_activations.rrelu
    return (
        operation.apply_in_place(input, slopes=slopes)
        if inplace
        else operation(input, slopes=slopes)
    )


rrelu_ = activations.in_place(rrelu)
