"""Errors without a specific check: reported in terms of the call, not of the implementation."""

from __future__ import annotations

import dis
import re
from collections.abc import Iterable
from types import TracebackType

from engine import errors
from engine.tensor import Tensor

_RAISE = dis.opmap["RAISE_VARARGS"]
_ARRAYS = re.compile(r"\barr(ay)?s?\b")


def is_said(error: BaseException) -> bool:
    """Whether an error was raised by a ``raise`` statement of the engine or the script."""
    trace = _innermost(error)
    if trace is None:
        return True
    return _instruction(trace) == _RAISE and not _module(trace).startswith("numpy.")


def is_of_arrays(error: BaseException) -> bool:
    """Whether an error comes from computing with arrays: from a kernel, or from numpy."""
    trace = _innermost(error)
    if trace is None:
        return False
    is_inside = _module(trace).startswith(("numpy.", "engine.ops."))
    return is_inside or _ARRAYS.search(str(error)) is not None


def _instruction(trace: TracebackType) -> int:
    """The instruction at which an error was raised."""
    return trace.tb_frame.f_code.co_code[trace.tb_lasti]


def _innermost(error: BaseException) -> TracebackType | None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _module(trace: TracebackType) -> str:
    name: str = trace.tb_frame.f_globals.get("__name__", "")
    return name


def misfit(function: str, error: Exception, arguments: Iterable[object]) -> RuntimeError:
    """The error to raise for one of Python or numpy about a function's arguments."""
    if isinstance(error, MemoryError):
        return errors.of_memory(error)
    given = ", ".join(map(_described, arguments))
    return RuntimeError(f"{function}(): these arguments do not fit together: {given}")


def _described(argument: object) -> str:
    if isinstance(argument, Tensor):
        return f"a {argument.dtype.scalar_name} tensor of size {list(argument.shape)}"
    if isinstance(argument, bool | int | float | complex | str | None):
        return repr(argument)
    return errors.type_name(argument)
