"""Methods and attributes of tensors that concern gradients."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from engine import dtypes, errors, grad_mode, in_place, tensor_hooks
from engine.hooks import Hook
from engine.tensor import Tensor


def is_view(tensor: Tensor) -> bool:
    """Whether this tensor is a differentiable view."""
    return tensor._view is not None


def base(tensor: Tensor) -> Tensor | None:
    """The base of a view; None for other tensors."""
    return None if tensor._view is None else tensor._view.base


def version(tensor: Tensor) -> int:
    """The version counter: the number of in-place writes.

    Raises:
        RuntimeError: it is an inference tensor.
    """
    if not in_place.counts_writes(tensor):
        raise RuntimeError("Inference tensors do not track version counter.")
    return tensor._writes


def backward_hooks(tensor: Tensor) -> OrderedDict[int, Hook] | None:
    """The hooks on a tensor's gradient; None if none was registered."""
    hooks = tensor_hooks.hooks_of(tensor)
    return None if hooks is None else OrderedDict(hooks)


def hooks_after_accumulation(tensor: Tensor) -> OrderedDict[int, Hook] | None:
    """The post-accumulate-grad hooks of a leaf; None if none was registered."""
    hooks = None if tensor._extra is None else tensor._extra.after_accumulation
    return None if hooks is None else OrderedDict(hooks)


def forget_grad(tensor: Tensor) -> None:
    """``del tensor.grad``."""
    tensor.grad = None


def grad_dtype(tensor: Tensor) -> dtypes.dtype | None:
    """The dtype that a leaf's ``.grad`` must have; None for any.

    Raises:
        RuntimeError: the tensor is not a leaf.
    """
    if not tensor.is_leaf:
        raise RuntimeError("grad_dtype can only be accessed on leaf tensors.")
    return errors.grad_dtype_of(tensor)


def set_grad_dtype(tensor: Tensor, wanted: dtypes.dtype | None) -> None:
    """``tensor.grad_dtype = wanted``.

    Raises:
        RuntimeError: the tensor is not a leaf, has a gradient of another dtype, or ``wanted`` is no
            dtype.
    """
    if not isinstance(wanted, dtypes.dtype | None):
        kind = type(wanted).__name__
        raise RuntimeError(f"grad_dtype must be a torch.dtype or None, but got {kind}")
    if not tensor.is_leaf:
        raise RuntimeError("grad_dtype can only be set on leaf tensors.")
    present = tensor._grad
    if wanted is not None and present is not None and present.dtype is not wanted:
        raise RuntimeError(
            f"Cannot set grad_dtype to '{wanted.scalar_name}' because there is already a gradient "
            f"with dtype '{errors.cpp_name(present.dtype)}'. Please clear the gradient (.grad = "
            "None) before changing grad_dtype, or ensure the new grad_dtype matches the existing "
            "gradient's dtype."
        )
    tensor._ensure_extra().grad_dtype = wanted


_IN_TRANSFORM = (
    "You are attempting to call Tensor.{name}(){or_else} inside of a function being transformed by "
    "a functorch transform. This is unsupported, please attempt to use the functorch transforms "
    "(e.g. grad, vjp, jacrev, jacfwd, hessian) or call {name}() outside of a function being "
    "transformed instead."
)


def _refuse_in_transform(name: str, or_else: str = "") -> None:
    if grad_mode.transforming_anywhere and grad_mode.current_modes().transforms:
        raise RuntimeError(_IN_TRANSFORM.format(name=name, or_else=or_else))


def requires_grad_(tensor: Tensor, requires_grad: bool = True) -> Tensor:
    """Set whether a leaf requires grad; return it.

    Raises:
        RuntimeError: True for an integer or bool dtype, or False for a non-leaf; or inside a
            ``torch.func`` transform.
    """
    or_else = " (or perhaps using torch.autograd.functional.* APIs)"
    _refuse_in_transform("requires_grad_", or_else)
    return tensor._with_grad_required(requires_grad)


def retain_grad(tensor: Tensor) -> None:
    """Have passes fill the ``.grad`` of a non-leaf; has no effect on a leaf.

    Raises:
        RuntimeError: the tensor does not require grad, or inside a ``torch.func`` transform.
    """
    _refuse_in_transform("retain_grad")
    tensor_hooks.retain_grad(tensor)


METHODS: dict[str, Any] = {
    "grad": vars(Tensor)["grad"].deleter(forget_grad),
    "_backward_hooks": property(backward_hooks),
    "_base": property(base),
    "_is_view": is_view,
    "_post_accumulate_grad_hooks": property(hooks_after_accumulation),
    "_version": property(version),
    "grad_dtype": property(grad_dtype, set_grad_dtype),
    "detach_": tensor_hooks.detach_,
    "register_hook": tensor_hooks.register_hook,
    "register_post_accumulate_grad_hook": tensor_hooks.register_post_accumulate_grad_hook,
    "requires_grad_": requires_grad_,
    "retain_grad": retain_grad,
}
