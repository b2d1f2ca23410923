"""Nested tuples, lists and dictionaries of tensors, such as a model's parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.tensor import Tensor
from engine.torch.pytree import rebuilt, tree_leaves


def mapped(function: Callable[[Tensor], Any], structure: Any) -> Any:
    """The same structure with a function applied to each tensor; other leaves unchanged."""
    return rebuilt(lambda each: function(each) if isinstance(each, Tensor) else each, structure)


def tensors_in(structure: Any) -> list[Tensor]:
    """The tensors of a structure, in its order."""
    return [each for each in tree_leaves(structure) if isinstance(each, Tensor)]


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
