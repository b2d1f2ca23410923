"""Checks of the inputs and masks of attention.

Source: torch.nn.functional.multi_head_attention_forward, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.script_warnings import warn
from engine.tensor import Tensor, wrap


def additive(
    mask: Tensor | None, name: str, other: Tensor | None, other_name: str, like: Tensor
) -> Tensor | None:
    """A mask as a tensor to add to scores: -inf where a boolean mask is true.

    It warns if another mask has another dtype.

    Raises:
        AssertionError: an integer mask.
        RuntimeError: the other mask is not a tensor.
    """
    if not (other is None or isinstance(other, Tensor)):
        raise RuntimeError("input to _none_or_dtype() must be None or torch.Tensor")
    if mask is None:
        return None
    is_float = mask.dtype.is_floating_point
    if not is_float and mask.dtype is not dtypes.bool:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if other is not None and mask.dtype is not other.dtype:
        warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for both "
            "instead."
        )
    if is_float:
        return mask
    return wrap(np.where(mask._data, -np.inf, 0.0).astype(like._data.dtype))


def require_masks(*masks: object) -> None:
    """Check that masks, if given, are tensors.

    Raises:
        TypeError: a mask is not a tensor.
    """
    for each in masks:
        if not (each is None or isinstance(each, Tensor)):
            raise errors.not_a_tensor("is_floating_point", "input", 1, each)


def check_dimensions(
    query: Any,
    key: Any,
    value: Any,
    padding: Any,
    mask: Any,
    heads: int,
) -> None:
    """Check that all inputs are batched, or all are unbatched.

    Raises:
        AssertionError: they are mixed.
    """
    if query.dim() not in (2, 3):
        raise AssertionError(
            "query should be unbatched 2D or batched 3D tensor but received "
            f"{query.dim()}-D query tensor"
        )
    ndim = query.dim()
    start = f"For {'' if ndim == 3 else 'un'}batched ({ndim}-D) `query`, expected"
    if key.dim() != ndim or value.dim() != ndim:
        raise AssertionError(
            f"{start} `key` and `value` to be {ndim}-D but found {key.dim()}-D and "
            f"{value.dim()}-D tensors respectively"
        )
    if padding is not None and padding.dim() != ndim - 1:
        raise AssertionError(
            f"{start} `key_padding_mask` to be `None` or {ndim - 1}-D but found "
            f"{padding.dim()}-D tensor instead"
        )
    if mask is not None and mask.dim() not in (2, 3):
        raise AssertionError(
            f"{start} `attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead"
        )
    if mask is not None and mask.dim() == 3 and ndim == 2:
        expected = (heads, query.shape[0], key.shape[0])
        if mask.shape != expected:
            raise AssertionError(
                f"Expected `attn_mask` shape to be {expected} but got {mask.shape}"
            )


def check_extents(query: Tensor, key: Tensor, value: Tensor, width: int, is_packed: bool) -> None:
    """Check the shapes of inputs, (steps, batch, width) each.

    Raises:
        AssertionError: a wrong width, or keys and values of different lengths.
    """
    if query.shape[2] != width:
        raise AssertionError(
            f"was expecting embedding dimension of {width}, but got {query.shape[2]}"
        )
    if is_packed and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if key.shape[:2] != value.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )


def check_masks(mask: Any, padding: Any, query: Tensor, source: int, heads: int) -> None:
    """Check the shapes of masks; a padding mask has one row per sequence.

    Raises:
        RuntimeError: a wrong shape of the attention mask.
        AssertionError: a wrong shape of the padding mask.
    """
    target, batch = query.shape[:2]
    if mask is not None:
        expected = (target, source) if mask.dim() == 2 else (batch * heads, target, source)
        if mask.shape != expected:
            raise RuntimeError(
                f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be "
                f"{expected}."
            )
    if padding is not None:
        rows = padding.shape if padding.dim() == 2 else (1, *padding.shape)
        for at, (found, wanted) in enumerate(zip(rows, (batch, source), strict=True)):
            if found != wanted:
                raise AssertionError(
                    f"Expected key_padded_mask.shape[{at}] to be {wanted}, but got {found}"
                )


def masks(
    attn_mask: Any, padding: Any, query: Tensor, is_causal: bool
) -> tuple[Tensor | None, Tensor | None]:
    """The masks to add to scores, for pairs of steps and for padding.

    Raises:
        RuntimeError: ``is_causal`` without a mask.
    """
    padded = additive(padding, "key_padding_mask", attn_mask, "attn_mask", query)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module "
            "method `generate_square_subsequent_mask` to create this mask."
        )
    return additive(attn_mask, "attn_mask", None, "", query), padded


def check_weights(
    query: Tensor, width: int, heads: int, is_apart: bool, packed: Any, apart: dict[str, Any]
) -> None:
    """Check the width of queries, and that all needed weights are given.

    Raises:
        AssertionError: they are not.
    """
    found = query.shape[2]
    if found != width:
        raise AssertionError(f"was expecting embedding dimension of {width}, but got {found}")
    if found // heads * heads != found:
        raise AssertionError(f"embed_dim {found} not divisible by num_heads {heads}")
    if not is_apart and packed is None:
        raise AssertionError("use_separate_proj_weight is False but in_proj_weight is None")
    for name, weight in apart.items():
        if is_apart and weight is None:
            raise AssertionError(f"use_separate_proj_weight is True but {name}_proj_weight is None")


def check_added(bias_k: Any, bias_v: Any) -> None:
    """Check that a learned key and a learned value are given together.

    Raises:
        AssertionError: only one of them is given.
    """
    if bias_k is not None and bias_v is None:
        raise AssertionError("bias_k is set but bias_v is None")
    if bias_v is not None and bias_k is None:
        raise AssertionError("bias_v is set but bias_k is None")
