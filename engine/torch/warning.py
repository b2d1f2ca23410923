"""Warnings that stand at the line of the script that they are about."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from types import FrameType

_ENGINE = str(Path(__file__).parents[1])
_LEVEL_OF_CALLER = 2


def warn(text: str) -> None:
    """Warn at the innermost line that is none of the engine's own, from however deep in it."""
    level = _LEVEL_OF_CALLER
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_ENGINE):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, UserWarning, stacklevel=level)
