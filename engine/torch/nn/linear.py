"""Linear maps, padding, resizing and attention as ``torch.nn.functional`` has them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from engine import errors
from engine.ops import activations, arithmetic, joining, layout, pooling, select
from engine.tensor import Tensor, wrap
from engine.torch import dimensions, operands, products, shapes
from engine.torch.arguments import fitting, require_tensors
from engine.torch.nn import dropping


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input times the transposed weight, plus bias."""
    require_tensors("linear", input=input, weight=weight)
    if bias is None:
        turned = dimensions.t(weight) if weight.ndim == 2 else weight
        return products.matmul(input, turned)
    if input.ndim == 2:
        return products.addmm(bias, input, dimensions.t(weight))
    if not shapes.is_contiguous(input) or weight.ndim != 2:
        return operands.add(products.matmul(input, dimensions.t(weight)), bias)
    flat = shapes.reshape(input, prod(input.shape[:-1]), input.shape[-1])
    result = products.addmm(bias, flat, dimensions.t(weight))
    return shapes.view(result, [*input.shape[:-1], result.shape[1]])


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """For each weight matrix W, input1 W input2, plus bias.

    Raises:
        RuntimeError: inputs that do not fit the weight.
    """
    for number, each in ((1, input1), (2, input2)):
        if each.shape[-1] != weight.shape[number]:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got "
                f"{each.shape[-1]} but expected {weight.shape[number]}"
            )
    left = products.matmul(dimensions.unsqueeze(dimensions.unsqueeze(input1, -2), -2), weight)
    result = products.matmul(left, dimensions.unsqueeze(dimensions.unsqueeze(input2, -2), -1))
    result = dimensions.squeeze(dimensions.squeeze(result, -1), -1)
    return result if bias is None else operands.add(result, bias)


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: Any = None) -> Tensor:
    """The tensor with a margin, given from the last dimension on as widths before and after.

    Raises:
        RuntimeError: widths that do not fit.
        NotImplementedError: another mode.
    """
    require_tensors("pad", input=input)
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(pad)} and input of dimension {input.ndim}"
        )
    pairs = list(zip(pad[::2], pad[1::2]))
    widths = ((0, 0),) * (input.ndim - len(pairs)) + tuple(reversed(pairs))
    if mode == "constant":
        return joining.constant_pad(input, pad=widths, value=fitting(value or 0, input._data.dtype))
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value:
        raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if input.ndim not in (len(pairs) + 1, len(pairs) + 2):
        raise NotImplementedError(
            f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor."
        )
    return _padded_by_index(input, widths, mode)


