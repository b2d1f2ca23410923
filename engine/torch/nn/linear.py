"""Linear layers and attention of ``torch.nn.functional``.

Source: torch.nn.functional, PyTorch 2.13.
"""

from __future__ import annotations

import math
from math import prod
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.half_precision import is_half
from engine.ops.algebra import contracting
from engine.ops.elementwise import with_numbers
from engine.ops.nn import attention, softmaxes
from engine.ops.shapes import shape
from engine.registry import traced
from engine.tensor import Tensor
from engine.torch import attention_kernels
from engine.torch.attention_bias import CausalBias
from engine.torch.autocasting import narrowing
from engine.torch.calling.arguments import elements, require_tensors
from engine.torch.calling.dtype_arguments import refuse_dtypes
from engine.torch.matrices import products
from engine.torch.nn import dropping
from engine.torch.routines import dimensions, joining, operands, shapes
from engine.torch.tensors import in_place
from engine.unobserved import reported


@narrowing
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias.

    Shapes: input (..., m), weight (k, m) or (m,), bias (k,) or () -> (..., k) or (...)

    Raises:
        RuntimeError: one of them is zero-dimensional.
    """
    is_usual = bias is not None and _are_usual(input, weight, bias)
    if not is_usual:
        require_tensors("linear", input=input, weight=weight)
        if not (input.ndim and weight.ndim):
            raise RuntimeError(
                "both arguments to linear need to be at least 1D, but they are "
                f"{input.ndim}D and {weight.ndim}D"
            )
    turn = shape.t if is_usual else dimensions.t
    if bias is None:
        return products.matmul(input, turn(weight))
    if input.dtype is weight.dtype is dtypes.bool:
        raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool'")
    add_product = products.added_product if is_usual else products.addmm
    if input.ndim == 2:
        return add_product(bias, input, turn(weight))
    if not (shapes.is_contiguous(input) and _is_row(bias)):
        return in_place.add_(products.matmul(input, turn(weight)), bias)
    *batch, width = input._data.shape
    flat = shape.reshaped(traced, input, (prod(batch), width))
    result = add_product(bias, flat, turn(weight))
    return shape.view(result, shape=(*batch, result._data.shape[1]))


def _is_row(bias: Tensor) -> bool:
    """Whether a bias is a contiguous vector, apart from dimensions of size 1."""
    return bias.ndim > 0 and max(bias.shape) == bias._data.size and shapes.is_contiguous(bias)


def _are_usual(input: Any, weight: Any, bias: Any) -> bool:
    """Whether operands of ``linear`` have the usual shapes, and match."""
    if not (isinstance(input, Tensor) and isinstance(weight, Tensor) and isinstance(bias, Tensor)):
        return False
    x, w, b = input._data, weight._data, bias._data
    return (
        x.ndim >= 2
        and w.ndim == 2
        and (x.shape[-1], *b.shape) == w.shape[::-1]
        and x.dtype is w.dtype is b.dtype
        and x.dtype.kind == "f"
    )


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """For each weight matrix W, input1 W input2, plus bias.

    Shapes: input1 (..., m), input2 (..., k), weight (p, m, k), bias (p,) -> (..., p)

    Raises:
        RuntimeError: the inputs do not match the weight.
    """
    if not input1.dtype is input2.dtype is weight.dtype:
        named = {"input1": input1, "input2": input2, "weight": weight, "bias": bias}
        found = [f"{n}: {errors.cpp_name(t.dtype)}" for n, t in named.items() if t is not None]
        raise RuntimeError(f"All tensors must have the same dtype, got {', '.join(found)}")
    lead = list(input1.shape[:-1])
    for at, (extent, other) in enumerate(zip(lead, input2.shape)):
        if extent != other:
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {at}: got {extent} and "
                f"{other}"
            )
    for number, each in ((1, input1), (2, input2)):
        if each.shape[-1] != weight.shape[number]:
            raise RuntimeError(
                f"bilinear(): input{number} size does not match weight size: got "
                f"{each.shape[-1]} but expected {weight.shape[number]}"
            )
    if bias is not None and bias.shape[:1] != weight.shape[:1]:
        raise RuntimeError(
            f"bilinear(): bias size does not match weight size: got {bias.shape[0]} but expected "
            f"{weight.shape[0]}"
        )
    refuse_dtypes("bmm", input1, "b")
    rows, others = (shapes.reshape(each, -1, each.shape[-1]) for each in (input1, input2))
    products_ = contracting.trilinear(rows, weight, others, terms="ni,oij,nj->no")
    result = shapes.view(products_, [*lead, weight.shape[0]])
    return result if bias is None else operands.add(result, bias)


def _check_mask(query: Tensor, mask: Tensor, is_causal: bool) -> None:
    """Check a mask of attention.

    Raises:
        RuntimeError: another dtype, or a mask together with ``is_causal``.
    """
    if mask.dtype not in (dtypes.bool, dtypes.float32, query.dtype):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got "
            f"attn_mask.dtype: {errors.cpp_name(mask.dtype)} and  query.dtype: "
            f"{errors.cpp_name(query.dtype)} instead."
        )
    if is_causal:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
            "is_causal=True"
        )


@narrowing
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

    Shapes: query (..., l, d), key (..., s, d), value (..., s, k) -> (..., l, k)

    Raises:
        NotImplementedError: groups of queries.
        RuntimeError: a mask together with ``is_causal``.

    Source: Vaswani et al. 2017.
    """
    require_tensors("scaled_dot_product_attention", query=query, key=key, value=value)
    if isinstance(attn_mask, CausalBias):
        attn_mask, is_causal = attn_mask.for_attention(is_causal)
    if not query._data.dtype is key._data.dtype is value._data.dtype:
        kinds = [errors.cpp_name(each.dtype) for each in (query, key, value)]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{kinds[0]} key.dtype: {kinds[1]} and value.dtype: {kinds[2]} instead."
        )
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{query.ndim} key.dim: {key.ndim} and value.dim: {value.ndim} instead."
        )
    if attn_mask is not None:
        _check_mask(query, attn_mask, is_causal)
    if enable_gqa:
        _check_heads(query, key, value)
    can_fuse = attention_kernels.may_fuse()
    if can_fuse and _is_fused(query, key, value, attn_mask, dropout_p, enable_gqa):
        added = _additive(attn_mask, query, key, is_causal)
        return attention.attention(
            query,
            key,
            value,
            mask=None if added is None else elements(added),
            scale=1 / math.sqrt(query.shape[-1]) if scale is None else scale,
        )
    attention_kernels.require_math()
    if enable_gqa:
        key, value = _spread(query, key), _spread(query, value)
    if is_half(query._data.dtype):
        q, k, v = (shape.to_copy(each, dtype=dtypes.float32) for each in (query, key, value))
        weighted = _attention(q, k, v, attn_mask, dropout_p, is_causal, scale)
        return shape.to_copy(weighted, dtype=query.dtype)
    return _attention(query, key, value, attn_mask, dropout_p, is_causal, scale)


