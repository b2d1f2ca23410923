"""Parameters and buffers.

Source: torch.nn.Parameter and torch.nn.Buffer, PyTorch 2.13.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import errors, grad_mode
from engine.operand_checks import may_require_grad
from engine.ops.shapes import shape
from engine.tensor import Tensor, wrap
from engine.torch.overriding import disabled, overrides
from engine.torch.tensors import conversions
from engine.unobserved import report, unobserved


def _detached(data: Tensor, requires_grad: bool) -> Tensor:
    """A tensor that shares memory but has no history; the caller reports it to observers."""
    with unobserved():
        held = shape.detach(data)
        if requires_grad:
            held.requires_grad = True
    return held


class _BufferMeta(type):
    """Makes plain tensors that are marked as buffers instances of ``Buffer``."""

    def __instancecheck__(cls, instance: Any) -> bool:
        is_marked = isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)
        return (cls is Buffer and is_marked) or super().__instancecheck__(instance)


class Buffer(Tensor, metaclass=_BufferMeta):
    """A tensor that is registered as a buffer when it is assigned to a module.

    Attributes:
        persistent: whether it is part of the state dict.
    """

    __slots__ = ()
    __torch_function__ = disabled
    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        """A detached, plain tensor in the memory of ``data``, marked as a buffer.

        Args:
            data: a tensor; without it the buffer is empty.
            persistent: whether it is part of the state dict.

        Raises:
            AttributeError: not a tensor.
        """
        if data is None:
            data = wrap(np.zeros(0, np.float32))
        if not isinstance(data, Tensor):
            raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach'")
        held: Any = _detached(data, data.requires_grad)
        held.persistent, held._is_buffer = persistent, True
        report("Buffer", held, of=(data,), detaches=True)
        return held

    def __init__(self, data: Any = None, *, persistent: bool = True) -> None:
        """Does nothing: ``__new__`` does all."""


class Parameter(Tensor):
    """A leaf that requires grad and is registered when it is assigned to a module.

    Source: torch.nn.Parameter, PyTorch 2.13.
    """

    __slots__ = ()
    __torch_function__ = disabled

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        """A detached tensor in the memory of ``data``.

        Raises:
            AttributeError: not a tensor.
            NotImplementedError: a tensor of a type that overrides functions.
            TypeError: ``requires_grad`` is not a boolean.
            RuntimeError: integers that are to require grad.
        """
        if data is None:
            data = wrap(np.zeros(0, np.float32))
        if not isinstance(data, Tensor):
            raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach'")
        if overrides(type(data)):
            raise errors.MissingOperationError(
                f"Gradwalk has no parameters of the type {type(data).__name__}, which overrides "
                "functions; give nn.Parameter its .as_subclass(torch.Tensor)"
            )
        if not isinstance(requires_grad, bool):
            raise TypeError(
                "_make_subclass(): argument 'require_grad' (position 3) must be bool, not "
                f"{errors.type_name(requires_grad)}"
            )
        if requires_grad and not may_require_grad(data):
            raise RuntimeError(errors.NO_GRADIENTS_OF_DTYPE)
        if requires_grad and data.is_inference() and not grad_mode.current_modes().inference:
            raise RuntimeError(errors.INFERENCE_REQUIRES_GRAD)
        parameter = _detached(data, requires_grad)
        parameter.__class__ = cls
        assert isinstance(parameter, Parameter)
        report("Parameter", parameter, of=(data,), detaches=True)
        return parameter

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        """Does nothing: ``__new__`` does all."""

    def __repr__(self) -> str:
        elements = conversions.described(self, plain=Parameter)
        is_plain = type(self) is Parameter
        return f"Parameter containing:\n{elements if is_plain else f'Parameter({elements})'}"
