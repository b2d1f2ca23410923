"""State dicts of modules: saving and loading.

Source: torch.nn.Module, PyTorch 2.13.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from engine import grad_mode
from engine.errors import MissingOperationError
from engine.hooks import Hook, HookTable, RemovableHandle
from engine.ops.elementwise import combined
from engine.ops.shapes import shape
from engine.script_warnings import warn
from engine.tensor import Tensor
from engine.torch.calling.dtype_arguments import warn_of_lost_parts
from engine.torch.nn.parameter import Parameter
from engine.torch.nn.uninitialized import is_lazy

_BY_PLACE = (
    "Positional args are being deprecated, use kwargs instead. Refer to "
    "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for "
    "details."
)


class _IncompatibleKeys(NamedTuple):
    """The keys that did not match when a state dict was loaded.

    Attributes:
        missing_keys: keys of the module that the state lacks.
        unexpected_keys: keys of the state that the module lacks.
    """

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, " + (
            f"unexpected_keys={self.unexpected_keys})"
        )


class StateHooks:
    """Hooks around saving and loading a state dict."""

    def __init__(self) -> None:
        self._tables: dict[str, HookTable] = {}

    def register(self, when: str, hook: Hook) -> RemovableHandle:
        """Register a hook."""
        return RemovableHandle(self._tables.setdefault(when, HookTable()), hook)

    def called(self, when: str) -> list[Hook]:
        """A copy of the hooks, in order."""
        return list(self._tables.get(when, {}).values())


EXTRA = "_extra_state"
"""The key of a module's extra state."""


class StateDict:
    """The part of a module that saves and loads its state.

    A subclass may override how its own part is saved and loaded, and add extra state.

    Attributes:
        _non_persistent_buffers_set: names of the buffers that are not saved.
        _state_hooks: hooks around saving and loading.
        _version: the version of the keys, saved with each module.
    """

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]
    _state_hooks: StateHooks
    _version = 1

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """Parameters and buffers by their paths; they share the module's memory."""
        if args:
            warn(_BY_PLACE, FutureWarning)
            given = dict(zip(("destination", "prefix", "keep_vars"), args))
            destination = given.get("destination") if destination is None else destination
            prefix = prefix or given.get("prefix", "")
            keep_vars = keep_vars or given.get("keep_vars", False)
        state = destination
        if state is None:
            state = OrderedDict()
            state._metadata = OrderedDict()  # type: ignore[attr-defined]
        known: dict[str, Any] = {"version": self._version}
        if hasattr(state, "_metadata"):
            state._metadata[prefix[:-1]] = known
        for hook in self._state_hooks.called("before_giving"):
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(state, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=state, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_hooks.called("after_giving"):
            replacement = hook(self, state, prefix, known)
            state = state if replacement is None else replacement
        return state

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Save the module's own part, without its submodules."""
        for name, member in self.__own_state().items():
            destination[prefix + name] = member if keep_vars else shape.detach(member)
        if self.__has("get_extra_state"):
            destination[prefix + EXTRA] = self.get_extra_state()

    def __own_state(self) -> dict[str, Tensor]:
        members = {**self._parameters, **self._buffers}
        return {
            name: member
            for name, member in members.items()
            if member is not None and name not in self._non_persistent_buffers_set
        }

    def get_extra_state(self) -> Any:
        """The extra state of a subclass.

        Raises:
            RuntimeError: a subclass does not define it.
        """
        raise RuntimeError(
            "Reached a code path in Module.get_extra_state() that should never be called. Please "
            "file an issue at https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml"
            " to report this bug."
        )

    def set_extra_state(self, state: Any) -> None:
        """Load the extra state of a subclass.

        Raises:
            RuntimeError: a subclass does not define it.
        """
        raise RuntimeError(
            "Reached a code path in Module.set_extra_state() that should never be called. Please "
            "file an issue at https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml"
            " to report this bug."
        )

    def __has(self, method: str) -> bool:
        """Whether a subclass overrides a method."""
        return getattr(type(self), method) is not getattr(StateDict, method)

    # -- taking it back ------------------------------------------------------------------------

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Load a state dict by copying its elements, or with ``assign`` the tensors themselves.

        Raises:
            TypeError: not a dictionary.
            RuntimeError: keys that do not match (if ``strict``), or shapes.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        loading = _Loading(getattr(state_dict, "_metadata", None), assign)
        loading.load(self, OrderedDict(state_dict), "")
        found, problems = loading.found, loading.problems
        if strict:
            problems[:0] = _name_problems(*found)
        if problems:
            listed = "\n\t".join(problems)
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{listed}"
            )
        return found

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        """Load the module's own part of a state dict; problems are added to the lists."""
        for hook in self._state_hooks.called("before_taking"):
            hook(
                self,
                state_dict,
                prefix,
                local_metadata,
                strict,
                missing_keys,
                unexpected_keys,
                error_msgs,
            )
        own = self.__own_state()
        for name, member in own.items():
            if prefix + name in state_dict:
                problems = self.__take(
                    name, member, prefix + name, state_dict, local_metadata.get(ASSIGNS, False)
                )
                error_msgs.extend(problems)
            elif strict and not self.__may_lack(name, local_metadata):
                missing_keys.append(prefix + name)
        takes_extra = self.__has("set_extra_state")
        if takes_extra and prefix + EXTRA in state_dict:
            self.set_extra_state(state_dict[prefix + EXTRA])
        elif takes_extra and strict:
            missing_keys.append(prefix + EXTRA)
        known = {*own, *self._modules, *([EXTRA] if takes_extra else ())}
        for key in state_dict if strict else ():
            first, dot, _ = key.removeprefix(prefix).partition(".")
            if key.startswith(prefix) and (first not in known or (dot and first in own)):
                unexpected_keys.append(key)

    def __take(
        self, name: str, member: Tensor, key: str, state: Mapping[str, Any], assigns: bool
    ) -> list[str]:
        """Load one tensor of a state dict, or report the problem."""
        given = state[key]
        if is_lazy(member) and is_lazy(given):
            return []
        problems = _problems(key, member, given)
        if problems:
            return problems
        if member.ndim == 0 and given.ndim == 1:  # old state dicts have scalars with one dimension
            given = shape.view(given, shape=())
        try:
            with grad_mode.no_grad():
                if assigns:
                    setattr(self, name, _like(member, given))
                else:
                    warn_of_lost_parts(given, member.dtype)
                    combined.copy_from.apply_in_place(member, given)
        except MissingOperationError:
            raise
        except Exception as error:
            return [
                f'While copying the parameter named "{key}", whose dimensions in the model are '
                f"{member.shape} and whose dimensions in the checkpoint are {given.shape}, an "
                f"exception occurred : {error.args}."
            ]
        return []

    def __may_lack(self, name: str, metadata: Mapping[str, Any]) -> bool:
        """Whether a key may be missing from an older state dict: one without a version."""
        return name == "num_batches_tracked" and (metadata.get("version") or 0) < 2

    # -- hooks ---------------------------------------------------------------------------------

    def register_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before the state is saved."""
        return self._state_hooks.register("before_giving", hook)

    def register_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after the state was saved."""
        return self._state_hooks.register("after_giving", partial(_without_result, hook))

    def _register_state_dict_hook(self, hook: Hook) -> RemovableHandle:
        """A deprecated variant whose hooks may replace the state."""
        return self._state_hooks.register("after_giving", hook)

    def register_load_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook`` with the arguments of ``_load_from_state_dict`` before loading a state."""
        return self._state_hooks.register("before_taking", hook)

    def _register_load_state_dict_pre_hook(
        self, hook: Hook, with_module: bool = False
    ) -> RemovableHandle:
        """A deprecated variant whose hooks do not receive the module."""
        called = hook if with_module else partial(_without_module, hook)
        return self._state_hooks.register("before_taking", called)

    def register_load_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after a state was loaded."""
        return self._state_hooks.register("after_taking", hook)


