"""What ``dir`` and ``from module import *`` find in a module: the names that PyTorch has there.

Source: PyTorch 2.13, recorded by ``tests/engine/torch/record_module_names.py``.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, overload

from engine.torch.names.absent import names_in_pytorch


@cache
def _kept_back() -> dict[str, frozenset[str]]:
    """For each module the public names that ``from module import *`` leaves out."""
    text = pkgutil.get_data(__package__, "kept_back_names.json")
    assert text is not None
    return {module: frozenset(names.split()) for module, names in json.loads(text).items()}


_HOOKS = ("__dir__", "__getattr__")
"""What our modules define that those of PyTorch do without."""


class _Starred(Sequence[str]):
    """An ``__all__``, found when it is needed: modules get their submodules later.

    Args:
        path: the module's name in PyTorch.
        members: its attributes.
    """

    def __init__(self, path: str, members: Mapping[str, Any]) -> None:
        self._path, self._members = path, members

    def _names(self) -> list[str]:
        kept_back = _kept_back().get(self._path, frozenset())
        known = names_in_pytorch().get(self._path, frozenset()) - kept_back
        return sorted(each for each in known if each in self._members)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._names()[index]

    def __len__(self) -> int:
        return len(self._names())

    def __repr__(self) -> str:
        return repr(self._names())


def show_names_of_pytorch(spaces: Iterable[tuple[str, ModuleType]]) -> None:
    """Let ``dir`` and ``from module import *`` hide the names that only Gradwalk has."""
    for path, space in spaces:
        members = vars(space)
        members["__all__"] = _Starred(path, members)
        members["__dir__"] = _shown(path, members)


def _shown(path: str, members: Mapping[str, Any]) -> Callable[[], list[str]]:
    def names() -> list[str]:
        known = names_in_pytorch().get(path, frozenset())
        return [
            each
            for each in members
            if each in known or (each.startswith("__") and each not in _HOOKS)
        ]

    return names
