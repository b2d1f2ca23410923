"""What optimisers remember of a parameter, and what many do with its gradient first."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops.elementwise import combined
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.routines import operands
from engine.torch.tensors import in_place

State = dict[str, Any]


def zeros(param: Tensor) -> Tensor:
    """Zeros in the shape and dtype of a parameter."""
    return wrap(np.zeros_like(np.asarray(param._data)))


def started() -> Tensor:
    """The count of steps before the first one."""
    return wrap(np.float32(0))


def count(state: State) -> float:
    """One step more; returns how many there were."""
    step = state["step"]
    in_place.add_(step, 1)
    return float(step._data)


def number(lr: Any) -> float:
    """A learning rate that may be a tensor, as a number."""
    held: float = lr.item() if isinstance(lr, Tensor) else lr
    return held


def raised(spread: Tensor, eps: float, group: dict[str, Any]) -> Tensor:
    """A denominator plus eps; a new tensor where gradients are to pass back."""
    if group["differentiable"]:
        return operands.add(spread, eps)
    return in_place.add_(spread, eps)


def decayed(param: Tensor, grad: Tensor, group: dict[str, Any]) -> Tensor:
    """The gradient with that of weight decay."""
    decay = group["weight_decay"]
    if isinstance(decay, Tensor) and decay.requires_grad:
        return combined.addcmul.apply_in_place(grad, shape.clone(param), decay, value=1)
    return operands.add(grad, param, alpha=decay) if decay else grad
