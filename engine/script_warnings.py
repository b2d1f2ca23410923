"""Warnings that point at the script's line, from anywhere in the engine."""

import sys
import warnings
from pathlib import Path
from types import FrameType

_ENGINE = str(Path(__file__).parent), "<engine."

_given: set[str] = set()


class _Mode:
    """How often warnings are issued.

    Attributes:
        repeats: whether warnings that are normally issued once are issued every time, as with
            ``torch.set_warn_always``.
    """

    repeats = False


mode = _Mode()


def warn_once(text: str, subject: str = "") -> None:
    """Warn, unless the same message, or one about the same subject, was issued before."""
    if (subject or text) not in _given or mode.repeats:
        _given.add(subject or text)
        warn(text)


def warn_of_number() -> None:
    """Warn once that a tensor that requires grad is converted to a number."""
    warn_once(
        "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
        "Consider using tensor.detach() first."
    )


def warn_of_old_overload(function: str, old: str, new: str) -> None:
    """Warn once of a deprecated order of arguments."""
    warn_once(
        f"This overload of {function} is deprecated:\n\t{function}({old})\nConsider using one of "
        f"the following signatures instead:\n\t{function}({new})",
        "overload",
    )


def warn(text: str, category: type[Warning] = UserWarning) -> None:
    """Issue a warning that points at the script's line."""
    warnings.warn(text, category, stacklevel=_levels_to_script() + 1)


def is_of_engine(frame: FrameType) -> bool:
    """Whether a stack frame is the engine's own, also of code that it generated."""
    return frame.f_code.co_filename.startswith(_ENGINE)


def _levels_to_script() -> int:
    """How many of the engine's stack frames are above the script's."""
    levels, frame = 0, sys._getframe(1)
    while frame.f_back is not None and is_of_engine(frame):
        levels, frame = levels + 1, frame.f_back
    return levels
