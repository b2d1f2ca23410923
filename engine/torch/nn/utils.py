"""The module ``torch.nn.utils``.

Source: torch.nn.utils, PyTorch 2.13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine import grad_mode
from engine.ops.elementwise import arithmetic
from engine.ops.reductions import extremes, statistics
from engine.ops.shapes import joining
from engine.tensor import Tensor, wrap
from engine.torch.names.absent import missing as _missing
from engine.torch.nn import parametrizations as parametrizations
from engine.torch.nn import parametrize as parametrize
from engine.torch.nn import prune as prune
from engine.torch.nn import rnn_utils
from engine.torch.nn.fusing import fuse_conv_bn_eval as fuse_conv_bn_eval
from engine.torch.nn.fusing import fuse_conv_bn_weights as fuse_conv_bn_weights
from engine.torch.nn.fusing import fuse_linear_bn_eval as fuse_linear_bn_eval
from engine.torch.nn.fusing import fuse_linear_bn_weights as fuse_linear_bn_weights
from engine.torch.nn.fusing import skip_init as skip_init
from engine.torch.nn.vectors import parameters_to_vector as parameters_to_vector
from engine.torch.nn.vectors import vector_to_parameters as vector_to_parameters
from engine.torch.nn.weight_norms import remove_spectral_norm as remove_spectral_norm
from engine.torch.nn.weight_norms import remove_weight_norm as remove_weight_norm
from engine.torch.nn.weight_norms import spectral_norm as spectral_norm
from engine.torch.nn.weight_norms import weight_norm as weight_norm
from engine.torch.nn.weight_orders import (
    convert_conv2d_weight_memory_format as convert_conv2d_weight_memory_format,
)
from engine.torch.nn.weight_orders import (
    convert_conv3d_weight_memory_format as convert_conv3d_weight_memory_format,
)
from engine.torch.older_names import without_underscore
from engine.torch.routines import bounds, operands

rnn = rnn_utils
MODULES = ("parametrizations", "parametrize", "prune", "rnn")
"""The modules of this package."""


def _with_gradients(parameters: Any) -> list[Tensor]:
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [each for each in given if each._grad is not None]


def clip_grad_norm_(
    parameters: Iterable[Tensor] | Tensor,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale gradients down so that their total norm is at most ``max_norm``; return the norm.

    Raises:
        RuntimeError: the norm is not finite and ``error_if_nonfinite`` is set.

    Source: Pascanu et al. 2012.
    """
    given = _with_gradients(parameters)
    gradients = [each._grad for each in given if each._grad is not None]
    total = get_total_norm(gradients, norm_type, error_if_nonfinite)
    clip_grads_with_norm_(given, max_norm, total)
    return total


clip_grad_norm = without_underscore(clip_grad_norm_, "torch.nn.utils")


def get_total_norm(
    tensors: Iterable[Tensor] | Tensor,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The total norm of several tensors.

    Raises:
        RuntimeError: it is not finite and ``error_if_nonfinite`` is set.
    """
    found = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not found:
        return wrap(np.float32(0))
    with grad_mode.no_grad():
        norms = [
            statistics.vector_norm(
                each, p=float(norm_type), dim=tuple(range(each.ndim)), keepdim=False
            )
            for each in found
        ]
        total = statistics.vector_norm(
            joining.stack(*norms, dim=0), p=float(norm_type), dim=(0,), keepdim=False
        )
    if error_if_nonfinite and not math.isfinite(float(total._data)):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is "
            "non-finite, so it cannot be clipped. To disable this error and scale the "
            "gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(
    parameters: Iterable[Tensor] | Tensor,
    max_norm: float,
    total_norm: Tensor,
    foreach: bool | None = None,
) -> None:
    """Scale gradients of a given total norm down so that it is at most ``max_norm``."""
    with grad_mode.no_grad():
        inverse = arithmetic.reciprocal(operands.add(total_norm, 1e-6))
        factor = operands.mul(inverse, float(max_norm))
        held = bounds.clamp(factor, max=1.0)
        for each in _with_gradients(parameters):
            assert each._grad is not None
            arithmetic.mul.apply_in_place(each._grad, held)


def clip_grad_value_(
    parameters: Iterable[Tensor] | Tensor, clip_value: float, foreach: bool | None = None
) -> None:
    """Clamp the elements of gradients to [-clip_value, clip_value]."""
    clip_value = float(clip_value)
    with grad_mode.no_grad():
        for each in _with_gradients(parameters):
            assert each._grad is not None
            extremes.clamp.apply_in_place(each._grad, min=-clip_value, max=clip_value)
            if foreach is not False:  # two operations then, one for each bound
                each._grad._shared_storage().version += 1


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.nn.utils", name, [each for each in globals() if each.islower()])
