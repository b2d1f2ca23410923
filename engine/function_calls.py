"""How a custom function is called, and what a recorder hears of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.node import AnyNode


def bound(
    forward: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """All arguments by their place, also those that are named or missing."""
    code = getattr(forward, "__code__", None)
    if not named and code is not None and code.co_argcount == len(arguments):
        return arguments
    found = inspect.signature(forward).bind(*arguments, **named)
    found.apply_defaults()
    return found.args


def named_in_order(
    forward: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """The arguments beside ctx by their place up to the last that is given.

    Raises:
        TypeError: one is named that forward does not take by its place.
    """
    _, *places = inspect.signature(forward).parameters.values()
    names = [each.name for each in places if each.kind is each.POSITIONAL_OR_KEYWORD]
    for each in named:
        if each not in names:
            name = getattr(forward, "__name__", "forward")
            raise TypeError(f"{name}() got an unexpected keyword argument {each!r}")
    filled = inspect.signature(forward).bind(None, *arguments, **named)
    filled.apply_defaults()
    last = max(len(arguments), *(names.index(each) + 1 for each in named))
    return filled.args[1 : last + 1]


class Applied(NamedTuple):
    """A custom function as an operation that a recorder is told of."""

    name: str
    node_type: type[AnyNode]
    is_view: bool = False
    cuts: bool = False
    inputs: tuple[str, ...] = ()

    def edge_to(self, position: int) -> int | None:
        """Every tensor argument has an edge."""
        return position
