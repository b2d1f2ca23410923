"""What scripts from before PyTorch 0.4 wrap tensors in.

Source: torch.autograd.Variable, PyTorch 2.13.
"""

from __future__ import annotations

from engine.ops import shape
from engine.tensor import Tensor


class _AnyTensor(type):
    """Recognizes tensors."""

    def __instancecheck__(cls, each: object) -> bool:
        return isinstance(each, Tensor)


class Variable(metaclass=_AnyTensor):
    """What every tensor is an instance of; made of a tensor, it is a tensor too."""

    __module__ = "torch.autograd.variable"

    def __new__(  # type: ignore[misc]
        cls, data: Tensor, requires_grad: bool = False, volatile: bool = False
    ) -> Tensor:
        """The same elements without their history.

        Raises:
            TypeError: no tensor.
        """
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        tensor: Tensor = shape.detach(data)
        return tensor.requires_grad_(requires_grad)
