"""The state that optimisers keep for each parameter, and the parts that their updates share."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops.elementwise import arithmetic, combined
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.routines import operands
from engine.torch.tensors import in_place

State = dict[str, Any]
"""The state of one parameter, by PyTorch's names."""

Group = dict[str, Any]
"""A parameter group: ``"params"`` and their settings."""


def zeros(param: Tensor) -> Tensor:
    """Zeros in the shape and dtype of a parameter."""
    return wrap(np.zeros_like(np.asarray(param._data)))


def step_counter() -> Tensor:
    """A count of steps, at 0; float32 as in PyTorch."""
    return wrap(np.float32(0))


def count_step(state: State) -> float:
    """Increment the count of steps; return it."""
    step = state["step"]
    in_place.add_(step, 1)
    return float(step._data)


def as_number(setting: Any) -> float:
    """A setting that may be a one-element tensor, such as a learning rate, as a number."""
    value: float = setting.item() if isinstance(setting, Tensor) else setting
    return value


def plus_eps(denominator: Tensor, eps: float, group: Group) -> Tensor:
    """A denominator plus eps: in place, unless the update is differentiable."""
    if group["differentiable"]:
        return operands.add(denominator, eps)
    return in_place.add_(denominator, eps)


def with_l2_penalty(param: Tensor, grad: Tensor, group: Group) -> Tensor:
    """The gradient plus ``weight_decay`` times the parameter."""
    decay = group["weight_decay"]
    if isinstance(decay, Tensor) and decay.requires_grad:
        return combined.addcmul.apply_in_place(grad, shape.clone(param), decay, value=1)
    return operands.add(grad, param, alpha=decay) if decay else grad


def decay_weights(param: Tensor, grad: Tensor, group: Group) -> Tensor:
    """Shrink the parameter if weight decay is decoupled, else penalise it; return the gradient.

    Source: Loshchilov and Hutter 2017, algorithm 2.
    """
    if group["decoupled_weight_decay"] and group["weight_decay"]:
        arithmetic.mul.apply_in_place(param, 1 - group["lr"] * group["weight_decay"])
        return grad
    return with_l2_penalty(param, grad, group)


def update_moments(grad: Tensor, state: State, betas: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """Update the exponential moving averages of gradients and of their squares; return both."""
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    combined.lerp_number.apply_in_place(mean, grad, weight=1 - betas[0])
    arithmetic.mul.apply_in_place(square, betas[1])
    combined.addcmul.apply_in_place(square, grad, grad, value=1 - betas[1])
    return mean, square
