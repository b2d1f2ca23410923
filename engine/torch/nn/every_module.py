"""The module ``torch.nn.modules.module``: modules, and the hooks of all of them.

Source: torch.nn.modules.module, PyTorch 2.13.
"""

from __future__ import annotations

from engine.hooks import Hook, RemovableHandle
from engine.torch.nn.module import Module as Module
from engine.torch.nn.module_hooks import everywhere as _everywhere


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, args)`` before each module's ``forward``, and before its own hooks."""
    return RemovableHandle(_everywhere.before, hook)


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after each module's ``forward``."""
    handle = RemovableHandle(_everywhere.after, hook)
    if with_kwargs:
        _everywhere.with_kwargs[handle.id] = True
    if always_call:
        _everywhere.always_called[handle.id] = True
    return handle


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` when the gradients of a module's outputs are computed."""
    return RemovableHandle(_everywhere.backward_before, hook)


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` when the inputs' gradients are computed."""
    _everywhere.use_backward_hooks(full=True)
    return RemovableHandle(_everywhere.backward, hook)


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` when the last node inside a module has run."""
    _everywhere.use_backward_hooks(full=False)
    return RemovableHandle(_everywhere.backward, hook)


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, parameter)`` before one is registered; it may replace it."""
    return RemovableHandle(_everywhere.registered["parameter"], hook)


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` before a buffer is registered; it may replace it."""
    return RemovableHandle(_everywhere.registered["buffer"], hook)


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` before a module is registered; it may replace it."""
    return RemovableHandle(_everywhere.registered["module"], hook)
