"""``torch.autograd.Variable``, what tensors with a gradient were called before."""

from __future__ import annotations

from typing import Any

from engine.ops.shapes import shape
from engine.tensor import Tensor


class _OfTensors(type):
    """The type of a name that tensors are known by, too."""

    def __call__(cls, data: Tensor, requires_grad: bool = False, volatile: Any = None) -> Tensor:
        """The same memory as a leaf of its own."""
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        return shape.detach(data).requires_grad_(requires_grad)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_OfTensors):
    """A tensor, by its older name."""

    __module__ = "torch.autograd.variable"


def variable(*args: Any, **kwargs: Any) -> Tensor:
    """Refuse to make a tensor by this name.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead")
