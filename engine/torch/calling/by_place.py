"""Calls by names, or at places, that a function here does not know, but PyTorch's does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from engine.torch.calling.parsing import argument_of, check
from engine.torch.calling.signatures import Signature

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def as_understood(
    signatures: Sequence[Signature],
    function: Callable[..., Any],
    own: tuple[Any, ...],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Arguments | None:
    """The arguments as a function takes them; None if it does not take one of them.

    Those that PyTorch takes at a place are put there, so that their names do not matter, as far as
    the function has places. Defaults that it does not know are left out.

    Args:
        signatures: PyTorch's signatures, of which one must match.
        function: the function, without decorators.
        own: the tensor of a method, which is in no signature.
        args, kwargs: the other arguments.
    """
    matched = check(signatures, args, kwargs)
    code = function.__code__
    takes_all = code.co_flags & inspect.CO_VARARGS
    places = len(matched.parameters) if takes_all else code.co_argcount - len(own)
    names = code.co_varnames[len(own) : code.co_argcount + code.co_kwonlyargcount]
    placed, named, is_gapless = list(own), dict[str, Any](), True
    for at, parameter in enumerate(matched.parameters):
        value = argument_of(matched, parameter, args, kwargs)
        is_gapless = is_gapless and value is not None and not parameter.is_keyword
        if is_gapless and at < places:
            placed.append(value)
        elif parameter.name in names:
            if value is not None:
                named[parameter.name] = value
        elif value is not None and str(value) != parameter.default:
            return None
    return tuple(placed), named
