"""What tensors can do that concerns gradients, by the names that scripts call it by."""

from __future__ import annotations

from typing import Any

from engine import tensor_hooks
from engine.tensor import Tensor


def is_view(tensor: Tensor) -> bool:
    """Whether this tensor is a differentiable part of another one's memory."""
    return tensor._view is not None


def base(tensor: Tensor) -> Tensor | None:
    """The tensor whose memory this one is a part of."""
    return None if tensor._view is None else tensor._view.base


def version(tensor: Tensor) -> int:
    """How often this tensor's memory was written to.

    Raises:
        RuntimeError: it was made in inference mode.
    """
    if tensor.is_inference():
        raise RuntimeError("Inference tensors do not track version counter.")
    return tensor._writes


METHODS: dict[str, Any] = {
    "_base": property(base),
    "_is_view": is_view,
    "_version": property(version),
    "detach_": tensor_hooks.detach_,
    "register_hook": tensor_hooks.register_hook,
    "register_post_accumulate_grad_hook": tensor_hooks.register_post_accumulate_grad_hook,
    "retain_grad": tensor_hooks.retain_grad,
}
