"""numpy's names of arguments and Python's of dtypes, which PyTorch's functions in C++ take too."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.torch.arguments import checked_dtype

_TORCH_NAMES = {"axis": "dim", "keepdims": "keepdim"}

# PyTorch has written these in Python, where there are no other names.
_IN_PYTHON = frozenset(["norm", "split", "unflatten", "unique", "unique_consecutive"])


def taking_numpy_names(name: str, function: Any) -> Any:
    """A function that takes ``axis`` for ``dim`` and ``keepdims`` for ``keepdim``.

    One that has neither, or that PyTorch wrote in Python, is given back as it is.
    """
    if name in _IN_PYTHON or not inspect.isfunction(function):
        return function
    code = function.__code__  # inspect.signature takes too long for hundreds of functions
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    others = {ours: theirs for ours, theirs in _TORCH_NAMES.items() if theirs in known}
    return _renaming(name, function, others) if others else function


def _renaming(
    name: str, function: Callable[..., Any], others: dict[str, str]
) -> Callable[..., Any]:
    @wraps(function)
    def renames(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            if type(kwargs.get("dtype")) is type:
                kwargs["dtype"] = checked_dtype(name, kwargs["dtype"])
            for given, meant in others.items():
                if given in kwargs and meant not in kwargs:
                    kwargs[meant] = kwargs.pop(given)
        return function(*args, **kwargs)

    return renames
