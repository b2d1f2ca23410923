"""Attention with several heads.

Source: torch.nn.functional.multi_head_attention_forward, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.ops import layout, select, shape
from engine.tensor import Tensor
from engine.torch import dimensions, joining, operands, products, reductions, shapes, splitting
from engine.torch.nn import activations, attention_checks, dropping, init, linear
from engine.torch.nn.layers import Linear, empty
from engine.torch.nn.module import Module
from engine.untold import told


class NonDynamicallyQuantizableLinear(Linear):
    """A linear map, by the name that PyTorch shows inside attention."""


class MultiheadAttention(Module):
    """Values weighted by how well queries fit keys, in several heads side by side."""

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                "embed_dim and num_heads must be greater than 0, got embed_dim="
                f"{embed_dim} and num_heads={num_heads} instead"
            )
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim == self.vdim
        self.add_zero_attn = add_zero_attn
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.batch_first, self.head_dim = batch_first, embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        self._add_weights(dtype, device)
        in_bias = empty(3 * embed_dim, dtype=dtype) if bias else None
        self.register_parameter("in_proj_bias", in_bias)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, device, dtype)
        for name in ("bias_k", "bias_v"):
            added = empty(1, 1, embed_dim, dtype=dtype) if add_bias_kv else None
            self.register_parameter(name, added)
        self._reset_parameters()

    def _add_weights(self, dtype: Any, device: Any) -> None:
        """The weights of queries, keys and values: one above the other, if they are as wide."""
        width, is_one = self.embed_dim, self._qkv_same_embed_dim
        packed = empty(3 * width, width, dtype=dtype, device=device) if is_one else None
        widths = {"q": width, "k": self.kdim, "v": self.vdim}
        apart = {
            f"{name}_proj_weight": None if is_one else empty(width, each, dtype=dtype)
            for name, each in widths.items()
        }
        members = {"in_proj_weight": packed}
        for name, member in (members | apart if is_one else apart | members).items():
            self.register_parameter(name, member)

    def _reset_parameters(self) -> None:
        """Draw new starting values."""
        for weight in (self.in_proj_weight, *self._weights_apart):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for added in (self.bias_k, self.bias_v):
            if added is not None:
                init.xavier_normal_(added)

    @property
    def _weights_apart(self) -> tuple[Any, Any, Any]:
        return self.q_proj_weight, self.k_proj_weight, self.v_proj_weight

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """The attended values, and the weights."""
        heads, is_batched = self.num_heads, query.dim() == 3
        attention_checks.require_masks(attn_mask, key_padding_mask)
        key_padding_mask = attention_checks.additive(
            key_padding_mask, "key_padding_mask", attn_mask, "attn_mask", query
        )
        attn_mask = attention_checks.additive(attn_mask, "attn_mask", None, "", query)
        if is_causal and attn_mask is None:
            raise RuntimeError(
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer "
                "module method `generate_square_subsequent_mask` to create this mask."
            )
        attention_checks.check_dimensions(query, key, value, key_padding_mask, attn_mask, heads)
        query, key, value = self._sequences(query, key, value, is_batched)
        is_packed = self.in_proj_weight is not None
        attention_checks.check_extents(query, key, value, self.embed_dim, is_packed)
        attention_checks.check_masks(attn_mask, key_padding_mask, query, key.shape[0], heads)
        target, batch, width = query.shape
        mask = self._mask(attn_mask, key_padding_mask, query, key.shape[0])
        q, k, v = self._projected(query, key, value)
        if self.bias_k is not None:
            k, v = (self._with_added(*each) for each in ((k, self.bias_k), (v, self.bias_v)))
        q, k, v = (
            layout.transpose(
                shapes.view(each, each.shape[0], batch * heads, self.head_dim), dim0=0, dim1=1
            )
            for each in (q, k, v)
        )
        if self.add_zero_attn:
            k, v = (_with_zeros(each) for each in (k, v))
        source = k.shape[1]
        if not need_weights:
            attended = self._attended(q, k, v, mask)
            output = linear.linear(attended, self.out_proj.weight, self.out_proj.bias)
            output = shapes.view(output, target, batch, output.shape[1])
            return self._returned(output, None, is_batched)
        weights = self._weights(q, k, mask)
        attended = products.bmm(weights, v)
        attended = layout.transpose(attended, dim0=0, dim1=1)
        attended = shapes.reshape(attended, target * batch, width)
        output = linear.linear(attended, self.out_proj.weight, self.out_proj.bias)
        output = shapes.view(output, target, batch, output.shape[1])
        shown = shapes.view(weights, batch, heads, target, source)
        shown = reductions.mean(shown, 1) if average_attn_weights else shown
        return self._returned(output, shown, is_batched)

    def _sequences(
        self, query: Tensor, key: Tensor, value: Tensor, is_batched: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Inputs as (steps, batch, width); of batches the same tensor stays the same one."""
        if not is_batched:
            q, k, v = (dimensions.unsqueeze(each, 1) for each in (query, key, value))
            return q, k, v
        changed: dict[int, Tensor] = {}
        for each in (query, key, value):
            if id(each) not in changed:
                turned = dimensions.transpose(each, 1, 0) if self.batch_first else each
                changed[id(each)] = turned
        return changed[id(query)], changed[id(key)], changed[id(value)]

    def _projected(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, ...]:
        weight, bias, width = self.in_proj_weight, self.in_proj_bias, self.embed_dim
        if weight is None:
            b = (None,) * 3 if bias is None else splitting.chunk(bias, 3)
            maps = zip((q, k, v), self._weights_apart, b)
            return tuple(linear.linear(x, w_, b_) for x, w_, b_ in maps)
        if k is v and q is k:
            return self._unpacked(linear.linear(q, weight, bias), 3)
        if k is v:
            w_q, w_kv = splitting.split(weight, [width, 2 * width])
            b_q, b_kv = (None, None) if bias is None else splitting.split(bias, [width, 2 * width])
            asked = linear.linear(q, w_q, b_q)
            return asked, *self._unpacked(linear.linear(k, w_kv, b_kv), 2)
        w = splitting.chunk(weight, 3)
        b = (None,) * 3 if bias is None else splitting.chunk(bias, 3)
        return tuple(linear.linear(x, w_, b_) for x, w_, b_ in zip((q, k, v), w, b))

    def _unpacked(self, packed: Tensor, count: int) -> tuple[Tensor, ...]:
        target = (*packed.shape[:-1], count, self.embed_dim)
        split = shape.unsqueeze(shape.view(packed, shape=target), dim=0)
        moved = layout.transpose(split, dim0=0, dim1=len(target) - 1)
        whole = shapes.contiguous(layout.squeeze_dim(moved, dim=len(target) - 1))
        return tuple([select.select(whole, dim=0, index=at) for at in range(count)])

    def _mask(
        self, attn_mask: Tensor | None, padding: Tensor | None, query: Tensor, source: int
    ) -> Tensor | None:
        """What is added to the scores: (batch * heads, target, source) or broadcast to it."""
        batch = query.shape[1]
        total: Any = None
        if attn_mask is not None:
            total = np.asarray(attn_mask._data)
            if total.ndim == 2:
                total = total[None]
        if padding is not None:
            rows = np.asarray(padding._data).reshape(batch, 1, 1, source)
            spread = np.broadcast_to(rows, (batch, self.num_heads, 1, source))
            padded = spread.reshape(batch * self.num_heads, 1, source)
            total = padded if total is None else total + padded
        if total is None:
            return None
        unseen = (self.bias_k is not None) + self.add_zero_attn
        total = np.pad(total, [(0, 0)] * (np.ndim(total) - 1) + [(0, unseen)])
        return told("mask", total)

    def _with_added(self, sequence: Tensor, added: Tensor) -> Tensor:
        """Keys or values, and after them one that is learned."""
        return joining.cat([sequence, joining.repeat(added, 1, sequence.shape[1], 1)], 0)

    def _attended(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
        """The attended values of all heads side by side, without the weights."""
        heads, width = self.num_heads, self.head_dim
        batch, target = q.shape[0] // heads, q.shape[1]
        if mask is not None:
            lead = (1, 1) if mask.shape[0] == 1 else (batch, heads)
            mask = shapes.view(mask, *lead, *mask.shape[1:])
        q, k, v = (shapes.view(each, batch, heads, each.shape[1], width) for each in (q, k, v))
        dropout = self.dropout if self.training else 0.0
        found = linear.scaled_dot_product_attention(q, k, v, mask, dropout)
        moved = dimensions.permute(found, 2, 0, 1, 3)
        return shapes.reshape(moved, batch * target, heads * width)

    def _weights(self, q: Tensor, k: Tensor, mask: Tensor | None) -> Tensor:
        scaled = operands.mul(q, math.sqrt(1.0 / self.head_dim))
        turned = layout.transpose(k, dim0=1, dim1=2)
        if mask is None:
            scores = products.bmm(scaled, turned)
        else:
            scores = products.baddbmm(mask, scaled, turned)
        weights = activations.softmax(scores, -1)
        if self.dropout and self.training:
            weights = dropping.dropout(weights, self.dropout)
        return weights

    def _returned(
        self, output: Tensor, weights: Tensor | None, is_batched: bool
    ) -> tuple[Tensor, Tensor | None]:
        if not is_batched:
            output = dimensions.squeeze(output, 1)
            return output, None if weights is None else dimensions.squeeze(weights, 0)
        return dimensions.transpose(output, 1, 0) if self.batch_first else output, weights


def _with_zeros(sequence: Tensor) -> Tensor:
    """Keys or values, and after them zeros."""
    heads, _, width = sequence.shape
    return joining.cat(
        [sequence, told("zeros", np.zeros((heads, 1, width), sequence._data.dtype))], 1
    )
