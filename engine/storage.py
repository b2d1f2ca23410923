"""What tensors that share memory have in common, and what a view knows of its base."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.tensor import Tensor


class Storage:
    """Memory that tensors share: a base, its views and what ``detach`` returns.

    Attributes:
        version: how often it was written to.
        base: the storage whose memory this is, where ``.data`` counts versions apart; else None.
    """

    __slots__ = ("__weakref__", "base", "version")

    def __init__(self, base: Storage | None = None) -> None:
        self.version = 0
        self.base = base

    @property
    def memory(self) -> Storage:
        """The storage that stands for the memory itself, however its versions are counted."""
        return self.base or self


class Creation(IntEnum):
    """How a view was made: whether a later write gives it, or its base, another history."""

    DEFAULT = 0
    SEVERAL_OUTPUTS = 1
    NO_GRAD = 2
    INFERENCE = 3
    CUSTOM_FUNCTION = 4


class View:
    """Makes a tensor a differentiable part of another one's memory.

    Attributes:
        base: whose; itself no view.
        creation: how it was made.
        version: that of the memory for which the view's grad_fn holds.
    """

    __slots__ = ("base", "creation", "version")

    def __init__(self, base: Tensor, creation: Creation, version: int) -> None:
        self.base = base
        self.creation = creation
        self.version = version
