"""The arguments of a custom function's call, and the function as described to observers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.nodes.any_node import AnyNode


def bound(
    forward: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """All arguments in the order of the parameters, with keyword arguments and defaults."""
    code = getattr(forward, "__code__", None)
    if not named and code is not None and code.co_argcount == len(arguments):
        return arguments
    found = inspect.signature(forward).bind(*arguments, **named)
    found.apply_defaults()
    return found.args


def named_in_order(
    forward: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """The arguments of ``forward(ctx, ...)`` in the order of its parameters, up to the last given.

    Raises:
        TypeError: a keyword argument that is not a positional parameter of forward, or is
            given twice; or one before it is missing, even if that has a default.
    """
    _, *places = inspect.signature(forward).parameters.values()
    names = [each.name for each in places if each.kind is each.POSITIONAL_OR_KEYWORD]
    name = getattr(forward, "__name__", "forward")
    for each in named:
        if each not in names:
            raise TypeError(f"{name}() got an unexpected keyword argument {each!r}")
        if each in names[: len(arguments)]:
            raise TypeError(f"{name}() got multiple values for argument {each!r}")
    given = list(arguments)
    last = max(names.index(each) + 1 for each in named)
    for at, each in enumerate(names[len(given) : last], len(given)):
        if each not in named:
            raise TypeError(f"{name}() missing required argument: {each!r} (position {at})")
        given.append(named[each])
    return tuple(given)


class AppliedFunction(NamedTuple):
    """A custom function as described to observers; see ``observe.Applied``."""

    name: str
    node_type: type[AnyNode]
    is_view: bool = False
    cuts: bool = False
    inputs: tuple[str, ...] = ()

    def edge_to(self, position: int) -> int | None:
        """The same position: every tensor argument has an edge."""
        return position
