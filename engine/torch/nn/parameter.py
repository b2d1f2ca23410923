"""Tensors that modules learn, and those that they only keep."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops import shape
from engine.tensor import Tensor, wrap
from engine.torch import conversions


class Parameter(Tensor):
    """A leaf that requires grad, and that a module counts among its own when it is assigned.

    Source: torch.nn.Parameter, PyTorch 2.13.
    """

    __slots__ = ()

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        """Share the memory of ``data``, cut off from its history."""
        if data is None:
            data = wrap(np.zeros(0, np.float32))
        if not isinstance(data, Tensor):
            raise TypeError(f"Expected data to be a Tensor, but got {type(data).__name__}")
        parameter = shape.detach(data)
        parameter.__class__ = cls
        if requires_grad:
            parameter.requires_grad = True
        assert isinstance(parameter, Parameter)
        return parameter

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        """All is done when it is made."""

    def __repr__(self) -> str:
        return f"Parameter containing:\n{conversions.described(self)}"
