"""How the making of a module is told: its parameters are there, whatever it took to make them.

``nn.Linear(3, 2)`` allocates, cuts off and fills with random numbers what a script only ever sees
as the parameters of a layer. Whoever follows the script is told of these alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from engine import observe
from engine.unobserved import Making, is_observed, unobserved

if TYPE_CHECKING:
    from engine.torch.nn.module import Module

Construct = Callable[..., None]

_TOLD: WeakValueDictionary[int, Module] = WeakValueDictionary()
"""Modules whose tensors have been told, by identity: nothing on them shows that it was."""


def told_when_made(construct: Construct) -> Construct:
    """A constructor of a module during which nobody is told of operations, but then of tensors."""

    @wraps(construct)
    def make(module: Module, *args: Any, **kwargs: Any) -> None:
        observer = observe.observer if is_observed() else None
        with unobserved():
            construct(module, *args, **kwargs)
        if observer is not None:
            _tell(observer, module)

    return make


def _tell(observer: observe.Observer, module: Module) -> None:
    """Tell of the tensors of a module and of those inside it, unless they have been told."""
    for each in module.modules():
        if id(each) in _TOLD:
            continue
        _TOLD[id(each)] = each
        making = Making(type(each).__name__)
        for tensor in (*each._parameters.values(), *each._buffers.values()):
            if tensor is not None:
                observer.op_applied(making, tensor, (), {})
