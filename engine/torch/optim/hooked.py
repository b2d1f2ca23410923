"""Hooks around an optimiser's steps, and around saving and loading its state.

Source: torch.optim.Optimizer, PyTorch 2.13.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from engine.hooks import Hook, HookTable, RemovableHandle, registered


class Hooked:
    """The tables of hooks, and their registration."""

    def __init__(self) -> None:
        self._step_count = 0
        self._watched_from: int | None = None  # how many steps there were before any schedule
        self._optimizer_step_pre_hooks = HookTable()
        self._optimizer_step_post_hooks = HookTable()
        self._optimizer_state_dict_pre_hooks = HookTable()
        self._optimizer_state_dict_post_hooks = HookTable()
        self._optimizer_load_state_dict_pre_hooks = HookTable()
        self._optimizer_load_state_dict_post_hooks = HookTable()

    def register_step_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step; it may replace the arguments."""
        return RemovableHandle(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return RemovableHandle(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` before ``state_dict``."""
        return registered(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` after ``state_dict``; it may replace the result."""
        return registered(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Hook, prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before a state is loaded; it may replace it."""
        return registered(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Hook, prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` after a state was loaded."""
        return registered(self._optimizer_load_state_dict_post_hooks, hook, prepend)


def hooked(step: Hook) -> Hook:
    """A ``step`` that is counted, and calls the hooks before and after.

    Raises:
        RuntimeError: a pre-hook returned neither None nor arguments.
    """

    @wraps(step)
    def between(self: Hooked, *given: Any, **options: Any) -> Any:
        args, kwargs = (self, *given), options
        for hook in list(self._optimizer_step_pre_hooks.values()):
            changed = hook(self, args, kwargs)
            if changed is not None:
                if not (isinstance(changed, tuple) and len(changed) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got "
                        f"{changed}."
                    )
                args, kwargs = changed
        result = step(*args, **kwargs)
        self._step_count += 1
        for hook in list(self._optimizer_step_post_hooks.values()):
            hook(self, args, kwargs)
        return result

    return between


def passed_on(hooks: HookTable, optimizer: Hooked, state_dict: Any) -> Any:
    """A state after hooks that may each replace it."""
    for hook in list(hooks.values()):
        changed = hook(optimizer, state_dict)
        if changed is not None:
            state_dict = changed
    return state_dict
