"""Warnings that stand at the line of the script that they are about."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from engine.torch.naming import named

_ENGINE = str(Path(__file__).parents[1])
_LEVEL_OF_CALLER = 2


def warn(text: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the innermost line that is none of the engine's own, from however deep in it."""
    level = _LEVEL_OF_CALLER
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_ENGINE):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, category, stacklevel=level)


def older_name(function: Callable[..., Any], path: str, name: str, newer: str) -> Any:
    """A function under an older name, which warns that it has a newer one."""

    def called(*args: Any, **kwargs: Any) -> Any:
        warnings.warn(
            f"`{path}.{name}` is now deprecated in favor of `{path}.{newer}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    called.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return named(called, name, f"As ``{newer}``, by its older name.")
