"""What the forward of a custom function may ask its ``ctx`` for.

Source: torch.autograd.function.FunctionCtx, PyTorch 2.13.
"""

from __future__ import annotations

from engine.tensor import Tensor


class FunctionCtx:
    """What forward may ask for."""

    __module__ = "torch.autograd.function"

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Save inputs and outputs for backward, with their versions."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Save tensors for ``jvp``, which has them as ``saved_tensors``.

        Raises:
            AssertionError: something else than tensors.
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
        """Whether backward gets zeros, not None, for outputs that were not used."""
        self.materialize_grads = value
