"""Multi-head attention as a function of its parameters.

Source: torch.nn.functional.multi_head_attention_forward, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from engine.ops.indexing import select
from engine.ops.shapes import joining as padding_ops
from engine.ops.shapes import layout, shape
from engine.registry import traced
from engine.tensor import Tensor
from engine.torch.matrices import products
from engine.torch.nn import activations, attention_checks, dropping, linear
from engine.torch.routines import dimensions, joining, operands, reductions, shapes, splitting
from engine.unobserved import reported


class Heads(NamedTuple):
    """The parameters of multi-head attention.

    Attributes:
        heads: the number of heads.
        embed_dim: the width of queries.
        in_proj_weight: the stacked projection weights of queries, keys and values, or None.
        apart: the separate projection weights, or None.
        in_proj_bias: the stacked projection biases, or None.
        bias_k, bias_v: an additional learned key and value, or None.
        add_zero_attn: whether a key and a value of zeros are added.
        dropout: the dropout probability of the attention weights.
        out_weight, out_bias: the output projection.
    """

    heads: int
    embed_dim: int
    in_proj_weight: Tensor | None
    apart: tuple[Any, Any, Any]
    in_proj_bias: Tensor | None
    bias_k: Tensor | None
    bias_v: Tensor | None
    add_zero_attn: bool
    dropout: float
    out_weight: Tensor
    out_bias: Tensor | None

    @property
    def head_dim(self) -> int:
        """The width of each head."""
        return self.embed_dim // self.heads

    def attend(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attn_mask: Tensor | None,
        padding: Tensor | None,
        *,
        need_weights: bool,
        average_attn_weights: bool,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """The attended values, and the weights if they are needed.

        ``is_causal`` stands for a mask where nothing else is to be masked, and no weights are
        needed; elsewhere it changes nothing.

        Shapes: query (target, batch, width), key, value (source, batch, width)

        Raises:
            AssertionError, RuntimeError: shapes that do not match.
        """
        heads = self.heads
        is_causal = is_causal and padding is None and not need_weights
        if is_causal:
            attn_mask = None
        attention_checks.check_extents(
            query, key, value, self.embed_dim, self.in_proj_weight is not None
        )
        attention_checks.check_masks(attn_mask, padding, query, key.shape[0], heads)
        target, batch, width = query.shape
        mask = self._mask(attn_mask, padding, query, key.shape[0])
        q, k, v = self._projected(query, key, value)
        if self.bias_k is not None and self.bias_v is not None:
            k, v = (_with_added(*each) for each in ((k, self.bias_k), (v, self.bias_v)))
        q, k, v = (
            layout.transpose(
                shape.view(each, shape=(each._data.shape[0], batch * heads, self.head_dim)),
                dim0=0,
                dim1=1,
            )
            for each in (q, k, v)
        )
        if self.add_zero_attn:
            k, v = (_with_zeros(each) for each in (k, v))
        if not need_weights:
            return self._mapped(self._attended(q, k, v, mask, is_causal), target, batch), None
        weights = self._weights(q, k, mask)
        attended = products.bmm(weights, v)
        attended = layout.transpose(attended, dim0=0, dim1=1)
        attended = shape.reshaped(traced, attended, (target * batch, width))
        output = self._mapped(attended, target, batch)
        shown = shape.view(weights, shape=(batch, heads, target, k._data.shape[1]))
        return output, reductions.mean(shown, 1) if average_attn_weights else shown

    def _mapped(self, attended: Tensor, target: int, batch: int) -> Tensor:
        output = linear.linear(attended, self.out_weight, self.out_bias)
        return shape.view(output, shape=(target, batch, output._data.shape[1]))

    def _projected(self, q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, ...]:
        weight, bias, width = self.in_proj_weight, self.in_proj_bias, self.embed_dim
        if weight is None:
            b = (None,) * 3 if bias is None else splitting.chunk(bias, 3)
            maps = zip((q, k, v), self.apart, b)
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
        """The mask to add to scores: (batch * heads, target, source) or broadcast to it."""
        batch = query.shape[1]
        if any(each is not None and each.requires_grad for each in (attn_mask, padding)):
            return self._learned_mask(attn_mask, padding, batch)
        total: Any = None
        if attn_mask is not None:
            total = np.asarray(attn_mask._data)
            if total.ndim == 2:
                total = total[None]
        if padding is not None:
            rows = np.asarray(padding._data).reshape(batch, 1, 1, source)
            spread = np.broadcast_to(rows, (batch, self.heads, 1, source))
            padded = spread.reshape(batch * self.heads, 1, source)
            total = padded if total is None else total + padded
        if total is None:
            return None
        unseen = (self.bias_k is not None) + self.add_zero_attn
        total = np.pad(total, [(0, 0)] * (np.ndim(total) - 1) + [(0, unseen)])
        return reported("mask", total)

    def _learned_mask(self, attn_mask: Any, padding: Any, batch: int) -> Tensor | None:
        """As ``_mask``, by differentiable operations."""
        if attn_mask is not None and attn_mask.dim() == 2:
            attn_mask = dimensions.unsqueeze(attn_mask, 0)
        for is_added in (self.bias_k is not None, self.add_zero_attn):
            if is_added:
                attn_mask, padding = _one_wider(attn_mask), _one_wider(padding)
        if padding is None:
            whole: Tensor | None = attn_mask
            return whole
        source = padding.shape[1]
        rows = dimensions.expand(shapes.view(padding, batch, 1, 1, source), -1, self.heads, -1, -1)
        padded = shapes.reshape(rows, batch * self.heads, 1, source)
        return padded if attn_mask is None else operands.add(attn_mask, padded)

    def _attended(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, is_causal: bool
    ) -> Tensor:
        """The concatenated outputs of all heads, without the weights."""
        heads, width = self.heads, self.head_dim
        batch, target = q.shape[0] // heads, q.shape[1]
        if mask is not None:
            lead = (1, 1) if mask.shape[0] == 1 else (batch, heads)
            mask = shapes.view(mask, *lead, *mask.shape[1:])
        q, k, v = (shapes.view(each, batch, heads, each.shape[1], width) for each in (q, k, v))
        found = linear.scaled_dot_product_attention(q, k, v, mask, self.dropout, is_causal)
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
        if self.dropout:
            weights = dropping.dropout(weights, self.dropout)
        return weights


def _one_wider(mask: Any) -> Any:
    """A mask, if there is one, extended by one visible step."""
    if mask is None:
        return None
    return padding_ops.constant_pad(mask, pad=((0, 0),) * (mask.dim() - 1) + ((0, 1),), value=0)


def _with_added(sequence: Tensor, added: Tensor) -> Tensor:
    """Keys or values with a learned one appended."""
    return joining.cat([sequence, joining.repeat(added, 1, sequence.shape[1], 1)], 0)


def _with_zeros(sequence: Tensor) -> Tensor:
    """Keys or values with zeros appended."""
    heads, _, width = sequence.shape
    return joining.cat(
        [sequence, reported("zeros", np.zeros((heads, 1, width), sequence._data.dtype))], 1
    )


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """``MultiheadAttention`` as a function of all parameters; the first dimension is the steps.

    Shapes: query (l, n, width), key (s, n, kdim), value (s, n, vdim) -> (l, n, width), weights (n,
        l, s)

    Raises:
        AssertionError, RuntimeError: shapes that do not match, or weights that are missing.
    """
    attention_checks.check_dimensions(query, key, value, key_padding_mask, attn_mask, num_heads)
    is_batched = query.ndim == 3
    if not is_batched:
        query, key, value = (dimensions.unsqueeze(each, 1) for each in (query, key, value))
    mask, padding = attention_checks.masks(attn_mask, key_padding_mask, query, is_causal)
    apart = {"q": q_proj_weight, "k": k_proj_weight, "v": v_proj_weight}
    attention_checks.check_weights(
        query, embed_dim_to_check, num_heads, use_separate_proj_weight, in_proj_weight, apart
    )
    attention_checks.check_added(bias_k, bias_v)
    heads = Heads(
        num_heads,
        query.shape[2],
        None if use_separate_proj_weight else in_proj_weight,
        (q_proj_weight, k_proj_weight, v_proj_weight),
        in_proj_bias,
        *(bias_k, bias_v),
        add_zero_attn,
        dropout_p if training else 0.0,
        *(out_proj_weight, out_proj_bias),
    )
    ways = {"need_weights": need_weights, "average_attn_weights": average_attn_weights}
    output, weights = heads.attend(query, key, value, mask, padding, is_causal=is_causal, **ways)
    return (output, weights) if is_batched else unbatched(output, weights)


def unbatched(output: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor | None]:
    """The only sequence of a batch."""
    alone = dimensions.squeeze(output, 1)
    return alone, None if weights is None else dimensions.squeeze(weights, 0)
