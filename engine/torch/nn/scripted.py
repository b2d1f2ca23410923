"""Modules as ``torch.jit.script`` returns them.

Nothing is compiled. So modules that TorchScript could not compile run, too.

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
    """A module that marks by ``script_method`` which methods TorchScript compiles.

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
    """A constructor that scripts all submodules afterwards."""

    @wraps(construct)
    def make(module: Module, *args: Any, **kwargs: Any) -> None:
        construct(module, *args, **kwargs)
        for name, child in module._modules.items():
            if child is not None:
                module._modules[name] = scripted(child)

    return make


def script_method(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a method of a ``ScriptModule`` as one that TorchScript compiles."""
    parameters = Parameters(function, is_method=True)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        bound = parameters.fitted(args, kwargs)
        with scripting():
            return function(*bound.args, **bound.kwargs)

    return call


class RecursiveScriptModule(ScriptModule):
    """A scripted module, with scripted submodules.

    It shares parameters and buffers with the original module, and has its own attributes, such as
    the training mode.

    Attributes:
        original_name: the name of the original module's class.
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
        """The name of the original module's class."""
        return type(self._original).__name__

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Its class; during calls that of the original module, so that ``super()`` works."""
        return type(self._original) if is_scripting() else RecursiveScriptModule

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call ``forward``, with arguments converted as for a scripted function."""
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
        """The output of the original module."""
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
        """The name of the original module's class."""
        return f"original_name={self.original_name}"

    def _members(self) -> Any:
        """The members of a container: outside of scripted code, the original ones."""
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
    """The result of ``torch.jit.script`` for a module; a scripted one is returned unchanged."""
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