def _without_result(hook: Hook, *given: Any) -> None:
    """Call a hook that must not return anything.

    Raises:
        RuntimeError: it returned something.
    """
    if hook(*given) is not None:
        raise RuntimeError("state_dict post-hook must return None")


def _without_module(hook: Hook, module: Any, *given: Any) -> None:
    hook(*given)


ASSIGNS = "assign_to_params_buffers"
"""The key of the metadata that says whether tensors are assigned, not copied."""


class _Loading:
    """The loading of a state dict.

    Attributes:
        found: the keys that did not match.
        problems: other problems.
    """

    def __init__(self, metadata: Mapping[str, Any] | None, assigns: bool) -> None:
        self._metadata, self._assigns = metadata, assigns
        self.found = _IncompatibleKeys([], [])
        self.problems: list[str] = []

    def load(self, module: Any, state: dict[str, Any], prefix: str) -> None:
        """Load a module's part, then those of its submodules, whose keys a hook may change."""
        known = {} if self._metadata is None else self._metadata.get(prefix[:-1], {})
        if self._assigns:
            known = {**known, ASSIGNS: True}
        module._load_from_state_dict(state, prefix, known, True, *self.found, self.problems)
        for name, child in module._modules.items():
            if child is not None:
                inside = f"{prefix}{name}."
                part = {key: each for key, each in state.items() if key.startswith(inside)}
                self.load(child, part, inside)
        for hook in module._state_hooks.called("after_taking"):
            if hook(module, self.found) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected "
                    "to return new values, if incompatible_keys need to be modified, it should be "
                    "done inplace."
                )


def _name_problems(missing: list[str], unexpected: list[str]) -> list[str]:
    problems = []
    for what, names in (("Missing", missing), ("Unexpected", unexpected)):
        if names:
            listed = ", ".join(f'"{name}"' for name in names)
            problems.append(f"{what} key(s) in state_dict: {listed}. ")
    return problems


def _like(member: Tensor, given: Tensor) -> Tensor:
    """A tensor of a state dict as a member of a module: a parameter if it replaces one."""
    if not isinstance(member, Parameter):
        return given
    if not isinstance(given, Parameter):
        return Parameter(given, member.requires_grad)
    given.requires_grad = member.requires_grad
    return given


def _problems(name: str, member: Tensor, value: Any) -> list[str]:
    """The problems with one tensor of a state dict."""
    if not isinstance(value, Tensor):
        return [
            f'While copying the parameter named "{name}", expected torch.Tensor or Tensor-like '
            f"object from checkpoint but received {type(value)}"
        ]
    if value.shape != member.shape and (value.shape, member.shape) != ((1,), ()):
        return [
            f"size mismatch for {name}: copying a param with shape {value.shape} from checkpoint, "
            f"the shape in current model is {member.shape}."
        ]
    return []
