"""``torch.autograd.Variable``, deprecated since tensors have gradients themselves."""

from __future__ import annotations

from typing import Any

from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor


class _OfTensors(type):
    """The metaclass of ``Variable``: tensors are instances of it."""

    def __call__(cls, data: Tensor, requires_grad: bool = False, volatile: Any = None) -> Tensor:
        """A new leaf in the same memory."""
        if volatile is not None:
            warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        return shape.detach(data)._with_grad_required(requires_grad)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_OfTensors):
    """The deprecated name of tensors."""

    __module__ = "torch.autograd.variable"


def variable(*args: Any, **kwargs: Any) -> Tensor:
    """Refuse to construct a tensor.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead")
