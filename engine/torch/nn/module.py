"""Modules: functions with parameters, possibly composed of other modules."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from inspect import isfunction
from typing import Any

from engine import observe
from engine.hooks import HookTable
from engine.ops.elementwise import arithmetic
from engine.ops.shapes import shape
from engine.tensor import Tensor
from engine.torch.calling.method_names import called
from engine.torch.gradients.autograd_methods import requires_grad_
from engine.torch.nn.constructors import constructor_of, forward_of
from engine.torch.nn.module_conversions import Conversions
from engine.torch.nn.module_hooks import Hooked, everywhere
from engine.torch.nn.module_making import reported_when_made
from engine.torch.nn.module_state import StateDict, StateHooks
from engine.torch.nn.module_tree import Tree
from engine.torch.nn.parameter import Buffer, Parameter
from engine.torch.tensors.typed import typename


class Module(Conversions, StateDict, Hooked):
    """Base class of modules; a subclass defines ``forward``.

    Parameters, buffers and modules that are assigned as attributes are registered, so that they can
    be listed, moved and saved.

    Source: torch.nn.Module, PyTorch 2.13.

    Attributes:
        training: whether it is in training mode.
        call_super_init: whether the next constructor in the method resolution order is called too,
            for multiple inheritance.
    """

    training: bool
    call_super_init = False

    def __init_subclass__(cls, **settings: Any) -> None:
        super().__init_subclass__(**settings)
        if cls.__module__.startswith(f"{__package__}."):
            construct = inspect.unwrap(cls.__init__)
            cls.__init__ = reported_when_made(  # type: ignore[method-assign]
                called(constructor_of(cls.__name__), construct)
            )
            if cls.forward is not Module.forward:
                forward = called(forward_of(cls.__name__), cls.forward)
                cls.forward = forward  # type: ignore[method-assign]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs and not self.call_super_init:
            raise TypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument "
                f"'{next(iter(kwargs))}'"
            )
        if args and not self.call_super_init:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but "
                f"{len(args) + 1} were given"
            )
        for name in ("_parameters", "_buffers", "_modules"):
            object.__setattr__(self, name, {})
        object.__setattr__(self, "_non_persistent_buffers_set", set())
        object.__setattr__(self, "_state_hooks", StateHooks())
        for kind in ("always_called", "with_kwargs"):
            object.__setattr__(self, f"_forward_hooks_{kind}", {})
        object.__setattr__(self, "_forward_pre_hooks_with_kwargs", {})
        for name in ("forward", "backward"):
            object.__setattr__(self, f"_{name}_pre_hooks", HookTable())
            object.__setattr__(self, f"_{name}_hooks", HookTable())
        object.__setattr__(self, "training", True)
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The output of the module.

        Raises:
            NotImplementedError: a subclass does not define it.
        """
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call ``forward``, with hooks before and after."""
        observer = observe.observer
        if observer is None:
            return self._call_impl(args, kwargs)
        observer.enter_module(type(self).__name__)
        try:
            return self._call_impl(args, kwargs)
        finally:
            observer.leave_module()

    # -- attributes ----------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        if "_parameters" not in self.__dict__:
            for what, kind in (("parameters", Parameter), ("module", Module), ("buffer", Buffer)):
                if isinstance(value, kind):
                    raise AttributeError(f"cannot assign {what} before Module.__init__() call")
            object.__setattr__(self, name, value)
            return
        if isinstance(value, Parameter):
            self.__forget(name, self._buffers, self._modules)
            self._non_persistent_buffers_set.discard(name)
            self.register_parameter(name, value)
        elif name in self._parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as parameter '{name}' "
                    "(torch.nn.Parameter or None expected)"
                )
            self._parameters[name] = None
        elif isinstance(value, Module):
            self.__forget(name, self._buffers)
            self._non_persistent_buffers_set.discard(name)
            self._modules[name] = everywhere.accepted("module", self, name, value)
        elif name in self._modules and value is not None:
            raise TypeError(
                f"cannot assign '{typename(value)}' as child module '{name}' "
                "(torch.nn.Module or None expected)"
            )
        elif name in self._modules:
            self._modules[name] = everywhere.accepted("module", self, name, None)
        elif isinstance(value, Buffer):
            self.register_buffer(name, value, value.persistent)
        elif name in self._buffers:
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{typename(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            persistent = name not in self._non_persistent_buffers_set
            self.register_buffer(name, value, persistent)
        else:
            object.__setattr__(self, name, value)

    def __forget(self, name: str, *tables: dict[str, Any]) -> None:
        """Remove a name from the other tables; in its own it keeps its position."""
        for table in (self.__dict__, *tables):
            table.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        for table in ("_parameters", "_buffers", "_modules"):
            members = self.__dict__.get(table, {})
            if name in members:
                return members[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        tables = (self._parameters, self._buffers, self._modules)
        names = {*object.__dir__(self), *(name for table in tables for name in table)}
        return sorted(name for name in names if not name[0].isdigit())

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Register a parameter.

        Raises:
            TypeError: not a parameter.
            KeyError: an invalid name, or one in use.
            AttributeError: ``__init__`` of the base class has not been called.
        """
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self.__check_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)"
            )
        if param is not None:
            param = everywhere.accepted("parameter", self, name, param)
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Register a buffer: a tensor of the state that is not trained.

        Raises:
            AttributeError: ``__init__`` of the base class has not been called.
            TypeError: not a tensor.
            KeyError: an invalid name, or one in use.
        """
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self.__check_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)"
            )
        self._buffers[name] = everywhere.accepted("buffer", self, name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Register a module under a name.

        Raises:
            TypeError: not a module, or a name that is not a string.
        """
        self.__check_name("module", name, self._modules)
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._modules[name] = everywhere.accepted("module", self, name, module)

    register_module = add_module

    def __check_name(self, what: str, name: str, table: dict[str, Any]) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {typename(name)}")
        if "." in name:
            got = f", got: {name}" if what == "module" else ""
            raise KeyError(f'{what} name can\'t contain "."{got}')
        if not name:
            raise KeyError(f'{what} name can\'t be empty string ""')
        if name not in table and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    # -- what is done to all of it -------------------------------------------------------------

    def train(self, mode: bool = True) -> Module:
        """Set training mode, or evaluation mode."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        for each in self.modules():
            each.training = mode
        return self

    def eval(self) -> Module:
        """Set evaluation mode."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Set whether the parameters require grad."""
        for each in self.parameters():
            requires_grad_(each, requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all parameters, to None or 0."""
        for each in self.parameters():
            if set_to_none:
                each.grad = None
            elif each._grad is not None:
                arithmetic.zero.apply_in_place(shape.detach(each._grad))

    def apply(self, fn: Callable[[Module], None]) -> Module:
        """Call a function with each module, the innermost first."""
        for each in self.children():
            each.apply(fn)
        fn(self)
        return self

    def compile(self, *_: Any, **__: Any) -> None:
        """Has no effect: nothing is compiled here."""


for _part in (Tree, Conversions, StateDict, Hooked):
    for _name, _method in vars(_part).items():
        if isfunction(_method):
            _method.__qualname__ = f"Module.{_name}"  # as generators and bound methods show it
