"""Tuples, lists and dictionaries of tensors, such as a model's parameters, as arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor


def mapped(function: Callable[[Tensor], Any], structure: Any) -> Any:
    """The same structure with what a function makes of each tensor; the rest as it is."""
    return mapped_all(lambda each: function(each) if isinstance(each, Tensor) else each, structure)


def mapped_all(function: Callable[[Any], Any], structure: Any) -> Any:
    """The same structure with what a function makes of each thing in it that is no structure."""
    if isinstance(structure, dict):
        return {key: mapped_all(function, each) for key, each in structure.items()}
    if isinstance(structure, tuple | list):
        members = [mapped_all(function, each) for each in structure]
        is_named = hasattr(structure, "_fields")
        return type(structure)(*members) if is_named else type(structure)(members)
    return function(structure)


def tensors_in(structure: Any) -> list[Tensor]:
    """The tensors of a structure, in its order."""
    return [each for each in members_of(structure) if isinstance(each, Tensor)]


def members_of(structure: Any) -> list[Any]:
    """What is in a structure and is none itself, in its order."""
    found: list[Any] = []
    mapped_all(found.append, structure)
    return found


def outline(structure: Any) -> str:
    """A structure as messages show it: ``(*, {'a': *})``."""
    if isinstance(structure, dict):
        return "{" + ", ".join(f"{key!r}: {outline(each)}" for key, each in structure.items()) + "}"
    if isinstance(structure, list):
        return f"[{', '.join(map(outline, structure))}]"
    if isinstance(structure, tuple):
        listed = ", ".join(map(outline, structure))
        return f"({listed},)" if len(structure) == 1 else f"({listed})"
    return "*"


def tree(structure: Any) -> str:
    """A structure as other messages show it: ``TreeSpec(tuple, None, [*])``."""
    if isinstance(structure, dict):
        kind, keys, members = "dict", list(structure), list(structure.values())
    elif isinstance(structure, tuple | list):
        kind, keys, members = type(structure).__name__, None, list(structure)
    else:
        return "*"
    listed = ",\n  ".join(tree(each).replace("\n", "\n  ") for each in members)
    return f"TreeSpec({kind}, {keys}, [{listed}])"
