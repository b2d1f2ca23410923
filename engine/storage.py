"""Storages with their version counters, and how views refer to their base."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.tensor import Tensor


class Storage:
    """Memory that tensors share: a base, its views and the results of ``detach``.

    Attributes:
        version: the version counter: the number of in-place writes.
        base: for the storage of a ``.data`` tensor, which has a version counter of its own, the
            storage with the same memory; else None.
    """

    __slots__ = ("__weakref__", "base", "version")

    def __init__(self, base: Storage | None = None) -> None:
        self.version = 0
        self.base = base

    @property
    def memory(self) -> Storage:
        """One storage for all tensors in this memory, whichever version counter they use."""
        return self.base or self


class Rechecked(int):
    """A version that differs from itself, so that nodes look at what they saved more closely.

    ``detach_`` sets it: it removes a history without a write.
    """

    __slots__ = ()
    __eq__ = int.__eq__
    __hash__ = int.__hash__

    def __ne__(self, other: object) -> bool:
        return True


class Creation(IntEnum):
    """How a view was made, which decides whether an in-place write may give it a new grad_fn."""

    DEFAULT = 0
    SEVERAL_OUTPUTS = 1
    NO_GRAD = 2
    INFERENCE = 3
    CUSTOM_FUNCTION = 4


class View:
    """The record that makes a tensor a differentiable view of another one.

    Attributes:
        base: the tensor whose memory it shares; not a view itself.
        creation: how the view was made.
        version: the version of the memory for which the view's grad_fn was made.
    """

    __slots__ = ("base", "creation", "version")

    def __init__(self, base: Tensor, creation: Creation, version: int) -> None:
        self.base = base
        self.creation = creation
        self.version = version
