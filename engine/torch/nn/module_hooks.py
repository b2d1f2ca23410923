"""Hooks of modules: around ``forward``, and on gradients.

Source: torch.nn.Module and torch.utils.hooks, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import grad_mode
from engine.functions.custom_function import Function
from engine.hooks import Hook, HookTable, RemovableHandle, registered
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.nn.last_node_hooks import watch_last_node


class _Everywhere:
    """The global hooks, which are called before those of a module.

    Attributes:
        before, after: called around ``forward``, as the forward hooks of a module.
        with_kwargs, always_called: which of the latter receive keyword arguments, and which are
            called even after an exception.
        backward_before, backward: called with gradients, as the backward hooks of a module.
        is_full: whether those are full hooks; None if there are none.
        registered: called when a parameter, a buffer or a module is registered.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Remove all hooks."""
        self.is_full: bool | None = None
        self.before, self.after = HookTable(), HookTable()
        self.with_kwargs: dict[int, bool] = {}
        self.always_called: dict[int, bool] = {}
        self.backward_before, self.backward = HookTable(), HookTable()
        self.registered = {kind: HookTable() for kind in ("parameter", "buffer", "module")}

    def use_backward_hooks(self, full: bool) -> None:
        """Set whether the global backward hooks are full ones.

        Raises:
            RuntimeError: there are hooks of the other kind.
        """
        if self.is_full is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks as a global "
                "Module hook. Please use only one of them."
            )
        self.is_full = full

    def accepted(self, kind: str, module: Any, name: str, value: Any) -> Any:
        """The value to be registered: the given one, or a hook's replacement."""
        for hook in self.registered[kind].values():
            given = hook(module, name, value)
            value = value if given is None else given
        return value


everywhere = _Everywhere()


