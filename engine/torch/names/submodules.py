"""The modules in which PyTorch defines its classes and functions, and which scripts may import.

Source: PyTorch 2.13, recorded by ``tests/engine/torch/record_submodules.py``.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any

from engine.torch.names.absent import refusal

_INNER = {"torch": "Size Tensor device dtype finfo iinfo", "torch._C": "Generator"}
"""``__module__`` of classes that cannot be imported from there."""

_WITHOUT_MODULES = ("torch.optim",)
"""Packages that do not have their modules as attributes: these can only be imported."""


@cache
def _recorded() -> dict[str, dict[str, str]]:
    """For each module its names, by the namespace in which scripts usually find them."""
    text = pkgutil.get_data(__package__, "submodules.json")  # faster to import than pathlib
    assert text is not None
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def tell_origins(spaces: Mapping[str, ModuleType]) -> None:
    """Set ``__module__`` and ``__name__`` to PyTorch's, for errors and ``print(type(x))``."""
    for path, sources in [*_recorded().items(), *((p, {"torch": n}) for p, n in _INNER.items())]:
        for namespace, names in sources.items():
            for name in names.split():
                member = vars(spaces[namespace]).get(name)
                if isinstance(member, type):
                    member.__module__ = path
    for path, space in spaces.items():
        space.__name__ = path  # as the error of a failed ``from torch import`` shows it
        vars(space).setdefault("__path__", [])  # so that missing names are looked up as modules
        vars(space).setdefault("__getattr__", refusal(path, vars(space)))
        for name, member in vars(space).items():
            is_ours = isinstance(member, type) and member.__module__.startswith("engine.")
            if is_ours and name[0] != "_":
                member.__module__ = path


def submodules(spaces: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """The further modules of some namespaces, with the names that they share with these."""
    made: dict[str, ModuleType] = {}
    for path, sources in _recorded().items():
        members = {
            name: vars(spaces[namespace])[name]
            for namespace, names in sources.items()
            for name in names.split()
            if name in vars(spaces[namespace])
        }
        if path not in spaces and members:
            made[path] = _module(path, members)
    for path in list(made):
        parent, _, name = path.rpartition(".")
        if parent not in spaces:
            inside = made.setdefault(parent, _module(parent, {}))
            members = {key: each for key, each in vars(made[path]).items() if key[:2] != "__"}
            vars(inside).update(members | {name: made[path]})
    for path, module in made.items():
        parent, _, name = path.rpartition(".")
        if parent in spaces and parent not in _WITHOUT_MODULES:
            members = vars(spaces[parent])
            if not callable(members.get(name)):  # a function of that name shadows the module
                members[name] = module
    for path, space in spaces.items():
        parent, _, name = path.rpartition(".")
        if parent in made:
            known = " ".join(_recorded().get(path, {}).values()).split()
            members = {each: vars(space)[each] for each in known if each in vars(space)}
            vars(made[parent]).update(members | {name: space})
    return made


def _module(path: str, members: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(path, f"What a script imports as ``{path}``.")
    vars(module).update(members, __getattr__=refusal(path, members), __path__=[])
    return module
