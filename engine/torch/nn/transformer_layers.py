"""The layers of transformers.

Source: torch.nn.modules.transformer, PyTorch 2.13 (behaviour); Vaswani et al. 2017.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from engine.tensor import Tensor
from engine.torch.nn import fast_path, functional
from engine.torch.nn.attention import MultiheadAttention
from engine.torch.nn.attention_checks import additive
from engine.torch.nn.layers import Linear
from engine.torch.nn.module import Module
from engine.torch.nn.norm_layers import LayerNorm
from engine.torch.nn.simple import Dropout
from engine.torch.routines import operands


def _get_activation_fn(given: Any) -> Any:
    """The activation between the linear layers: a function, or one of two by name."""
    if not isinstance(given, str):
        return given
    if given not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {given}")
    return getattr(functional, given)


class TransformerEncoderLayer(Module):
    """Self-attention and a feed-forward network, with residual connections and normalisation.

    Shapes: src (steps, n, width) -> the same; (n, steps, width) with batch_first
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-05,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.self_attn = MultiheadAttention(
            d_model, nhead, dropout, bias, batch_first=batch_first, device=device, dtype=dtype
        )
        self.linear1 = Linear(d_model, dim_feedforward, bias, device, dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, device, dtype)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.activation = _get_activation_fn(activation)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """Apply the layer to a sequence."""
        padding = additive(src_key_padding_mask, "src_key_padding_mask", src_mask, "src_mask", src)
        masks = (additive(src_mask, "src_mask", None, "", src), padding)
        attend, transform = self._sa_block, self._ff_block
        if fast_path.fuses_layer(self, src):  # which does not call what a subclass has instead
            attend = partial(TransformerEncoderLayer._sa_block, self)
            transform = partial(TransformerEncoderLayer._ff_block, self)
            is_causal = False
        if self.norm_first:
            x = operands.add(src, attend(self.norm1(src), *masks, is_causal=is_causal))
            return operands.add(x, transform(self.norm2(x)))
        x = self.norm1(operands.add(src, attend(src, *masks, is_causal=is_causal)))
        result: Tensor = self.norm2(operands.add(x, transform(x)))
        return result

    def _sa_block(
        self,
        x: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        return _attended(self, x, attn_mask, key_padding_mask, is_causal)

    def _ff_block(self, x: Tensor) -> Tensor:
        return _transformed(self, x, self.dropout2)


def _attended(layer: Any, x: Tensor, mask: Any, padding: Any, is_causal: bool) -> Tensor:
    """A sequence attended by itself."""
    attended = layer.self_attn(
        *(x, x, x),
        attn_mask=mask,
        key_padding_mask=padding,
        need_weights=False,
        is_causal=is_causal,
    )
    result: Tensor = layer.dropout1(attended[0])
    return result


def _transformed(layer: Any, x: Tensor, dropout: Module) -> Tensor:
    """A sequence after the feed-forward network."""
    inner = layer.dropout(layer.activation(layer.linear1(x)))
    result: Tensor = dropout(layer.linear2(inner))
    return result


class TransformerDecoderLayer(Module):
    """Self-attention, cross-attention to a memory, and a feed-forward network.

    Shapes: tgt (steps, n, width), memory (s, n, width) -> as tgt
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-05,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.self_attn, self.multihead_attn = (
            MultiheadAttention(
                d_model, nhead, dropout, bias, batch_first=batch_first, device=device, dtype=dtype
            )
            for _ in range(2)
        )
        self.linear1 = Linear(d_model, dim_feedforward, bias, device, dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, device, dtype)
        self.norm_first = norm_first
        self.norm1 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.norm2 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.norm3 = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        self.dropout1 = Dropout(dropout)
        self.dropout2 = Dropout(dropout)
        self.dropout3 = Dropout(dropout)
        self.activation = _get_activation_fn(activation)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Apply the layer to a sequence, given the encoder's output."""
        own = (tgt_mask, tgt_key_padding_mask, tgt_is_causal)
        across = (memory_mask, memory_key_padding_mask, memory_is_causal)
        if self.norm_first:
            x = operands.add(tgt, self._sa_block(self.norm1(tgt), *own))
            x = operands.add(x, self._mha_block(self.norm2(x), memory, *across))
            return operands.add(x, self._ff_block(self.norm3(x)))
        x = self.norm1(operands.add(tgt, self._sa_block(tgt, *own)))
        x = self.norm2(operands.add(x, self._mha_block(x, memory, *across)))
        result: Tensor = self.norm3(operands.add(x, self._ff_block(x)))
        return result

    def _sa_block(
        self,
        x: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        return _attended(self, x, attn_mask, key_padding_mask, is_causal)

    def _mha_block(
        self,
        x: Tensor,
        mem: Tensor,
        attn_mask: Tensor | None,
        key_padding_mask: Tensor | None,
        is_causal: bool = False,
    ) -> Tensor:
        attended = self.multihead_attn(
            *(x, mem, mem),
            attn_mask=attn_mask,
            key_padding_mask=key_padding_mask,
            is_causal=is_causal,
            need_weights=False,
        )
        result: Tensor = self.dropout2(attended[0])
        return result

    def _ff_block(self, x: Tensor) -> Tensor:
        return _transformed(self, x, self.dropout3)
