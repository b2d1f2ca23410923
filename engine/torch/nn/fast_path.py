"""When PyTorch attends by one fused operation, which does not look at hints about its masks.

Source: torch.nn.MultiheadAttention and TransformerEncoderLayer, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

from engine import grad_mode
from engine.tensor import Tensor
from engine.torch.nn import functional
from engine.torch.nn.simple import GELU, ReLU


def has_fused_activation(layer: Any) -> bool:
    """Whether an encoder layer's activation is one of the two that are part of the operation."""
    if layer.activation in (functional.relu, functional.gelu):
        return True
    return isinstance(layer.activation, ReLU | GELU)


def fuses_layer(layer: Any, src: Tensor) -> bool:
    """Whether an encoder layer is one operation for an input."""
    attention = layer.self_attn
    return (
        src.ndim == 3
        and not layer.training
        and attention.batch_first
        and attention.in_proj_bias is not None
        and attention._qkv_same_embed_dim
        and has_fused_activation(layer)
        and layer.norm1.eps == layer.norm2.eps
        and attention.num_heads % 2 == 0
        and not any(each._forward_hooks or each._forward_pre_hooks for each in layer.modules())
        and not _is_taped(src, layer)
    )


def fuses_attention(
    attention: Any, sequences: tuple[Any, Any, Any], masks: tuple[Any, Any]
) -> bool:
    """Whether attention is one operation for queries, keys and values, and their masks."""
    query, key, value = sequences
    has_numbers = any(each is not None and each.is_floating_point() for each in masks)
    return (
        not has_numbers
        and query.ndim == 3
        and query is key
        and key is value
        and attention.in_proj_weight is not None
        and attention.in_proj_bias is not None
        and not attention.training
        and attention.num_heads % 2 == 0
        and attention.batch_first
        and attention.bias_k is None
        and not attention.add_zero_attn
        and not _is_taped(query, attention)
    )


def _is_taped(input: Tensor, module: Any) -> bool:
    if not grad_mode.is_grad_enabled():
        return False
    return any(each.requires_grad for each in (input, *module.parameters()))
