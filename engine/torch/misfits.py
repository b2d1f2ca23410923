"""Errors that nobody has foreseen: told in terms of the call, never of what we compute with."""

from __future__ import annotations

import dis
from collections.abc import Iterable

from engine import errors
from engine.tensor import Tensor
from engine.torch.argument_kinds import type_name

_RAISE = dis.opmap["RAISE_VARARGS"]


def is_said(error: BaseException) -> bool:
    """Whether one of our own ``raise`` statements, or the script's, made an error."""
    trace = error.__traceback__
    if trace is None:
        return True
    while trace.tb_next is not None:
        trace = trace.tb_next
    frame = trace.tb_frame
    if frame.f_globals.get("__name__", "").partition(".")[0] == "numpy":
        return False
    return frame.f_code.co_code[trace.tb_lasti] == _RAISE


def misfit(function: str, error: Exception, arguments: Iterable[object]) -> RuntimeError:
    """What to say where Python or numpy raised an error about a function's arguments."""
    if isinstance(error, MemoryError):
        shape, dtype = getattr(error, "shape", ()), getattr(error, "dtype", None)
        count = 1
        for extent in shape:
            count *= extent
        return errors.out_of_memory(count, dtype.itemsize if dtype else 1, shape)
    given = ", ".join(map(_described, arguments))
    return RuntimeError(f"{function}(): these arguments do not fit together: {given}")


def _described(argument: object) -> str:
    if isinstance(argument, Tensor):
        return f"a {argument.dtype.scalar_name} tensor of size {list(argument.shape)}"
    if isinstance(argument, bool | int | float | complex | str | None):
        return repr(argument)
    return type_name(argument)