def _check_heads(query: Tensor, key: Tensor, value: Tensor) -> None:
    """Check that the number of query heads is a multiple of that of key and value heads.

    Raises:
        RuntimeError: it is not.
    """
    if min(query.ndim, key.ndim, value.ndim) > 2 and any(
        query.shape[-3] % each.shape[-3] for each in (key, value)
    ):
        raise RuntimeError("Number of heads in key and value must divide the number of heads in ")


def _spread(query: Tensor, heads: Tensor) -> Tensor:
    """Each head repeated for the heads of queries that it serves."""
    if heads.ndim < 3:
        return heads
    times = query.shape[-3] // heads.shape[-3]
    return joining.repeat_interleave(heads, times, -3)


def _attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None,
    dropout_p: float,
    is_causal: bool,
    scale: float | None,
) -> Tensor:
    """Attention, unfused."""
    root = math.sqrt(1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    left = with_numbers.mul_number(query, number=root)
    right = with_numbers.mul_number(dimensions.matrix_transpose(key), number=root)
    scores = products.matmul(left, right)
    mask = _additive(attn_mask, query, key, is_causal)
    if mask is not None:
        scores = operands.add(scores, mask)
    weights = softmaxes.safe_softmax(scores, dim=scores.ndim - 1)
    if dropout_p:
        weights = dropping.dropout(weights, dropout_p)
    return products.matmul(weights, value)


def _is_fused(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, dropout_p: float, shares: bool
) -> bool:
    """Whether PyTorch uses its fused kernel: for batches of heads in the usual layout."""
    if dropout_p or not query.ndim == key.ndim == value.ndim == 4:
        return False
    each = (query._data, key._data, value._data)
    return (
        (mask is None or (not mask.requires_grad and mask.ndim in (2, 4)))
        and len({one.shape[: 2 - shares] + one.shape[-1:] for one in each}) == 1
        and key.shape[1] == value.shape[1]
        and all(one.size for one in each)
        and all(one.strides[-1] == one.itemsize for one in each)
    )


def _additive(mask: Tensor | None, query: Tensor, key: Tensor, is_causal: bool) -> Tensor | None:
    """The mask to add to scores: -inf where attention is not allowed."""
    if is_causal:
        allowed: Any = np.tril(np.ones((query.shape[-2], key.shape[-2]), bool))
    elif mask is None or mask.dtype.is_floating_point:
        return mask
    else:
        allowed = mask._data
    return reported("mask", np.where(allowed, 0.0, -np.inf).astype(query._data.dtype))
