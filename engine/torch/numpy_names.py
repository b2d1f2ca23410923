"""Names of keyword arguments that PyTorch also takes as numpy has them: ``axis`` and ``keepdims``.

Source: python_arg_parser.cpp, PyTorch 2.13. Its functions that are written in Python, as most of
``torch.nn.functional``, do not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from engine.plan import Parameters

_OURS = {"axis": "dim", "keepdims": "keepdim"}


def accept_numpy_names(names: dict[str, Any]) -> None:
    """Make the functions of a namespace take numpy's names for arguments that they have."""
    for name, member in list(names.items()):
        if isinstance(member, FunctionType) and not name.startswith("_"):
            names[name] = _accepting(member)


def _accepting(function: Callable[..., Any]) -> Callable[..., Any]:
    parameters = Parameters.of(getattr(function, "__wrapped__", function))
    known = {*parameters.places, *parameters.keywords}
    renamed = {
        theirs: ours for theirs, ours in _OURS.items() if ours in known and theirs not in known
    }
    if not renamed:
        return function

    @wraps(function)
    def accepting(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            for theirs in renamed.keys() & kwargs.keys():
                if renamed[theirs] not in kwargs:
                    kwargs[renamed[theirs]] = kwargs.pop(theirs)
        return function(*args, **kwargs)

    return accepting
