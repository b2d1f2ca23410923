"""Rearrangements of channels, as ``torch.nn.functional`` has them.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from engine.op import Op
from engine.ops.nn import resizing
from engine.tensor import Tensor
from engine.torch.calling.arguments import require_tensors


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Rearrange channels into blocks of a larger image.

    Shapes: input (..., channels * factor^2, h, w) -> (..., channels, h * factor, w * factor)

    Raises:
        RuntimeError: the channels do not divide into blocks.

    Source: Shi et al. 2016.
    """
    require_tensors("pixel_shuffle", input=input)
    _check_planes("pixel_shuffle", input, "upscale_factor", upscale_factor)
    channels, r = input.shape[-3], upscale_factor
    if channels % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square "
            f"of upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}"
        )
    return resizing.pixel_shuffle(input, r=r)


def _check_planes(function: str, input: Tensor, name: str, factor: int) -> None:
    """Check the shape of images, and a factor.

    Raises:
        RuntimeError: fewer than three dimensions, or no positive factor.
    """
    if input.ndim < 3:
        raise RuntimeError(
            f"{function} expects input to have at least 3 dimensions, but got input with "
            f"{input.ndim} dimension(s)"
        )
    if factor <= 0:
        raise RuntimeError(f"{function} expects a positive {name}, but got {factor}")


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Rearrange blocks of an image into channels of a smaller one.

    Shapes: input (..., channels, h * factor, w * factor) -> (..., channels * factor^2, h, w)

    Raises:
        RuntimeError: the image does not divide into blocks.
    """
    require_tensors("pixel_unshuffle", input=input)
    _check_planes("pixel_unshuffle", input, "downscale_factor", downscale_factor)
    for at, name in ((-2, "height"), (-1, "width")):
        extent = input.shape[at]
        if extent % downscale_factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({at})={extent} is not divisible by {downscale_factor}"
            )
    return resizing.pixel_unshuffle(input, r=downscale_factor)


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Interleave the channels of several groups.

    Shapes: input (n, channels, ...) -> the same

    Raises:
        RuntimeError: no channels, or not divisible into groups.

    Source: Zhang et al. 2017.
    """
    return _shuffled(resizing.channel_shuffle, input, groups)


def native_channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """``channel_shuffle`` without a derivative."""
    return _shuffled(resizing.native_channel_shuffle, input, groups)


def _shuffled(operation: Op, input: Tensor, groups: int) -> Tensor:
    require_tensors("channel_shuffle", input=input)
    if input.ndim < 3:
        raise RuntimeError(
            "channel_shuffle expects input with > 2 dims, but got input with sizes "
            f"{list(input.shape)}"
        )
    if groups <= 0:
        raise RuntimeError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}"
        )
    if input.shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {input.shape[1]} channels and "
            f"{groups} groups."
        )
    return operation(input, groups=groups)
