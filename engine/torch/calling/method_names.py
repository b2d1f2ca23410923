"""Methods shared by a family of classes, under the name that each class has in errors."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any


def called(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A copy of a method with another name; what is not a Python function is returned unchanged."""
    if not isinstance(method, FunctionType):
        return method
    copy = FunctionType(
        method.__code__,
        method.__globals__,
        method.__name__,
        method.__defaults__,
        method.__closure__,
    )
    copy.__kwdefaults__, copy.__doc__ = method.__kwdefaults__, method.__doc__
    copy.__qualname__, copy.__module__ = name, method.__module__
    copy.__annotations__ = method.__annotations__
    return copy


def call_constructor(kind: Any) -> None:
    """Give a class a copy of an inherited constructor, under its own name."""
    kind.__init__ = called(f"{kind.__name__}.__init__", kind.__init__)
