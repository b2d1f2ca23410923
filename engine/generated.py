"""Functions generated from source text, as ``dataclasses`` generates ``__init__``.

Whatever is the same for every call is decided when the text is written, and costs the calls
nothing. A text is written and compiled when one of its functions is first called: a script calls
only a few of the hundreds there are.
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
    """Functions by name; ``write`` returns their text when one of them is first called.

    ``scope`` is their global namespace, which they are added to; ``write`` may add to it.
    """
    scope["completed"] = partial(_completed, write, scope)
    functions: dict[str, Any] = {}
    exec(_until_called(names), scope, functions)
    scope |= functions
    return functions


def complete(function: Callable[..., Any]) -> None:
    """Generate a function now, rather than at its first call."""
    assert isinstance(function, FunctionType)
    function.__globals__["completed"](function.__code__.co_name)


def _completed(write: Callable[[], str], scope: dict[str, Any], name: str) -> FunctionType:
    """Give the functions of a text their code, and return the one with this name.

    They stay the same objects, since others refer to them by now. Each has code of its own: what
    the interpreter finds out about names and types as it runs, it keeps in the code.
    """
    defined: dict[str, Any] = {}
    exec(_compiled(write()), scope, defined)
    for each, function in defined.items():
        scope[each].__code__ = function.__code__.replace()
        scope[each].__defaults__ = function.__defaults__
        scope[each].__kwdefaults__ = function.__kwdefaults__
    function = scope[name]
    assert isinstance(function, FunctionType)
    return function


_EXPRESSIONS: dict[tuple[bytes, tuple[str, ...]], str] = {
    (each.__code__.co_code, each.__code__.co_names): expression
    for each, expression in (
        (lambda a, b: a + b, "{0} + {1}"),
        (lambda a, b: a - b, "{0} - {1}"),
        (lambda a, b: b - a, "{1} - {0}"),
        (lambda a, b: a * b, "{0} * {1}"),
        (lambda a, b: a / b, "{0} / {1}"),
        (lambda a: -a, "-{0}"),
        (lambda a: a.T, "{0}.T"),
        (lambda a, b: a.dot(b), "{0}.dot({1})"),
        (lambda F, g: -g, "-{1}"),
        (lambda F, g, a: g * a, "{1} * {2}"),
    )
}
"""What functions return that do nothing else, by their code and the names in it."""


def call(function: Callable[..., Any], name: str, *arguments: str) -> str:
    """The text of a call by places, or of what is returned where that is one operation on them.

    Args:
        name: what the function is called where the text stands.
    """
    if isinstance(function, FunctionType):
        code = function.__code__
        is_by_places = code.co_argcount == len(arguments) and not code.co_kwonlyargcount
        expression = _EXPRESSIONS.get((code.co_code, code.co_names))
        if is_by_places and expression is not None:
            return expression.format(*arguments)
    return f"{name}({', '.join(arguments)})"


@cache
def _until_called(names: tuple[str, ...]) -> CodeType:
    return _compiled("".join(_UNTIL_CALLED.format(name=name) for name in names))


@cache
def _compiled(source: str) -> CodeType:
    """Compile a text once: operations that differ only in their namespaces share the code."""
    return compile(source, f"<{__name__}>", "exec")
