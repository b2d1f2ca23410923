"""Names and docstrings of functions that other functions make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])


def named(function: _Function, name: str, doc: str | None) -> _Function:
    """The function with a given name and docstring."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function
