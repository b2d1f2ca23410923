"""Tuples, lists and dictionaries of tensors, such as a model's parameters, as arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor


def mapped(function: Callable[[Tensor], Any], structure: Any) -> Any:
    """The same structure with what a function makes of each tensor; the rest as it is."""
    if isinstance(structure, Tensor):
        return function(structure)
    if isinstance(structure, dict):
        return {key: mapped(function, each) for key, each in structure.items()}
    if isinstance(structure, tuple | list):
        return type(structure)([mapped(function, each) for each in structure])
    return structure


def tensors_in(structure: Any) -> list[Tensor]:
    """The tensors of a structure, in its order."""
    found: list[Tensor] = []
    mapped(found.append, structure)
    return found