class Hooked:
    """The part of a module that calls hooks around its ``forward``.

    Attributes:
        _forward_pre_hooks, _forward_hooks: called with the arguments, and with the output.
        _forward_hooks_always_called: which of these are called even after an exception.
        _forward_hooks_with_kwargs, _forward_pre_hooks_with_kwargs: which receive keyword arguments.
        _backward_pre_hooks, _backward_hooks: called with the gradients of the outputs, and of the
            inputs.
        _is_full_backward_hook: whether these are full hooks; None if there are none.
    """

    _forward_pre_hooks: HookTable
    _forward_hooks: HookTable
    _forward_hooks_always_called: dict[int, bool]
    _forward_hooks_with_kwargs: dict[int, bool]
    _forward_pre_hooks_with_kwargs: dict[int, bool]
    _backward_pre_hooks: HookTable
    _backward_hooks: HookTable
    _is_full_backward_hook: bool | None = None
    forward: Hook

    def register_forward_hook(
        self,
        hook: Hook,
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` after ``forward``; it may replace the output."""
        handle = registered(self._forward_hooks, hook, prepend)
        if with_kwargs:
            self._forward_hooks_with_kwargs[handle.id] = True
        if always_call:
            self._forward_hooks_always_called[handle.id] = True
        return handle

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before ``forward``; it may replace the arguments."""
        handle = registered(self._forward_pre_hooks, hook, prepend)
        if with_kwargs:
            self._forward_pre_hooks_with_kwargs[handle.id] = True
        return handle

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when the inputs' gradients are computed.

        It may replace the gradients of the inputs.
        """
        self.__use_backward_hooks(full=True)
        return registered(self._backward_hooks, hook, prepend)

    def register_backward_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when the last node inside it has run.

        Raises:
            RuntimeError: there are full hooks.
        """
        self.__use_backward_hooks(full=False)
        return RemovableHandle(self._backward_hooks, hook)

    def __use_backward_hooks(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single "
                "Module. Please use only one of them."
            )
        self.__dict__["_is_full_backward_hook"] = full

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` when the outputs' gradients are computed.

        It may replace the gradients of the outputs.
        """
        return registered(self._backward_pre_hooks, hook, prepend)

    def _call_impl(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        has_own = (  # in this order: it decides what a module without ``__init__`` is said to lack
            self._backward_hooks
            or self._backward_pre_hooks
            or self._forward_hooks
            or self._forward_pre_hooks
        )
        every = everywhere
        if not (
            has_own or every.before or every.after or every.backward_before or every.backward
        ):  # inlined: a method would double the time of this check
            return self.forward(*args, **kwargs)
        always = {**everywhere.always_called, **self._forward_hooks_always_called}
        if not always:
            return self.__computed(args, kwargs, None)
        state = _CallState()
        try:
            return self.__computed(args, kwargs, state)
        except Exception:
            for whose, hooks in (
                ("global module", everywhere.after),
                ("module", self._forward_hooks),
            ):
                for number in hooks:
                    if number in always and number not in state.numbers:
                        self.__call_despite_error(whose, number, hooks[number], args, kwargs, state)
            raise

    def __call_despite_error(
        self, whose: str, number: int, hook: Hook, args: Any, kwargs: Any, state: _CallState
    ) -> None:
        """Call a hook although ``forward`` raised; if the hook raises as well, warn."""
        try:
            changed = self.__call_after(number, hook, args, kwargs, state.result)
            state.result = state.result if changed is None else changed
        except Exception as error:
            warn(
                f"{whose} forward hook with ``always_call=True`` raised an exception that was "
                f"silenced as another error was raised in forward: {error}"
            )

    def __computed(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], state: _CallState | None
    ) -> Any:
        for number, hook in [*everywhere.before.items(), *self._forward_pre_hooks.items()]:
            if number in self._forward_pre_hooks_with_kwargs:
                changed = hook(self, args, kwargs)
                if changed is not None:
                    args, kwargs = _both(changed)
            else:
                changed = hook(self, args)
                if changed is not None:
                    args = changed if isinstance(changed, tuple) else (changed,)
        backward = None
        before = [*everywhere.backward_before.values(), *self._backward_pre_hooks.values()]
        after, of_last_node = self.__full_and_other_hooks()
        if before or after:
            backward = _Backward(self, before, after)
            args = backward.watch_inputs(args)
        result = self.forward(*args, **kwargs)
        for number, hook in [*everywhere.after.items(), *self._forward_hooks.items()]:
            if state is not None:
                state.numbers.append(number)
                state.result = result
            changed = self.__call_after(number, hook, args, kwargs, result)
            if changed is not None:
                result = changed
        if backward is not None:
            result = backward.watch_outputs(result)
        if of_last_node:
            watch_last_node(self, of_last_node, args, result)
        return result

    def __full_and_other_hooks(self) -> tuple[list[Hook], list[Hook]]:
        """The full backward hooks, and the others."""
        sorted_out: tuple[list[Hook], list[Hook]] = [], []
        sorted_out[everywhere.is_full is False].extend(everywhere.backward.values())
        sorted_out[self._is_full_backward_hook is False].extend(self._backward_hooks.values())
        return sorted_out

    def __call_after(self, number: int, hook: Hook, args: Any, kwargs: Any, result: Any) -> Any:
        """The result of a hook that is called after ``forward``."""
        if number in self._forward_hooks_with_kwargs or number in everywhere.with_kwargs:
            return hook(self, args, kwargs, result)
        return hook(self, args, result)


class _CallState:
    """The state of one call: the hooks already called, and the current result."""

    __slots__ = ("numbers", "result")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.result: Any = None


def _both(changed: Any) -> tuple[Any, Any]:
    """The arguments that a hook returned, positional and by keyword.

    Raises:
        RuntimeError: something else.
    """
    if not isinstance(changed, tuple) or len(changed) != 2:
        raise RuntimeError(
            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got "
            f"{changed}."
        )
    return changed


class BackwardHookFunction(Function):
    """The identity, whose node is where a module's gradients are observed."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Return the tensors."""
        ctx.mark_non_differentiable(*[each for each in tensors if not each.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, ...]:
        """Return the gradients."""
        return gradients


class _Backward:
    """The backward hooks of one call of a module.

    Attributes:
        input_places: which arguments require grad; None if none does.
        gradients: those of the outputs, until the hooks have received them.
    """

    def __init__(self, module: Hooked, before: list[Hook], after: list[Hook]) -> None:
        self._module, self._before, self._after = module, before, after
        self.input_places: list[int] | None = None
        self._input_count = 0
        self.gradients: tuple[Any, ...] | None = None

    def watch_inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, with a node inserted behind the tensors."""
        self._input_count = len(args)
        node, places, watched = _through_node(args)
        if node is None:
            return args
        self.input_places = places

        def hook(sent: Sequence[Any], _: Any) -> tuple[Any, ...] | None:
            return self._on_inputs(sent)

        node.register_hook(hook)  # errors show this name
        return tuple(watched)

    def watch_outputs(self, result: Any) -> Any:
        """The result, with a node inserted behind the tensors."""
        if not isinstance(result, Tensor | tuple):
            warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of "
                f"Tensors but received {type(result)}"
            )
            return result
        outputs = result if isinstance(result, tuple) else (result,)
        node, places, watched = _through_node(outputs)
        if node is None:
            return result
        count = len(outputs)

        def hook(_: Any, incoming: Sequence[Any]) -> tuple[Any, ...]:
            return self._on_outputs(_spread(incoming, places, count), places)

        node.register_hook(hook)
        return tuple(watched) if isinstance(result, tuple) else watched[0]

    def _on_outputs(self, gradients: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
        for hook in self._before:
            changed = hook(self._module, gradients)
            gradients = _replaced("pre hook", "grad_output", changed, gradients)
        self.gradients = gradients
        if self.input_places is None:
            self._call_without_inputs(gradients)
        return tuple(gradients[place] for place in places)

    def _call_without_inputs(self, gradients: tuple[Any, ...]) -> None:
        warn(
            "Full backward hook is firing when gradients are computed with respect to module "
            "outputs since no inputs require gradients. See "
            "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
            "#torch.nn.Module.register_full_backward_hook for more details."
        )
        nothing = (None,) * self._input_count
        for hook in self._after:
            changed = hook(self._module, nothing, gradients)
            if changed is not None and any(each is not None for each in changed):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always "
                    "return None or None for all gradients."
                )
        self.gradients = None

    def _on_inputs(self, sent: Sequence[Any]) -> tuple[Any, ...] | None:
        if self.gradients is None or self.input_places is None:
            return None  # no gradient arrived through the outputs
        given = _spread(sent, self.input_places, self._input_count)
        for hook in self._after:
            changed = hook(self._module, given, self.gradients)
            given = _replaced("hook", "grad_input", changed, given)
        self.gradients = None
        return tuple(given[place] for place in self.input_places)


def _through_node(members: Sequence[Any]) -> tuple[Any, list[int], list[Any]]:
    """A node through which the tensors among some values go, their indices, and the new values."""
    places = [at for at, each in enumerate(members) if isinstance(each, Tensor)]
    if not grad_mode.current_modes().enabled or not any(members[at].requires_grad for at in places):
        return None, places, list(members)
    passed = BackwardHookFunction.apply(*[members[at] for at in places])
    watched = list(members)
    for at, each in zip(places, passed, strict=True):
        watched[at] = each
    return next(each.grad_fn for each in passed if each.grad_fn is not None), places, watched


def _spread(gradients: Sequence[Any], places: Sequence[int], count: int) -> tuple[Any, ...]:
    """Gradients at the indices of their values, None elsewhere."""
    found: list[Any] = [None] * count
    for at, each in zip(places, gradients, strict=False):
        found[at] = each
    return tuple(found)


def _replaced(whose: str, what: str, changed: Any, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradients that a hook returned as replacement, if any.

    Raises:
        RuntimeError: the number of gradients differs.
    """
    if changed is None:
        return gradients
    if len(changed) != len(gradients):
        raise RuntimeError(
            f"Backward {whose} returned an invalid number of {what}, got {len(changed)}, but "
            f"expected {len(gradients)}"
        )
    return tuple(changed)