def _padded_by_index(input: Tensor, widths: Any, mode: str) -> Tensor:
    for dim, (before, after) in enumerate(widths):
        if not (before or after):
            continue
        extent = input.shape[dim]
        if mode == "reflect" and max(before, after) >= extent:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input dimension, "
                f"but got: padding ({before}, {after}) at dimension {dim} of input "
                f"{list(input.shape)}"
            )
        places = np.arange(-before, extent + after)
        if mode == "reflect":
            places = np.abs(places)
            places = np.where(places >= extent, 2 * (extent - 1) - places, places)
        elif mode == "replicate":
            places = np.clip(places, 0, extent - 1)
        else:
            places = places % extent
        input = select.index_select(input, wrap(places), dim=dim)
    return input


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Planes resized, by the nearest element or between four.

    Raises:
        ValueError: neither a size nor a factor.
        NotImplementedError: another mode than "nearest" and "bilinear".
    """
    require_tensors("interpolate", input=input)
    if mode not in ("nearest", "bilinear") or input.ndim != 4 or antialias:
        raise errors.MissingOperationError(
            "Gradwalk's interpolate resizes planes (4 dimensions) by mode='nearest' or 'bilinear'"
        )
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    factors = scale_factor if isinstance(scale_factor, Sequence) else (scale_factor,) * 2
    sizes = size if isinstance(size, Sequence) else (size,) * 2
    wanted = [
        math.floor(n * f) if s is None else s for n, f, s in zip(input.shape[2:], factors, sizes)
    ]
    if mode == "nearest":
        for dim, (extent, count) in enumerate(zip(input.shape[2:], wanted), 2):
            places = np.floor(np.arange(count) * (extent / count)).astype(np.int64)
            input = select.index_select(input, wrap(places), dim=dim)
        return input
    matrices = [
        _between(n, c, f if s is None else None, bool(align_corners))
        for n, c, f, s in zip(input.shape[2:], wanted, factors, sizes)
    ]
    return pooling.adaptive_avg_pool2d(input, rows=matrices[0], columns=matrices[1])


def _between(extent: int, count: int, factor: float | None, align_corners: bool) -> Any:
    """A matrix that takes elements between two neighbours."""
    at = np.arange(count)
    if align_corners:
        place = at * ((extent - 1) / max(count - 1, 1))
    else:
        step = 1 / factor if factor else extent / count
        place = np.maximum((at + 0.5) * step - 0.5, 0)
    low = np.minimum(np.floor(place).astype(np.int64), extent - 1)
    high = np.minimum(low + 1, extent - 1)
    share = place - low
    matrix = np.zeros((count, extent))
    np.add.at(matrix, (at, low), 1 - share)
    np.add.at(matrix, (at, high), share)
    return matrix


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels spread over blocks of a larger plane.

    Raises:
        RuntimeError: channels that do not make blocks.
    """
    require_tensors("pixel_shuffle", input=input)
    _check_planes("pixel_shuffle", input, "upscale_factor", upscale_factor)
    *lead, channels, height, width = input.shape
    r = upscale_factor
    if channels % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square "
            f"of upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}"
        )
    split = shapes.reshape(input, [*lead, channels // (r * r), r, r, height, width])
    n = len(lead)
    moved = dimensions.permute(split, [*range(n), n, n + 3, n + 1, n + 4, n + 2])
    return shapes.reshape(moved, [*lead, channels // (r * r), height * r, width * r])


def _check_planes(function: str, input: Tensor, name: str, factor: int) -> None:
    """Check that there are planes, and by what they are to be resized.

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
    """Blocks of a plane as channels of a smaller one.

    Raises:
        RuntimeError: a plane that is not made of blocks.
    """
    require_tensors("pixel_unshuffle", input=input)
    _check_planes("pixel_unshuffle", input, "downscale_factor", downscale_factor)
    *lead, channels, height, width = input.shape
    for at, (name, extent) in enumerate((("height", height), ("width", width)), -2):
        if extent % downscale_factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({at})={extent} is not divisible by {downscale_factor}"
            )
    r, n = downscale_factor, len(lead)
    split = shapes.reshape(input, [*lead, channels, height // r, r, width // r, r])
    moved = dimensions.permute(split, [*range(n), n, n + 2, n + 4, n + 1, n + 3])
    return shapes.reshape(moved, [*lead, channels * r * r, height // r, width // r])


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """Values weighted by the softmax of products of queries and keys.

    Raises:
        NotImplementedError: groups of queries.
        RuntimeError: a mask beside ``is_causal``.
    """
    require_tensors("scaled_dot_product_attention", query=query, key=key, value=value)
    kinds = [errors.cpp_name(each.dtype) for each in (query, key, value)]
    if len(set(kinds)) > 1:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{kinds[0]} key.dtype: {kinds[1]} and value.dtype: {kinds[2]} instead."
        )
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{query.ndim} key.dim: {key.ndim} and value.dim: {value.ndim} instead."
        )
    if enable_gqa:
        raise errors.MissingOperationError("Gradwalk's attention has no enable_gqa")
    if attn_mask is not None and is_causal:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
            "is_causal=True"
        )
    root = math.sqrt(1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    left = arithmetic.mul_number(query, value=root)
    right = arithmetic.mul_number(dimensions.matrix_transpose(key), value=root)
    scores = products.matmul(left, right)
    mask = _additive(attn_mask, query, key, is_causal)
    if mask is not None:
        scores = operands.add(scores, mask)
    weights = activations.safe_softmax(scores, dim=scores.ndim - 1)
    if dropout_p:
        weights = dropping.dropout(weights, dropout_p)
    return products.matmul(weights, value)


def _additive(mask: Tensor | None, query: Tensor, key: Tensor, is_causal: bool) -> Tensor | None:
    """What is added to scores: -inf where nothing may be looked at."""
    if is_causal:
        allowed: Any = np.tril(np.ones((query.shape[-2], key.shape[-2]), bool))
    elif mask is None or mask.dtype.is_floating_point:
        return mask
    else:
        allowed = mask._data
    return wrap(np.where(allowed, 0.0, -np.inf).astype(query._data.dtype))


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Channels of several groups taken in turn.

    Raises:
        RuntimeError: no channels, or none for each group.
    """
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
    n, channels, *extents = input.shape
    split = shapes.reshape(input, [n, groups, channels // groups, *extents])
    return shapes.reshape(layout.transpose(split, dim0=1, dim1=2), list(input.shape))
