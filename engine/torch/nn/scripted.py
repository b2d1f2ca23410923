"""Modules as ``torch.jit.script`` gives them: they compute the same, and say what they were.

Nothing is compiled. What TorchScript could not compile therefore runs here nevertheless.

Source: torch.jit.ScriptModule, PyTorch 2.13.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from engine import observe
from engine.torch.names.absent import missing
from engine.torch.nn.module import Module
from engine.torch.script_types import Parameters
from engine.torch.scripting import is_scripting, scripting

_TABLES = ("_parameters", "_buffers")
_UNTOLD = (
    "code",
    "graph",
    "inlined_graph",
    "code_with_constants",
    "save",
    "save_to_buffer",
    "get_debug_state",
)


class ScriptModule(Module):
    """A module that says with ``script_method`` what TorchScript shall compile of it.

    Attributes:
        original_name: the name of its class.
    """

    __module__ = "torch.jit._script"

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if "__init__" in vars(cls):
            cls.__init__ = _with_scripted_children(cls.__init__)  # type: ignore[method-assign]

    @property
    def original_name(self) -> str:
        """The name of its class."""
        return type(self).__name__


def _with_scripted_children(construct: Callable[..., None]) -> Callable[..., None]:
    """A constructor after which all modules inside are scripted ones."""

    @wraps(construct)
    def make(module: Module, *args: Any, **kwargs: Any) -> None:
        construct(module, *args, **kwargs)
        for name, child in module._modules.items():
            if child is not None:
                module._modules[name] = scripted(child)

    return make


def script_method(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a method of a ``ScriptModule`` be one that TorchScript compiles."""
    parameters = Parameters(function, is_method=True)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        bound = parameters.fitted(args, kwargs)
        with scripting():
            return function(*bound.args, **bound.kwargs)

    return call


class RecursiveScriptModule(ScriptModule):
    """A module that was scripted, as all that are inside it.

    It shares parameters and buffers with the module that it was made of, and has attributes of
    its own, the mode of training among them.

    Attributes:
        original_name: the name of the class of the module that it was made of.
    """

    __module__ = "torch.jit._script"

    def __init__(self, original: Module, memo: dict[int, RecursiveScriptModule]) -> None:
        super().__init__()
        memo[id(original)] = self
        own = vars(self)
        own.update(vars(original), _original=original)
        for name in _TABLES:
            own[name] = dict(vars(original)[name])
        own["_modules"] = {
            name: None if each is None else scripted(each, memo)
            for name, each in original._modules.items()
        }
        own["_takes"] = Parameters(type(original).forward, is_method=True)

    @property
    def original_name(self) -> str:
        """The name of the class of the module that it was made of."""
        return type(self._original).__name__

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Its class; while it computes, what it was made of, so that ``super()`` finds methods."""
        return type(self._original) if is_scripting() else RecursiveScriptModule

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Compute ``forward``, in the form that a scripted function's arguments have."""
        bound = self._takes.fitted((self, *args), kwargs)
        observer = observe.observer
        if observer is not None:
            observer.enter_module(self.original_name)
        try:
            with scripting():
                return self._call_impl(bound.args[1:], bound.kwargs)
        finally:
            if observer is not None:
                observer.leave_module()

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes that it was made of."""
        with scripting():
            return type(self._original).forward(self, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        for table in ("_modules", *_TABLES):
            members = self.__dict__.get(table, {})
            if name in members:
                return members[name]
        if name in _UNTOLD:
            raise missing("torch.jit.ScriptModule", name, ())
        for kind in type(self.__dict__["_original"]).__mro__:
            if name in vars(kind):
                member = vars(kind)[name]
                return member.__get__(self, type(self)) if hasattr(member, "__get__") else member
        raise AttributeError(f"'RecursiveScriptModule' object has no attribute '{name}'")

    def extra_repr(self) -> str:
        """The name of what it was made of."""
        return f"original_name={self.original_name}"

    def _members(self) -> Any:
        """What is asked for the members of a container: outside of scripts, what it was made of."""
        return self if is_scripting() else self._original

    def __len__(self) -> int:
        length: int = type(self._original).__len__(self._members())
        return length

    def __iter__(self) -> Iterator[Any]:
        rows: Iterator[Any] = type(self._original).__iter__(self._members())
        return rows

    def __getitem__(self, place: Any) -> Any:
        return type(self._original).__getitem__(self._members(), place)

    def __contains__(self, key: Any) -> bool:
        has: bool = type(self._original).__contains__(self._members(), key)
        return has

    def __bool__(self) -> bool:
        return True

    def __copy__(self) -> RecursiveScriptModule:
        return RecursiveScriptModule(self._original, {})

    def __deepcopy__(self, memo: dict[int, Any]) -> RecursiveScriptModule:
        made = object.__new__(RecursiveScriptModule)
        memo[id(self)] = made
        vars(made).update(copy.deepcopy(vars(self), memo))
        return made


def scripted(module: Module, memo: dict[int, RecursiveScriptModule] | None = None) -> Any:
    """What ``torch.jit.script`` makes of a module; a scripted one is left as it is."""
    if isinstance(module, ScriptModule):
        return module
    memo = {} if memo is None else memo
    return memo.get(id(module)) or RecursiveScriptModule(module, memo)


_REFUSED = """
    bfloat16 compile get_buffer get_parameter get_submodule ipu mtia register_backward_hook
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_state_dict_post_hook
    register_state_dict_pre_hook requires_grad_ set_submodule to_empty xpu
"""


def _refused(name: str) -> Callable[..., Any]:
    def fail(module: Module, *_: Any, **__: Any) -> Any:
        raise RuntimeError(f"{name} is not supported on ScriptModules")

    return fail


for _name in _REFUSED.split():
    setattr(RecursiveScriptModule, _name, _refused(_name))
