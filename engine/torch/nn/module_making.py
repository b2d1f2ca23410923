"""Reports the construction of a module as the appearance of its parameters.

``nn.Linear(3, 2)`` allocates and fills with random numbers what a script sees only as the
parameters of a layer. So only these are reported to observers.
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

_REPORTED: WeakValueDictionary[int, Module] = WeakValueDictionary()
"""Modules whose tensors have been reported, by identity."""


def reported_when_made(construct: Construct) -> Construct:
    """A constructor during which operations are unobserved; afterwards the tensors are reported."""

    @wraps(construct)
    def make(module: Module, *args: Any, **kwargs: Any) -> None:
        observer = observe.observer if is_observed() else None
        with unobserved():
            construct(module, *args, **kwargs)
        if observer is not None:
            _report(observer, module)

    return make


def _report(observer: observe.Observer, module: Module) -> None:
    """Report the tensors of a module and its submodules, unless that was done already."""
    for each in module.modules():
        if id(each) in _REPORTED:
            continue
        _REPORTED[id(each)] = each
        making = Making(type(each).__name__)
        for tensor in (*each._parameters.values(), *each._buffers.values()):
            if tensor is not None:
                observer.op_applied(making, tensor, (), {})
