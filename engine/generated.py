"""Functions that are put together from text, as ``dataclasses`` does it.

What is the same for every call is decided when the text is put together, and costs no call a step.
The text itself is compiled when a function of it is first called: a start would wait for hundreds,
and a script calls a few.
"""

from __future__ import annotations

import re
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Any

_DEFINITION = re.compile(r"^def (\w+)", re.MULTILINE)

_UNTIL_CALLED = """\
def {name}(*args, **kwargs):
    return completed({name!r})(*args, **kwargs)
"""


def define(source: str, **scope: Any) -> dict[str, Any]:
    """The functions that a text defines, with these globals, by name."""
    scope["completed"] = partial(_completed, source, scope)
    functions: dict[str, Any] = {}
    exec(_until_called(tuple(_DEFINITION.findall(source))), scope, functions)
    scope |= functions
    return functions


def _completed(source: str, scope: dict[str, Any], name: str) -> FunctionType:
    """Give the functions of a text their code; the one with this name.

    They stay the objects that they were, which others have by now.
    """
    defined: dict[str, Any] = {}
    exec(_compiled(source), scope, defined)
    for each, function in defined.items():
        scope[each].__code__ = function.__code__
        scope[each].__defaults__ = function.__defaults__
        scope[each].__kwdefaults__ = function.__kwdefaults__
    function = scope[name]
    assert isinstance(function, FunctionType)
    return function


@cache
def _until_called(names: tuple[str, ...]) -> CodeType:
    return _compiled("".join(_UNTIL_CALLED.format(name=name) for name in names))


@cache
def _compiled(source: str) -> CodeType:
    """Operations that differ only in what their names stand for share their code."""
    return compile(source, f"<{__name__}>", "exec")
