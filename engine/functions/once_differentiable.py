"""Custom functions whose backward cannot be differentiated.

Source: torch.autograd.function.once_differentiable, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from engine import grad_mode
from engine.functions.custom_function import Function, backward_cls_of
from engine.functions.function_node import FunctionNode
from engine.tensor import Tensor, wrap


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ``backward`` that cannot be differentiated: its results are constants."""

    @wraps(backward)
    def untaped(ctx: Any, *gradients: Any) -> Any:
        with grad_mode.set_grad_enabled(False):
            returned = backward(ctx, *gradients)
        needs = grad_mode.current_modes().enabled and any(
            isinstance(each, Tensor) and each.requires_grad for each in gradients
        )
        if not needs:
            return returned
        is_tuple = isinstance(returned, tuple)
        refused = Error.apply(*map(_requiring, returned if is_tuple else (returned,)))
        return refused if is_tuple else refused[0]

    return untaped


def _requiring(given: Any) -> Any:
    return wrap(given._data)._with_grad_required() if isinstance(given, Tensor) else given


class Error(Function):
    """Returns its inputs; its backward raises."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> tuple[Any, ...]:
        return tuple(wrap(t._data) if isinstance(t, Tensor) else t for t in tensors)

    @staticmethod
    def backward(ctx: Any, *_: Any) -> Any:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


class _ErrorNode(FunctionNode):
    """The node of ``Error``, which PyTorch implements in C++."""

    @property
    def edges_in_pytorch(self) -> tuple[tuple[Any, int] | None, ...]:
        """With a place for each argument: PyTorch's node has one for None, too."""
        edges = iter(self.next_edges)
        return tuple(next(edges) if is_tensor else None for is_tensor in self.is_tensor)

    def name(self) -> str:
        """PyTorch's name of the node."""
        return "torch::autograd::Error"


Error._backward_cls = backward_cls_of(Error, "Error", _ErrorNode)  # no suffix, as from C++
