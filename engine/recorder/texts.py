"""Values and errors of a script as texts of limited length."""

import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from traceback import walk_tb

import numpy as np

from engine.errors import MissingOperationError

_IMPORTED = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")

MAX_TEXT_CHARS = 100_000

_MAX_SHOWN_NUMBERS = 8

_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-fA-F]+>")


def shortened(text: str, most: int = MAX_TEXT_CHARS) -> str:
    """A text, if too long cut off with a note of how much was left out."""
    omitted = len(text) - most
    if omitted <= 0:
        return text
    return f"{text[:most]}[... {omitted:,} characters left out ...]"


def described(value: object) -> str:
    """``repr(value)``, shortened; only the type if that raises."""
    try:
        return shortened(repr(value))
    except Exception as error:
        return f"<{type(value).__name__}: its repr raised {type(error).__name__}>"


def setting_text(setting: object) -> str:
    """A setting of an operation; arrays in a tuple are the tensors with which a script indexes.

    Numbers of a long one are left out, as PyTorch prints tensors that have none.
    """
    if not isinstance(setting, tuple) or np.ndarray not in map(type, setting):
        return described(setting)
    parts = [_tensor_text(e) if isinstance(e, np.ndarray) else described(e) for e in setting]
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


def _tensor_text(array: np.ndarray) -> str:
    shown = array.tolist() if array.size <= _MAX_SHOWN_NUMBERS else f"..., size={array.shape}"
    return f"tensor({shown})"


def is_address(text: str) -> bool:
    """Whether a repr consists only of the type and the address."""
    return _ADDRESS.fullmatch(text) is not None


def message_of(error: BaseException) -> str:
    """The message of an error, with its notes, shortened; empty if ``str`` raises."""
    try:
        return shortened("\n".join([told_with_nearest(error), *getattr(error, "__notes__", ())]))
    except Exception:
        return ""


def told_with_nearest(error: BaseException) -> str:
    """``str(error)``; for an unknown name with the closest existing one."""
    told = str(error)
    wanted, names = _wanted(error)
    in_other_case = [name for name in names if name.casefold() == wanted.casefold()]
    nearest = in_other_case or get_close_matches(wanted, names, n=1)
    return f"{told}. Did you mean: '{nearest[0]}'?" if nearest else told


def _wanted(error: BaseException) -> tuple[str, list[str]]:
    """The name that an error is about, and the existing names, if Python tells them."""
    wanted: str = getattr(error, "name", None) or ""
    names: Iterable[str] = ()
    if isinstance(error, MissingOperationError):
        pass  # which already suggests a name
    elif isinstance(error, AttributeError) and error.name:
        names = dir(error.obj)
    elif isinstance(error, NameError) and error.name and error.__traceback__ is not None:
        *_, (frame, _) = walk_tb(error.__traceback__)
        names = {*frame.f_locals, *frame.f_globals, *frame.f_builtins}
    elif isinstance(error, ImportError) and (found := _IMPORTED.match(error.msg)):
        wanted, names = found[1], dir(sys.modules.get(found[2]))
    return wanted, [name for name in names if not name.startswith("_")]
