"""``torch.jit``: functions and modules that behave as compiled ones.

Nothing is compiled, so all of them compute the same as plain Python. Functions that show or save
the compiled program are missing.

Source: torch.jit, PyTorch 2.13.
"""

from __future__ import annotations

import inspect
import typing
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.torch import scripting
from engine.torch.names.absent import missing
from engine.torch.nn.module import Module
from engine.torch.nn.scripted import (
    RecursiveScriptModule,
    ScriptModule,
    script_method,
    scripted,
)
from engine.torch.script_types import Parameters, fits


class ScriptFunction:
    """A scripted function.

    Attributes:
        name: its name.
    """

    __module__ = "torch.jit"
    __qualname__ = "torch.jit.ScriptFunction"

    def __init__(self, function: Callable[..., Any]) -> None:
        self.name, self.__name__ = function.__name__, type(self).__name__
        self._function = function
        self._parameters = Parameters(function, is_method=False)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function, with arguments of the annotated types."""
        bound = self._parameters.fitted(args, kwargs)
        with scripting.scripting():
            return self._function(*bound.args, **bound.kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise missing("torch.jit.ScriptFunction", name, ("name",))


class Attribute(NamedTuple):
    """An attribute of a ``ScriptModule``, with its type."""

    value: Any
    type: Any


class Future:
    """The result of ``fork``, which is available at once."""

    __module__ = "torch.jit"

    def __init__(self, value: Any) -> None:
        self._value = value

    def wait(self) -> Any:
        """The result."""
        return self._value

    def value(self) -> Any:
        """The result."""
        return self._value

    def done(self) -> bool:
        """True: the result is available."""
        return True


class _Setting:
    """A context manager for a setting of the compiler, without effect here."""

    def __init__(self, *_: Any) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def script(
    obj: Any,
    optimize: Any = None,
    _frames_up: int = 0,
    _rcb: Any = None,
    example_inputs: Any = None,
) -> Any:
    """A scripted function or module; a class is returned unchanged.

    Raises:
        RuntimeError: a function without a name, or a class of modules.
        TypeError: something else.
    """
    warnings.warn(  # attributed to PyTorch's line, as there, so that it is hidden by default
        "`torch.jit.script` is deprecated. Please switch to `torch.compile` or `torch.export`.",
        DeprecationWarning,
        stacklevel=1,
    )
    if isinstance(obj, Module):
        return scripted(obj)
    if isinstance(obj, ScriptFunction):
        return obj
    if isinstance(obj, type):
        if issubclass(obj, Module):
            raise RuntimeError(
                f"Type '{obj}' cannot be compiled since it inherits from nn.Module, pass an "
                "instance instead"
            )
        return obj
    if not inspect.isfunction(obj) and not inspect.ismethod(obj):
        raise TypeError(f"{type(obj)} is a built-in class")
    if obj.__name__ == "<lambda>":
        code = obj.__code__
        raise RuntimeError(
            f"Expected a single top-level function: {code.co_filename}:{code.co_firstlineno}"
        )
    return ScriptFunction(obj)


def annotate(the_type: Any, the_value: Any) -> Any:
    """The value itself; the type is an annotation for the compiler."""
    return the_value


def _isinstance(obj: Any, target_type: Any) -> bool:
    """``isinstance`` for TorchScript's types, including generic ones."""
    return fits(obj, target_type)


def fork(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Future:
    """Call a function; in PyTorch it runs asynchronously."""
    return Future(func(*args, **kwargs))


def wait(future: Future) -> Any:
    """The result of ``fork``."""
    return future.wait()


def _unchanged(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function itself; the decorator is an annotation for the compiler."""
    return function


def set_fusion_strategy(strategy: Any) -> None:
    """Has no effect: nothing is fused."""


JIT: dict[str, Any] = {
    **{
        each.__name__: each
        for each in (
            Attribute,
            Future,
            RecursiveScriptModule,
            ScriptFunction,
            ScriptModule,
            annotate,
            fork,
            script,
            script_method,
            set_fusion_strategy,
            wait,
            scripting.Error,
            scripting.ignore,
            scripting.is_scripting,
            scripting.unused,
        )
    },
    "Final": typing.Final,
    "export": _unchanged,
    "isinstance": _isinstance,
    "optimized_execution": _Setting,
    "script_if_tracing": _unchanged,
}
"""The members of ``torch.jit``."""
