"""The ``native_*`` functions of ``torch``: layers with their intermediate results.

Source: aten/src/ATen/native/native_functions.yaml, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.half_precision import widened
from engine.ops.nn import dropping
from engine.ops.nn.normalization_steps import normalized
from engine.ops.random import bernoulli_like
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.nn import layer_norms, normalization
from engine.unobserved import reported, unobserved


def _moments(
    input: Tensor, weight: Tensor | None, dims: tuple[int, ...], eps: float, shape: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """The mean and reciprocal standard deviation along dimensions, without gradients."""
    _, mean, inverse = normalized(widened(elements(input)), dims, eps)
    dtype = (input if weight is None else weight)._data.dtype
    found = (np.reshape(each, shape).astype(dtype) for each in (mean, inverse))
    return tuple(reported("moments", each) for each in found)  # type: ignore[return-value]


def native_layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None,
    bias: Tensor | None,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """``layer_norm``, and the mean and reciprocal standard deviation over the last dimensions."""
    result = layer_norms.layer_norm(input, normalized_shape, weight, bias, eps)
    first = input.ndim - len(normalized_shape)
    dims = tuple(range(first, input.ndim))
    shape = (*input.shape[:first], *(1 for _ in dims))
    return result, *_moments(input, weight, dims, eps, shape)


def native_group_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    N: int,  # noqa: N803
    C: int,  # noqa: N803
    HxW: int,  # noqa: N803
    group: int,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """``group_norm``, and the mean and reciprocal standard deviation of each group.

    Raises:
        RuntimeError: the sizes do not match the input.
    """
    require_tensors("native_group_norm", input=input)
    if input._data.size != N * C * HxW:
        raise RuntimeError(
            "Expected X.numel() == N * C * HxW to be true, but got false.  (Could this error "
            "message be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    return normalization.group_norm_and_moments(input, group, weight, bias, eps)


def native_batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """``batch_norm``, and in training each channel's mean and reciprocal standard deviation."""
    require_tensors("native_batch_norm", input=input)
    result = normalization.batch_norm_of_any(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )
    if not training:
        nothing = np.zeros(0, (input if weight is None else weight)._data.dtype)
        return result, reported("moments", nothing), reported("moments", nothing.copy())
    dims = (0, *range(2, input.ndim))
    return result, *_moments(input, weight, dims, eps, (input.shape[1],))


def native_dropout(input: Tensor, p: float, train: bool | None) -> tuple[Tensor, Tensor]:
    """Dropout, with its mask.

    Raises:
        RuntimeError: not a probability, or integers.
    """
    require_tensors("native_dropout", input=input)
    if not input._data.size:
        return input, reported("kept", np.zeros_like(input._data))
    kept: Any = np.ones(input.shape, bool)
    if train is not False:
        if not 0 <= p <= 1:
            raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={1 - p:.6g}")
        if not input.dtype.is_floating_point and not input.dtype.is_complex:
            raise RuntimeError(
                "result type Float can't be cast to the desired output type "
                f"{input.dtype.scalar_name}"
            )
        with unobserved():
            kept = elements(bernoulli_like(wrap(kept), p=1 - p))
    made = dropping.native_dropout(input, kept=kept, p=float(p), train=train)
    return made[0], made[1]
