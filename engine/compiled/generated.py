"""Functions generated from source code, as ``dataclasses`` generates ``__init__``.

What is the same in every call is decided when the source is generated, so that calls need not check
it. The source is generated and compiled when one of its functions is first called: of hundreds of
functions a script calls only a few.
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
    """Define functions that are generated on demand; return them by name.

    Args:
        names: the names of the functions.
        write: returns their source; called when one of them is first called.
        scope: their global namespace. They are added to it, and ``write`` may add more.
    """
    scope["completed"] = partial(_completed, write, scope)
    functions: dict[str, Any] = {}
    exec(_until_called(names), scope, functions)
    scope |= functions
    return functions


def complete(function: Callable[..., Any]) -> None:
    """Generate and compile the source of a function now, rather than at its first call."""
    assert isinstance(function, FunctionType)
    function.__globals__["completed"](function.__code__.co_name)


def _completed(write: Callable[[], str], scope: dict[str, Any], name: str) -> FunctionType:
    """Give the functions of a source their code, and return the one with this name.

    The function objects stay the same, since they may be referenced elsewhere. Each gets a copy of
    the code object, with inline caches of its own.
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
"""The expressions that trivial functions return, by their bytecode and names."""


def call(function: Callable[..., Any], name: str, *arguments: str) -> str:
    """The source of a call with positional arguments, inlined if the function is trivial.

    Args:
        name: the name of the function in the source.
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
    """Compile a source, only once for all functions that share it."""
    return compile(source, f"<{__name__}>", "exec")
