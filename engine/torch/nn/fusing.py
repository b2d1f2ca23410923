"""Fusing of layers with a following batch normalisation, and layers without initialisation.

Source: torch.nn.utils.fusion and torch.nn.utils.skip_init, PyTorch 2.13.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from engine.random.generator import default_generator
from engine.random.generator_state import restore, state_of
from engine.torch.nn.parameter import Parameter
from engine.torch.routines import creation


def _scaled(
    weight: Any, bias: Any, mean: Any, var: Any, eps: float, scale: Any, shift: Any, dim: int
) -> tuple[Parameter, Parameter]:
    """A weight and a bias with the following normalisation folded in."""
    bias = creation.zeros_like(mean) if bias is None else bias
    scale = creation.ones_like(mean) if scale is None else scale
    shift = creation.zeros_like(mean) if shift is None else shift
    inverse = (var + eps).rsqrt()
    extents = [1] * weight.ndim
    extents[dim] = -1
    made = weight * (scale * inverse).reshape(extents)
    moved = (bias - mean) * inverse * scale + shift
    return (
        Parameter(made.to(weight.dtype), weight.requires_grad),
        Parameter(moved.to(bias.dtype), bias.requires_grad),
    )


def fuse_conv_bn_weights(
    conv_w: Any,
    conv_b: Any,
    bn_rm: Any,
    bn_rv: Any,
    bn_eps: float,
    bn_w: Any,
    bn_b: Any,
    transpose: bool = False,
) -> tuple[Parameter, Parameter]:
    """The weight and bias of a convolution with the normalisation folded in."""
    dim = 1 if transpose else 0
    return _scaled(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, dim)


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Parameter, Parameter]:
    """The weight and bias of a linear layer with the normalisation folded in."""
    return _scaled(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 0)


def _fused(layer: Any, bn: Any, dim: int) -> Any:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    made = deepcopy(layer)
    made.weight, made.bias = _scaled(
        made.weight, made.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, dim
    )
    return made


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution with the following batch normalisation folded in.

    Raises:
        AssertionError: one of them is in training mode.
    """
    return _fused(conv, bn, 1 if transpose else 0)


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A linear layer with the following batch normalisation folded in.

    Raises:
        AssertionError: one of them is in training mode, or their sizes differ.
    """
    if not linear.training and not bn.training and linear.out_features != bn.num_features:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1"
        )
    return _fused(linear, bn, 0)


def skip_init(module_cls: Any, *args: Any, **kwargs: Any) -> Any:
    """A module whose parameters are not initialised."""
    state = state_of(default_generator)
    made = module_cls(*args, **kwargs)
    restore(default_generator, state)
    return made
