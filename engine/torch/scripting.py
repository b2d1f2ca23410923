"""Whether a scripted function is running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

_SCRIPTS: ContextVar[bool] = ContextVar("_SCRIPTS", default=False)
_NOT_RUN = (
    "The following operation failed in the TorchScript interpreter.\n"
    "RuntimeError: This Python function is annotated to be ignored and cannot be run\n"
)


class Error(Exception):
    """An error that a scripted function raises itself."""

    __module__ = "torch.jit"


def is_scripting() -> bool:
    """Whether a scripted function is running."""
    return _SCRIPTS.get()


@contextmanager
def scripting(is_on: bool = True) -> Iterator[None]:
    """Inside its ``with``, a scripted function is running; or plain Python again."""
    before = _SCRIPTS.set(is_on)
    try:
        yield
    finally:
        _SCRIPTS.reset(before)


def ignore(drop: Any = False) -> Callable[..., Any]:
    """Exclude a function from scripting; with ``drop`` scripted functions cannot call it."""
    if callable(drop):
        return _apart(drop, is_dropped=False)
    return lambda function: _apart(function, is_dropped=bool(drop))


def unused(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that scripted functions cannot call."""
    return _apart(function, is_dropped=True)


def _apart(function: Callable[..., Any], is_dropped: bool) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if is_dropped and is_scripting():
            raise Error(_NOT_RUN)
        with scripting(is_on=False):
            return function(*args, **kwargs)

    return call
