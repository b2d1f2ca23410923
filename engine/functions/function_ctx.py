"""The methods of a custom function's ``ctx`` for forward.

Source: torch.autograd.function.FunctionCtx, PyTorch 2.13.
"""

from __future__ import annotations

from engine.tensor import Tensor


class FunctionCtx:
    """The methods for forward."""

    __module__ = "torch.autograd.function"

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Save inputs and outputs for backward, with their versions."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Save tensors for ``jvp``, where they are ``saved_tensors``.

        Raises:
            AssertionError: an argument is not a tensor.
        """
        if not all(isinstance(each, Tensor | None) for each in tensors):
            raise AssertionError(
                "save_for_forward expects all arguments to be tensors; you should save non-tensors "
                "as attributes on ctx."
            )
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Declare which inputs forward overwrote."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Declare which outputs are not differentiable."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Set whether backward receives zeros, not None, for outputs that were not used."""
        self.materialize_grads = value
