"""Modules that contain other modules.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import index as as_index
from typing import Any

from engine.torch.nn.module import Module
from engine.torch.nn.module_tree import indented


class _Listed(Module):
    """A sequence of modules, named by their indices."""

    def _key(self, place: Any) -> str:
        place = as_index(place)
        if not -len(self) <= place < len(self):
            raise IndexError(f"index {place} is out of range")
        key: str = list(self._modules)[place]
        return key

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return type(self)(*self._sliced(place))
        return self._modules[self._key(place)]

    def _sliced(self, place: slice) -> tuple[Any, ...]:
        return (list(self._modules.values())[place],)

    def __setitem__(self, place: int, module: Module) -> None:
        setattr(self, self._key(place), module)

    def __delitem__(self, place: Any) -> None:
        keys = list(self._modules)[place] if isinstance(place, slice) else [self._key(place)]
        kept = [module for key, module in self._modules.items() if key not in keys]
        self._modules = OrderedDict((str(at), module) for at, module in enumerate(kept))

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def append(self, module: Module) -> Any:
        """Append a module."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Any:
        """Append several modules.

        Raises:
            TypeError: not an iterable.
        """
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"{type(self).__name__}.extend should be called with an iterable, but got "
                f"{type(modules).__name__}"
            )
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Sequential | None:
        """Insert a module; the indices of the following ones increase."""
        for at in range(len(self), index, -1):
            self._modules[str(at)] = self._modules[str(at - 1)]
        self._modules[str(index)] = module
        return None

    def pop(self, key: Any) -> Any:
        """Remove and return a module, or several."""
        module = self[key]
        del self[key]
        return module


class Sequential(_Listed):
    """Modules that are applied in sequence."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for at, module in enumerate(args):
                self.add_module(str(at), module)

    def _sliced(self, place: slice) -> tuple[Any, ...]:
        return (OrderedDict(list(self._modules.items())[place]),)

    def insert(self, index: int, module: Module) -> Sequential:
        """Insert a module.

        Raises:
            AssertionError: not a module.
            IndexError: the index is out of range.
        """
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}")
        super().insert(index + len(self) if index < 0 else index, module)
        return self

    def __add__(self, other: Any) -> Sequential:
        return Sequential(*self, *_modules_of(other))

    def __iadd__(self, other: Any) -> Sequential:
        self.extend(_modules_of(other))
        return self

    def __mul__(self, other: int) -> Sequential:
        if not isinstance(other, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(other)}")
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")
        return Sequential(*(list(self) * other))

    __rmul__ = __mul__

    def __imul__(self, other: int) -> Sequential:
        self.extend((self * other)[len(self) :])
        return self

    def forward(self, input: Any) -> Any:
        """Apply the modules in sequence."""
        for module in self._modules.values():
            input = module(input)
        return input


def _modules_of(other: Any) -> list[Any]:
    """The modules to add to a sequence.

    Raises:
        ValueError: not a sequence of modules.
    """
    if not isinstance(other, Sequential):
        raise ValueError(
            f"add operator supports only objects of Sequential class, but {type(other)} is given."
        )
    return list(other)


class ModuleList(_Listed):
    """A list of modules."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList(chain(self, other))

    def __iadd__(self, other: Iterable[Module]) -> ModuleList:
        self.extend(other)
        return self

    def __repr__(self) -> str:
        """Runs of equal modules are shown once."""
        if not len(self):
            return f"{self._get_name()}()"
        groups: list[tuple[int, int, str]] = []
        for at, text in enumerate(map(repr, self)):
            if groups and groups[-1][2] == text:
                groups[-1] = (groups[-1][0], at, text)
            else:
                groups.append((at, at, text))
        lines = []
        for start, end, text in groups:
            if start == end:
                lines.append(f"({start}): {indented(text, 2)}")
            else:
                count = end - start + 1
                lines.append(f"({start}-{end}): {count} x {indented(text, 2)}")
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    """A dictionary of modules."""

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def items(self) -> Any:
        """The names and the modules."""
        return self._modules.items()

    def update(self, modules: Any) -> None:
        """Add modules by name.

        Raises:
            TypeError: not pairs.
        """
        if not isinstance(modules, Iterable):
            raise TypeError(
                "ModuleDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(modules).__name__}"
            )
        pairs = modules.items() if hasattr(modules, "items") else modules
        for at, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                raise TypeError(
                    f"ModuleDict update sequence element #{at} should be Iterable; is"
                    f"{type(pair).__name__}"
                )
            key, module = _pair(at, pair)
            self.add_module(key, module)

    def pop(self, key: str) -> Any:
        """Remove and return a module."""
        return self._modules.pop(key)

    def clear(self) -> None:
        """Remove all modules."""
        self._modules.clear()


def _pair(at: int, given: Any) -> tuple[str, Any]:
    """A pair of a name and a module.

    Raises:
        ValueError: not two elements.
    """
    if len(given) != 2:
        raise ValueError(
            f"ModuleDict update sequence element #{at} has length {len(given)}; 2 is required"
        )
    return given[0], given[1]


class DataParallel(Module):
    """In PyTorch distributes a module over GPUs; without them it is the module itself.

    Attributes:
        module: the module.
        device_ids: none.
    """

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        """Apply the module."""
        return self.module(*inputs, **kwargs)
