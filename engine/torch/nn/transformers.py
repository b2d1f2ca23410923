"""Transformers: stacks of their layers.

Source: torch.nn.modules.transformer, PyTorch 2.13 (behaviour); Vaswani et al. 2017.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from engine import dtypes
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.nn import fast_path, init
from engine.torch.nn.attention_checks import additive
from engine.torch.nn.containers import ModuleList
from engine.torch.nn.module import Module
from engine.torch.nn.norm_layers import LayerNorm
from engine.torch.nn.padded_steps import skipped_steps
from engine.torch.nn.transformer_layers import TransformerDecoderLayer, TransformerEncoderLayer
from engine.unobserved import reported


def _get_clones(module: Module, N: int) -> ModuleList:  # noqa: N803
    return ModuleList([copy.deepcopy(module) for _ in range(N)])


def _causal(mask: Tensor | None, hint: bool | None, sequence: Tensor, layer: Any) -> bool:
    """Whether a mask is told, or else seen, to be causal for a sequence."""
    # PyTorch asks a layer of a script, too, for the attention that it has.
    is_one = sequence.ndim == 2 or not layer.self_attn.batch_first
    if hint is not None or mask is None:
        return hint is True
    steps = sequence.shape[0 if is_one else 1]
    wanted = _causal_mask(steps, mask._data.dtype)
    return np.array_equal(mask._data, wanted)


def _causal_mask(steps: int, dtype: Any) -> Any:
    return np.triu(np.full((steps, steps), -np.inf).astype(dtype), 1)


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
    elif not fast_path.has_fused_activation(layer):
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
        is_causal = _causal(mask, is_causal, src, self.layers[0])
        for layer in self.layers:
            output = layer(output, src_mask=mask, is_causal=is_causal, src_key_padding_mask=padding)
        unseen = skipped_steps(self, src, mask, padding)
        if unseen is not None:
            output = output.masked_fill(unseen.unsqueeze(-1), 0.0)
        result: Tensor = output if self.norm is None else self.norm(output)
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
        tgt_is_causal = _causal(tgt_mask, tgt_is_causal, tgt, self.layers[0])
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=tgt_is_causal,
                memory_is_causal=memory_is_causal,
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
        memory = self.encoder(
            src,
            mask=src_mask,
            src_key_padding_mask=src_key_padding_mask,
            is_causal=src_is_causal,
        )
        result: Tensor = self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )
        return result

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """A causal mask, to be added to scores."""
        mask = _causal_mask(sz, (dtype or dtypes.default_dtype()).numpy)
        return reported("generate_square_subsequent_mask", mask)
