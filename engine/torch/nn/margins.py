"""Padding as ``torch.nn.functional`` has it.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.ops import create
from engine.ops.elementwise import combined
from engine.ops.indexing import select
from engine.ops.nn import resizing
from engine.ops.shapes import joining
from engine.tensor import Tensor
from engine.torch import autocasting
from engine.torch.calling.arguments import require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.calling.numbers import checked_float, fitting, tuple_of_ints


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: Any = None) -> Tensor:
    """The padded tensor; widths before and after are given from the last dimension on.

    Raises:
        TypeError: widths or a value that are not numbers.
        RuntimeError: widths that do not fit.
        NotImplementedError: an unknown mode.
    """
    require_tensors("pad", input=input)
    pad = tuple_of_ints("pad", "pad", 2, pad)
    if value is not None:
        value = checked_float("pad", "value", 4, value)
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(pad)} and input of dimension {input.ndim}"
        )
    pairs = list(zip(pad[::2], pad[1::2]))
    if mode == "constant":
        return constant_pad(input, pad, value or 0)
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if input.ndim not in (len(pairs) + 1, len(pairs) + 2):
        raise NotImplementedError(
            f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
        )
    if mode == "circular":
        return _circular(input, pairs)
    ndim = len(pairs)
    if 0 in input.shape[-ndim - 1 :]:
        raise RuntimeError(
            f"Expected {ndim + 1}D or {ndim + 2}D (batch mode) tensor with possibly 0 batch size "
            f"and other non-zero dimensions for input, but got: {list(input.shape)}"
        )
    input = autocasting.widened(input)
    from_last = [_places(input, at, *each, mode) for at, each in enumerate(pairs, 1)]
    places = tuple(reversed(from_last))
    by_dims = resizing.reflection_pad if mode == "reflect" else resizing.replication_pad
    refuse_dtypes(by_dims[ndim].name, input, "b")
    return by_dims[ndim](input, places=places)


def constant_pad(input: Tensor, pad: Sequence[int], value: Any) -> Tensor:
    """The tensor padded with a constant, which may be complex."""
    pairs = list(zip(pad[::2], pad[1::2]))
    widths = ((0, 0),) * (input.ndim - len(pairs)) + tuple(reversed(pairs))
    _check_cut(input, widths)
    return joining.constant_pad(input, pad=widths, value=fitting(value, input._data.dtype))


def _check_cut(input: Tensor, widths: Sequence[tuple[int, int]]) -> None:
    """Check that negative widths do not cut off more than there is.

    Raises:
        RuntimeError: they do.
    """
    for extent, (before, after) in zip(input._data.shape, widths):
        if extent + min(before, 0) + min(after, 0) < 0:
            raise RuntimeError("narrow(): length must be non-negative.")


def _places(input: Tensor, from_last: int, before: int, after: int, mode: str) -> np.ndarray:
    """The source indices of padded elements along a dimension, counted from the last.

    Raises:
        RuntimeError: the padding is larger than one reflection.
    """
    dim = input.ndim - from_last
    extent = input.shape[dim]
    if mode == "reflect" and max(before, after) >= extent:
        raise RuntimeError(
            f"Argument #{2 + 2 * from_last}: Padding size should be less than the corresponding "
            f"input dimension, but got: padding ({before}, {after}) at dimension {dim} of input "
            f"{list(input.shape)}"
        )
    places = np.arange(-before, extent + after)
    if mode == "replicate":
        return np.clip(places, 0, extent - 1)
    places = np.abs(places)
    return np.where(places >= extent, 2 * (extent - 1) - places, places)


def _circular(input: Tensor, pairs: Sequence[tuple[int, int]]) -> Tensor:
    """Circular padding, written into a larger tensor.

    Raises:
        RuntimeError: the padding is larger than the tensor.
    """
    dims = range(input.ndim - 1, input.ndim - 1 - len(pairs), -1)
    extents = list(input.shape)
    for dim, (before, after) in zip(dims, pairs):
        if max(before, after) > input.shape[dim]:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        extents[dim] += before + after
        if extents[dim] < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
    out = create.empty(size=tuple(extents), dtype=input.dtype)
    inner, kept = out, input
    for dim, (before, after) in zip(dims, pairs):
        inner = _part(inner, dim, max(before, 0), extents[dim] - max(after, 0))
        kept = _part(kept, dim, max(-before, 0), input.shape[dim] - max(-after, 0))
    combined.copy_from.apply_in_place(inner, kept)
    for dim, (before, after) in zip(dims, pairs):
        end, start = extents[dim] - max(after, 0), max(before, 0)
        if before > 0:
            _copy_part(out, dim, (0, before), (end - before, end))
        if after > 0:
            _copy_part(out, dim, (extents[dim] - after, extents[dim]), (start, start + after))
    return out


def _part(tensor: Tensor, dim: int, start: int, end: int) -> Tensor:
    return select.slice(tensor, dim=dim, start=start, end=end, step=1)


def _copy_part(out: Tensor, dim: int, to: tuple[int, int], source: tuple[int, int]) -> None:
    combined.copy_from.apply_in_place(_part(out, dim, *to), _part(out, dim, *source))
