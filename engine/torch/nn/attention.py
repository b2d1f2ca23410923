"""Multi-head attention.

Source: torch.nn.functional.multi_head_attention_forward, PyTorch 2.13 (behaviour).
"""

from __future__ import annotations

from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import attention_checks, attention_heads, fast_path, init
from engine.torch.nn.layers import Linear, empty
from engine.torch.nn.module import Module
from engine.torch.routines import dimensions


class NonDynamicallyQuantizableLinear(Linear):
    """A linear layer, under the name that PyTorch shows inside attention."""


class MultiheadAttention(Module):
    """Multi-head attention: values weighted by the similarity of queries and keys.

    Shapes: query (l, n, width), key (s, n, kdim), value (s, n, vdim) -> (l, n, width), weights (n,
        l, s)

    Raises:
        ValueError: no features or no heads.
        AssertionError: heads that do not divide the features.

    Source: Vaswani et al. 2017.
    """

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
            setattr(self, name, added)
        self._reset_parameters()

    def _add_weights(self, dtype: Any, device: Any) -> None:
        """The projection weights of queries, keys and values: stacked if of the same width."""
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
        """Initialise the parameters."""
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
        if is_causal:
            given = (attn_mask, key_padding_mask)
            is_causal = not fast_path.fuses_attention(self, (query, key, value), given)
        attn_mask, key_padding_mask = attention_checks.masks(
            attn_mask, key_padding_mask, query, is_causal
        )
        attention_checks.check_dimensions(query, key, value, key_padding_mask, attn_mask, heads)
        query, key, value = self._sequences(query, key, value, is_batched)
        output, weights = self._heads.attend(
            *(query, key, value, attn_mask, key_padding_mask),
            need_weights=need_weights,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return self._returned(output, weights, is_batched)

    @property
    def _heads(self) -> attention_heads.Heads:
        """The attention function with the current parameters."""
        return attention_heads.Heads(
            self.num_heads,
            self.embed_dim,
            self.in_proj_weight,
            self._weights_apart,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout if self.training else 0.0,
            self.out_proj.weight,
            self.out_proj.bias,
        )

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

    def _returned(
        self, output: Tensor, weights: Tensor | None, is_batched: bool
    ) -> tuple[Tensor, Tensor | None]:
        if not is_batched:
            return attention_heads.unbatched(output, weights)
        return dimensions.transpose(output, 1, 0) if self.batch_first else output, weights
