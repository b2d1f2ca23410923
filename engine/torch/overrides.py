"""The module ``torch.overrides``: types that override functions.

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
    """Whether an object is a tensor, or has a ``__torch_function__``."""
    return type(inp) is _Tensor or hasattr(inp, "__torch_function__")


def has_torch_function(relevant_args: _Iterable[object]) -> bool:
    """Whether an argument overrides ``__torch_function__``."""
    return _overriding.of_thread.asks and any(_overriding.overrides(type(e)) for e in relevant_args)


def has_torch_function_unary(inp: object) -> bool:
    """Whether the only argument overrides ``__torch_function__``."""
    return has_torch_function((inp,))


def has_torch_function_variadic(*args: object) -> bool:
    """Whether one of several arguments overrides ``__torch_function__``."""
    return has_torch_function(args)


def handle_torch_function(
    public_api: _Callable[..., _Any], relevant_args: _Iterable[_Any], *args: _Any, **kwargs: _Any
) -> _Any:
    """Call a function by the ``__torch_function__`` of its arguments.

    Raises:
        TypeError: all return NotImplemented.
    """
    given = [e for e in relevant_args if type(e) is _Tensor or _overriding.overrides(type(e))]
    path = f"{public_api.__module__}.{public_api.__name__}"
    return _overriding.asked_of(given, path, public_api, args, kwargs)


def __getattr__(name: str) -> object:
    """Raise for unknown names.

    Raises:
        AttributeError: always; with the closest existing name if PyTorch has that.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    raise _missing("torch.overrides", name, [each for each in globals() if each[0] != "_"])


_overriding.MODULES["torch.overrides"] = _sys.modules[__name__]
__name__ = "torch.overrides"  # as the error of a failed import shows it
