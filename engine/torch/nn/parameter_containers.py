"""Modules that contain parameters and other values.

Source: torch.nn, PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import index as as_index
from typing import Any

from engine import errors
from engine.tensor import Tensor
from engine.torch.nn.module import Module
from engine.torch.nn.parameter import Parameter


def _kept(value: Any) -> Any:
    """The stored form of a value: tensors become parameters."""
    if isinstance(value, Tensor) and not isinstance(value, Parameter):
        return Parameter(value)
    return value


def _lines(named: Iterable[tuple[Any, Any]], kind_of: Any) -> str:
    """A line per value: its name, its type, and the size of a tensor."""
    return "\n".join(
        f"  ({name}): Parameter containing: [{kind_of(each)} of size "
        f"{'x'.join(map(str, each.shape))}]"
        if isinstance(each, Tensor)
        else f"  ({name}): Object of type: {type(each).__name__}"
        for name, each in named
    )


class ParameterList(Module):
    """A list of parameters, or of any values."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return ParameterList(list(self)[place])
        return getattr(self, self._key(place))

    def __setitem__(self, place: int, value: Any) -> None:
        setattr(self, self._key(place), _kept(value))

    def _key(self, place: Any) -> str:
        number: int = as_index(place)
        if not -len(self) <= number < len(self):
            raise IndexError(f"index {number} is out of range")
        return str(number % len(self))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return iter(self[at] for at in range(len(self)))

    def __iadd__(self, values: Iterable[Any]) -> ParameterList:
        return self.extend(values)

    def append(self, value: Any) -> ParameterList:
        """Append a value."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Append several values.

        Raises:
            TypeError: not an iterable.
        """
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(
                "ParameterList.extend should be called with an iterable, but got "
                f"{errors.type_name(values)}"
            )
        for value in values:
            self.append(value)
        return self

    def extra_repr(self) -> str:
        """What is known of each value."""
        return _lines(enumerate(self), lambda each: f"torch.{each.dtype.name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Not callable.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dictionary of parameters, or of any values."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self._name(key))

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, self._name(key), _kept(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, self._name(key))

    @staticmethod
    def _name(key: Any) -> str:
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type "
                f"is '{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return key

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._keys))

    def __or__(self, other: ParameterDict) -> ParameterDict:
        both = self.copy()
        both.update(other)
        return both

    def __ior__(self, other: ParameterDict) -> ParameterDict:
        self.update(other)
        return self

    def copy(self) -> ParameterDict:
        """A shallow copy."""
        return ParameterDict(dict(self.items()))

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name, or a default."""
        return getattr(self, key) if key in self._keys else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of a name; if missing, the default is stored."""
        if key not in self:
            self[key] = default
        return self[key]

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A new one with the same value for several names."""
        return ParameterDict(dict.fromkeys(keys, default))

    def update(self, parameters: Any) -> None:
        """Update values by name.

        Raises:
            TypeError, ValueError: not pairs.
        """
        if not isinstance(parameters, Iterable):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but "
                f"got {type(parameters).__name__}"
            )
        items = getattr(parameters, "items", None)
        for at, pair in enumerate(parameters if items is None else items()):
            where = f"ParameterDict update sequence element #{at}"
            if not isinstance(pair, Iterable):
                raise TypeError(f"{where} should be Iterable; is{type(pair).__name__}")
            key_and_value = list(pair)
            if len(key_and_value) != 2:
                raise ValueError(f"{where} has length {len(key_and_value)}; 2 is required")
            self[key_and_value[0]] = key_and_value[1]

    def pop(self, key: str) -> Any:
        """Remove and return a value."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Remove the last value; return its name and value."""
        key = next(reversed(self))
        return key, self.pop(key)

    def clear(self) -> None:
        """Remove all values."""
        for key in list(self._keys):
            del self[key]

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def values(self) -> Any:
        """The values."""
        return (self[key] for key in self._keys)

    def items(self) -> Any:
        """The names and the values."""
        return ((key, self[key]) for key in self._keys)

    def extra_repr(self) -> str:
        """What is known of each value."""
        return _lines(self.items(), lambda each: each.type())

    def __call__(self, input: Any) -> Any:
        """Not callable.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError("ParameterDict should not be called.")
