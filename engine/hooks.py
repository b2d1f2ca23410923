"""Hooks: functions that a script attaches to gradients, and how they are called."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

Hook = Callable[..., Any]
Hooks = dict[int, Hook]
"""Hooks by the ids of their handles, in the order of registration."""

_next_id = count().__next__


class HookTable(Hooks):
    """A table of hooks; handles refer to it weakly."""

    __slots__ = ("__weakref__",)

    def __repr__(self) -> str:
        return repr(OrderedDict(self))


class RemovableHandle:
    """Removes a hook: by ``handle.remove()``, or at the end of a ``with``.

    Source: torch.utils.hooks.RemovableHandle, PyTorch 2.13.

    Attributes:
        id: the id of the hook.
    """

    __module__ = "torch.utils.hooks"

    def __init__(self, hooks: HookTable, hook: Hook) -> None:
        self.id = _next_id()
        self._hooks = weakref.ref(hooks)
        hooks[self.id] = hook

    def remove(self) -> None:
        """Remove the hook; calling it again does nothing."""
        hooks = self._hooks()
        if hooks is not None:
            hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


def registered(hooks: HookTable, hook: Hook, prepend: bool) -> RemovableHandle:
    """Register a hook, after or before the existing ones."""
    handle = RemovableHandle(hooks, hook)
    if prepend:
        others = [each for each in hooks.items() if each[0] != handle.id]
        hooks.clear()
        hooks.update([(handle.id, hook), *others])
    return handle


class NodeHooks:
    """All hooks of a node, in the order in which they are called.

    Attributes:
        of_outputs: for each output, by its number, the hooks of that tensor.
        retained: for each output, by its number, the tensor that retains its gradient in ``.grad``.
        before: the pre-hooks, called with the incoming gradients.
        after: the post-hooks, called with the outgoing and the incoming gradients.
        metadata: a dict for scripts and anomaly detection.
    """

    __slots__ = ("after", "before", "metadata", "of_outputs", "retained")

    def __init__(self) -> None:
        self.of_outputs: dict[int, HookTable] = {}
        self.retained: dict[int, weakref.ref[Any]] = {}
        self.before = HookTable()
        self.after = HookTable()
        self.metadata: dict[str, Any] = {}

    def arrive(self, gradients: Sequence[Any]) -> list[Any]:
        """Pass the incoming gradients, tensors or None, through the tensor hooks of the outputs.

        Outputs that retain their gradient receive it afterwards.

        Raises:
            TypeError: a hook returned something other than a tensor.
            RuntimeError: a hook returned a tensor of another dtype or size, or replaced None.
        """
        arriving = list(gradients)
        for output_nr, hooks in self.of_outputs.items():
            for hook in list(hooks.values()):
                arriving[output_nr] = _called(hook, arriving[output_nr])
        for output_nr, kept in self.retained.items():
            tensor = kept()
            if tensor is not None and arriving[output_nr] is not None:
                tensor._keep_gradient(arriving[output_nr])
        return arriving

    def enter(self, gradients: list[Any]) -> list[Any]:
        """Pass the incoming gradients through the pre-hooks."""
        for hook in list(self.before.values()):
            gradients = _called_with_all(hook, gradients, (tuple(gradients),))
        return gradients

    def leave(self, sent: list[Any], incoming: list[Any]) -> list[Any]:
        """Pass the outgoing gradients through the post-hooks."""
        for hook in list(self.after.values()):
            sent = _called_with_all(hook, sent, (tuple(sent), tuple(incoming)))
        return sent


_PUBLIC = {
    "_sequence_nr",
    "metadata",
    "name",
    "next_functions",
    "register_hook",
    "register_prehook",
    "requires_grad",
}
"""The attributes that every node has, apart from those of its saved values."""


def public_names(names: Iterable[str], own: set[str]) -> list[str]:
    """The names of a node's attributes that ``dir`` lists, plus ``own``."""
    return [each for each in names if each in own | _PUBLIC or each.startswith("__")]


class Hookable:
    """A node to which scripts can attach hooks.

    Attributes:
        hooks: its hooks; None where it has none.
        sequence_nr: its sequence number.
    """

    __slots__ = ()
    hooks: NodeHooks | None
    sequence_nr: int

    @property
    def shown(self) -> Any:
        """What scripts get as the node: for most the node itself."""
        return self

    def _sequence_nr(self) -> int:
        return self.sequence_nr

    @property
    def metadata(self) -> dict[str, Any]:
        """A dict for scripts and anomaly detection."""
        return self.ensure_hooks().metadata

    def ensure_hooks(self) -> NodeHooks:
        """The node's hooks; an empty table is made if it had none."""
        if self.hooks is None:
            self.hooks = NodeHooks()  # type: ignore[misc]  # each kind has a place for them
        return self.hooks

    def register_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(grad_inputs, grad_outputs)`` after the node has run.

        It may return a replacement for ``grad_inputs``.
        """
        return RemovableHandle(self.ensure_hooks().after, hook)

    def register_prehook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(grad_outputs)`` before the node runs; it may return a replacement."""
        return RemovableHandle(self.ensure_hooks().before, hook)


def call_after_accumulation(hooks: Hooks, leaf: Any) -> None:
    """Call the post-accumulate-grad hooks of a leaf.

    Raises:
        RuntimeError: a hook returned a tensor.
        TypeError: a hook returned something else than None.
    """
    for hook in list(hooks.values()):
        if _called(hook, leaf) is not leaf:
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")


def _called(hook: Hook, gradient: Any) -> Any:
    changed = hook(gradient)
    return gradient if changed is None else _checked(hook, gradient, changed)


def _called_with_all(hook: Hook, gradients: list[Any], arguments: tuple[Any, ...]) -> list[Any]:
    changed = hook(*arguments)
    if changed is None:
        return gradients
    if not isinstance(changed, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(changed).__name__}'")
    if len(changed) != len(gradients):
        name = _name(hook)
        raise RuntimeError(
            f"hook '{name}' has returned an incorrect number of values (got {len(changed)}, but "
            f"expected {len(gradients)})"
        )
    return [
        None if new is None else _checked(hook, old, new)
        for old, new in zip(gradients, changed, strict=True)
    ]


def _checked(hook: Hook, before: Any, after: Any) -> Any:
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not (isinstance(after, type(before)) or isinstance(before, type(after))):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if after.dtype is not before.dtype:
        was, got = (f"torch.{each.dtype.scalar_name}Tensor" for each in (before, after))
        raise RuntimeError(
            f"hook '{_name(hook)}' has changed the type of value (was {was} got {got})"
        )
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{_name(hook)}' has changed the size of value")
    return after


def _name(hook: Hook) -> str:
    name: str = getattr(hook, "__name__", "<unknown>")
    return name
