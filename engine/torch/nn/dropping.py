"""Dropout as ``torch.nn.functional`` has it.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

import numpy as np

from engine import in_place
from engine.ops import create, random
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap
from engine.torch.calling.arguments import require_tensors
from engine.torch.routines import dimensions
from engine.unobserved import report, reported, unobserved


def _probability(p: float) -> float:
    """A checked probability.

    Raises:
        ValueError: not in [0, 1].
    """
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    return float(p)


def _kept(input: Tensor, extents: tuple[int, ...] | None, p: float, share: float = 1) -> Tensor:
    """A dropout mask scaled by 1 / (1 - p); reported as a single operation."""
    like = input._data if extents is None else np.zeros(extents, input._data.dtype)
    with unobserved():
        empty = wrap(create.empty_like.kernel(like))
        kept = shape.detach(random.bernoulli_number(empty, p=1 - p))
        if share != 1:
            arithmetic.div.apply_in_place(kept, share)
    report("dropout", kept)
    return kept


def _dropped(input: Tensor, extents: tuple[int, ...] | None, p: float, inplace: bool) -> Tensor:
    """Dropout of elements, or of whole channels.

    ``extents`` are those of one draw for each channel.
    """
    if p == 0 or not input._data.size:
        return input
    if p == 1:
        noise = reported("dropout", create.zeros_like.kernel(input._data))
    else:
        noise = _kept(input, extents, p, share=1 - p)
    if inplace:
        return arithmetic.mul.apply_in_place(input, noise)
    return arithmetic.mul(input, noise)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout: elements are zeroed with a probability while training, the others scaled up.

    Raises:
        ValueError: not a probability.

    Source: Hinton et al. 2012.
    """
    require_tensors("dropout", input=input)
    p = _probability(p)
    return _dropped(input, None, p, inplace) if training else input


def _channels(input: Tensor) -> tuple[int, ...]:
    """The shape of one draw per channel.

    Raises:
        RuntimeError: there are no channels.
    """
    if input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    return tuple(input.shape[:2]) + (1,) * (input.ndim - 2)


def channel_dropout(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels.

    Raises:
        ValueError: not a probability.
        RuntimeError: there are no channels.
    """
    require_tensors("feature_dropout", input=input)
    p = _probability(p)
    if p == 0 or not training:
        return input
    return _dropped(input, _channels(input), p, inplace)


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels of images.

    Shapes: input (n, channels, h, w) or (channels, h, w)

    Raises:
        ValueError: not a probability.
        RuntimeError: there are no channels.

    Source: Tompson et al. 2014.
    """
    require_tensors("feature_dropout", input=input)
    p = _probability(p)
    _warn_of_dims(2, input)
    if input.ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout "
            "behavior is desired - input is interpreted as shape (N, C, L), where C is the channel "
            "dim. This behavior will change in a future release to interpret the input as one "
            "without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise "
            "dropout behavior, please switch to using dropout1d instead."
        )
    return channel_dropout(input, p, training, inplace)


def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels of volumes.

    Shapes: input (n, channels, d, h, w) or (channels, d, h, w)

    Raises:
        ValueError: not a probability.
    """
    require_tensors("feature_dropout", input=input)
    p = _probability(p)
    _warn_of_dims(3, input)
    if input.ndim == 5:
        return channel_dropout(input, p, training, inplace)
    return _channel_dropout_of_one(input, p, training, inplace)


def _warn_of_dims(ndim: int, input: Tensor) -> None:
    """Warn if an input is neither batched nor unbatched."""
    if input.ndim not in (ndim + 1, ndim + 2):
        name = f"dropout{ndim}d"
        warn(
            f"{name}: Received a {input.ndim}-D input to {name}, which is deprecated and will "
            "result in an error in a future release. To retain the behavior and silence this "
            f"warning, please use dropout instead. Note that {name} exists to provide channel-wise "
            f"dropout on inputs with {ndim} spatial dimensions, a channel dimension, and an "
            f"optional batch dimension (i.e. {ndim + 1}D or {ndim + 2}D inputs)."
        )


def _channel_dropout_of_one(input: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
    """``channel_dropout`` of an unbatched input.

    Raises:
        RuntimeError: a leaf that requires grad is to be overwritten.
    """
    if inplace:
        in_place.refuse_operands(input, (input,))  # PyTorch changes its shape first
    whole = channel_dropout(dimensions.unsqueeze(input, 0), p, training, inplace)
    return dimensions.squeeze(whole, 0)


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels of sequences.

    Shapes: input (n, channels, l) or (channels, l)

    Raises:
        ValueError: not a probability.
        RuntimeError: neither batched nor unbatched.
    """
    require_tensors("dropout1d", input=input)
    p = _probability(p)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    if input.ndim == 2:
        return _channel_dropout_of_one(input, p, training, inplace)
    return channel_dropout(input, p, training, inplace)


_SELU_FLOOR = 1.7580993408473766  # minus the limit of selu at -inf


def _alpha_dropped(
    input: Tensor, extents: tuple[int, ...] | None, p: float, inplace: bool
) -> Tensor:
    """Alpha dropout of elements, or of whole channels: they are set to the negative limit of SELU.

    Source: Klambauer et al. 2017.
    """
    if p == 0 or not input._data.size:
        return input
    if p == 1:
        return _dropped(input, extents, p, inplace)
    if input._data.dtype.kind in "biu":
        wanted = input.dtype.scalar_name
        raise RuntimeError(
            "result type Float can't be cast to the desired output type "
            f"{'Long' if wanted == 'Bool' else wanted}"
        )
    noise = _kept(input, extents, p)
    scale = 1 / ((_SELU_FLOOR**2 * p + 1) * (1 - p)) ** 0.5
    floor = arithmetic.add(
        arithmetic.mul(arithmetic.sub(noise, 1), _SELU_FLOOR * scale), _SELU_FLOOR * scale * p
    )
    noise = arithmetic.mul(noise, scale)
    if inplace:
        arithmetic.mul.apply_in_place(input, noise)
        return arithmetic.add.apply_in_place(input, floor)
    return arithmetic.add(arithmetic.mul(input, noise), floor)


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """Alpha dropout, which preserves mean and variance of SELU activations.

    Raises:
        ValueError: not a probability.

    Source: Klambauer et al. 2017.
    """
    require_tensors("alpha_dropout", input=input)
    p = _probability(p)
    return _alpha_dropped(input, None, p, inplace) if training else input


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """``alpha_dropout`` of whole channels.

    Raises:
        ValueError: not a probability.
        RuntimeError: there are no channels.
    """
    require_tensors("feature_alpha_dropout", input=input)
    p = _probability(p)
    return _alpha_dropped(input, _channels(input), p, inplace) if training else input
