"""Transformer layers, encoders and decoders.

Source: torch.nn.modules.transformer, PyTorch 2.13 (behaviour); Vaswani et al. 2017.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from engine import dtypes
from engine.tensor import Tensor
from engine.torch.nn import functional, init
from engine.torch.nn.attention import MultiheadAttention
from engine.torch.nn.attention_checks import additive
from engine.torch.nn.containers import ModuleList
from engine.torch.nn.layers import Linear
from engine.torch.nn.module import Module
from engine.torch.nn.norm_layers import LayerNorm
from engine.torch.nn.padded_steps import skipped_steps
from engine.torch.nn.simple import GELU, Dropout, ReLU
from engine.torch.routines import operands
from engine.torch.warning import warn
from engine.unobserved import reported


def _get_activation_fn(given: Any) -> Any:
    """The activation between the linear layers: a function, or one of two by name."""
    if not isinstance(given, str):
        return given
    if given not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {given}")
    return getattr(functional, given)


def _get_clones(module: Module, N: int) -> ModuleList:  # noqa: N803
    return ModuleList([copy.deepcopy(module) for _ in range(N)])


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
        if self.norm_first:
            x = operands.add(src, self._attended(self.norm1(src), *masks))
            return operands.add(x, self._mapped(self.norm2(x)))
        x = self.norm1(operands.add(src, self._attended(src, *masks)))
        result: Tensor = self.norm2(operands.add(x, self._mapped(x)))
        return result

    def _attended(self, x: Tensor, mask: Tensor | None, padding: Tensor | None) -> Tensor:
        attended = self.self_attn(
            x, x, x, attn_mask=mask, key_padding_mask=padding, need_weights=False
        )
        result: Tensor = self.dropout1(attended[0])
        return result

    def _mapped(self, x: Tensor) -> Tensor:
        inner = self.dropout(self.activation(self.linear1(x)))
        result: Tensor = self.dropout2(self.linear2(inner))
        return result


def _may_skip_steps(layer: Any, is_wanted: bool) -> bool:
    """Whether an encoder may skip padded steps, if asked to; else warn."""
    reason = ""
    if not isinstance(layer, TransformerEncoderLayer):
        reason = " was not TransformerEncoderLayer"
    elif layer.norm_first:
        reason = ".norm_first was True"
    elif not layer.self_attn.batch_first:
        reason = (
            ".self_attn.batch_first was not True(use batch_first for better inference performance)"
        )
    elif layer.self_attn.in_proj_bias is None:
        reason = ".self_attn was passed bias=False"
    elif not (
        layer.activation in (functional.relu, functional.gelu)
        or isinstance(layer.activation, ReLU | GELU)
    ):
        reason = ".activation_relu_or_gelu was not True"
    elif layer.norm1.eps != layer.norm2.eps:
        reason = ".norm1.eps was not equal to encoder_layer.norm2.eps"
    elif layer.self_attn.num_heads % 2:
        reason = ".self_attn.num_heads is odd"
    if reason and is_wanted:
        warn(
            "enable_nested_tensor is True, but self.use_nested_tensor is False because "
            f"encoder_layer{reason}"
        )
    return is_wanted and not reason


class TransformerEncoder(Module):
    """A stack of encoder layers.

    Shapes: as its layers
    """

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = _get_clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor, self.mask_check = enable_nested_tensor, mask_check
        self.use_nested_tensor = _may_skip_steps(encoder_layer, enable_nested_tensor)

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """Apply the layers to a sequence."""
        output: Any = src
        padding = additive(src_key_padding_mask, "src_key_padding_mask", mask, "mask", src)
        mask = additive(mask, "mask", None, "", src)
        for layer in self.layers:
            output = layer(output, src_mask=mask, src_key_padding_mask=padding)
        unseen = skipped_steps(self, src, mask, padding)
        if unseen is not None:
            output = output.masked_fill(unseen.unsqueeze(-1), 0.0)
        result: Tensor = output if self.norm is None else self.norm(output)
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
        own = (tgt_mask, tgt_key_padding_mask)
        across = (memory_mask, memory_key_padding_mask)
        if self.norm_first:
            x = operands.add(tgt, self._attended(self.norm1(tgt), *own))
            x = operands.add(x, self._remembered(self.norm2(x), memory, *across))
            return operands.add(x, self._mapped(self.norm3(x)))
        x = self.norm1(operands.add(tgt, self._attended(tgt, *own)))
        x = self.norm2(operands.add(x, self._remembered(x, memory, *across)))
        result: Tensor = self.norm3(operands.add(x, self._mapped(x)))
        return result

    def _attended(self, x: Tensor, mask: Tensor | None, padding: Tensor | None) -> Tensor:
        attended = self.self_attn(
            x, x, x, attn_mask=mask, key_padding_mask=padding, need_weights=False
        )
        result: Tensor = self.dropout1(attended[0])
        return result

    def _remembered(
        self, x: Tensor, memory: Tensor, mask: Tensor | None, padding: Tensor | None
    ) -> Tensor:
        attended = self.multihead_attn(
            x, memory, memory, attn_mask=mask, key_padding_mask=padding, need_weights=False
        )
        result: Tensor = self.dropout2(attended[0])
        return result

    def _mapped(self, x: Tensor) -> Tensor:
        inner = self.dropout(self.activation(self.linear1(x)))
        result: Tensor = self.dropout3(self.linear2(inner))
        return result


class TransformerDecoder(Module):
    """A stack of decoder layers.

    Shapes: as its layers
    """

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = _get_clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """Apply the layers to a sequence, with the same memory for each."""
        output = tgt
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
            )
        return output if self.norm is None else self.norm(output)


class Transformer(Module):
    """An encoder and a decoder that attends to the encoder's output.

    Shapes: src (s, n, width), tgt (t, n, width) -> as tgt
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-05,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        sizes: Any = (d_model, nhead, dim_feedforward, dropout, activation)
        ways: Any = (layer_norm_eps, batch_first, norm_first, bias, device, dtype)
        if custom_encoder is None:
            layer: Module = TransformerEncoderLayer(*sizes, *ways)
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
            custom_encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        self.encoder = custom_encoder
        if custom_decoder is None:
            layer = TransformerDecoderLayer(*sizes, *ways)
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
            custom_decoder = TransformerDecoder(layer, num_decoder_layers, norm)
        self.decoder = custom_decoder
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """The decoder's output for a target sequence, given a source sequence.

        Raises:
            RuntimeError: batches or widths that do not fit.
        """
        batch_dim = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch_dim] != tgt.shape[batch_dim]:
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask)
        result: Tensor = self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
        )
        return result

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """A causal mask, to be added to scores."""
        to = (dtype or dtypes.default_dtype()).numpy
        mask = np.triu(np.full((sz, sz), -np.inf, to), 1)
        return reported("generate_square_subsequent_mask", mask)
