"""Modules in files: the names of their classes, and their attributes.

Only classes and functions that exist when a file is read are looked up by name; none is called.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import isfunction
from typing import Any

from engine.hooks import HookTable
from engine.torch.nn.module import Module
from engine.torch.nn.module_state import StateHooks

_STARTS = "engine."
_SCRIPT = "__main__"


class UnpicklingError(Exception):
    """A file that contains more than tensors and plain containers, read with ``weights_only``."""


def refusal(path: str) -> UnpicklingError:
    """The error for a file that contains a class and is read with ``weights_only``."""
    return UnpicklingError(
        "Weights only load failed. This file can still be loaded, to do so you have two options, "
        "\x1b[1mdo those steps only if you trust the source of the checkpoint\x1b[0m. \n"
        "\t(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in "
        "`torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set to "
        "`False` will likely succeed, but it can result in arbitrary code execution. Do it only if "
        "you got the file from a trusted source.\n"
        "\t(2) Alternatively, to load with `weights_only=True` please check the recommended steps "
        "in the following error message.\n"
        f"\tWeightsUnpickler error: Unsupported global: GLOBAL {path} was not an allowed global by "
        f"default. Please use `torch.serialization.add_safe_globals([{path}])` or the "
        f"`torch.serialization.safe_globals([{path}])` context manager to allowlist this global if "
        "you trust this class/function.\n\n"
        "Check the documentation of torch.load to learn more about types accepted by default with "
        "weights_only https://pytorch.org/docs/stable/generated/torch.load.html."
    )


def path_of(module: Module) -> str:
    """The qualified name of a module's class."""
    return _path(type(module))


def state_of(module: Module) -> dict[str, Any]:
    """The attributes of a module without its hooks, which are not saved."""
    hooks = HookTable | StateHooks
    return {name: each for name, each in vars(module).items() if not isinstance(each, hooks)}


def empty(path: str) -> Module:
    """A module of an existing class, with only the attributes of all modules.

    Raises:
        AttributeError: there is no such class.
    """
    found: list[type[Module]] = [each for each in _subclasses(Module) if _path(each) == path]
    if not found:
        where, _, name = path.rpartition(".")
        raise AttributeError(f"Can't get attribute '{name}' on {sys.modules.get(where, where)!r}")
    module = object.__new__(found[-1])
    Module.__init__(module)
    return module


def _path(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _subclasses(kind: type[Module]) -> Iterator[type[Module]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def function_path(function: Any) -> str | None:
    """The name by which a function of the engine or the script can be found; None for others."""
    if not isfunction(function):
        return None
    where, name = function.__module__, function.__qualname__
    path = f"{where}:{name}"
    return path if function_at(path) is not None else None


def function_at(path: str) -> Any:
    """The function with a name; None if there is none."""
    where, _, name = path.partition(":")
    if where != _SCRIPT and not where.startswith(_STARTS):
        return None
    found = getattr(sys.modules.get(where), name, None)
    return found if isfunction(found) else None
