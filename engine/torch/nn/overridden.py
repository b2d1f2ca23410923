"""Dispatch of layers to types that override functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from engine.torch import overriding
from engine.torch.nn.containers import Sequential
from engine.torch.nn.module import Module

Forward = Callable[..., Any]


def make_overridable(layers: Iterable[type[Module]], functions: Iterable[str]) -> None:
    """Make layers and their base classes dispatch, by the names of functions."""
    names = {_squeezed(name): name for name in functions if not name.endswith("_")}
    for kind in {base for layer in layers for base in layer.__mro__}:
        if (
            issubclass(kind, Module)
            and kind not in (Module, Sequential)
            and "forward" in vars(kind)
        ):
            kind.forward = _overridable(kind.forward, names)  # type: ignore[method-assign]


def _squeezed(name: str) -> str:
    return name.replace("_", "").lower()


def _function_of(layer: type, names: dict[str, str]) -> str:
    """The name of the function that a layer calls, or its own name."""
    for kind in layer.__mro__:
        name = _squeezed(kind.__name__)
        for each in (name, name.rstrip("d").rstrip("123"), name.removesuffix("loss")):
            if each in names:
                return names[each]
    return _squeezed(layer.__name__)


def _overridable(forward: Forward, names: dict[str, str]) -> Forward:
    """The layer, with dispatch to types that override its function."""

    @wraps(forward)
    def asks(module: Module, *args: Any, **kwargs: Any) -> Any:
        def function(*args: Any, **kwargs: Any) -> Any:
            return forward(module, *args, **kwargs)

        function.__name__ = function.__qualname__ = name = _function_of(type(module), names)
        path = "torch.nn.functional"
        result = overriding.asked(path, name, args, kwargs, True, function)
        return forward(module, *args, **kwargs) if result is overriding.NOBODY else result

    return asks
