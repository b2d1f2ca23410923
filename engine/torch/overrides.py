"""What a script imports as ``torch.overrides``: whose types override functions.

Source: torch.overrides, PyTorch 2.13.
"""

import sys as _sys
from collections.abc import Callable as _Callable
from collections.abc import Iterable as _Iterable
from typing import Any as _Any

from engine.tensor import Tensor as _Tensor
from engine.torch import overriding as _overriding
from engine.torch.names.absent import missing as _missing


def is_tensor_like(inp: object) -> bool:
    """Whether an object is a tensor, or of a type that overrides functions."""
    return type(inp) is _Tensor or hasattr(inp, "__torch_function__")


def has_torch_function(relevant_args: _Iterable[object]) -> bool:
    """Whether some of a function's arguments are of a type that overrides it."""
    return _overriding.here.asks and any(_overriding.overrides(type(e)) for e in relevant_args)


def has_torch_function_unary(inp: object) -> bool:
    """Whether a function's one argument is of a type that overrides it."""
    return has_torch_function((inp,))


def has_torch_function_variadic(*args: object) -> bool:
    """Whether some arguments are of a type that overrides their function."""
    return has_torch_function(args)


def handle_torch_function(
    public_api: _Callable[..., _Any], relevant_args: _Iterable[_Any], *args: _Any, **kwargs: _Any
) -> _Any:
    """What the types of a function's arguments make of a call of it.

    Raises:
        TypeError: all decline.
    """
    given = [e for e in relevant_args if type(e) is _Tensor or _overriding.overrides(type(e))]
    path = f"{public_api.__module__}.{public_api.__name__}"
    return _overriding.asked_of(given, path, public_api, args, kwargs)


def __getattr__(name: str) -> object:
    """Called for names that the module does not have.

    Raises:
        AttributeError: always; where PyTorch has that, with the nearest name there is.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.overrides", name, [each for each in globals() if each[0] != "_"])


_overriding.MODULES["torch.overrides"] = _sys.modules[__name__]
