"""Functions that are put together from text, as ``dataclasses`` does it.

What is the same for every call is decided when the text is put together, and costs calls nothing.
A text is put together when a function of it is first called: a start would otherwise wait for
hundreds of texts, of which a script calls a few.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Any

_UNTIL_CALLED = """\
def {name}(*args, **kwargs):
    return completed({name!r})(*args, **kwargs)
"""


def define(
    names: tuple[str, ...], write: Callable[[], str], scope: dict[str, Any]
) -> dict[str, Any]:
    """Functions by name, whose text ``write`` puts together when one of them is first called.

    ``scope`` is what they refer to, themselves included; ``write`` may add to it.
    """
    scope["completed"] = partial(_completed, write, scope)
    functions: dict[str, Any] = {}
    exec(_until_called(names), scope, functions)
    scope |= functions
    return functions


def complete(function: Callable[..., Any]) -> None:
    """Put the text of a function together now, rather than at its first call."""
    assert isinstance(function, FunctionType)
    function.__globals__["completed"](function.__code__.co_name)


def _completed(write: Callable[[], str], scope: dict[str, Any], name: str) -> FunctionType:
    """Give the functions of a text their code; the one with this name.

    They stay the objects that they were, which others have by now.
    """
    defined: dict[str, Any] = {}
    exec(_compiled(write()), scope, defined)
    for each, function in defined.items():
        scope[each].__code__ = function.__code__
        scope[each].__defaults__ = function.__defaults__
        scope[each].__kwdefaults__ = function.__kwdefaults__
    function = scope[name]
    assert isinstance(function, FunctionType)
    return function


_EXPRESSIONS: dict[bytes, str] = {
    each.__code__.co_code: expression
    for each, expression in (
        (lambda a, b: a + b, "{0} + {1}"),
        (lambda a, b: a - b, "{0} - {1}"),
        (lambda a, b: b - a, "{1} - {0}"),
        (lambda a, b: a * b, "{0} * {1}"),
        (lambda a, b: a / b, "{0} / {1}"),
        (lambda a: -a, "-{0}"),
        (lambda F, g: -g, "-{1}"),
        (lambda F, g, a: g * a, "{1} * {2}"),
    )
}
"""What functions return that do nothing else, by their code."""


def call(function: Callable[..., Any], name: str, *arguments: str) -> str:
    """The text of a call by places, or of what is returned where that is one operation on them.

    Args:
        name: what the function is called where the text stands.
    """
    if isinstance(function, FunctionType):
        code = function.__code__
        is_by_places = code.co_argcount == len(arguments) and not code.co_kwonlyargcount
        if is_by_places and code.co_code in _EXPRESSIONS:
            return _EXPRESSIONS[code.co_code].format(*arguments)
    return f"{name}({', '.join(arguments)})"


@cache
def _until_called(names: tuple[str, ...]) -> CodeType:
    return _compiled("".join(_UNTIL_CALLED.format(name=name) for name in names))


@cache
def _compiled(source: str) -> CodeType:
    """Operations that differ only in what their names stand for share their code."""
    return compile(source, f"<{__name__}>", "exec")
