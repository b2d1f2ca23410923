"""The modules that PyTorch has its classes and functions in: scripts may import from there, too.

Source: PyTorch 2.13, written down by ``tests/engine/torch/record_submodules.py``.
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
"""Where classes say that they come from that are there, but not by import."""

_WITHOUT_MODULES = ("torch.optim",)
"""From what PyTorch takes its modules out again: they can only be imported."""


@cache
def _recorded() -> dict[str, dict[str, str]]:
    """For each module what it has, by the namespaces that scripts mostly find it in."""
    text = pkgutil.get_data(__package__, "submodules.json")  # starts sooner than with pathlib
    assert text is not None
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


def tell_origins(spaces: Mapping[str, ModuleType]) -> None:
    """Let modules and classes say that they are PyTorch's, as errors and ``print(type(x))`` do."""
    for path, sources in [*_recorded().items(), *((p, {"torch": n}) for p, n in _INNER.items())]:
        for namespace, names in sources.items():
            for name in names.split():
                member = vars(spaces[namespace]).get(name)
                if isinstance(member, type):
                    member.__module__ = path
    for path, space in spaces.items():
        space.__name__ = path  # as ``from torch import`` tells of what is not there
        vars(space).setdefault(
            "__path__", []
        )  # so that what is not there is looked for as a module
        vars(space).setdefault("__getattr__", refusal(path, vars(space)))
        for name, member in vars(space).items():
            is_ours = isinstance(member, type) and member.__module__.startswith("engine.")
            if is_ours and name[0] != "_":
                member.__module__ = path


def submodules(spaces: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """The modules that there are beside some namespaces, with what they have of these."""
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
            if not callable(members.get(name)):  # a function of that name hides the module
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
