"""Functions under deprecated names, which warn when they are called."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine.script_warnings import warn
from engine.torch.calling.naming import named


def by_older_name(function: Callable[..., Any], name: str, text: str) -> Any:
    """A function under a deprecated name, which warns when it is called."""

    def called(*args: Any, **kwargs: Any) -> Any:
        warn(text, FutureWarning)
        return function(*args, **kwargs)

    called.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return named(called, name, f"As ``{function.__name__}``, by its older name.")


def without_underscore(function: Callable[..., Any], path: str) -> Any:
    """An in-place function under its deprecated name, without an underscore."""
    newer = function.__name__
    name = newer.removesuffix("_")
    text = f"`{path}.{name}` is now deprecated in favor of `{path}.{newer}`."
    return by_older_name(function, name, text)
