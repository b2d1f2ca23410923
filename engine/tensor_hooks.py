"""Hooks on the gradients of tensors, ``retain_grad`` and ``detach_``.

Source: torch.Tensor.register_hook and its kin, PyTorch 2.13.
"""

from __future__ import annotations

import weakref

from engine import errors, grad_mode, observe
from engine.hooks import Hook, HookTable, RemovableHandle
from engine.registry import traced
from engine.storage import Rechecked
from engine.tensor import Tensor, current_node


def register_hook(tensor: Tensor, hook: Hook) -> RemovableHandle:
    """Call ``hook(gradient)`` in each pass once the gradient is complete; it may replace it.

    Raises:
        RuntimeError: the tensor does not require grad.
    """
    if not tensor.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    known = hooks_of(tensor)
    if known is not None:  # also for a view that is to get a new grad_fn
        return RemovableHandle(known, hook)
    node = current_node(tensor)
    if node is not None:
        return RemovableHandle(node.hooks_of(tensor.output_nr), hook)
    hooks = tensor._ensure_extra().hooks = HookTable()
    accumulator = None if tensor._accumulator is None else tensor._accumulator()
    if accumulator is not None:
        accumulator.attach_hooks(hooks)
    return RemovableHandle(hooks, hook)


def hooks_of(tensor: Tensor) -> HookTable | None:
    """The hooks of a tensor; None where none was registered."""
    node, extra = tensor._node, tensor._extra
    if node is None:
        return None if extra is None else extra.hooks
    return None if node.hooks is None else node.hooks.of_outputs.get(tensor.output_nr)


def register_post_accumulate_grad_hook(tensor: Tensor, hook: Hook) -> RemovableHandle:
    """Call ``hook(tensor)`` after each accumulation into the tensor's ``.grad``.

    Raises:
        RuntimeError: the tensor is not a leaf that requires grad.
    """
    if not tensor.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if not tensor.is_leaf:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    extra = tensor._ensure_extra()
    if extra.after_accumulation is None:
        extra.after_accumulation = HookTable()
    return RemovableHandle(extra.after_accumulation, hook)


def retain_grad(tensor: Tensor) -> None:
    """Have passes fill the ``.grad`` of a non-leaf; has no effect on a leaf.

    Raises:
        RuntimeError: the tensor does not require grad.
    """
    if not tensor.requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    node = None if tensor._node is None else current_node(tensor)
    if node is not None and not tensor.retains_grad:
        tensor._ensure_extra().retains_grad = True
        node.ensure_hooks().retained[tensor.output_nr] = weakref.ref(tensor)


def detach_(tensor: Tensor) -> Tensor:
    """Make a tensor a leaf that does not require grad, in place; return it.

    In inference mode this has no effect, as in PyTorch.

    Raises:
        RuntimeError: the tensor is a view.
    """
    if grad_mode.current_modes().inference:
        return tensor
    if tensor._view is not None:
        raise RuntimeError(errors.CANNOT_DETACH_VIEW)
    if observe.observer is not None:
        observe.observer.will_change(tensor, (tensor,))
    hooks = hooks_of(tensor)
    if tensor._node is not None:
        storage = tensor._shared_storage()
        storage.version = Rechecked(storage.version)
    tensor._node = None
    tensor._requires_grad = False
    if hooks is not None:
        tensor._ensure_extra().hooks = hooks
    if tensor._extra is not None:
        tensor._extra.output_nr = 0
    if observe.observer is not None:
        observe.observer.changed_in_place(traced.detach, tensor, (tensor,), {})
    return tensor
