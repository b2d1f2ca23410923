"""The tensors that a variable names: its value, or tensors directly inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from engine.observe import Owner
from engine.recorder.texts import described
from engine.tensor import Tensor

_MAX_NAMED_ITEMS = 64
"""In longer lists and dicts no tensors are named; of a module, at most this many."""

_OWN_NAME = "self"
"""A method's name for its object, which has a better name outside the method."""


def named_tensors(name: str, value: object) -> Iterator[tuple[str, Tensor]]:
    """The tensors of a variable with their names: ``y``, ``pair[0]``, ``net.out.weight``."""
    if isinstance(value, Tensor):
        yield name, value
    elif isinstance(value, Owner):
        if name != _OWN_NAME:
            for path, tensor in _state(value):
                yield f"{name}.{path}", tensor
    else:
        for key, item in _items(value):
            if isinstance(item, Tensor) and isinstance(key, int | str):
                yield f"{name}[{described(key)}]", item


def _state(owner: Owner) -> list[tuple[str, Tensor]]:
    try:
        plain = ((name, each) for name, each in vars(owner).items() if isinstance(each, Tensor))
        tensors = chain(owner.named_parameters(), owner.named_buffers(), plain)
        return list(islice(tensors, _MAX_NAMED_ITEMS))
    except Exception:  # the script may have overridden these methods
        return []


def _items(value: object) -> Iterable[tuple[Any, object]]:
    if isinstance(value, list | tuple) and len(value) <= _MAX_NAMED_ITEMS:
        return enumerate(value)
    if isinstance(value, dict) and len(value) <= _MAX_NAMED_ITEMS:
        return value.items()
    return ()
