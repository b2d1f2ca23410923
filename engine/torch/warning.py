"""Warnings that point at the line of the script that caused them."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

from engine.script_warnings import is_of_engine
from engine.torch.calling.naming import named

_LEVEL_OF_CALLER = 2


def warn(text: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the innermost stack frame outside of the engine."""
    level = _LEVEL_OF_CALLER
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and is_of_engine(frame):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, category, stacklevel=level)


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
