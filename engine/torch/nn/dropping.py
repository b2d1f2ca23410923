"""Dropout as ``torch.nn.functional`` has it."""

from __future__ import annotations

import numpy as np

from engine.ops import arithmetic, random, shape
from engine.tensor import Tensor, wrap
from engine.torch import dimensions
from engine.torch.arguments import require_tensors


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _dropped(input: Tensor, extents: tuple[int, ...], p: float, inplace: bool) -> Tensor:
    """Elements, or whole channels, set to 0 with a probability, and the others scaled up."""
    if p == 0 or not input._data.size:
        return input
    if p == 1:
        noise = wrap(np.zeros_like(input._data)[()])
    else:
        empty = wrap(np.zeros(extents, input._data.dtype)[()])
        noise = random.bernoulli_number(empty, p=1 - p)
        noise = shape.detach(noise)
        arithmetic.div.apply_in_place(noise, 1 - p)
    if inplace:
        return arithmetic.mul.apply_in_place(input, noise)
    return arithmetic.mul(input, noise)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Elements set to 0 with a probability while training, and the others scaled up.

    Raises:
        ValueError: no probability.
    """
    require_tensors("dropout", input=input)
    _check_probability(p)
    return _dropped(input, tuple(input.shape), p, inplace) if training else input


def _channel_dropout(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Whole channels set to 0 with a probability while training, and the others scaled up.

    Raises:
        ValueError: no probability.
        RuntimeError: no channels.
    """
    require_tensors("feature_dropout", input=input)
    _check_probability(p)
    if training and input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    extents = tuple(input.shape[:2]) + (1,) * (input.ndim - 2)
    return _dropped(input, extents, p, inplace) if training else input


dropout2d = dropout3d = _channel_dropout


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Whole channels of rows set to 0 with a probability while training, the others scaled up.

    Raises:
        ValueError: no probability.
        RuntimeError: neither a batch nor one element of one.
    """
    require_tensors("dropout1d", input=input)
    _check_probability(p)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    if input.ndim == 2:
        whole = _channel_dropout(dimensions.unsqueeze(input, 0), p, training, inplace)
        return dimensions.squeeze(whole, 0)
    return _channel_dropout(input, p, training, inplace)
